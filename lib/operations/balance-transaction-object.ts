import type { DisputeMovementRow } from '#lib/db/stores/dispute-store.ts';
import type { CaptureRow, RefundRow } from '#lib/db/stores/money-store.ts';
import { balanceTransactionIdOf, chargeIdOf } from '#lib/domain/charge.ts';
import { unixSeconds } from './unix-seconds.ts';

/** Money that came in, that was given back, or that a dispute took or gave back. */
export type Movement =
  | { readonly capture: CaptureRow; readonly refund?: never; readonly disputed?: never }
  | { readonly refund: RefundRow; readonly disputed?: never }
  | { readonly disputed: DisputeMovementRow };

/**
 * A movement on Stripe's wire, with every field that the SDKs' typings of API version 2026-10-28.endive
 * require. A provider's fee is agreed between it and the merchant, and no provider tells it with a payment:
 * what is written here is what the shopper paid or got back, whole.
 */
export function balanceTransactionObject(movement: Movement) {
  if (movement.disputed !== undefined) return ofDispute(movement.disputed);
  return movement.refund === undefined
    ? written({
        id: balanceTransactionIdOf(movement.capture.id),
        amount: Number(movement.capture.amount),
        currency: movement.capture.currency,
        created: movement.capture.recordedAt,
        available: movement.capture.capturedAt,
        source: chargeIdOf(movement.capture.attemptId),
        type: 'charge',
      })
    : written({
        id: balanceTransactionIdOf(movement.refund.id),
        amount: -Number(movement.refund.amount),
        currency: movement.refund.currency,
        created: movement.refund.createdAt,
        available: movement.refund.createdAt,
        source: movement.refund.id,
        type: 'refund',
      });
}

/** What a dispute moves, as Stripe writes it: an adjustment. The fee for it stands on the provider's bill. */
function ofDispute(moved: DisputeMovementRow) {
  const withdrawn = moved.kind === 'withdrawn';
  return {
    ...written({
      id: balanceTransactionIdOf(moved.id),
      amount: withdrawn ? -Number(moved.amount) : Number(moved.amount),
      currency: moved.currency,
      created: moved.recordedAt,
      available: moved.movedAt,
      source: moved.disputeId,
      type: 'adjustment',
    }),
    description: withdrawn ? 'Withdrawn on a dispute' : 'Reinstated after a dispute',
    reporting_category: withdrawn ? 'dispute' : 'dispute_reversal',
  };
}

function written(facts: {
  id: string;
  amount: number;
  currency: string;
  created: Date;
  available: Date;
  source: string;
  type: 'charge' | 'refund' | 'adjustment';
}) {
  return {
    id: facts.id,
    object: 'balance_transaction' as const,
    amount: facts.amount,
    available_on: unixSeconds(facts.available),
    balance_type: 'payments' as const,
    created: unixSeconds(facts.created),
    currency: facts.currency.toLowerCase(),
    description: null as string | null,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: facts.amount,
    reporting_category: facts.type as string,
    source: facts.source,
    status: 'available' as const,
    type: facts.type,
  };
}
