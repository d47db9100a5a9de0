import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { type RefundRow, insertRefund } from '#lib/db/stores/money-store.ts';
import { type DisputeWithMovements, overpaymentHeld } from '#lib/db/stores/dispute-store.ts';
import { type PaymentRows, findOwnAttempt, findOwnIntent } from '#lib/db/stores/payment-store.ts';
import { lockSession } from '#lib/db/stores/session-store.ts';
import type { PaymentAttemptId, PaymentIntentId, RefundId } from '#lib/domain/ids.ts';
import { heldByDispute, isDisputeClosed } from '#lib/domain/dispute.ts';
import { type Money, money, toMajorString } from '#lib/domain/money.ts';
import { overpaymentPart } from '#lib/domain/refund.ts';
import type { RefundReason } from '#lib/domain/refund-reason.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';
import { type OwnRefund, readPayment } from './own-payments.ts';
import type { CaptureWithRefunds } from './payment-facts.ts';
import { emitRefundCreated } from './refund-events.ts';
import { leaseUntil } from './work-through.ts';

export interface RefundInput extends Owner {
  /** What it is to be called, where that was chosen before; a new id unless told. */
  readonly id?: RefundId;
  /** Whose money: all of an intent's, or that of one of its charges. */
  readonly of: { readonly intentId: string } | { readonly attemptId: PaymentAttemptId };
  /** In minor units; null: all that is left. */
  readonly amount: bigint | null;
  readonly reason: RefundReason | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Why nothing can be given back as it was asked. */
export class RefundRefusedError extends Error {
  readonly about: 'amount' | 'payment';
  readonly code: string | null;
  /** What can be given back at most, where more was asked for. */
  readonly left: Money | null;

