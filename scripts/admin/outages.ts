import {
  endMethodOutage,
  listMethodOutages,
  raiseMethodOutage,
} from '#lib/operations/admin/method-outages.ts';
import { type Commands, mode, needed, optional } from './command.ts';

/** Methods that are out of order, by what was found or by somebody's word. */
export const OUTAGE_COMMANDS: Commands = {
  'outages:list': {
    usage:
      '--merchant <mer_…> --mode test|live [--open]   (methods that are, or were, out of order)',
    options: ['merchant', 'mode'],
    flags: ['open'],
    required: ['merchant', 'mode'],
    run: async (context, options) =>
      JSON.stringify(
        await listMethodOutages(context, {
          merchant: needed(options, 'merchant'),
          mode: mode(options),
          open: options['open'] !== undefined,
        }),
        null,
        2,
      ),
  },
  'outages:raise': {
    usage:
      '--merchant <mer_…> --mode test|live --method <method> [--action move_down|close]\n' +
      '      [--reason-en <text>] [--reason-zh <text>]   (takes a method out of order until it is ended)',
    options: ['merchant', 'mode', 'method', 'action', 'reason-en', 'reason-zh'],
    required: ['merchant', 'mode', 'method'],
    run: async (context, options) => {
      const { id, method, action } = await raiseMethodOutage(context, {
        merchant: needed(options, 'merchant'),
        mode: mode(options),
        method: needed(options, 'method'),
        ...optional('action', options['action']),
        ...optional('reasonEn', options['reason-en']),
        ...optional('reasonZh', options['reason-zh']),
      });
      const done = action === 'close' ? 'closed' : 'moved down';
      return `${method} is ${done}: ${id}.\nTake it back with outages:end --outage ${id}`;
    },
  },
  'outages:end': {
    usage: '--outage <mout_…>   (the method works: it is offered as before)',
    options: ['outage'],
    required: ['outage'],
    run: async (context, options) => {
      const { method } = await endMethodOutage(context, { outage: needed(options, 'outage') });
      return `${method} is offered as before.`;
    },
  },
};
