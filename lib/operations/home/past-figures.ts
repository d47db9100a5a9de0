import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { sumTallies, tallyPartOfHour } from '#lib/db/stores/payment-tally-store.ts';
import type { AppContext } from '../context.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Shops whose past is kept; more than these take turns. */
const MOST_SHOPS = 1_000;

interface Range {
  readonly from: Date;
  readonly before: Date;
}

export interface PastFigures {
  /** As it was when this minute was first asked about. */
  readonly part: Awaited<ReturnType<typeof tallyPartOfHour>>;
  /** As it was when this hour was first asked about. */
  readonly usual: Awaited<ReturnType<typeof sumTallies>>;
}

interface Kept<Value> {
  readonly key: number;
  readonly value: Value;
}

/** By shop and mode, the one asked about last at the end. */
type KeptPast = Map<string, { part: Kept<PastFigures['part']>; usual: Kept<PastFigures['usual']> }>;

const keptOf = new WeakMap<AppContext, KeptPast>();

/**
 * What a home page compares today with: a part of an hour, counted one by one, and weeks, added up. A page that is
 * open asks every few seconds, and neither changes by the second, so each is kept for its minute and its hour.
 */
export async function pastFigures(
  context: AppContext,
  db: Db,
  owner: Owner,
  asked: { readonly part: Range; readonly usual: Range },
): Promise<PastFigures> {
  let kept = keptOf.get(context);
  if (kept === undefined) keptOf.set(context, (kept = new Map()));
  const shop = `${owner.merchantId} ${owner.livemode}`;
  const known = kept.get(shop);
  const minute = Math.floor(asked.part.before.getTime() / MINUTE_MS);
  const hour = Math.floor(asked.usual.before.getTime() / HOUR_MS);
  const [part, usual] = await Promise.all([
    known?.part.key === minute ? known.part.value : tallyPartOfHour(db, owner, asked.part),
    known?.usual.key === hour ? known.usual.value : sumTallies(db, owner, asked.usual),
  ]);
  kept.delete(shop);
  kept.set(shop, { part: { key: minute, value: part }, usual: { key: hour, value: usual } });
  const [oldest] = kept.keys();
  if (kept.size > MOST_SHOPS && oldest !== undefined) kept.delete(oldest);
  return { part, usual };
}
