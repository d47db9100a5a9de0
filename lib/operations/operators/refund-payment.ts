import { type RefundRow, getRefund } from '#lib/db/stores/money-store.ts';
import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import type { RefundId } from '#lib/domain/ids.ts';
import { isLargeRefund } from '#lib/domain/large-refund.ts';
import { type Money, toMajorString } from '#lib/domain/money.ts';
import type { RefundReason } from '#lib/domain/refund-reason.ts';
import type { AppContext } from '../context.ts';
import { RefundRefusedError, createRefund } from '../create-refund.ts';
import { executeRefund } from '../execute-refunds.ts';
import type { AllowedOperator } from './check-operator.ts';
import { ownerOf } from './acting.ts';
import {
  type PaymentDeed,
  StalePaymentError,
  lockOwnPayment,
  paymentVersion,
  unlessStale,
  writePaymentAudit,
} from './own-payment.ts';

export interface RefundDeed extends PaymentDeed {
  /** Chosen when the form was drawn: the same form, however often it is sent, is one refund. */
  readonly refundId: RefundId;
  readonly amount: Money;
  readonly reason: RefundReason | null;
  /** Whether the operator may give back a large amount, and has just proved who they are. */
  readonly mayBeLarge: boolean;
}

export type RefundPaymentResult =
  /** As it stands once the provider was asked. `again`: this very form had been sent before. */
  | { readonly kind: 'refunded'; readonly refund: RefundRow; readonly again: boolean }
  /** More than is left, which is `left`; null: nothing can be given back. */
  | { readonly kind: 'too_much'; readonly left: Money | null }
  | { readonly kind: 'large' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'not_found' };

/**
 * Gives a payment back, or a part of it, as `POST /v1/refunds` does: committed with its entry in the audit log, and
 * carried out right after that. Where the provider says nothing, the refund is pending and goes on by itself.
 */
export async function refundPayment(
  context: AppContext,
  asking: AllowedOperator,
  deed: RefundDeed,
): Promise<RefundPaymentResult> {
  const ordered = await unlessStale(context, (tx) => order(context, tx, asking, deed));
  if (ordered.kind !== 'refunded' || ordered.again) return ordered;
  try {
    await executeRefund(context, ordered.refund);
  } catch (error) {
    // It is committed: the background work goes on with it.
    context.log.warn({ error, refund: ordered.refund.id }, 'refund not carried out yet');
  }
  return { ...ordered, refund: await getRefund(context.database.db, ordered.refund.id) };
}

async function order(
  context: AppContext,
  tx: Parameters<typeof createRefund>[1],
  asking: AllowedOperator,
  deed: RefundDeed,
): Promise<RefundPaymentResult> {
  const { amount, reason, refundId: id, request } = deed;
  const owner = ownerOf({ asking, ...deed });
  const payment = await lockOwnPayment(tx, owner, deed.intentId);
  if (payment === null) return { kind: 'not_found' };
  const earlier = refundsOf(payment).find((refund) => refund.id === id);
  if (earlier !== undefined) return { kind: 'refunded', refund: earlier, again: true };
  if (payment.intent.currency !== amount.currency) throw new StalePaymentError();
  const givenBefore = givenBack(payment);
  const isLarge = isLargeRefund(amount.currency, { amount: amount.amountMinor, givenBefore });
  if (isLarge && !deed.mayBeLarge) return { kind: 'large' };
  try {
    const of = { intentId: payment.intent.id };
    const made = await createRefund(context, tx, {
      ...owner,
      id,
      of,
      amount: amount.amountMinor,
      reason,
      metadata: {},
    });
    if (made === null) return { kind: 'not_found' };
    // After what is left was looked at: of two who give back too much together, the second is told of that.
    if (paymentVersion(payment) !== deed.seen) throw new StalePaymentError();
    await writePaymentAudit(context, tx, asking, {
      request,
      action: 'payment.refunded',
      subject: payment.intent.id,
      after: {
        amount: `${amount.currency} ${toMajorString(amount)}`,
        refund: id,
        ...(reason === null ? {} : { reason }),
      },
    });
    return { kind: 'refunded', refund: made.item.refund, again: false };
  } catch (error) {
    if (error instanceof RefundRefusedError) return { kind: 'too_much', left: error.left };
    throw error;
  }
}

function refundsOf({ captures }: PaymentRows): readonly RefundRow[] {
  return captures.flatMap(({ refunds }) => refunds);
}

/** What of a payment was given back or is about to be, in minor units. */
export function givenBack(payment: PaymentRows): bigint {
  return refundsOf(payment)
    .filter(({ status }) => status !== 'failed')
    .reduce((sum, { amount }) => sum + amount, 0n);
}
