import type { Db } from '#lib/db/client.ts';
import { countFallbacks, findOrderingConfig } from '#lib/db/stores/ordering-config-store.ts';
import { findState } from '#lib/db/stores/ordering-state-store.ts';
import { type OrderingConfigRow, type OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { learnedSoFar } from '#lib/ordering/learned-sessions.ts';
import {
  DEFAULT_ORDERING,
  type OrderingConfig,
  SHARED_LEARNER,
} from '#lib/ordering/ordering-config.ts';
import { configOf } from './read-ordering-book.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How a merchant's methods are ordered in one mode, and what is known of it. */
export interface OwnOrdering {
  readonly livemode: boolean;
  readonly config: OrderingConfig;
  /** When it was last changed; null: never. */
  readonly updatedAt: Date | null;
  /** `sessions`: older ones count for less. Null: nothing was learned yet. */
  readonly learned: {
    readonly sessions: number;
    readonly since: Date;
    readonly version: number;
  } | null;
  /** Orders of the last day that could not be decided, and were the merchant's own instead. */
  readonly fallbacksInLastDay: number;
}

export async function readOwnOrdering(
  db: Db,
  { merchantId, livemode }: OrderingOwner,
  now: Date,
): Promise<OwnOrdering> {
  const owner = { merchantId, livemode };
  return orderingOf(db, await findOrderingConfig(db, owner), { owner, now });
}

/** The same, of a row that was read. */
export async function orderingOf(
  db: Db,
  row: OrderingConfigRow | null,
  { owner, now }: { readonly owner: OrderingOwner; readonly now: Date },
): Promise<OwnOrdering> {
  const [read, fallbacksInLastDay] = await Promise.all([
    findState(db, { ...owner, learner: SHARED_LEARNER }),
    countFallbacks(db, owner, new Date(now.getTime() - DAY_MS)),
  ]);
  const learned = read === null ? null : learnedSoFar(read.state, now.getTime());
  return {
    livemode: owner.livemode,
    config: row === null ? DEFAULT_ORDERING : configOf(row),
    // Locked before it was ever set, a row is there with nothing said in it.
    updatedAt: row === null || row.version === 0 ? null : row.updatedAt,
    learned:
      read === null || learned === null
        ? null
        : {
            sessions: learned.sessions,
            since: new Date(learned.sinceMs),
            version: read.state.version,
          },
    fallbacksInLastDay,
  };
}
