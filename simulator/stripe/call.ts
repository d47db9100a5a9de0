import { createHmac } from 'node:crypto';

import type Stripe from 'stripe';

import type { ChargeLogEntry } from '../core/charge-log.ts';
import type { SimulatorContext } from '../core/context.ts';
import type { Account } from './account.ts';
import { newId } from './ids.ts';

/** The API version whose shapes are answered: that of `stripe@23.1.0`. */
export const API_VERSION = '2026-10-28.endive';

/** One request at work on one account. */
export interface Call {
  readonly context: SimulatorContext;
  readonly account: Account;
  /** Null for what the simulator does of itself, such as letting a hold expire. */
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** Made with the publishable key: sees and may do less. */
  readonly publishable: boolean;
}

/** The simulator's time in Unix seconds. */
export function unixNow(call: Call): number {
  return Math.floor(call.context.now().getTime() / 1000);
}

/** Records an event of `object` as it now stands and sends it to the endpoints that want it. */
export function emitEvent(
  call: Call,
  type: Stripe.Event.Type,
  object:
    | Stripe.PaymentIntent
    | Stripe.SetupIntent
    | Stripe.Charge
    | Stripe.Refund
    | Stripe.Dispute
    | Stripe.Review
    | Stripe.Payout
    | Stripe.Customer
    | Stripe.PaymentMethod,
  previous?: Record<string, unknown>,
): void {
  const { account, context } = call;
  const endpoints = [...account.webhookEndpoints.values()].filter(
    ({ wire }) =>
      wire.status === 'enabled' &&
      (wire.enabled_events.includes('*') || wire.enabled_events.includes(type)),
  );
  const event: Stripe.EventBase = {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: unixNow(call),
    data: {
      object: structuredClone(object),
      ...(previous === undefined ? {} : { previous_attributes: previous }),
    } as Stripe.Event.Data, // the SDK types `object` as an empty interface
    livemode: false,
    pending_webhooks: endpoints.length,
    request: { id: call.requestId, idempotency_key: call.idempotencyKey },
    type,
  };
  account.events.set(event.id, event);
  for (const { wire, secret } of endpoints) {
    context.webhooks.send({
      provider: 'stripe',
      eventId: event.id,
      type,
      body: JSON.stringify({ ...event, api_version: wire.api_version ?? API_VERSION }, null, 2),
      target: { url: wire.url, secret },
      sign: signWebhook,
    });
  }
}

/** `Stripe-Signature` of one delivery attempt: https://docs.stripe.com/webhooks/signature. */
export function signWebhook(
  body: string,
  secret: string,
  at: Date,
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'Stripe-Signature': `t=${timestamp},v1=${signature}` };
}

/** Writes a money move of a PaymentIntent to the charge log, which fsyncs before it returns. */
export function logMoney(
  call: Call,
  kind: ChargeLogEntry['kind'],
  intent: Stripe.PaymentIntent,
  amountMinor: number,
  detail?: string,
): void {
  call.context.log.append({
    provider: 'stripe',
    kind,
    paymentId: intent.id,
    reference: intent.metadata['praya_attempt'] ?? null,
    method: intent.payment_method_types[0] ?? 'card',
    amountMinor,
    currency: intent.currency.toUpperCase(),
    ...(detail === undefined ? {} : { detail }),
  });
}
