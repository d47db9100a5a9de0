import Stripe from 'stripe';
import { z } from 'zod';
import type { ProviderEnvironment } from '#lib/domain/provider.ts';

/** Keys of one mode: test keys and live keys never meet in an account. */
export const stripeCredentialsSchema = z
  .strictObject({
    /** Secret or restricted key. */
    secretKey: z.string().regex(/^(sk|rk)_(test|live)_\w{1,250}$/),
    publishableKey: z.string().regex(/^pk_(test|live)_\w{1,250}$/),
    /** Signing secret of the webhook endpoint. */
    webhookSecret: z.string().regex(/^whsec_\S{1,250}$/),
  })
  .refine(
    (keys) => keys.secretKey.split('_')[1] === keys.publishableKey.split('_')[1],
    'secretKey and publishableKey are of different modes',
  );
export type StripeCredentials = z.infer<typeof stripeCredentialsSchema>;

/**
 * The SDK over `fetch`: its timeout then covers a request from end to end, and it does not send a
 * request again by itself after a reset (the SDK's node client does so even at zero retries), so an
 * answer of ours is final by the time it is given.
 *
 * Throws when a live key is to be sent to the simulator.
 */
export function createStripeClient(
  credentials: StripeCredentials,
  environment: ProviderEnvironment,
): Stripe {
  const { simulatorOrigin, timeoutMs } = environment;
  if (simulatorOrigin !== null && credentials.secretKey.includes('_live_')) {
    throw new Error('A live Stripe key cannot be used with the simulator.');
  }
  return new Stripe(credentials.secretKey, {
    apiVersion: Stripe.API_VERSION,
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: timeoutMs,
    httpClient: Stripe.createFetchHttpClient((url: RequestInfo | URL, init?: RequestInit) =>
      fetch(url, { ...init, cache: 'no-store', redirect: 'error' }),
    ),
    ...(simulatorOrigin === null ? {} : addressOf(simulatorOrigin)),
  });
}

function addressOf(origin: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname, port, protocol } = new URL(origin);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  return { host: hostname, port: port || (scheme === 'http' ? '80' : '443'), protocol: scheme };
}
