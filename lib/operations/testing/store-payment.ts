import { eq } from 'drizzle-orm';
import { checkoutSession, lineItem } from '#lib/db/schema/checkout-session.ts';
import { capture, discrepancy, refund } from '#lib/db/schema/money.ts';
import { orderingExposure } from '#lib/db/schema/ordering.ts';
import { paymentAttempt, paymentIntent } from '#lib/db/schema/payment.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { Decision } from '#lib/ordering/decide-order.ts';
import { newId, newSessionId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import {
  type GeneratedPayment,
  type StoredPayment,
  intentStatusOf,
  isPaid,
} from './generated-payments.ts';
import type { SeededMerchant } from './seed.ts';

const START = new Date('2026-11-20T16:00:00Z').getTime();

/** Stores a payment as the operations leave it, step by step: made, tried, settled, given back. */
export async function storePayment(
  context: AppContext,
  owner: Owner,
  merchant: SeededMerchant,
  payment: GeneratedPayment,
): Promise<StoredPayment> {
  const { db } = context.database;
  const createdAt = new Date(START + payment.second * 1_000);
  const { merchantId, livemode } = owner;
  const { amount, currency, method } = payment;
  const id = newId('payment_intent');
  const sessionId = newSessionId(livemode);
  const common = { merchantId, livemode, currency, createdAt, metadata: {} };
  await db.insert(checkoutSession).values({
    ...common,
    id: sessionId,
    status: payment.closed === 'open' ? 'open' : 'expired',
    amountTotal: amount,
    locale: 'auto',
    expiresAt: createdAt,
    clientReferenceId: payment.reference,
  });
  await db.insert(lineItem).values({
    id: newId('line_item'),
    sessionId,
    position: 0,
    name: 'Tieguanyin',
    unitAmount: amount,
    quantity: 1,
  });
  await db.insert(paymentIntent).values({
    ...common,
    id,
    sessionId,
    status: 'requires_payment_method',
    amount,
    captureMethod: 'automatic',
    description: payment.description,
  });
  // Typed on the page, later.
  if (payment.email !== null) {
    const collected = { collectedEmail: payment.email };
    await db.update(checkoutSession).set(collected).where(eq(checkoutSession.id, sessionId));
  }
  if (payment.region !== null) await expose(payment.region);
  const stored = { ...payment, id, sessionId, createdAt };
  const provider = method === 'card' ? 'stripe' : method === null ? null : 'airwallex';
  const providerReference = `${provider ?? ''}_${id.slice(3)}`;
  if (method !== null && provider !== null) {
    if (payment.firstTry !== null) await storeAttempt('octopus', 'airwallex', 'declined', null);
    const attemptId = await storeAttempt(method, provider, payment.ending, providerReference);
    if (payment.ending === 'captured') await storeMoney(attemptId);
    if (isPaid(payment)) await settle({ paidAt: createdAt, paidByAttemptId: attemptId });
    if (payment.disputed) {
      const disputed = { disputed: true };
      await db.update(paymentAttempt).set(disputed).where(eq(paymentAttempt.id, attemptId));
    }
  }
  if (!isPaid(payment)) await settle({});
  if (payment.raised !== null) await raise();
  return { ...stored, provider, providerReference };

  async function expose(region: string) {
    await db.insert(orderingExposure).values({
      sessionId,
      merchantId,
      livemode,
      at: createdAt,
      decision: { context: { region } } as Decision, // all that the list reads of it
      leftOut: [],
      layout: 'list',
      source: 'policy',
      learner: 'shared',
      counts: true,
      locale: 'en',
      returning: false,
    });
  }

  async function settle(paid: { paidAt?: Date; paidByAttemptId?: PaymentAttemptId }) {
    const status = intentStatusOf(payment);
    const canceled = payment.closed === 'canceled' ? { cancelRequestedAt: createdAt } : {};
    await db
      .update(paymentIntent)
      .set({ status, ...canceled, ...paid })
      .where(eq(paymentIntent.id, id));
  }

  async function storeAttempt(
    by: NonNullable<GeneratedPayment['method']>,
    at: 'stripe' | 'airwallex',
    ending: GeneratedPayment['ending'],
    reference: string | null,
  ) {
    const attemptId = newId('payment_attempt');
    await db.insert(paymentAttempt).values({
      ...common,
      id: attemptId,
      sessionId,
      intentId: id,
      method: by,
      direction: by === 'fps' ? 'push' : 'pull',
      provider: at,
      providerAccountId: merchant.accounts[at],
      status: 'sending',
      amount,
      idempotencyKey: attemptId,
      request: {},
      createdAt: new Date(createdAt.getTime() + (reference === null ? 1 : 2)),
      updatedAt: createdAt,
      statusSince: createdAt,
    });
    await db
      .update(paymentAttempt)
      .set({
        status: ending,
        providerReference: reference,
        instrument: by === 'card' ? { brand: 'visa', last4: payment.last4 } : null,
        failureCode: ending === 'declined' ? 'do_not_honor' : null,
      })
      .where(eq(paymentAttempt.id, attemptId));
    return attemptId;
  }

  async function storeMoney(attemptId: PaymentAttemptId) {
    const captureId = newId('capture');
    await db.insert(capture).values({
      merchantId,
      currency,
      id: captureId,
      intentId: id,
      attemptId,
      provider: 'stripe',
      providerReference: captureId,
      amount,
      applied: amount,
      surplus: 0n,
      kind: payment.kind,
      capturedAt: createdAt,
      recordedAt: createdAt,
    });
    for (const one of payment.refunds) {
      const refundId = newId('refund');
      await db.insert(refund).values({
        merchantId,
        currency,
        id: refundId,
        captureId,
        attemptId,
        amount: amount / 2n,
        status: 'pending',
        idempotencyKey: refundId,
        createdAt,
        updatedAt: createdAt,
      });
      const status = one === 'half' ? 'succeeded' : 'failed';
      await db.update(refund).set({ status }).where(eq(refund.id, refundId));
    }
  }

  async function raise() {
    const raisedId = newId('discrepancy');
    await db.insert(discrepancy).values({
      id: raisedId,
      merchantId,
      kind: 'paid_late',
      subject: sessionId,
      sessionId,
      detail: {},
      createdAt,
    });
    if (payment.raised === 'open') return;
    const resolvedAt = createdAt;
    await db.update(discrepancy).set({ resolvedAt }).where(eq(discrepancy.id, raisedId));
  }
}
