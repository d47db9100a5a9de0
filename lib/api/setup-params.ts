import type { CurrencyCode } from '#lib/domain/currency.ts';
import { invalidRequest } from './api-error.ts';
import type { CreateSessionWireParams } from './create-session-params.ts';

/** Nothing is paid in it: it says only which methods there could be. */
export const SETUP_CURRENCY: CurrencyCode = 'HKD';

const OF_PAYMENTS = [
  'line_items',
  'payment_intent_data',
  'payment_method_options',
  'submit_type',
] as const;

/** A session takes a payment or keeps a card: what belongs to the other is refused by name. Throws ApiError. */
export function requireOfMode(wire: CreateSessionWireParams): void {
  if (wire.mode === 'payment') {
    if (wire.setup_intent_data !== undefined) throw ofAnotherMode('setup_intent_data', 'payment');
    if (wire.line_items === undefined) throw missing('line_items');
    return;
  }
  for (const param of OF_PAYMENTS) {
    if (wire[param] !== undefined) throw ofAnotherMode(param, 'setup');
  }
  if (wire.customer === undefined) throw missing('customer');
}

/** What the merchant notes on the session's intent. */
export function intentData(
  wire: CreateSessionWireParams,
): CreateSessionWireParams['setup_intent_data'] {
  return wire.mode === 'setup' ? wire.setup_intent_data : wire.payment_intent_data;
}

function ofAnotherMode(param: string, mode: string) {
  return invalidRequest(`You cannot send ${param} when mode is ${mode}.`, { param });
}

function missing(param: string) {
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}
