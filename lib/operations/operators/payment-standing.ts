import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { CaptureRequestRow } from '#lib/db/stores/capture-request-store.ts';
import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import { heldByDispute } from '#lib/domain/dispute.ts';
import { money } from '#lib/domain/money.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type { PaymentMoney, PaymentOptions } from '#lib/domain/payment-detail.ts';
import type { AppContext } from '../context.ts';
import { leftToRefund } from '../create-refund.ts';
import { heldAttempt } from '../held-money.ts';

/** Where a payment's money is. */
export function moneyOf({ intent, attempts, captures, disputes }: PaymentRows): PaymentMoney {
  const of = (amountMinor: bigint) => money(amountMinor, intent.currency);
  const sum = (amounts: readonly bigint[]) => amounts.reduce((all, each) => all + each, 0n);
  const refunds = captures.flatMap((each) => each.refunds);
  const refundsIn = (status: string) =>
    sum(refunds.filter((refund) => refund.status === status).map(({ amount }) => amount));
  const received = sum(captures.map(({ capture }) => capture.amount));
  const refunded = refundsIn('succeeded');
  const refunding = refundsIn('pending');
  const disputed = sum(disputes.map(({ movements }) => heldByDispute(movements)));
  const held = heldAttempt(attempts);
  return {
    received: of(received),
    refunded: of(refunded),
    refunding: of(refunding),
    disputed: of(disputed),
    kept: of(received - refunded - refunding - disputed),
    held: held === undefined ? null : of(held.amount),
  };
}

const UNCONFIRMED: readonly AttemptStatus[] = [
  'pending',
  'requires_action',
  'declined',
  'expired',
  'canceled',
];

/** Tries whose money the merchant alone can see and has not seen, those that their shopper calls paid first. */
export function waitingTransfers(
  context: AppContext,
  { intent, attempts }: PaymentRows,
): readonly AttemptRow[] {
  if (intent.paidAt !== null) return [];
  return attempts
    .filter(
      ({ provider, providerReference, status }) =>
        context.providers[provider].confirmedBy === 'merchant' &&
        providerReference !== null &&
        UNCONFIRMED.includes(status),
    )
    .toSorted((a, b) => UNCONFIRMED.indexOf(a.status) - UNCONFIRMED.indexOf(b.status));
}

/** What its state lets be done to a payment. */
export function optionsOf(
  context: AppContext,
  payment: PaymentRows,
  requests: readonly CaptureRequestRow[],
): PaymentOptions {
  const { intent, session, attempts } = payment;
  const held = heldAttempt(attempts);
  const isHeld = intent.status === 'requires_capture' && intent.cancelRequestedAt === null;
  const isTaken = requests.some(({ status }) => status === 'pending');
  const canTake = isHeld && !isTaken && held !== undefined;
  const isOpen = session.status === 'open' && intent.status !== 'processing';
  return {
    refund: leftToRefund(context, payment),
    capture: canTake ? money(held.amount, held.currency) : null,
    cancel: canTake || (isOpen && intent.status !== 'succeeded'),
    confirm: waitingTransfers(context, payment).map(({ id, providerReference, status }) => ({
      attemptId: id,
      reference: providerReference,
      claimed: status === 'pending',
    })),
    recordReturn: returnOf(context, payment),
  };
}

/** Money on the merchant's own account, which only the merchant can send back. */
function returnOf(context: AppContext, { captures }: PaymentRows): PaymentOptions['recordReturn'] {
  for (const { capture, refunds } of captures) {
    if (context.providers[capture.provider].confirmedBy !== 'merchant') continue;
    const given = refunds.filter(({ status }) => status !== 'failed');
    const left = given.reduce((rest, { amount }) => rest - amount, capture.amount);
    if (left > 0n) {
      return { transferId: capture.providerReference, left: money(left, capture.currency) };
    }
  }
  return null;
}
