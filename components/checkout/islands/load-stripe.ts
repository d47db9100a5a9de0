import type { Stripe } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import { earlyStripe, giveUpEarlyCard } from './early-card.ts';

/** After this the card slot says that it could not be loaded. Other methods never wait for it. */
export const PROVIDER_LOAD_TIMEOUT_MS = 6_000;

interface LoadOptions {
  readonly locale: 'zh-HK' | 'en';
  readonly nonce: string | undefined;
}

/** Under way or done, by the provider's key and language; what failed is tried again. */
const loads = new Map<string, Promise<Stripe>>();

/**
 * The provider's script, from the provider, or from the sandbox's stand-in: the official loader uses a
 * `window.Stripe` that is already there. Where the page began with it, what it began. Whoever asks while it is
 * loading waits for the same load. Rejects when it cannot be had in time.
 */
export async function loadProvider(
  settings: BrowserSettings,
  options: LoadOptions,
): Promise<Stripe> {
  const key = `${settings.publishableKey} ${options.locale}`;
  const known = loads.get(key);
  if (known !== undefined) return known;
  const load = withTimeout(loadOnce(settings, options), PROVIDER_LOAD_TIMEOUT_MS);
  loads.set(key, load);
  load.catch(() => {
    loads.delete(key);
    giveUpEarlyCard();
  });
  return load;
}

async function loadOnce(settings: BrowserSettings, options: LoadOptions): Promise<Stripe> {
  const early = await earlyStripe(settings, options.locale);
  if (early !== null) return early;
  if (settings.scriptUrl !== null) await loadStandIn(settings.scriptUrl, options.nonce);
  const stripe = await loadStripe(settings.publishableKey, { locale: options.locale });
  if (stripe === null) throw new Error('The provider script gave no object.');
  return stripe;
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
