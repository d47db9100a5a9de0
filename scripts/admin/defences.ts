import { listCardTries } from '#lib/operations/admin/list-card-tries.ts';
import { listPolicyReports } from '#lib/operations/admin/list-policy-reports.ts';
import type { Commands } from './command.ts';

/** What the page was defended against: nothing here changes anything. */
export const DEFENCE_COMMANDS: Commands = {
  'csp:list': {
    usage: '   (what the Content-Security-Policy stopped in browsers; alerts first)',
    options: [],
    required: [],
    run: async (context) => JSON.stringify(await listPolicyReports(context), null, 2),
  },
  'cards:list': {
    usage: '   (card tries now: merchants whose page is used to test cards, addresses held up)',
    options: [],
    required: [],
    run: async (context) => JSON.stringify(await listCardTries(context), null, 2),
  },
};
