import { and, asc, eq } from 'drizzle-orm';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { checkoutSession, lineItem } from '../schema/checkout-session.ts';
import { merchant } from '../schema/merchant.ts';
import { paymentLink } from '../schema/payment-link.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import { type Given, statement } from '../statement.ts';
import type { AttemptRow } from './attempt-store.ts';
import type { MerchantRow } from './merchant-store.ts';
import { type OfferedMethod, listOfferedMethods } from './method-setting-store.ts';
import { type ShownBefore, readShownBefore } from './ordering-store.ts';
import type { IntentRow, LineItemRow, SessionRow } from './session-store.ts';

/** The rows that a page of a session is made of. */
export interface PageRows {
  readonly session: SessionRow;
  /** What opened it; null: the merchant's server. */
  readonly link: { readonly code: string; readonly confirmationMessage: string | null } | null;
  readonly merchant: MerchantRow;
  readonly intent: IntentRow;
  /** Oldest first. */
  readonly attempts: readonly AttemptRow[];
  readonly lineItems: readonly LineItemRow[];
  /** In the merchant's order. */
  readonly offered: readonly OfferedMethod[];
  readonly shownBefore: ShownBefore;
}

/**
 * Reads them at once; null when there is no such session. A shopper waits for this at every page, so
 * everything is asked for by the session's id alone, side by side. `shopperKey`: of `readShownBefore`.
 */
export async function readPageRows(
  db: Db,
  sessionId: CheckoutSessionId,
  shopperKey: string,
): Promise<PageRows | null> {
  const id = { sessionId };
  const [[head], attempts, lineItems, offered, shownBefore] = await Promise.all([
    headOf(db, id),
    attemptsOf(db, id),
    lineItemsOf(db, id),
    listOfferedMethods(db, sessionId),
    readShownBefore(db, sessionId, shopperKey),
  ]);
  return head === undefined ? null : { ...head, attempts, lineItems, offered, shownBefore };
}

type OfSession = Given<{ sessionId: CheckoutSessionId }>;

const headOf = statement((db, given: OfSession) =>
  db
    .select({
      session: checkoutSession,
      merchant,
      intent: paymentIntent,
      link: { code: paymentLink.code, confirmationMessage: paymentLink.confirmationMessage },
    })
    .from(checkoutSession)
    .innerJoin(merchant, eq(merchant.id, checkoutSession.merchantId))
    .innerJoin(paymentIntent, eq(paymentIntent.sessionId, checkoutSession.id))
    .leftJoin(paymentLink, eq(paymentLink.id, checkoutSession.paymentLinkId))
    .where(and(eq(checkoutSession.id, given.sessionId), checkoutSession.hasPage)),
);

const attemptsOf = statement((db, given: OfSession) =>
  db
    .select()
    .from(paymentAttempt)
    .where(eq(paymentAttempt.sessionId, given.sessionId))
    .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id)),
);

const lineItemsOf = statement((db, given: OfSession) =>
  db
    .select()
    .from(lineItem)
    .where(eq(lineItem.sessionId, given.sessionId))
    .orderBy(asc(lineItem.position)),
);

export async function isSession(db: Db, id: CheckoutSessionId): Promise<boolean> {
  const rows = await db
    .select({ id: checkoutSession.id })
    .from(checkoutSession)
    .where(and(eq(checkoutSession.id, id), checkoutSession.hasPage))
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
