import { type SQL, and, asc, desc, eq, isNotNull, lte, ne, or, sql } from 'drizzle-orm';
import type { ExperimentId } from '#lib/domain/ids.ts';
import type { PageRequest } from '#lib/domain/list-page.ts';
import type { ExperimentStatus } from '#lib/experiments/experiment-arm.ts';
import type { LookDetail, LookReading } from '#lib/experiments/look-reading.ts';
import type { Db } from '../client.ts';
import { pageQuery } from '../cursor-page.ts';
import { experiment, experimentHoldout, experimentLook } from '../schema/experiment.ts';
import { orderingState } from '../schema/ordering.ts';
import type { ExperimentRow, HoldoutRow, OrderingOwner } from './ordering-store.ts';

export async function insertExperiment(tx: Db, row: ExperimentRow): Promise<void> {
  await tx.insert(experiment).values(row);
}

function own({ merchantId, livemode }: OrderingOwner): SQL | undefined {
  return and(eq(experiment.merchantId, merchantId), eq(experiment.livemode, livemode));
}

/** Null for what is another merchant's or of the other mode, too. */
export async function findOwnExperiment(
  db: Db,
  owner: OrderingOwner,
  id: string,
): Promise<ExperimentRow | null> {
  const [row] = await db
    .select()
    .from(experiment)
    .where(and(eq(experiment.id, id as ExperimentId), own(owner))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

/** As `findOwnExperiment`, holding its row until the transaction ends. */
export async function lockOwnExperiment(
  tx: Db,
  owner: OrderingOwner,
  id: string,
): Promise<ExperimentRow | null> {
  const [row] = await tx
    .select()
    .from(experiment)
    .where(and(eq(experiment.id, id as ExperimentId), own(owner))) // looked up, not trusted
    .for('update');
  return row ?? null;
}

/**
 * Holds one experiment of a merchant and all that are not over until the transaction ends: of two that are started
 * at once the second finds the first running. `asked` is null where it is not the merchant's.
 */
export async function lockExperiments(
  tx: Db,
  owner: OrderingOwner,
  id: string,
): Promise<{ readonly asked: ExperimentRow | null; readonly others: readonly ExperimentRow[] }> {
  const rows = await tx
    .select()
    .from(experiment)
    .where(
      and(
        own(owner),
        or(
          eq(experiment.id, id as ExperimentId), // looked up, not trusted
          ne(experiment.status, 'stopped'),
          sql`${experiment.rollout} is not null and ${experiment.finishedAt} is null`,
        ),
      ),
    )
    // One order for all who take several, so that none waits for another in a circle.
    .orderBy(asc(experiment.id))
    .for('update');
  return {
    asked: rows.find((row) => row.id === id) ?? null,
    others: rows.filter((row) => row.id !== id),
  };
}

export async function countDrafts(db: Db, owner: OrderingOwner): Promise<number> {
  return db.$count(experiment, and(own(owner), eq(experiment.status, 'draft')));
}

export async function updateExperiment(
  tx: Db,
  id: ExperimentId,
  change: Partial<Omit<ExperimentRow, 'id' | 'merchantId' | 'livemode' | 'createdAt'>>,
): Promise<void> {
  await tx.update(experiment).set(change).where(eq(experiment.id, id));
}

/** A merchant's experiments, the newest first, and one more than the page holds. */
export async function listExperiments(
  db: Db,
  owner: OrderingOwner,
  asked: {
    status: ExperimentStatus | null;
    page: PageRequest;
    cursor: ExperimentRow | null;
  },
): Promise<readonly ExperimentRow[]> {
  const query = pageQuery(experiment, asked.page, asked.cursor);
  return db
    .select()
    .from(experiment)
    .where(
      and(
        own(owner),
        asked.status === null ? undefined : eq(experiment.status, asked.status),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

/** The experiment that has waited longest for a look, leased to the caller; null when none is due. */
export async function claimDueExperiment(
  db: Db,
  input: { now: Date; leaseUntil: Date },
): Promise<ExperimentRow | null> {
  return db.transaction(async (tx) => {
    const [due] = await tx
      .select()
      .from(experiment)
      .where(and(isNotNull(experiment.nextLookAt), lte(experiment.nextLookAt, input.now)))
      .orderBy(asc(experiment.nextLookAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (due === undefined) return null;
    await tx
      .update(experiment)
      .set({ nextLookAt: input.leaseUntil })
      .where(eq(experiment.id, due.id));
    return due;
  });
}

/** Keeps a look. What stands beside the verdicts is kept of the latest look alone. */
export async function insertLook(
  tx: Db,
  look: { experimentId: ExperimentId; at: Date; reading: LookReading; detail: LookDetail },
): Promise<void> {
  await tx
    .update(experimentLook)
    .set({ detail: null })
    .where(
      and(eq(experimentLook.experimentId, look.experimentId), isNotNull(experimentLook.detail)),
    );
  await tx.insert(experimentLook).values(look).onConflictDoNothing();
}

export type LookRow = typeof experimentLook.$inferSelect;

export async function findLatestLook(db: Db, id: ExperimentId): Promise<LookRow | null> {
  const [row] = await db
    .select()
    .from(experimentLook)
    .where(eq(experimentLook.experimentId, id))
    .orderBy(desc(experimentLook.at))
    .limit(1);
  return row ?? null;
}

/** What the arms were at each look, the earliest first: at most `limit` looks, evenly chosen, the latest among them. */
export async function listLooks(
  db: Db,
  id: ExperimentId,
  limit: number,
): Promise<readonly { readonly at: Date; readonly arms: LookReading['arms'] }[]> {
  const looks = db.$with('looks').as(
    db
      .select({
        at: experimentLook.at,
        arms: sql<LookReading['arms']>`${experimentLook.reading}->'arms'`.as('arms'),
        back: sql<number>`row_number() over (order by ${experimentLook.at} desc) - 1`.as('back'),
        total: sql<number>`count(*) over ()`.as('total'),
      })
      .from(experimentLook)
      .where(eq(experimentLook.experimentId, id)),
  );
  return db
    .with(looks)
    .select({ at: looks.at, arms: looks.arms })
    .from(looks)
    .where(sql`${looks.back} % greatest(1, ceil(${looks.total}::numeric / ${limit})::bigint) = 0`)
    .orderBy(asc(looks.at));
}

export async function findHoldout(db: Db, owner: OrderingOwner): Promise<HoldoutRow | null> {
  const [row] = await db
    .select()
    .from(experimentHoldout)
    .where(
      and(
        eq(experimentHoldout.merchantId, owner.merchantId),
        eq(experimentHoldout.livemode, owner.livemode),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** Written once; false where there is one already, which stands. */
export async function insertHoldout(tx: Db, row: HoldoutRow): Promise<boolean> {
  const written = await tx
    .insert(experimentHoldout)
    .values(row)
    .onConflictDoNothing()
    .returning({ share: experimentHoldout.share });
  return written.length > 0;
}

/** Gives learners a state of their own, as another's stands now; where there is none, an empty one. */
export async function forkLearners(
  tx: Db,
  owner: OrderingOwner,
  fork: {
    readonly from: string;
    readonly empty: (typeof orderingState.$inferSelect)['state'];
    readonly to: readonly string[];
    readonly now: Date;
  },
): Promise<void> {
  const { merchantId, livemode } = owner;
  const [shared] = await tx
    .select({ state: orderingState.state })
    .from(orderingState)
    .where(
      and(
        eq(orderingState.merchantId, merchantId),
        eq(orderingState.livemode, livemode),
        eq(orderingState.learner, fork.from),
      ),
    );
  const state = shared?.state ?? fork.empty;
  await tx
    .insert(orderingState)
    .values(
      fork.to.map((learner) => ({
        merchantId,
        livemode,
        learner,
        state,
        version: 1,
        updatedAt: fork.now,
      })),
    )
    .onConflictDoNothing();
}
