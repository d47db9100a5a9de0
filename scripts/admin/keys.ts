import { type CreateApiKeyInput, createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { revokeApiKey } from '#lib/operations/admin/revoke-api-key.ts';
import { rollApiKey } from '#lib/operations/admin/roll-api-key.ts';
import { type Commands, hours, mode, names, needed, optional } from './command.ts';

const KEEP_IT = 'The key is shown this once and kept nowhere: store it now.';

/** Long enough to hand a new key to a few servers by hand. */
const DEFAULT_OVERLAP_HOURS = 24;

/** The keys that merchants' servers call us with. */
export const KEY_COMMANDS: Commands = {
  'key:create': {
    usage:
      '--merchant <mer_…> --mode test|live [--name <name>] [--scopes <resource.read|write>,…]\n' +
      '      [--expires <2027-01-31>]',
    options: ['merchant', 'mode', 'name', 'scopes', 'expires'],
    required: ['merchant', 'mode'],
    run: async (context, options) => {
      const { id, key } = await createApiKey(context, {
        merchant: needed(options, 'merchant'),
        mode: mode(options),
        ...optional('name', options['name']),
        ...scopes(options['scopes']),
        ...optional('expires', options['expires']),
      });
      return `${key}\n\nThis is ${id}. ${KEEP_IT}`;
    },
  },
  'key:roll': {
    usage: '--key <key_…> [--overlap-hours <0 to 168>] [--expires <2027-01-31>]',
    options: ['key', 'overlap-hours', 'expires'],
    required: ['key'],
    run: async (context, options) => {
      const { id, key, oldEndsAt } = await rollApiKey(context, {
        key: needed(options, 'key'),
        overlapHours: hours('overlap-hours', options['overlap-hours'], DEFAULT_OVERLAP_HOURS),
        ...optional('expires', options['expires']),
      });
      return (
        `${key}\n\nThis is ${id}. ${KEEP_IT}\n` +
        `${needed(options, 'key')} works until ${oldEndsAt.toISOString()}.`
      );
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

/** `checkout_sessions.write, refunds.read`: createApiKey checks the names. */
function scopes(text: string | undefined): Pick<CreateApiKeyInput, 'scopes'> {
  if (text === undefined) return {};
  return { scopes: names(text) as NonNullable<CreateApiKeyInput['scopes']> }; // checked there
}
