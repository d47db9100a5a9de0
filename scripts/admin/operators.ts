import { createOwner, makePasswordLink } from '#lib/operations/admin/operator-links.ts';
import { verifyMerchantAuditLog } from '#lib/operations/admin/verify-audit-log.ts';
import type { MadeLink } from '#lib/operations/operators/operator-links.ts';
import { type Commands, needed } from './command.ts';

/** The people who sign in to the dashboard. */
export const OPERATOR_COMMANDS: Commands = {
  'operators:create-owner': {
    usage: '--merchant <mer_…> --email <email>',
    options: ['merchant', 'email'],
    required: ['merchant', 'email'],
    run: async (context, options) => {
      const email = needed(options, 'email');
      const link = await createOwner(context, { merchant: needed(options, 'merchant'), email });
      return told(link, `${email} becomes an owner by opening it`);
    },
  },
  'operators:password-link': {
    usage: '--email <email>',
    options: ['email'],
    required: ['email'],
    run: async (context, options) => {
      const email = needed(options, 'email');
      const link = await makePasswordLink(context, { email });
      return told(link, `${email} sets another password by opening it, which ends every session`);
    },
  },
  'audit:verify': {
    usage: '--merchant <mer_…>',
    options: ['merchant'],
    required: ['merchant'],
    run: (context, options) => verifyMerchantAuditLog(context, needed(options, 'merchant')),
  },
};

function told({ url, expiresAt }: MadeLink, what: string): string {
  return (
    `${url}\n\n${what}.\n` +
    `It works once, until ${expiresAt.toISOString()}, and is shown this once: hand it to nobody else.`
  );
}
