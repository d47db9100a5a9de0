import { and, count, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { ExperimentId } from '#lib/domain/ids.ts';
import type { LookReading } from '#lib/experiments/look-reading.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { experiment, experimentLook } from '../schema/experiment.ts';
import { orderingExposure } from '../schema/ordering.ts';
import type { OrderingOwner } from './ordering-store.ts';

/** What experiments read at their latest looks, without what stands beside the verdicts. */
export async function listLatestReadings(
  db: Db,
  ids: readonly ExperimentId[],
): Promise<ReadonlyMap<ExperimentId, LookReading>> {
  if (ids.length === 0) return new Map();
  const latest = db
    .select({ reading: experimentLook.reading })
    .from(experimentLook)
    .where(eq(experimentLook.experimentId, experiment.id))
    .orderBy(desc(experimentLook.at))
    .limit(1)
    .as('latest');
  const rows = await db
    .select({ id: experiment.id, reading: latest.reading })
    .from(experiment)
    .innerJoinLateral(latest, sql`true`)
    .where(inArray(experiment.id, [...ids]));
  return new Map(rows.map(({ id, reading }) => [id, reading]));
}

/** When an experiment was looked at last; null: not yet. */
export async function findLatestLookAt(db: Db, id: ExperimentId): Promise<Date | null> {
  const [row] = await db
    .select({ at: experimentLook.at })
    .from(experimentLook)
    .where(eq(experimentLook.experimentId, id))
    .orderBy(desc(experimentLook.at))
    .limit(1);
  return row?.at ?? null;
}

/** Sessions whose list was shown in a stretch of time, and how many of them were paid within so many seconds. */
export async function countShownSessions(
  db: Db,
  owner: OrderingOwner,
  asked: { readonly from: Date; readonly until: Date; readonly paidWithinS: number },
): Promise<{ readonly sessions: number; readonly paid: number; readonly since: Date | null }> {
  const inTime = sql`${checkoutSession.completedAt} < ${orderingExposure.at} + make_interval(secs => ${asked.paidWithinS})`;
  const [row] = await db
    .select({
      sessions: count(),
      paid: sql<number>`count(*) filter (where ${inTime})`.mapWith(Number),
      since: sql<Date | null>`min(${orderingExposure.at})`.mapWith(orderingExposure.at),
    })
    .from(orderingExposure)
    .innerJoin(checkoutSession, eq(checkoutSession.id, orderingExposure.sessionId))
    .where(
      and(
        eq(orderingExposure.merchantId, owner.merchantId),
        eq(orderingExposure.livemode, owner.livemode),
        eq(orderingExposure.counts, true),
        gte(orderingExposure.at, asked.from),
        lt(orderingExposure.at, asked.until),
      ),
    );
  return row ?? { sessions: 0, paid: 0, since: null };
}
