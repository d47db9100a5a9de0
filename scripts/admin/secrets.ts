import { type Rewrapped, rewrapSecrets } from '#lib/operations/admin/rewrap-secrets.ts';
import type { Commands } from './command.ts';

/** What lies sealed in the database. */
export const SECRET_COMMANDS: Commands = {
  'secrets:rewrap': {
    usage: '   (brings what is sealed under the first of PRAYA_MASTER_KEYS, while the app goes on)',
    options: [],
    required: [],
    run: async (context) => {
      const columns = await rewrapSecrets(context);
      const isWhole = columns.every(({ broken }) => broken.length === 0);
      return [
        ...columns.map(told),
        isWhole
          ? 'All of it is under the current master key: the older ones can be taken away.'
          : 'What does not open is as it was. Keep every key until that is explained.',
      ].join('\n');
    },
  },
};

function told({ column, values, rewrapped, broken }: Rewrapped): string {
  const line = `${column}: ${values}, of which ${rewrapped} now under the current key`;
  return broken.length === 0 ? line : `${line}; these do not open: ${broken.join(', ')}`;
}
