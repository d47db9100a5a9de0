import type Stripe from 'stripe';

/** The fields of a PaymentIntent that Stripe shows to a publishable key (`@stripe/stripe-js` typings). */
const CLIENT_FIELDS = [
  'id',
  'object',
  'amount',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
] as const satisfies readonly (keyof Stripe.PaymentIntent)[];

/** The same of a SetupIntent. */
const SETUP_CLIENT_FIELDS = [
  'id',
  'object',
  'automatic_payment_methods',
  'cancellation_reason',
  'client_secret',
  'created',
  'description',
  'last_setup_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'status',
  'usage',
] as const satisfies readonly (keyof Stripe.SetupIntent)[];

/** A SetupIntent as the shopper's browser may see it: no metadata, no customer. */
export function clientViewOfSetup(intent: Stripe.SetupIntent): Record<string, unknown> {
  return Object.fromEntries(SETUP_CLIENT_FIELDS.map((field) => [field, intent[field]]));
}

/** A PaymentIntent as the shopper's browser may see it: no metadata, no charge. */
export function clientView(intent: Stripe.PaymentIntent): Record<string, unknown> {
  return Object.fromEntries(CLIENT_FIELDS.map((field) => [field, intent[field]]));
}
