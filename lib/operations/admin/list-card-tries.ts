import { listTallies } from '#lib/db/stores/card-tally-store.ts';
import { ADDRESS_WINDOW_MS, MERCHANT_WINDOW_MS, isCardTesting } from '#lib/domain/card-limits.ts';
import type { AppContext } from '../context.ts';

const MAX_ROWS = 20;

/**
 * Card tries as the limits see them now: of each merchant in the last ten minutes, and whether its page
 * is being used to test cards; and of the addresses (keyed hashes) held up most in the last hour.
 */
export async function listCardTries(context: AppContext) {
  const { db } = context.database;
  const merchants = await listTallies(db, {
    kind: 'merchant',
    windowMs: MERCHANT_WINDOW_MS,
    limit: MAX_ROWS,
  });
  const addresses = await listTallies(db, {
    kind: 'address',
    windowMs: ADDRESS_WINDOW_MS,
    limit: MAX_ROWS,
  });
  return {
    merchants: merchants.map((row) => ({
      ...row,
      cardTesting: isCardTesting(row),
    })),
    addresses: addresses.map(({ subject, ...row }) => ({ address: subject.slice(0, 12), ...row })),
  };
}
