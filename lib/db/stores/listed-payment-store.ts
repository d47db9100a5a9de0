import { desc, eq, inArray } from 'drizzle-orm';
import type { PaymentIntentId } from '#lib/domain/ids.ts';
import type { PaymentPlace } from '#lib/domain/payment-filter.ts';
import type { PaymentState } from '#lib/domain/payment-state.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { paymentList } from '../schema/payment-list.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';

/** What a list tells of a payment. */
export interface ListedRow {
  readonly listed: typeof paymentList.$inferSelect;
  readonly intent: Pick<
    typeof paymentIntent.$inferSelect,
    'id' | 'sessionId' | 'description' | 'paidAt'
  >;
  readonly session: Pick<
    typeof checkoutSession.$inferSelect,
    'clientReferenceId' | 'customerEmail' | 'collectedEmail'
  >;
  readonly attempt: Pick<
    typeof paymentAttempt.$inferSelect,
    'id' | 'failureCode' | 'instrument' | 'providerReference'
  > | null;
}

/** How a payment stands in the list; null: there is none of that id. */
export async function findListedState(
  db: Db,
  intentId: PaymentIntentId,
): Promise<PaymentState | null> {
  const [row] = await db
    .select({ state: paymentList.state })
    .from(paymentList)
    .where(eq(paymentList.intentId, intentId));
  return row?.state ?? null;
}

/** The rows of these places, the newest first. */
export async function readListed(
  db: Db,
  places: readonly PaymentPlace[],
): Promise<readonly ListedRow[]> {
  if (places.length === 0) return [];
  const ids = places.map(({ id }) => id as PaymentIntentId); // as they were found
  return db
    .select({
      listed: paymentList,
      intent: {
        id: paymentIntent.id,
        sessionId: paymentIntent.sessionId,
        description: paymentIntent.description,
        paidAt: paymentIntent.paidAt,
      },
      session: {
        clientReferenceId: checkoutSession.clientReferenceId,
        customerEmail: checkoutSession.customerEmail,
        collectedEmail: checkoutSession.collectedEmail,
      },
      // Its id first: Drizzle takes the first column of an outer join for whether there is a row.
      attempt: {
        id: paymentAttempt.id,
        failureCode: paymentAttempt.failureCode,
        instrument: paymentAttempt.instrument,
        providerReference: paymentAttempt.providerReference,
      },
    })
    .from(paymentList)
    .innerJoin(paymentIntent, eq(paymentIntent.id, paymentList.intentId))
    .innerJoin(checkoutSession, eq(checkoutSession.id, paymentIntent.sessionId))
    .leftJoin(paymentAttempt, eq(paymentAttempt.id, paymentList.attemptId))
    .where(inArray(paymentList.intentId, ids))
    .orderBy(desc(paymentList.createdAt), desc(paymentList.intentId));
}
