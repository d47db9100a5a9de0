import { z } from 'zod';

/** What shoppers do outside Praya: in the provider's fields, at their bank, in their bank's app. */

export const CARDS = { good: '4242424242424242', needs3ds: '4000002500003155' } as const;

/** Whose shop it is at the simulated providers; each world has accounts of its own. */
export interface ProviderKeys {
  readonly stripe: { readonly secretKey: string; readonly publishableKey: string };
  readonly airwallex: { readonly clientId: string; readonly apiKey: string };
}

export function providerKeys(name: string): ProviderKeys {
  return {
    stripe: { secretKey: `sk_test_${name}`, publishableKey: `pk_test_${name}` },
    airwallex: { clientId: name, apiKey: `awx_test_${name}` },
  };
}

/** Types a card into the provider's fields: a one-time token is all that our page gets of it. */
export async function typeCard(
  simulator: string,
  { stripe }: ProviderKeys,
  number: string,
): Promise<string> {
  const answer = await request(`${simulator}/v1/confirmation_tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripe.publishableKey}` },
    body: new URLSearchParams({
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': number,
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2034',
      'payment_method_data[card][cvc]': '123',
    }),
  });
  return z.object({ id: z.string() }).parse(answer).id;
}

const challengeSchema = z.object({
  next_action: z
    .object({ use_stripe_sdk: z.object({ stripe_js: z.url() }) })
    .nullish()
    .catch(null),
});

/** Passes the bank's 3-D Secure check, if it still asks; false when it does not. */
export async function passChallenge(
  simulator: string,
  { stripe }: ProviderKeys,
  paymentIntent: string,
): Promise<boolean> {
  const answer = await request(`${simulator}/v1/payment_intents/${paymentIntent}`, {
    headers: { authorization: `Bearer ${stripe.secretKey}` },
  });
  const address = challengeSchema.parse(answer).next_action?.use_stripe_sdk.stripe_js;
  if (address === undefined) return false;
  const body = new URLSearchParams({ outcome: 'complete' });
  const response = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  await response.arrayBuffer();
  return response.status < 400;
}

const transfersSchema = z.object({ payments: z.array(z.object({ status: z.string() })) });

/** Pays a scanned FPS code in the bank's app; how many transfers were accepted. */
export async function payFps(simulator: string, payload: string, times = 1): Promise<number> {
  const answer = await request(`${simulator}/bank-app/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payload, times }),
  });
  return transfersSchema.parse(answer).payments.filter(({ status }) => status === 'accepted')
    .length;
}

/** Registers where the providers send their notifications; returns what they sign them with. */
export async function registerWebhooks(
  simulator: string,
  keys: ProviderKeys,
  urls: { readonly stripe: string; readonly airwallex: string },
): Promise<{ readonly stripe: string; readonly airwallex: string }> {
  const answer = await request(`${simulator}/v1/webhook_endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.stripe.secretKey}` },
    body: new URLSearchParams({ url: urls.stripe, 'enabled_events[0]': '*' }),
  });
  const airwallex = 'whsec_awx_world';
  await request(`${simulator}/control/airwallex/webhooks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId: keys.airwallex.clientId,
      url: urls.airwallex,
      secret: airwallex,
    }),
  });
  return { stripe: z.object({ secret: z.string() }).parse(answer).secret, airwallex };
}

async function request(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
