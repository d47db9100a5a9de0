import { type SQL, and, count, eq, gte } from 'drizzle-orm';
import { DEFAULT_ORDERING } from '#lib/ordering/ordering-config.ts';
import type { Db } from '../client.ts';
import { orderingConfig, orderingExposure } from '../schema/ordering.ts';
import type { OrderingConfigRow, OrderingOwner } from './ordering-store.ts';

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
