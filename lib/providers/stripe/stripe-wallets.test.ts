import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { stripeProvider } from './stripe-provider.ts';
import { CREDENTIALS, lookup, startRequest } from './testing/requests.ts';
import {
  type RecordedRequest,
  type Reply,
  type ScriptedServer,
  startScriptedServer,
} from './testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function connect(script: (request: RecordedRequest) => Reply): Promise<ProviderConnection> {
  server = await startScriptedServer(script);
  return stripeProvider.connect(CREDENTIALS, { simulatorOrigin: server.origin, timeoutMs: 2_000 });
}

const STARTED_AT = new Date('2026-11-23T05:00:00Z');
const SECRET = 'pi_1_secret_x';

function intent(status: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'pi_1',
    object: 'payment_intent',
    status,
    currency: 'hkd',
    amount_capturable: 0,
    amount_received: 0,
    created: 1_700_000_000,
    client_secret: SECRET,
    metadata: { praya_attempt: 'pa_one' },
    ...more,
  };
}

const waiting = (nextAction: unknown) => ({
  json: intent('requires_action', { next_action: nextAction }),
});

describe('what is sent to Stripe for a wallet', () => {
  it.each([
    ['alipay', {}],
    ['wechat_pay', { 'payment_method_options[wechat_pay][client]': 'web' }],
  ] as const)('%s, without a card’s token or Stripe’s script', async (method, more) => {
    const stripe = await connect(() => ({ json: intent('processing') }));
    await stripe.startPayment(startRequest({ method, input: {} }));
    const [request] = server.requests;
    expect(request?.headers['idempotency-key']).toBe('pa_one');
    const sent = Object.fromEntries(new URLSearchParams(request?.body));
    expect(sent).toMatchObject({
      amount: '12850',
      currency: 'hkd',
      confirm: 'true',
      capture_method: 'automatic',
      'allowed_payment_method_types[0]': method,
      'payment_method_data[type]': method,
      return_url: 'http://localhost:3000/return',
      'metadata[praya_attempt]': 'pa_one',
      ...more,
    });
    expect(Object.keys(sent)).not.toContain('use_stripe_sdk');
    expect(Object.keys(sent)).not.toContain('confirmation_token');
  });

  it.each(['alipay', 'wechat_pay'] as const)(
    '%s takes no money that was only to be held',
    async (method) => {
      const stripe = await connect(() => ({ json: {} }));
      const request = startRequest({ method, input: {}, captureMethod: 'manual' });
      expect((await stripe.startPayment(request)).outcome.kind).toBe('declined');
      expect(server.requests).toEqual([]);
    },
  );
});

describe('what Stripe answers for a wallet', () => {
  it.each([
    [
      'alipay',
      { type: 'redirect_to_url', redirect_to_url: { url: 'https://hooks.stripe.example/a' } },
      { type: 'redirect', url: 'https://hooks.stripe.example/a' },
      15,
    ],
    [
      'alipay',
      {
        type: 'alipay_handle_redirect',
        alipay_handle_redirect: { url: 'https://hooks.stripe.example/b', native_url: null },
      },
      { type: 'redirect', url: 'https://hooks.stripe.example/b' },
      15,
    ],
    [
      'wechat_pay',
      {
        type: 'wechat_pay_display_qr_code',
        wechat_pay_display_qr_code: { data: 'weixin://wxpay/bizpayurl?pr=x', image_data_url: 'd' },
      },
      { type: 'show_qr', payload: 'weixin://wxpay/bizpayurl?pr=x', scheme: 'wallet' },
      30,
    ],
  ] as const)('%s by %o', async (method, action, nextAction, minutes) => {
    const stripe = await connect(() => waiting(action));
    const answer = await stripe.retrievePayment(lookup({ method, startedAt: STARTED_AT }));
    expect(answer.outcome).toEqual({
      kind: 'requires_action',
      nextAction,
      expiresAt: new Date(STARTED_AT.getTime() + minutes * 60_000),
    });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  it.each([
    ['alipay', { type: 'use_stripe_sdk', use_stripe_sdk: {} }],
    ['wechat_pay', { type: 'use_stripe_sdk', use_stripe_sdk: {} }],
    ['alipay', { type: 'redirect_to_url', redirect_to_url: { url: 'alipays://x' } }],
    ['alipay', { type: 'alipay_handle_redirect', alipay_handle_redirect: null }],
    ['wechat_pay', { type: 'wechat_pay_display_qr_code' }],
    [
      'wechat_pay',
      { type: 'wechat_pay_display_qr_code', wechat_pay_display_qr_code: { data: '' } },
    ],
    ['wechat_pay', { type: 'wechat_pay_redirect_to_ios_app' }],
    ['alipay', null],
  ] as const)(
    '%s with %o is unknown, and no secret reaches the browser',
    async (method, action) => {
      const stripe = await connect(() => waiting(action));
      const answer = await stripe.retrievePayment(lookup({ method }));
      expect(answer.outcome).toMatchObject({ kind: 'unknown', cause: 'unreadable_answer' });
      expect(JSON.stringify(answer)).not.toContain(SECRET);
    },
  );

  it.each([
    ['payment_intent_authentication_failure', 'wallet_cancelled'],
    ['payment_method_customer_decline', 'wallet_cancelled'],
    ['payment_method_provider_decline', 'wallet_cancelled'],
    ['payment_method_provider_timeout', 'timeout'],
    ['payment_intent_payment_attempt_expired', 'timeout'],
    ['something_new', 'processing_error'],
  ])('a wallet’s %s is %s', async (code, expected) => {
    const error = { type: 'invalid_request_error', code };
    const stripe = await connect(({ path }) => ({
      json: intent(path.endsWith('/cancel') ? 'canceled' : 'requires_payment_method', {
        last_payment_error: error,
      }),
    }));
    const { outcome } = await stripe.retrievePayment(lookup({ method: 'alipay' }));
    expect(outcome).toEqual({ kind: 'declined', code: expected, providerCode: code });
    expect(server.requests.map(({ path }) => path)).toContain('/v1/payment_intents/pi_1/cancel');
  });
});
