import type { HoldoutRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { unixSeconds } from '../unix-seconds.ts';

/** The share of a merchant's shoppers who are in no experiment: Praya's own object. Null: none was set. */
export function holdoutObject({ livemode }: OrderingOwner, row: HoldoutRow | null) {
  return {
    object: 'experiment_holdout' as const,
    livemode,
    set_at: row === null ? null : unixSeconds(row.updatedAt),
    share: row?.share ?? 0,
  };
}
