import { createMerchant } from '#lib/operations/admin/create-merchant.ts';
import { type Commands, needed, optional, readFile } from './command.ts';

/** Who sells. */
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
};
