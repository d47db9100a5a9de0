import type Stripe from 'stripe';

import { emitEvent, unixNow } from './call.ts';
import type { Call } from './call.ts';
import { resourceMissing } from './errors.ts';
import { newId } from './ids.ts';

const DAY_S = 24 * 60 * 60;

/** Sends money of the account to its bank by the schedule, and accounts for it. In minor units. */
export function payOut(call: Call, amount: number, currency: string): Stripe.Payout {
  const created = unixNow(call);
  const payout: Stripe.Payout = {
    id: newId('po'),
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: Math.ceil((created + DAY_S) / DAY_S) * DAY_S,
    automatic: true,
    balance_transaction: null,
    created,
    currency,
    description: 'STRIPE PAYOUT',
    destination: newId('ba'),
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'completed',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'in_transit',
    trace_id: null,
    type: 'bank_account',
  };
  call.account.payouts.set(payout.id, payout);
  emitEvent(call, 'payout.created', payout);
  emitEvent(call, 'payout.reconciliation_completed', payout);
  return payout;
}

export function findPayout(call: Call, id: string): Stripe.Payout {
  const found = call.account.payouts.get(id);
  if (found === undefined) throw resourceMissing('payout', id);
  return found;
}
