import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { createMerchant } from '#lib/operations/admin/create-merchant.ts';
import { revokeApiKey } from '#lib/operations/admin/revoke-api-key.ts';
import { type Commands, mode, needed, optional, readFile } from './command.ts';

/** Merchants, and the keys their servers call us with. */
export const MERCHANT_COMMANDS: Commands = {
  'merchant:create': {
    usage:
      '--name <name> [--name-zh <name>] [--accent #rrggbb] [--logo <file>] [--support-email <email>]\n' +
      '      [--support-url <url>] [--terms-url <url>]',
    options: ['name', 'name-zh', 'accent', 'logo', 'support-email', 'support-url', 'terms-url'],
    required: ['name'],
    run: async (context, options) => {
      const merchant = await createMerchant(context, {
        name: needed(options, 'name'),
        ...optional('nameZh', options['name-zh']),
        ...optional('accentColor', options['accent']),
        ...(options['logo'] === undefined ? {} : { logo: readFile(options['logo'], 'logo') }),
        ...optional('supportEmail', options['support-email']),
        ...optional('supportUrl', options['support-url']),
        ...optional('termsUrl', options['terms-url']),
      });
      return `Merchant ${merchant.name}: ${merchant.id}`;
    },
  },
  'key:create': {
    usage: '--merchant <mer_…> --mode test|live',
    options: ['merchant', 'mode'],
    required: ['merchant', 'mode'],
    run: async (context, options) => {
      const { id, key } = await createApiKey(context, {
        merchant: needed(options, 'merchant'),
        mode: mode(options),
      });
      return `${key}\n\nThis is ${id}. The key is shown this once and kept nowhere: store it now.`;
    },
  },
  'key:revoke': {
    usage: '--key <key_…>',
    options: ['key'],
    required: ['key'],
    run: async (context, options) => {
      await revokeApiKey(context, { key: needed(options, 'key') });
      return `${needed(options, 'key')} no longer works.`;
    },
  },
};
