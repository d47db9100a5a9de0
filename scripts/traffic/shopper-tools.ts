import Stripe from 'stripe';
import { z } from 'zod';
import { type RunningApp, sdkFor } from '../developer/running-app.ts';
import type { Fate, Try } from './fate.ts';

/** What a shopper and the shop do besides the page: the merchant's API, and the simulator's bank and wallets. */
export interface ShopperTools {
  newSession(
    amountMinor: number,
  ): Promise<{ readonly id: string; readonly url: string; readonly offered: readonly string[] }>;
  /** Ends a session that nobody pays any more, where it can be. */
  endSession(id: string): Promise<void>;
  /** By the API's test helper, for a card is typed into a script's fields. */
  payByCard(id: string, fate: Fate, device: 'phone' | 'desktop'): Promise<Try>;
  /** Does in the bank app or the wallet what is asked for by a code or an address. */
  answer(method: string, step: string, fate: Exclude<Fate, 'hang'>): Promise<void>;
}

const TIMEOUT_MS = 30_000;

export function createShopperTools(
  stripe: Stripe,
  urls: { readonly app: string; readonly simulator: string },
): ShopperTools {
  const { simulator } = urls;
  let own: Promise<readonly string[]> | null = null;
  return {
    async newSession(amountMinor) {
      const session = await stripe.checkout.sessions.create({
        mode: 'payment',
        line_items: [
          {
            price_data: {
              currency: 'hkd',
              unit_amount: amountMinor,
              product_data: { name: '茶 Tea' },
            },
            quantity: 1,
          },
        ],
        // Nobody is sent back: these shoppers are told on the page.
        success_url: `${urls.app}/health`,
      });
      const { id, url } = session;
      if (url === null || new URL(url).origin !== urls.app) {
        throw new Error(`The page of ${id} is not at ${urls.app}, but at ${url}.`);
      }
      own ??= merchantsOrder(stripe);
      const types = new Set<string>(session.payment_method_types);
      return { id, url, offered: (await own).filter((method) => types.has(method)) };
    },
    async endSession(id) {
      try {
        await stripe.checkout.sessions.expire(id);
      } catch (error) {
        // A payment is under way after all: the session ends when that has.
        if (!isRefusal(error)) throw error;
      }
    },
    async payByCard(id, fate, device) {
      try {
        const answer: unknown = await stripe.rawRequest(
          'POST',
          `/v1/test_helpers/checkout/sessions/${id}/pay`,
          {
            payment_method: 'card',
            device,
            ...(fate === 'pay'
              ? { outcome: 'approve' }
              : {
                  outcome: 'decline',
                  // A bank that does not answer is the card's way to hang.
                  decline_code: fate === 'hang' ? 'processing_error' : 'do_not_honor',
                }),
          },
        );
        const { status } = z.object({ status: z.string() }).parse(answer);
        return status === 'complete' ? 'paid' : 'failed';
      } catch (error) {
        if (isRefusal(error)) return { refused: error.message };
        throw error;
      }
    },
    async answer(method, step, fate) {
      if (method === 'fps') {
        const path = fate === 'pay' ? '/bank-app/pay' : '/control/airwallex/expire';
        await post(`${simulator}${path}`, { payload: step });
      } else if (URL.canParse(step) && new URL(step).pathname.startsWith('/stripe-js/')) {
        const answer = fate === 'pay' ? 'approve' : 'refuse';
        await post(step, new URLSearchParams({ answer, scanned: '1' }));
      } else {
        const answer = fate === 'pay' ? 'approve' : 'decline';
        await post(`${simulator}/wallet/answer`, { code: step, answer });
      }
    },
  };
}

const settingsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** The merchant's methods in its own order, which is not that of a session's `payment_method_types`. */
async function merchantsOrder(stripe: Stripe): Promise<readonly string[]> {
  const answer: unknown = await stripe.rawRequest('GET', '/v1/method_settings?limit=100');
  return settingsSchema.parse(answer).data.map(({ id }) => id);
}

/** Whether it is the API's word that something cannot be done, as against a fault. */
function isRefusal(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}

async function post(url: string, body: object): Promise<void> {
  const isForm = body instanceof URLSearchParams;
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(isForm
      ? { body }
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  if (answer.status >= 400) throw new Error(`${url}: ${answer.status} ${text.slice(0, 300)}`);
}

/** The official SDK and the tools that go with it. */
export function toolsFor(app: RunningApp & { readonly simulator: string }): {
  readonly stripe: Stripe;
  readonly tools: ShopperTools;
} {
  const stripe = sdkFor(app);
  return {
    stripe,
    tools: createShopperTools(stripe, { app: app.origin, simulator: app.simulator }),
  };
}
