import { listPolicyReports as list } from '#lib/db/stores/policy-report-store.ts';
import type { AppContext } from '../context.ts';

const MAX_ROWS = 500;

/** What browsers reported that the Content-Security-Policy stopped: alerts first, then the latest. */
export async function listPolicyReports(context: AppContext) {
  const rows = await list(context.database.db, MAX_ROWS);
  return rows.map((row) => ({
    ...row,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
}
