import { and, eq } from 'drizzle-orm';
import type { Db } from '../client.ts';
import { orderingConfig } from '../schema/ordering.ts';
import type { OrderingConfigRow, OrderingOwner } from './ordering-store.ts';

/** Null: the merchant has never said how its methods are ordered. */
export async function findOrderingConfig(
  db: Db,
  { merchantId, livemode }: OrderingOwner,
): Promise<OrderingConfigRow | null> {
  const [row] = await db
    .select()
    .from(orderingConfig)
    .where(and(eq(orderingConfig.merchantId, merchantId), eq(orderingConfig.livemode, livemode)));
  return row ?? null;
}
