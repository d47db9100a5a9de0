import type { Stripe } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';
import type { BrowserSettings } from '#lib/domain/provider.ts';

/** After this the card slot says that it could not be loaded. Other methods never wait for it. */
export const PROVIDER_LOAD_TIMEOUT_MS = 6_000;

/**
 * The provider's script, from the provider, or from the sandbox's stand-in: the official loader uses a
 * `window.Stripe` that is already there. Rejects when it cannot be had in time.
 */
export async function loadProvider(
  settings: BrowserSettings,
  options: { readonly locale: 'zh-HK' | 'en'; readonly nonce: string | undefined },
): Promise<Stripe> {
  const loading = (async () => {
    if (settings.scriptUrl !== null) await loadStandIn(settings.scriptUrl, options.nonce);
    const stripe = await loadStripe(settings.publishableKey, { locale: options.locale });
    if (stripe === null) throw new Error('The provider script gave no object.');
    return stripe;
  })();
  return withTimeout(loading, PROVIDER_LOAD_TIMEOUT_MS);
}

function loadStandIn(url: string, nonce: string | undefined): Promise<void> {
  if ('Stripe' in window) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    if (nonce !== undefined) script.nonce = nonce;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => {
      script.remove();
      reject(new Error('The provider script could not be loaded.'));
    });
    document.head.append(script);
  });
}

/** Settles as `promise` does, or rejects after `timeoutMs`. */
export function withTimeout<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Timed out.')), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
