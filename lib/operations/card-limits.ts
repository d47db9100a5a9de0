import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import {
  type TallySubject,
  addToTally,
  deleteOldTallies,
  findOrigin,
  lockTally,
  readAddressTally,
  readTally,
} from '#lib/db/stores/card-tally-store.ts';
import { deleteOldOpenings, insertOrigin } from '#lib/db/stores/opening-store.ts';
import type { SessionRow } from '#lib/db/stores/session-store.ts';
import {
  ADDRESS_WINDOW_MS,
  type CardHold,
  MERCHANT_WINDOW_MS,
  cardHold,
} from '#lib/domain/card-limits.ts';
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
    declined: cards.filter(({ status }) => status === 'declined').length,
  };
  const from = addressSubject(context, facts.address);
  if (from !== null) await lockTally(tx, from);
  return cardHold({
    session,
    address: from === null ? null : await readAddressTally(tx, from.subject, ADDRESS_WINDOW_MS),
    merchant: await readTally(tx, merchantOf(facts.session.merchantId), MERCHANT_WINDOW_MS),
  });
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
  tx: Db,
  attempt: AttemptRow,
  to: AttemptStatus,
): Promise<void> {
  if (!chargesCard(attempt.method)) return;
  const paid = isMoney(to) && !isMoney(attempt.status);
  if (!paid && to !== 'declined') return;
  const change = paid ? { paid: 1 } : { declined: 1 };
  const subject = await findOrigin(tx, attempt.id);
  if (subject !== null) await addToTally(tx, { kind: 'address', subject }, change, attempt.id);
  await addToTally(tx, merchantOf(attempt.merchantId), change, attempt.id);
}

/** Or as good a word of the issuer's for a card that is kept. */
function isMoney(status: AttemptStatus): boolean {
  return status === 'authorized' || status === 'captured' || status === 'kept';
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
