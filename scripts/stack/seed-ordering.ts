import { orderingConfig } from '#lib/db/schema/ordering.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { DEFAULT_ORDERING } from '#lib/ordering/ordering-config.ts';
import type { OrderingPolicyId } from '#lib/ordering/policies/table.ts';

/** Sets by what a merchant's methods are ordered in test mode, unless something is set already: that stays. */
export async function seedOrdering(
  context: AppContext,
  merchant: string,
  policy: OrderingPolicyId,
): Promise<void> {
  await context.database.db
    .insert(orderingConfig)
    .values({
      ...DEFAULT_ORDERING,
      merchantId: merchant as MerchantId, // made by `createMerchant`
      livemode: false,
      policy,
      version: 1,
      updatedAt: context.clock.now(),
    })
    .onConflictDoNothing();
}
