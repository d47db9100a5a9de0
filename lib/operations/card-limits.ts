import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import {
  type TallyChange,
  type TallySubject,
  addToTally,
  deleteOldTallies,
  findOrigin,
  lockTally,
  readAddressTally,
  readTally,
} from '#lib/db/stores/card-tally-store.ts';
import { countCardsKept } from '#lib/db/stores/kept-card-store.ts';
import { deleteOldOpenings, insertOrigin } from '#lib/db/stores/opening-store.ts';
import type { SessionRow } from '#lib/db/stores/session-store.ts';
import {
  ADDRESS_WINDOW_MS,
  CUSTOMER_WINDOW_MS,
  type CardHold,
  MERCHANT_WINDOW_MS,
  addressWaitMs,
  cardHold,
  isDeclinedCard,
} from '#lib/domain/card-limits.ts';
import { leavesTooMany } from '#lib/domain/lesson-limits.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { chargesCard } from '#lib/domain/method-id.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type { AppContext } from './context.ts';

/** Tallies and openings decide about an hour; a day of them is kept for the operator to look at. */
const TALLIES_KEPT_MS = 24 * 60 * 60 * 1000;
/** Addresses, although hashed, are about people: docs/operating.md, "What is forgotten". */
const ORIGINS_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const FORGET_BATCH = 1_000;

/** Where a payment is begun from: a keyed hash, so that no address can be read from the database. */
export function addressSubject(context: AppContext, address: string | null): TallySubject | null {
  if (address === null || context.env.PRAYA_ADDRESS_LIMITS === 'off') return null;
  return { kind: 'address', subject: context.secrets.sign(`address:${address}`) };
}

const merchantOf = (subject: MerchantId): TallySubject => ({ kind: 'merchant', subject });

/**
 * Why a card cannot be tried now; null when it can. `address` is the client's `addressGroup`. Call it
 * in the transaction that begins the attempt, under the session's lock.
 */
export async function findCardHold(
  context: AppContext,
  tx: Db,
  facts: { session: SessionRow; attempts: readonly AttemptRow[]; address: string | null },
): Promise<CardHold | null> {
  const cards = facts.attempts.filter(({ method }) => chargesCard(method));
  const session = {
    tries: cards.length,
    declined: cards.filter(isDeclinedCard).length,
    cardsKept: await cardsKeptFor(context, tx, facts.session),
  };
  const from = addressSubject(context, facts.address);
  if (from !== null) await lockTally(tx, from);
  return cardHold({
    session,
    address: from === null ? null : await readAddressTally(tx, from.subject, ADDRESS_WINDOW_MS),
    merchant: await readTally(tx, merchantOf(facts.session.merchantId), MERCHANT_WINDOW_MS),
  });
}

/**
 * Whether cards tried from this address, or its sessions, have come to so little that nothing is learned from it.
 * In test mode, where the merchant's own people try things out, sessions may be left as they like.
 */
export async function isSuspectAddress(
  context: AppContext,
  { address, livemode }: { readonly address: string | null; readonly livemode: boolean },
): Promise<boolean> {
  const from = addressSubject(context, address);
  if (from === null) return false;
  const { db } = context.database;
  const tally = await readAddressTally(db, from.subject, ADDRESS_WINDOW_MS);
  return addressWaitMs(tally) > 0 || (livemode && leavesTooMany(tally.sessions));
}

/** The cards kept for the session's customer of late; 0 where the session pays something. */
async function cardsKeptFor(context: AppContext, tx: Db, session: SessionRow): Promise<number> {
  if (session.customerId === null || session.keepCard?.asked !== 'setup') return 0;
  const since = new Date(context.clock.now().getTime() - CUSTOMER_WINDOW_MS);
  return countCardsKept(tx, session.customerId, since);
}

/** Counts a card try that has just been written. Last in its transaction: it locks rows others want. */
export async function countCardTry(
  context: AppContext,
  tx: Db,
  facts: { attempt: AttemptRow; address: string | null },
): Promise<void> {
  const { attempt } = facts;
  const change = { tries: 1 };
  const from = addressSubject(context, facts.address);
  if (from !== null) {
    await insertOrigin(tx, { attemptId: attempt.id, address: from.subject });
    await addToTally(tx, from, change, attempt.id);
  }
  await addToTally(tx, merchantOf(attempt.merchantId), change, attempt.id);
}

/** Counts how a card try ended, if this move ended it. Last in its transaction, as above. */
export async function countCardResult(
  context: AppContext,
  tx: Db,
  facts: { before: AttemptRow; after: AttemptRow },
): Promise<void> {
  const { before, after } = facts;
  if (!chargesCard(after.method)) return;
  const change = resultOf(before, after);
  if (change === null) return;
  const ageMs = context.clock.now().getTime() - after.createdAt.getTime();
  // What takes a try out of a share can only take out one that is in it.
  const isCounted = (windowMs: number) => change.neutral === undefined || ageMs < windowMs;
  const subject = await findOrigin(tx, after.id);
  if (subject !== null && isCounted(ADDRESS_WINDOW_MS)) {
    await addToTally(tx, { kind: 'address', subject }, change, after.id);
  }
  if (isCounted(MERCHANT_WINDOW_MS)) {
    await addToTally(tx, merchantOf(after.merchantId), change, after.id);
  }
}

function resultOf(before: AttemptRow, after: AttemptRow): TallyChange | null {
  const { status } = after;
  if (status === 'kept') return { neutral: 1 };
  if (before.status === 'authorized') return isOver(status) ? { paid: -1, neutral: 1 } : null;
  if (status === 'authorized' || status === 'captured') return { paid: 1 };
  if (status !== 'declined') return null;
  return isDeclinedCard(after) ? { declined: 1 } : { neutral: 1 };
}

/** Held money that is let go: the card was found good, and nothing was taken. */
function isOver(status: AttemptStatus): boolean {
  return status === 'canceled' || status === 'expired';
}

/** Tells the operator that a card try was held up: a line in the log, and a count. */
export async function reportCardHold(
  context: AppContext,
  facts: { merchantId: MerchantId; address: string | null; hold: CardHold },
): Promise<void> {
  const { hold, merchantId } = facts;
  const { db } = context.database;
  const waitMs = hold.limit === 'session' ? null : Math.ceil(hold.waitMs);
  context.log.warn({ merchant: merchantId, limit: hold.limit, waitMs }, 'card try held up');
  const from = addressSubject(context, facts.address);
  if (from !== null) await addToTally(db, from, { held: 1 }, '');
  const { held } = await addToTally(db, merchantOf(merchantId), { held: 1 }, '');
  if (hold.limit === 'merchant' && held === 1) {
    context.log.error(
      { merchant: merchantId },
      'most cards tried at this merchant are declined: its page may be used to test stolen cards',
    );
  }
}

/** Deletes what is too old to decide anything, a batch at a go; returns how many rows. */
export async function forgetCardTries(context: AppContext): Promise<number> {
  const { db } = context.database;
  const tallies = await deleteOldTallies(db, {
    tallyMs: TALLIES_KEPT_MS,
    originMs: ORIGINS_KEPT_MS,
    limit: FORGET_BATCH,
  });
  return tallies + (await deleteOldOpenings(db, { ageMs: TALLIES_KEPT_MS, limit: FORGET_BATCH }));
}