  constructor(
    about: 'amount' | 'payment',
    message: string,
    code: string | null = null,
    left: Money | null = null,
  ) {
    super(message);
    this.name = 'RefundRefusedError';
    this.about = about;
    this.code = code;
    this.left = left;
  }
}

/**
 * Orders a refund, of one capture, and leases it to the caller, who carries it out once this is committed;
 * should it not come to that, the background work does. Null: the merchant has no such payment. However
 * many are ordered at once, never more than was captured: they follow each other under the session's lock.
 *
 * Throws RefundRefusedError.
 */
export async function createRefund(
  context: AppContext,
  tx: Db,
  input: RefundInput,
): Promise<OwnRefund | null> {
  const payment = await lockPayment(tx, input);
  if (payment === null) return null;
  const attemptId = 'attemptId' in input.of ? input.of.attemptId : null;
  const chosen = chooseCapture(payment, { attemptId, amount: input.amount });
  const { capture } = chosen;
  requireRefundable(context, capture.provider, capture.providerReference);

  const now = context.clock.now();
  const amount = input.amount ?? leftOf(chosen);
  const id = input.id ?? newId('refund');
  const refund: RefundRow = {
    id,
    merchantId: input.merchantId,
    captureId: capture.id,
    attemptId: capture.attemptId,
    amount,
    currency: capture.currency,
    fromOverpayment: overpaymentPart({
      amount,
      surplus: capture.surplus,
      given: overpaymentGiven(chosen),
    }),
    reason: input.reason,
    metadata: { ...input.metadata },
    status: 'pending',
    idempotencyKey: id,
    providerReference: null,
    providerFailureCode: null,
    createdAt: now,
    updatedAt: now,
    nextTryAt: leaseUntil(context, now),
    tryCount: 1,
  };
  if (!(await insertRefund(tx, refund))) throw new Error(`There is a refund ${id} already.`);
  const attempt = payment.attempts.find((row) => row.id === capture.attemptId);
  if (attempt === undefined) throw new Error(`Capture ${capture.id} has lost its attempt.`);
  await emitRefundCreated(context, tx, { session: payment.session, attempt, refund });
  return {
    item: { refund, intentId: payment.intent.id },
    payment: await readPayment(tx, payment.intent.id),
  };
}

/** What one refund can give back of a payment by its provider; null where there is nothing, or it gives nothing back. */
export function leftToRefund(context: AppContext, payment: PaymentRows): Money | null {
  try {
    const chosen = chooseCapture(payment, { attemptId: null, amount: null });
    requireRefundable(context, chosen.capture.provider, chosen.capture.providerReference);
    return money(leftOf(chosen), chosen.capture.currency);
  } catch (error) {
    if (error instanceof RefundRefusedError) return null;
    throw error;
  }
}

/** What was overpaid and was given back, or taken by a dispute that has not been won. */
function overpaymentGiven(known: Refundable): bigint {
  const refunded = standing(known).reduce((sum, refund) => sum + refund.fromOverpayment, 0n);
  return known.disputes.reduce((sum, dispute) => sum + overpaymentHeld(dispute), refunded);
}

async function lockPayment(tx: Db, input: RefundInput): Promise<PaymentRows | null> {
  const { of } = input;
  const found =
    'intentId' in of
      ? await findOwnIntent(tx, input, of.intentId)
      : await findOwnAttempt(tx, input, of.attemptId);
  if (found === null) return null;
  await lockSession(tx, found.sessionId);
  const intentId: PaymentIntentId = 'intentId' in found ? found.intentId : found.id;
  return readPayment(tx, intentId);
}

function standing({ refunds }: CaptureWithRefunds): readonly RefundRow[] {
  return refunds.filter(({ status }) => status !== 'failed');
}

/** Captured money with all that was taken of it. */
interface Refundable extends CaptureWithRefunds {
  readonly disputes: readonly DisputeWithMovements[];
}

/** What can still be given back: neither refunded nor taken by the shopper's bank. */
function leftOf(known: Refundable): bigint {
  const disputed = known.disputes.reduce(
    (sum, { movements }) => sum + heldByDispute(movements),
    0n,
  );
  return standing(known).reduce(
    (left, { amount }) => left - amount,
    known.capture.amount - disputed,
  );
}

/**
 * The bank has given the money back already, or is about to, and the provider takes no refund beside it. Of one that
 * was lost in part, the provider may take one of the rest.
 */
function isDisputed(known: Refundable): boolean {
  return known.disputes.some(({ dispute: { status, chargeRefundable } }) =>
    status === 'lost'
      ? !chargeRefundable || leftOf(known) <= 0n
      : !isDisputeClosed(status) && !chargeRefundable,
  );
}

/**
 * The capture that is given back: what paid the intent before what was paid besides. A refund is of one
 * movement of money, so that it can be followed at the provider.
 */
function chooseCapture(
  { intent, captures, disputes }: PaymentRows,
  asked: { attemptId: PaymentAttemptId | null; amount: bigint | null },
): Refundable {
  const own = captures
    .filter(({ capture }) => asked.attemptId === null || capture.attemptId === asked.attemptId)
    .map((known) => ({
      ...known,
      disputes: disputes.filter(({ dispute }) => dispute.captureId === known.capture.id),
    }))
    .toSorted((a, b) => rank(a) - rank(b));
  function rank({ capture }: CaptureWithRefunds): number {
    return capture.attemptId === intent.paidByAttemptId && capture.applied > 0n ? 0 : 1;
  }
  if (own.length === 0) {
    throw new RefundRefusedError(
      'payment',
      'Nothing was captured of this payment, so there is nothing to give back.',
      'charge_not_captured',
    );
  }
  const undisputed = own.filter((known) => !isDisputed(known));
  if (undisputed.length === 0) {
    throw new RefundRefusedError(
      'payment',
      'The shopper’s bank has taken this payment back, so there is nothing to refund. See its dispute.',
      'charge_disputed',
    );
  }
  const left = undisputed.filter((known) => leftOf(known) > 0n);
  if (left.length === 0) {
    throw new RefundRefusedError(
      'payment',
      'All of this payment has been given back, or is about to be.',
      'charge_already_refunded',
    );
  }
  const { amount } = asked;
  const chosen = left.find((known) => amount === null || leftOf(known) >= amount);
  if (chosen !== undefined) return chosen;
  const most = left.reduce((a, b) => (leftOf(a) >= leftOf(b) ? a : b));
  const { currency } = most.capture;
  const atMost = money(leftOf(most), currency);
  throw new RefundRefusedError(
    'amount',
    `must be at most what is left of it, ${toMajorString(atMost)} ${currency}`,
    'amount_too_large',
    atMost,
  );
}

function requireRefundable(
  context: AppContext,
  provider: keyof AppContext['providers'],
  captureReference: string,
): void {
  if (context.providers[provider].refundable) return;
  throw new RefundRefusedError(
    'payment',
    context.providers[provider].confirmedBy === 'merchant'
      ? 'This money is on your own bank account: only you can send it back. Do so, then record it with ' +
          `POST /v1/fps_transfers/${captureReference}/record_refund.`
      : 'The provider of this payment gives nothing back by API.',
    'charge_not_refundable',
  );
}
