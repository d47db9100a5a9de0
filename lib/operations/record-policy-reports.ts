import {
  countAgain,
  countPolicyReports,
  deleteOldPolicyReports,
  insertPolicyReport,
  isKnownScriptOrigin,
} from '#lib/db/stores/policy-report-store.ts';
import { type PolicyReport, isForeignScript } from '#lib/domain/policy-report.ts';
import type { AppContext } from './context.ts';

/** Kinds of report that are kept; with so many something else is wrong, and the rest is only logged. */
export const MAX_POLICY_REPORTS = 500;
/** Bodies one node takes in a minute: reports are a sample, not a ledger. */
const MAX_BODIES_PER_MINUTE = 120;
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
const FORGET_BATCH = 500;

/** How many bodies this process has taken in the current minute. */
const taken = { minute: 0, bodies: 0 };

/** Whether one more body is taken now. Counted a node: nothing is lost by it that a node would miss. */
export function admitPolicyReport(context: AppContext): boolean {
  const minute = Math.floor(context.clock.now().getTime() / 60_000);
  if (taken.minute !== minute) Object.assign(taken, { minute, bodies: 0 });
  taken.bodies += 1;
  return taken.bodies <= MAX_BODIES_PER_MINUTE;
}

/**
 * Keeps reports of what the Content-Security-Policy stopped, each kind once, with how often it came. A
 * script from an origin that no report had named is an alert: a line of error level, and first in the
 * operator's list (PCI DSS 11.6.1).
 */
export async function recordPolicyReports(
  context: AppContext,
  reports: readonly PolicyReport[],
): Promise<void> {
  const { db } = context.database;
  for (const report of reports) {
    if (await countAgain(db, report)) continue;
    if ((await countPolicyReports(db)) >= MAX_POLICY_REPORTS) {
      context.log.warn(
        { ...report },
        'content security policy report, not kept: there are too many',
      );
      continue;
    }
    const alert = isForeignScript(report) && !(await isKnownScriptOrigin(db, report.blocked));
    if (!(await insertPolicyReport(db, report, alert))) continue;
    if (alert) context.log.error({ ...report }, 'a script from a new origin was stopped on a page');
    else context.log.warn({ ...report }, 'content security policy report');
  }
}

/** Deletes reports not seen for 90 days, a batch at a go; returns how many. */
export async function forgetPolicyReports(context: AppContext): Promise<number> {
  return deleteOldPolicyReports(context.database.db, { ageMs: KEPT_MS, limit: FORGET_BATCH });
}
