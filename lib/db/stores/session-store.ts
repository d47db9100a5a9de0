import { and, asc, eq, inArray, lte, notExists, or, sql } from 'drizzle-orm';
import type { Db } from '../client.ts';
import { checkoutSession, lineItem } from '../schema/checkout-session.ts';
import { capture } from '../schema/money.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import { type Given, asRows, changeOf, rowOf, rowsOf, statement } from '../statement.ts';
import { together } from '../together.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { type AttemptStatus, IN_FLIGHT_STATUSES } from '#lib/domain/payment-attempt.ts';

export type SessionRow = typeof checkoutSession.$inferSelect;
export type LineItemRow = typeof lineItem.$inferSelect;
export type IntentRow = typeof paymentIntent.$inferSelect;

/** A session, what is bought, and its intent, in one write. Call it in a transaction. */
export async function insertSession(
  tx: Db,
  rows: {
    session: SessionRow;
    lineItems: readonly LineItemRow[];
    intent: IntentRow;
  },
): Promise<void> {
  await together(
    writeSession(tx, rows.session),
    writeLineItems(tx, { rows: asRows(lineItem, rows.lineItems) }),
    writeIntent(tx, rows.intent),
  );
}

const writeSession = statement((db, given: Given<SessionRow>) =>
  db.insert(checkoutSession).values(rowOf(checkoutSession, given)),
);
const writeIntent = statement((db, given: Given<IntentRow>) =>
  db.insert(paymentIntent).values(rowOf(paymentIntent, given)),
);
const writeLineItems = statement((db, given: Given<{ rows: string }>) =>
  db.insert(lineItem).select(rowsOf(lineItem, given.rows)),
);

/** Sessions are looked up by an id nobody can guess; whose it is, the caller checks. */
export async function findSession(db: Db, id: CheckoutSessionId): Promise<SessionRow | null> {
  const [row] = await sessionById(db, { id });
  return row ?? null;
}

const sessionById = statement((db, given: Given<{ id: CheckoutSessionId }>) =>
  db.select().from(checkoutSession).where(eq(checkoutSession.id, given.id)),
);

/** The session that starts an expired one again; null while there is none. */
export async function findRecovery(db: Db, expired: CheckoutSessionId): Promise<SessionRow | null> {
  const [row] = await db
    .select()
    .from(checkoutSession)
    .where(eq(checkoutSession.recoveredFrom, expired))
    .limit(1);
  return row ?? null;
}

/**
 * Takes the session's row lock until the transaction ends. Everything that moves money of a session
 * takes it first, so that such steps happen one after another and cannot deadlock.
 */
export async function lockSession(tx: Db, id: CheckoutSessionId): Promise<SessionRow | null> {
  const [row] = await lockById(tx, { id });
  return row ?? null;
}

const lockById = statement((db, given: Given<{ id: CheckoutSessionId }>) =>
  db.select().from(checkoutSession).where(eq(checkoutSession.id, given.id)).for('update'),
);

/** As `lockSession`, the session being that of an attempt; null when there is no such attempt. */
export async function lockSessionOfAttempt(
  tx: Db,
  attemptId: PaymentAttemptId,
): Promise<SessionRow | null> {
  const [row] = await lockByAttempt(tx, { attemptId });
  return row ?? null;
}

const lockByAttempt = statement((db, given: Given<{ attemptId: PaymentAttemptId }>) => {
  const itsSession = db
    .select({ id: paymentAttempt.sessionId })
    .from(paymentAttempt)
    .where(eq(paymentAttempt.id, given.attemptId));
  return db.select().from(checkoutSession).where(eq(checkoutSession.id, itsSession)).for('update');
});

