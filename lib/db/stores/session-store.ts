import { and, asc, eq, inArray, lte, notExists, or, sql } from 'drizzle-orm';
import type { Db } from '../client.ts';
import { checkoutSession, lineItem } from '../schema/checkout-session.ts';
import { capture } from '../schema/money.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { type AttemptStatus, IN_FLIGHT_STATUSES } from '#lib/domain/payment-attempt.ts';

export type SessionRow = typeof checkoutSession.$inferSelect;
export type LineItemRow = typeof lineItem.$inferSelect;
export type IntentRow = typeof paymentIntent.$inferSelect;

/** A session, what is bought, and its intent, in one write. Call it in a transaction. */
export async function insertSession(
  tx: Db,
  rows: {
    session: typeof checkoutSession.$inferInsert;
    lineItems: readonly (typeof lineItem.$inferInsert)[];
    intent: typeof paymentIntent.$inferInsert;
  },
): Promise<void> {
  await tx.insert(checkoutSession).values(rows.session);
  if (rows.lineItems.length > 0) await tx.insert(lineItem).values([...rows.lineItems]);
  await tx.insert(paymentIntent).values(rows.intent);
}

/** Sessions are looked up by an id nobody can guess; whose it is, the caller checks. */
export async function findSession(db: Db, id: CheckoutSessionId): Promise<SessionRow | null> {
  const [row] = await db.select().from(checkoutSession).where(eq(checkoutSession.id, id)).limit(1);
  return row ?? null;
}

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
  const [row] = await tx
    .select()
    .from(checkoutSession)
    .where(eq(checkoutSession.id, id))
    .for('update');
  return row ?? null;
}

/** As `lockSession`, the session being that of an attempt; null when there is no such attempt. */
export async function lockSessionOfAttempt(
  tx: Db,
  attemptId: PaymentAttemptId,
): Promise<SessionRow | null> {
  const itsSession = tx
    .select({ id: paymentAttempt.sessionId })
    .from(paymentAttempt)
    .where(eq(paymentAttempt.id, attemptId));
  const [row] = await tx
    .select()
    .from(checkoutSession)
    .where(eq(checkoutSession.id, itsSession))
    .for('update');
  return row ?? null;
}

export async function listLineItems(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<readonly LineItemRow[]> {
  return db
    .select()
    .from(lineItem)
    .where(eq(lineItem.sessionId, sessionId))
    .orderBy(asc(lineItem.position));
}

/** The session's one intent. Throws when it has none, which no write of ours allows. */
export async function getIntent(db: Db, sessionId: CheckoutSessionId): Promise<IntentRow> {
  const [row] = await db
    .select()
    .from(paymentIntent)
    .where(eq(paymentIntent.sessionId, sessionId))
    .limit(1);
  if (row === undefined) throw new Error(`Session ${sessionId} has no payment intent.`);
  return row;
}

/** As `getIntent`, with what of it is paid so far, in minor units, in one read. */
export async function getIntentAndApplied(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<{ intent: IntentRow; applied: bigint }> {
  const paid = db
    .select({ applied: sql`coalesce(sum(${capture.applied}), 0)` })
    .from(capture)
    .where(eq(capture.intentId, paymentIntent.id));
  const [row] = await db
    .select({ intent: paymentIntent, applied: sql<string>`(${paid})` })
    .from(paymentIntent)
    .where(eq(paymentIntent.sessionId, sessionId))
    .limit(1);
  if (row === undefined) throw new Error(`Session ${sessionId} has no payment intent.`);
  return { intent: row.intent, applied: BigInt(row.applied) };
}

export async function updateSession(
  tx: Db,
  id: CheckoutSessionId,
  change: Partial<Pick<SessionRow, 'status' | 'completedAt' | 'expiredAt' | 'collectedEmail'>>,
): Promise<void> {
  await tx.update(checkoutSession).set(change).where(eq(checkoutSession.id, id));
}

export async function updateIntent(
  tx: Db,
  id: IntentRow['id'],
  change: Partial<Pick<IntentRow, 'status' | 'paidAt' | 'paidByAttemptId'>>,
): Promise<void> {
  await tx.update(paymentIntent).set(change).where(eq(paymentIntent.id, id));
}

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
