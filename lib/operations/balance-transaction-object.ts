import type { CaptureRow, RefundRow } from '#lib/db/stores/money-store.ts';
import { balanceTransactionIdOf, chargeIdOf } from '#lib/domain/charge.ts';
import { unixSeconds } from './unix-seconds.ts';

/** Money that came in, or that was given back. */
export type Movement =
  | { readonly capture: CaptureRow; readonly refund?: never }
  | { readonly refund: RefundRow };

/**
 * A movement on Stripe's wire, with every field that the SDKs' typings of API version 2026-10-28.endive
 * require. A provider's fee is agreed between it and the merchant, and no provider tells it with a payment:
 * what is written here is what the shopper paid or got back, whole.
 */
export function balanceTransactionObject(movement: Movement) {
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

function written(facts: {
  id: string;
  amount: number;
  currency: string;
  created: Date;
  available: Date;
  source: string;
  type: 'charge' | 'refund';
}) {
  return {
    id: facts.id,
    object: 'balance_transaction' as const,
    amount: facts.amount,
    available_on: unixSeconds(facts.available),
    balance_type: 'payments' as const,
    created: unixSeconds(facts.created),
    currency: facts.currency.toLowerCase(),
    description: null,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: facts.amount,
    reporting_category: facts.type,
    source: facts.source,
    status: 'available' as const,
    type: facts.type,
  };
}
