import { and, count, desc, eq, inArray, like, lt, sql } from 'drizzle-orm';
import type { PolicyReport } from '#lib/domain/policy-report.ts';
import type { Db } from '../client.ts';
import { policyReport } from '../schema/policy-report.ts';

/** Whether any report of a script has named this origin before. */
export async function isKnownScriptOrigin(db: Db, origin: string): Promise<boolean> {
  const rows = await db
    .select({ blocked: policyReport.blocked })
    .from(policyReport)
    .where(and(eq(policyReport.blocked, origin), like(policyReport.directive, 'script-src%')))
    .limit(1);
  return rows.length > 0;
}

export async function countPolicyReports(db: Db): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(policyReport);
  return row?.rows ?? 0;
}

/** Counts a report that is there already; false when it is new. */
export async function countAgain(db: Db, report: PolicyReport): Promise<boolean> {
  const rows = await db
    .update(policyReport)
    .set({ count: sql`policy_report.count + 1`, lastSeenAt: sql`now()` })
    .where(
      and(
        eq(policyReport.directive, report.directive),
        eq(policyReport.blocked, report.blocked),
        eq(policyReport.page, report.page),
      ),
    )
    .returning({ count: policyReport.count });
  return rows.length > 0;
}

/** Writes a new report; false when another node has just written the same one. */
export async function insertPolicyReport(
  db: Db,
  report: PolicyReport,
  alert: boolean,
): Promise<boolean> {
  const rows = await db
    .insert(policyReport)
    .values({ ...report, alert, firstSeenAt: sql`now()`, lastSeenAt: sql`now()` })
    .onConflictDoNothing()
    .returning({ alert: policyReport.alert });
  return rows.length > 0;
}

/** Alerts first, then the most recent. */
export async function listPolicyReports(db: Db, limit: number) {
  return db
    .select()
    .from(policyReport)
    .orderBy(desc(policyReport.alert), desc(policyReport.lastSeenAt))
    .limit(limit);
}

/** Deletes up to `limit` reports not seen for `ageMs`, by the database's clock; returns how many. */
export async function deleteOldPolicyReports(
  db: Db,
  { ageMs, limit }: { ageMs: number; limit: number },
): Promise<number> {
  const old = db
    .select({ ctid: sql`ctid` })
    .from(policyReport)
    .where(lt(policyReport.lastSeenAt, sql`now() - make_interval(secs => ${ageMs / 1000})`))
    .limit(limit);
  const gone = await db
    .delete(policyReport)
    .where(inArray(sql`ctid`, old))
    .returning({ blocked: policyReport.blocked });
  return gone.length;
}
