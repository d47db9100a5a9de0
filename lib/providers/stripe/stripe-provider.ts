import type { PaymentProvider } from '#lib/domain/provider.ts';
import { stripeCredentialsSchema } from './client.ts';
import { STRIPE_METHODS, connectStripe } from './stripe-connection.ts';

/**
 * Cards through Stripe, typed or kept in Apple Pay or Google Pay: PaymentIntents confirmed on the server
 * with a confirmation token.
 */
export const stripeProvider: PaymentProvider = {
  id: 'stripe',
  methods: STRIPE_METHODS,
  // Keys may be forgotten once they are a day old: https://docs.stripe.com/api/idempotent_requests
  keyTtlMs: 24 * 60 * 60 * 1000,
  refundable: true,
  credentialsSchema: stripeCredentialsSchema,
  // Secret and restricted keys name their mode: https://docs.stripe.com/keys
  credentialsMode: (credentials) =>
    /^(?:sk|rk)_live_/.test(stripeCredentialsSchema.parse(credentials).secretKey) ? 'live' : 'test',
  connect: (credentials, environment) =>
    connectStripe(stripeCredentialsSchema.parse(credentials), environment),
};