export async function listLineItems(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<readonly LineItemRow[]> {
  return lineItemsOf(db, { sessionId });
}

const lineItemsOf = statement((db, given: Given<{ sessionId: CheckoutSessionId }>) =>
  db
    .select()
    .from(lineItem)
    .where(eq(lineItem.sessionId, given.sessionId))
    .orderBy(asc(lineItem.position)),
);

/** The session's one intent. Throws when it has none, which no write of ours allows. */
export async function getIntent(db: Db, sessionId: CheckoutSessionId): Promise<IntentRow> {
  const row = await findIntent(db, sessionId);
  if (row === null) throw new Error(`Session ${sessionId} has no payment intent.`);
  return row;
}

/** As `getIntent`; null when there is no such session. */
export async function findIntent(db: Db, sessionId: CheckoutSessionId): Promise<IntentRow | null> {
  const [row] = await intentOf(db, { sessionId });
  return row ?? null;
}

const intentOf = statement((db, given: Given<{ sessionId: CheckoutSessionId }>) =>
  db.select().from(paymentIntent).where(eq(paymentIntent.sessionId, given.sessionId)),
);

/** An attempt's intent, with what of it is paid so far, in minor units; null without such an attempt. */
export async function findIntentAndApplied(
  db: Db,
  attemptId: PaymentAttemptId,
): Promise<{ intent: IntentRow; applied: bigint } | null> {
  const [row] = await intentAndApplied(db, { attemptId });
  return row === undefined ? null : { intent: row.intent, applied: BigInt(row.applied) };
}

const intentAndApplied = statement((db, given: Given<{ attemptId: PaymentAttemptId }>) => {
  const paid = db
    .select({ applied: sql`coalesce(sum(${capture.applied}), 0)` })
    .from(capture)
    .where(eq(capture.intentId, paymentIntent.id));
  return db
    .select({ intent: paymentIntent, applied: sql<string>`(${paid})` })
    .from(paymentAttempt)
    .innerJoin(paymentIntent, eq(paymentIntent.id, paymentAttempt.intentId))
    .where(eq(paymentAttempt.id, given.attemptId));
});

/** Ends a session with its payment. */
export async function completeSession(
  tx: Db,
  id: CheckoutSessionId,
  completedAt: Date,
): Promise<void> {
  await complete(tx, { id, status: 'complete', completedAt });
}

const complete = statement((db, given: Given<Pick<SessionRow, 'id' | 'status' | 'completedAt'>>) =>
  db
    .update(checkoutSession)
    .set(changeOf(checkoutSession, given, 'status', 'completedAt'))
    .where(eq(checkoutSession.id, given.id)),
);

export async function updateSession(
  tx: Db,
  id: CheckoutSessionId,
  change: Partial<
    Pick<SessionRow, 'status' | 'expiredAt' | 'collectedEmail' | 'customFields' | 'customerId'>
  >,
): Promise<void> {
  await tx.update(checkoutSession).set(change).where(eq(checkoutSession.id, id));
}

export async function updateIntent(
  tx: Db,
  id: IntentRow['id'],
  change: Pick<IntentRow, 'status' | 'paidAt' | 'paidByAttemptId'>,
): Promise<void> {
  const { status, paidAt, paidByAttemptId } = change;
  await settle(tx, { id, status, paidAt, paidByAttemptId });
}

const settle = statement(
  (db, given: Given<Pick<IntentRow, 'id' | 'status' | 'paidAt' | 'paidByAttemptId'>>) =>
    db
      .update(paymentIntent)
      .set(changeOf(paymentIntent, given, 'status', 'paidAt', 'paidByAttemptId'))
      .where(eq(paymentIntent.id, given.id)),
);

/**
 * Open sessions whose time is up and which no payment may still pay, the longest over first. An open
 * code or wallet request keeps a session from this list until `regardlessBefore`.
 */
export async function listSessionsPastExpiry(
  db: Db,
  input: { now: Date; regardlessBefore: Date; limit: number },
): Promise<readonly CheckoutSessionId[]> {
  const attemptsIn = (statuses: readonly AttemptStatus[]) =>
    db
      .select({ id: paymentAttempt.id })
      .from(paymentAttempt)
      .where(
        and(
          eq(paymentAttempt.sessionId, checkoutSession.id),
          inArray(paymentAttempt.status, [...statuses]),
        ),
      );
  const rows = await db
    .select({ id: checkoutSession.id })
    .from(checkoutSession)
    .where(
      and(
        eq(checkoutSession.status, 'open'),
        lte(checkoutSession.expiresAt, input.now),
        notExists(attemptsIn(IN_FLIGHT_STATUSES)),
        or(
          lte(checkoutSession.expiresAt, input.regardlessBefore),
          notExists(attemptsIn(['requires_action'])),
        ),
      ),
    )
    .orderBy(asc(checkoutSession.expiresAt))
    .limit(input.limit);
  return rows.map((row) => row.id);
}
