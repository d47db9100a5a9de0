import type { PaymentProvider } from '#lib/domain/provider.ts';
import { stripeCredentialsSchema } from './client.ts';
import { connectStripe } from './stripe-connection.ts';

/**
 * Cards (typed, or kept in Apple Pay or Google Pay), Alipay and WeChat Pay through Stripe: PaymentIntents
 * created and confirmed on the server.
 */
export const stripeProvider: PaymentProvider = {
  id: 'stripe',
  methods: ['card', 'apple_pay', 'google_pay', 'alipay', 'wechat_pay'],
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
