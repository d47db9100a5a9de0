import { z } from 'zod';
import { findOperatorByEmail, listMemberships } from '#lib/db/stores/operator-store.ts';
import { emailKey } from '#lib/domain/operator-password.ts';
import type { AppContext } from '../context.ts';
import { type MadeLink, makeOperatorLink } from '../operators/operator-links.ts';
import { writeCommandAudit } from '../operators/write-audit.ts';
import { AdminInputError, readInput, requireMerchant } from './admin-input.ts';

const email = z.email('must be an email address').max(254);
const ownerSchema = z.strictObject({ merchant: z.string(), email });
const passwordSchema = z.strictObject({ email });

/** A one-time link for somebody to become an owner of a merchant. Throws AdminInputError. */
export async function createOwner(
  context: AppContext,
  input: z.input<typeof ownerSchema>,
): Promise<MadeLink> {
  const fields = readInput(ownerSchema, input);
  const { id: merchantId } = await requireMerchant(context, fields.merchant);
  const role = 'owner';
  return context.database.db.transaction(async (tx) => {
    const membership = { merchantId, role } as const;
    const link = await makeOperatorLink(context, tx, { email: fields.email, membership, by: null });
    await writeCommandAudit(context, tx, {
      merchantId,
      action: 'team.invited',
      subject: fields.email,
      after: { role },
    });
    return link;
  });
}

/** A one-time link with which an operator sets another password. Throws AdminInputError. */
export async function makePasswordLink(
  context: AppContext,
  input: z.input<typeof passwordSchema>,
): Promise<MadeLink> {
  const fields = readInput(passwordSchema, input);
  const known = await findOperatorByEmail(context.database.db, emailKey(fields.email));
  if (known === null) throw new AdminInputError(`Nobody signs in as ${fields.email}.`);
  return context.database.db.transaction(async (tx) => {
    const link = await makeOperatorLink(context, tx, {
      email: known.email,
      membership: null,
      by: null,
    });
    const memberships = await listMemberships(tx, known.id);
    const inOrder = memberships.toSorted((a, b) => (a.merchantId < b.merchantId ? -1 : 1));
    for (const { merchantId } of inOrder) {
      await writeCommandAudit(context, tx, {
        merchantId,
        action: 'team.password_link_made',
        subject: known.email,
      });
    }
    return link;
  });
}
