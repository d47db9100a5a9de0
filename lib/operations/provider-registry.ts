import type { PaymentProvider, ProviderId } from '#lib/domain/provider.ts';
import { airwallexProvider } from '#lib/providers/airwallex/airwallex-provider.ts';
import { fpsDirectProvider } from '#lib/providers/fps-direct/fps-direct-provider.ts';
import { stripeProvider } from '#lib/providers/stripe/stripe-provider.ts';

/** Every provider Praya can talk to: one folder and one line each. */
export const PROVIDERS: Readonly<Record<ProviderId, PaymentProvider>> = {
  stripe: stripeProvider,
  airwallex: airwallexProvider,
  'fps-direct': fpsDirectProvider,
};
