import { rebuildTallies } from '#lib/operations/admin/rebuild-tallies.ts';
import type { Commands } from './command.ts';

/** What the dashboard's figures are made of. */
export const TALLY_COMMANDS: Commands = {
  'tallies:rebuild': {
    usage: '   (has the app count all payments anew; until it has, the dashboard shows too few)',
    options: [],
    required: [],
    run: async (context) => {
      await rebuildTallies(context);
      return 'The app counts all payments anew, the oldest first.';
    },
  },
};
