import { listSetup } from '#lib/operations/admin/list-setup.ts';
import type { Commands } from './command.ts';

/** All that the other commands have set up. */
export const SETUP_COMMANDS: Commands = {
  list: {
    usage: '',
    options: [],
    required: [],
    run: async (context) => JSON.stringify(await listSetup(context), null, 2),
  },
};
