import type { PayoutRow } from '#lib/db/stores/payout-store.ts';
import { unixSeconds } from './unix-seconds.ts';

/**
 * A payout on Stripe's wire, with every field that the SDKs' typings of API version 2026-10-28.endive require.
 * It is recorded when the provider has accounted for it, so it is always reconciled.
 */
export function payoutObject(payout: PayoutRow) {
  return {
    id: payout.id,
    object: 'payout' as const,
    amount: Number(payout.amount),
    application_fee: null,
    application_fee_amount: null,
    arrival_date: unixSeconds(payout.arrivesAt),
    automatic: payout.automatic,
    balance_transaction: null,
    created: unixSeconds(payout.createdAt),
    currency: payout.currency.toLowerCase(),
    description: null,
    destination: null,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: payout.livemode,
    metadata: {},
    method: payout.method,
    original_payout: null,
    payout_method: null,
    /** Where its parts are listed: our own, outside of Stripe's typings. */
    praya: { provider: payout.provider, provider_reference: payout.providerReference },
    reconciliation_status: 'completed' as const,
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: payout.statementDescriptor,
    status: payout.status,
    trace_id: null,
    type: payout.type,
  };
}
