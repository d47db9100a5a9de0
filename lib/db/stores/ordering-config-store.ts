import { type SQL, and, asc, count, eq, gte, isNull, sql } from 'drizzle-orm';
import type { ExperimentId } from '#lib/domain/ids.ts';
import { DEFAULT_ORDERING } from '#lib/ordering/ordering-config.ts';
import type { Db } from '../client.ts';
import { experiment } from '../schema/experiment.ts';
import { methodOutage, orderingConfig, orderingExposure } from '../schema/ordering.ts';
import type { OrderingConfigRow, OrderingOwner, OutageRow } from './ordering-store.ts';

function own({ merchantId, livemode }: OrderingOwner): SQL | undefined {
  return and(eq(orderingConfig.merchantId, merchantId), eq(orderingConfig.livemode, livemode));
}

/** Null: the merchant has never said how its methods are ordered. */
export async function findOrderingConfig(
  db: Db,
  owner: OrderingOwner,
): Promise<OrderingConfigRow | null> {
  const [row] = await db.select().from(orderingConfig).where(own(owner));
  return row ?? null;
}

/** The same, to be changed: nobody else changes it before the transaction ends. Made where there is none. */
export async function lockOrderingConfig(
  tx: Db,
  owner: OrderingOwner,
  now: Date,
): Promise<OrderingConfigRow> {
  const { merchantId, livemode } = owner;
  await tx
    .insert(orderingConfig)
    .values({ ...DEFAULT_ORDERING, merchantId, livemode, updatedAt: now })
    .onConflictDoNothing();
  const [row] = await tx.select().from(orderingConfig).where(own(owner)).for('update');
  if (row === undefined) throw new Error(`Merchant ${merchantId} has no ordering.`);
  return row;
}

/** Writes a locked row as it is from now on. */
export async function updateOrderingConfig(tx: Db, row: OrderingConfigRow): Promise<void> {
  const { merchantId: _, livemode: __, ...change } = row;
  await tx.update(orderingConfig).set(change).where(own(row));
}

/** Orders since a time that could not be decided. */
export async function countFallbacks(db: Db, owner: OrderingOwner, since: Date): Promise<number> {
  const [row] = await db
    .select({ fallbacks: count() })
    .from(orderingExposure)
    .where(
      and(
        eq(orderingExposure.merchantId, owner.merchantId),
        eq(orderingExposure.livemode, owner.livemode),
        gte(orderingExposure.at, since),
        eq(orderingExposure.source, 'fallback'),
      ),
    );
  return row?.fallbacks ?? 0;
}

/** Outages under way, the oldest first. */
export async function listOutagesUnderWay(
  db: Db,
  owner: OrderingOwner,
): Promise<readonly OutageRow[]> {
  return db
    .select()
    .from(methodOutage)
    .where(
      and(
        eq(methodOutage.merchantId, owner.merchantId),
        eq(methodOutage.livemode, owner.livemode),
        isNull(methodOutage.endedAt),
      ),
    )
    .orderBy(asc(methodOutage.raisedAt), asc(methodOutage.id));
}

/** Experiments by which some shoppers are shown another order: running, or their winner on its way to all. */
export async function listShownExperiments(
  db: Db,
  owner: OrderingOwner,
): Promise<readonly ExperimentId[]> {
  const rows = await db
    .select({ id: experiment.id })
    .from(experiment)
    .where(
      and(
        eq(experiment.merchantId, owner.merchantId),
        eq(experiment.livemode, owner.livemode),
        sql`(${experiment.status} = 'running' or (${experiment.rollout} is not null and ${experiment.finishedAt} is null))`,
      ),
    )
    .orderBy(asc(experiment.createdAt), asc(experiment.id));
  return rows.map(({ id }) => id);
}
