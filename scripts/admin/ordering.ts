import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import { exportExposures } from '#lib/operations/admin/export-exposures.ts';
import { setOrdering, showOrdering } from '#lib/operations/admin/set-ordering.ts';
import type { OwnOrdering } from '#lib/operations/ordering/own-ordering.ts';
import { OUTAGE_ACTIONS } from '#lib/ordering/ordering-config.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { type Commands, mode, needed, optional } from './command.ts';

/** In which order a merchant's methods are shown, and what was shown. */
export const ORDERING_COMMANDS: Commands = {
  'ordering:show': {
    usage: '--merchant <mer_…> --mode test|live',
    options: ['merchant', 'mode'],
    required: ['merchant', 'mode'],
    run: async (context, options) =>
      told(
        await showOrdering(context, { merchant: needed(options, 'merchant'), mode: mode(options) }),
      ),
  },
  'ordering:set': {
    usage:
      `--merchant <mer_…> --mode test|live [--policy ${Object.keys(ORDERING_POLICIES).join('|')}]\n` +
      `      [--outage-action ${OUTAGE_ACTIONS.join('|')}] [--pause | --resume]   (paused: all in the merchant's own order)`,
    options: ['merchant', 'mode', 'policy', 'outage-action'],
    flags: ['pause', 'resume'],
    required: ['merchant', 'mode'],
    run: async (context, options) => {
      const { pause, resume } = options;
      if (pause !== undefined && resume !== undefined) {
        throw new AdminInputError('Send --pause or --resume.');
      }
      return told(
        await setOrdering(context, {
          merchant: needed(options, 'merchant'),
          mode: mode(options),
          ...optional('policy', options['policy']),
          ...optional('outageAction', options['outage-action']),
          ...(pause === undefined && resume === undefined ? {} : { paused: pause !== undefined }),
        }),
      );
    },
  },
  'ordering:export': {
    usage:
      '--merchant <mer_…> --mode test|live --from <day> --to <day> > exposures.csv\n' +
      '      (days in Hong Kong, both included, or times with their offset)',
    options: ['merchant', 'mode', 'from', 'to'],
    required: ['merchant', 'mode', 'from', 'to'],
    run: (context, options) =>
      exportExposures(context, {
        merchant: needed(options, 'merchant'),
        mode: mode(options),
        from: needed(options, 'from'),
        to: needed(options, 'to'),
      }),
  },
};

function told({ config, fallbacksInLastDay, learned }: OwnOrdering): string {
  const { outageAction, pausedAt, policy, rules, version } = config;
  return [
    `Policy ${policy}, version ${version}. Out of order: ${outageAction}.`,
    ...(pausedAt === null ? [] : [`Paused since ${pausedAt.toISOString()}.`]),
    `Rules: ${JSON.stringify(rules)}`,
    learned === null
      ? 'Nothing learned yet.'
      : `Learned from ${learned.sessions} sessions since ${learned.since.toISOString()}.`,
    `Could not be decided in the last day: ${fallbacksInLastDay}.`,
  ].join('\n');
}
