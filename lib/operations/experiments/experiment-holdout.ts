import type { Db } from '#lib/db/client.ts';
import { findHoldout, insertHoldout } from '#lib/db/stores/experiment-store.ts';
import type { HoldoutRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { randomBase62 } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { ParamError } from '../param-error.ts';

/** Null: every shopper may be in an experiment. */
export function retrieveHoldout(tx: Db, owner: OrderingOwner): Promise<HoldoutRow | null> {
  return findHoldout(tx, owner);
}

/**
 * Keeps a share of a merchant's shoppers out of every experiment, from now on and for good: who had been kept out
 * until a change would be neither. Said again with the same share it changes nothing. Throws ParamError.
 */
export async function setHoldout(
  context: AppContext,
  tx: Db,
  { merchantId, livemode }: OrderingOwner,
  share: number,
): Promise<HoldoutRow> {
  const row = {
    merchantId,
    livemode,
    seed: randomBase62(24),
    share,
    updatedAt: context.clock.now(),
  };
  if (await insertHoldout(tx, row)) return row;
  const there = await findHoldout(tx, row);
  if (there === null) throw new Error('A holdout that is in the way was not found.');
  if (there.share === share) return there;
  throw new ParamError('share', `It is ${there.share}, and stays: it is set once.`);
}
