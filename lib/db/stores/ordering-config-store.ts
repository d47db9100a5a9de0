import { and, eq } from 'drizzle-orm';
import type { Db } from '../client.ts';
import { orderingConfig } from '../schema/ordering.ts';
import type { OrderingConfigRow, OrderingOwner } from './ordering-store.ts';

/** How a merchant's methods are ordered, held until the transaction ends; null where it said nothing. */
export async function lockOrderingConfig(
  tx: Db,
  { merchantId, livemode }: OrderingOwner,
): Promise<OrderingConfigRow | null> {
  const [row] = await tx
    .select()
    .from(orderingConfig)
    .where(and(eq(orderingConfig.merchantId, merchantId), eq(orderingConfig.livemode, livemode)))
    .for('update');
  return row ?? null;
}

/** Writes how a merchant's methods are ordered from now on. */
export async function putOrderingConfig(tx: Db, row: OrderingConfigRow): Promise<void> {
  const { merchantId: _merchant, livemode: _mode, ...change } = row;
  await tx
    .insert(orderingConfig)
    .values(row)
    .onConflictDoUpdate({
      target: [orderingConfig.merchantId, orderingConfig.livemode],
      set: change,
    });
}
