import { listDiscrepancies } from '#lib/operations/admin/list-discrepancies.ts';
import { resolveDiscrepancy } from '#lib/operations/admin/resolve-discrepancy.ts';
import { type Commands, needed } from './command.ts';

/** What is true of the money and against what was expected. */
export const DISCREPANCY_COMMANDS: Commands = {
  'discrepancies:list': {
    usage:
      '[--merchant <mer_…>] [--open]   (what is true of the money and against what was expected)',
    options: ['merchant'],
    flags: ['open'],
    required: [],
    run: async (context, options) =>
      JSON.stringify(
        await listDiscrepancies(context, {
          merchant: options['merchant'] ?? null,
          open: options['open'] !== undefined,
        }),
        null,
        2,
      ),
  },
  'discrepancies:resolve': {
    usage: '--discrepancy <disc_…>   (a person has dealt with it; its evidence stays)',
    options: ['discrepancy'],
    required: ['discrepancy'],
    run: async (context, options) => {
      const discrepancy = needed(options, 'discrepancy');
      const { kind } = await resolveDiscrepancy(context, { discrepancy });
      return `${discrepancy} (${kind}) is resolved.`;
    },
  },
};
