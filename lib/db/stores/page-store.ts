import { and, asc, eq, sql } from 'drizzle-orm';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { checkoutSession, lineItem } from '../schema/checkout-session.ts';
import { merchant } from '../schema/merchant.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import type { AttemptRow } from './attempt-store.ts';
import type { MerchantRow } from './merchant-store.ts';
import { type OfferedMethod, selectOfferedMethods } from './method-setting-store.ts';
import type { IntentRow, LineItemRow, SessionRow } from './session-store.ts';

/** The rows that a page of a session is made of. */
export interface PageRows {
  readonly session: SessionRow;
  readonly merchant: MerchantRow;
  readonly intent: IntentRow;
  /** Oldest first. */
  readonly attempts: readonly AttemptRow[];
  readonly lineItems: readonly LineItemRow[];
  /** In the merchant's order. */
  readonly offered: readonly OfferedMethod[];
}

/**
 * Reads them at once; null when there is no such session. A shopper waits for this at every page, so
 * everything is asked for by the session's id alone, side by side, in statements put together once.
 */
export async function readPageRows(db: Db, sessionId: CheckoutSessionId): Promise<PageRows | null> {
  const statements = statementsOn(db);
  const id = { sessionId };
  const [[head], attempts, lineItems, offered] = await Promise.all([
    statements.head.execute(id),
    statements.attempts.execute(id),
    statements.lineItems.execute(id),
    statements.offered.execute(id),
  ]);
  return head === undefined ? null : { ...head, attempts, lineItems, offered };
}

const prepared = new WeakMap<Db, ReturnType<typeof prepare>>();

function statementsOn(db: Db): ReturnType<typeof prepare> {
  const known = prepared.get(db) ?? prepare(db);
  prepared.set(db, known);
  return known;
}

/** Without a name: a named statement belongs to one connection, which a pooler in between may swap. */
function prepare(db: Db) {
  const sessionId = sql.placeholder('sessionId');
  return {
    head: db
      .select({ session: checkoutSession, merchant, intent: paymentIntent })
      .from(checkoutSession)
      .innerJoin(merchant, eq(merchant.id, checkoutSession.merchantId))
      .innerJoin(paymentIntent, eq(paymentIntent.sessionId, checkoutSession.id))
      .where(eq(checkoutSession.id, sessionId))
      .prepare(''),
    attempts: db
      .select()
      .from(paymentAttempt)
      .where(eq(paymentAttempt.sessionId, sessionId))
      .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id))
      .prepare(''),
    lineItems: db
      .select()
      .from(lineItem)
      .where(eq(lineItem.sessionId, sessionId))
      .orderBy(asc(lineItem.position))
      .prepare(''),
    offered: selectOfferedMethods(db, sessionId).prepare(''),
  };
}

export async function isSession(db: Db, id: CheckoutSessionId): Promise<boolean> {
  const rows = await db
    .select({ id: checkoutSession.id })
    .from(checkoutSession)
    .where(eq(checkoutSession.id, id))
    .limit(1);
  return rows.length > 0;
}

export async function isAttemptOfSession(
  db: Db,
  { sessionId, attemptId }: { sessionId: CheckoutSessionId; attemptId: PaymentAttemptId },
): Promise<boolean> {
  const rows = await db
    .select({ id: paymentAttempt.id })
    .from(paymentAttempt)
    .where(and(eq(paymentAttempt.id, attemptId), eq(paymentAttempt.sessionId, sessionId)))
    .limit(1);
  return rows.length > 0;
}
