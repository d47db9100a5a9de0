import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { SessionStatus } from '#lib/domain/checkout-session.ts';
import type {
  CheckoutSessionId,
  CustomerId,
  PaymentIntentId,
  PaymentLinkId,
} from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { checkoutSession, lineItem } from '../schema/checkout-session.ts';
import { paymentIntent } from '../schema/payment.ts';
import type { Owner } from './bank-transfer-store.ts';
import type { IntentRow, LineItemRow, SessionRow } from './session-store.ts';

export interface SessionFilter {
  readonly created: CreatedRange;
  readonly customerEmail: string | null;
  /** Ids as the caller named them: looked up, not trusted. */
  readonly customerId: string | null;
  readonly intentId: string | null;
  readonly paymentLinkId: string | null;
  readonly status: SessionStatus | null;
}

/** A merchant's sessions, the newest first, each with its intent, and one more than the page holds. */
export async function listSessions(
  db: Db,
  owner: Owner,
  asked: SessionFilter & { page: PageRequest; cursor: SessionRow | null },
): Promise<readonly { readonly session: SessionRow; readonly intent: IntentRow }[]> {
  const { customerEmail, customerId, intentId, paymentLinkId, status } = asked;
  const query = pageQuery(checkoutSession, asked.page, asked.cursor);
  return db
    .select({ session: checkoutSession, intent: paymentIntent })
    .from(checkoutSession)
    .innerJoin(paymentIntent, eq(paymentIntent.sessionId, checkoutSession.id))
    .where(
      and(
        eq(checkoutSession.merchantId, owner.merchantId),
        eq(checkoutSession.livemode, owner.livemode),
        checkoutSession.hasPage,
        // What the merchant gave goes before what the shopper typed, as the session shows it.
        customerEmail === null
          ? undefined
          : sql`coalesce(${checkoutSession.customerEmail}, ${checkoutSession.collectedEmail}) = ${customerEmail}`,
        intentId === null ? undefined : eq(paymentIntent.id, intentId as PaymentIntentId),
        customerId === null ? undefined : eq(checkoutSession.customerId, customerId as CustomerId),
        paymentLinkId === null
          ? undefined
          : eq(checkoutSession.paymentLinkId, paymentLinkId as PaymentLinkId),
        status === null ? undefined : eq(checkoutSession.status, status),
        createdWithin(checkoutSession.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

/** What is bought in these sessions, in the order of each. */
export async function listLineItemsOf(
  db: Db,
  sessionIds: readonly CheckoutSessionId[],
): Promise<readonly LineItemRow[]> {
  if (sessionIds.length === 0) return [];
  return db
    .select()
    .from(lineItem)
    .where(inArray(lineItem.sessionId, [...sessionIds]))
    .orderBy(asc(lineItem.sessionId), asc(lineItem.position));
}

/** Changes the merchant's notes on a session. Call it under its lock. */
export async function updateSessionMetadata(
  tx: Db,
  id: CheckoutSessionId,
  metadata: Record<string, string>,
): Promise<void> {
  await tx.update(checkoutSession).set({ metadata }).where(eq(checkoutSession.id, id));
}
