import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';

import type {
  LookupAnswer,
  ProviderConnection,
  StartPaymentRequest,
} from '#lib/domain/provider.ts';
import { type RunningSimulator, startSimulator } from '#simulator/start.ts';
import { stripeProvider } from './stripe-provider.ts';
import { type Receiver, startReceiver } from './testing/receiver.ts';
import {
  attemptId,
  captureRequest,
  lookup,
  refundRequest,
  startRequest,
} from './testing/requests.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'praya-stripe-'));
const DUE = money(12_850n, 'HKD');

let simulator: RunningSimulator;
let receiver: Receiver;
let webhookSecret: string;
let sdk: Stripe;
let serial = 0;
let id: string;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir });
  receiver = await startReceiver();
  const { hostname, port } = new URL(simulator.origin);
  sdk = new Stripe('sk_test_integration', { host: hostname, port, protocol: 'http' });
  const endpoint = await sdk.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] });
  webhookSecret = endpoint.secret ?? '';
});
afterAll(async () => {
  await simulator.stop();
  await receiver.close();
  rmSync(dataDir, { recursive: true });
});
beforeEach(() => {
  simulator.context.faults.disarmAll();
  id = `pa_integration${(serial += 1)}`;
});

function connect(timeoutMs = 5_000): ProviderConnection {
  return stripeProvider.connect(
    { secretKey: 'sk_test_integration', publishableKey: 'pk_test_integration', webhookSecret },
    { simulatorOrigin: simulator.origin, timeoutMs },
  );
}

/** What the card fields in the browser do: a token for a card, made with the publishable key. */
function tokenOf(number: string): Promise<string> {
  return tokenFor({
    'payment_method_data[card][number]': number,
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '2034',
    'payment_method_data[card][cvc]': '123',
  });
}

async function tokenFor(card: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(`${simulator.origin}/v1/confirmation_tokens`, {
    method: 'POST',
    headers: { authorization: 'Bearer pk_test_integration' },
    body: new URLSearchParams({ 'payment_method_data[type]': 'card', ...card }),
  });
  const token: unknown = await response.json();
  if (typeof token === 'object' && token !== null && 'id' in token) return String(token.id);
  throw new Error(JSON.stringify(token));
}

/** What the wallet's sheet and the frame around its button do: a token for a card out of a wallet. */
async function walletTokenOf(wallet: 'apple_pay' | 'google_pay', card: string): Promise<string> {
  const sheet = new URL(`${simulator.origin}/stripe-js/wallet/${wallet}`);
  sheet.search = new URLSearchParams({
    key: 'pk_test_integration',
    amount: '12850',
    currency: 'hkd',
    parent_origin: 'http://localhost:3000',
  }).toString();
  const closed = await fetch(sheet, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'approve', card }),
  });
  const token = /data-token="(tok_\w+)"/.exec(await closed.text())?.[1] ?? '';
  return tokenFor({ 'payment_method_data[card][token]': token });
}

async function requestFor(card: string, changes: Partial<StartPaymentRequest> = {}) {
  const input = { confirmationToken: await tokenOf(card) };
  return startRequest({ attemptId: attemptId(id), idempotencyKey: id, input, ...changes });
}

function lookupOf(providerReference: string | null) {
  return lookup({ attemptId: attemptId(id), idempotencyKey: id, providerReference });
}

/** What the simulator did with this attempt's money. */
function moves(): string[] {
  return simulator.context.log
    .entries()
    .filter(({ reference }) => reference === id)
    .map(({ kind }) => kind);
}

async function answerChallenge(outcome: 'complete' | 'fail', providerReference: string | null) {
  const intent = await sdk.paymentIntents.retrieve(providerReference ?? '');
  const challenge = intent.next_action?.use_stripe_sdk as { stripe_js: string }; // the simulator's own shape
  await fetch(challenge.stripe_js, {
    method: 'POST',
    body: new URLSearchParams({ outcome }),
    redirect: 'manual',
  });
}

describe('a card at the simulated Stripe', () => {
  it('is charged once, however often the start is repeated', async () => {
    const stripe = connect();
    const request = await requestFor('4242424242424242');
    const first = await stripe.startPayment(request);
    expect(first).toMatchObject({
      outcome: { kind: 'captured', captures: [{ amount: DUE }] },
      instrument: { brand: 'visa', last4: '4242' },
    });
    expect(await stripe.startPayment(request)).toEqual(first);
    expect(await stripe.retrievePayment(lookupOf(first.providerReference))).toEqual(first);
    expect(await stripe.retrievePayment(lookupOf(null))).toEqual(first);
    expect(await stripe.cancelPayment(lookupOf(null))).toEqual(first);
    expect(moves()).toEqual(['captured']);
  });

  it.each([
    ['4000000000000002', 'do_not_honor', 'generic_decline'],
    ['4000000000009995', 'insufficient_funds', 'insufficient_funds'],
    ['4000000000009987', 'fraud_suspected', 'lost_card'],
    ['4000000000000069', 'expired_card', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error', 'processing_error'],
  ])('%s is declined as %s, and its intent cancelled', async (card, code, providerCode) => {
    const stripe = connect();
    const request = await requestFor(card);
    const declined = await stripe.startPayment(request);
    expect(declined.outcome).toEqual({ kind: 'declined', code, providerCode });
    const intent = await sdk.paymentIntents.retrieve(declined.providerReference ?? '');
    expect(intent.status).toBe('canceled');
    expect(await stripe.startPayment(request)).toMatchObject({ outcome: declined.outcome });
    const found = await stripe.retrievePayment(lookupOf(null));
    expect(found.outcome).toEqual(declined.outcome);
    expect(moves()).toEqual(['declined', 'canceled']);
  });

  it('goes through 3-D Secure', async () => {
    const stripe = connect();
    const started = await stripe.startPayment(await requestFor('4000002500003155'));
    expect(started.outcome).toMatchObject({
      kind: 'requires_action',
      nextAction: { type: 'provider_sdk', clientSecret: expect.stringMatching(/^pi_\w+_secret_/) },
    });
    await answerChallenge('complete', started.providerReference);
    const paid = await stripe.retrievePayment(lookupOf(started.providerReference));
    expect(paid.outcome).toMatchObject({ kind: 'captured', captures: [{ amount: DUE }] });
    expect(moves()).toEqual(['captured']);
  });

  it('that fails 3-D Secure is declined and cannot be confirmed again', async () => {
    const stripe = connect();
    const started = await stripe.startPayment(await requestFor('4000002500003155'));
    await answerChallenge('fail', started.providerReference);
    const declined = await stripe.retrievePayment(lookupOf(started.providerReference));
    expect(declined.outcome).toEqual({
      kind: 'declined',
      code: 'authentication_failed',
      providerCode: 'payment_intent_authentication_failure',
    });
    const intent = await sdk.paymentIntents.retrieve(started.providerReference ?? '');
    expect(intent.status).toBe('canceled');
  });

  it('can be called off during 3-D Secure', async () => {
    const stripe = connect();
    const started = await stripe.startPayment(await requestFor('4000002500003155'));
    const lookupByReference = lookupOf(started.providerReference);
    expect((await stripe.cancelPayment(lookupByReference)).outcome).toEqual({ kind: 'canceled' });
    expect((await stripe.cancelPayment(lookupByReference)).outcome).toEqual({ kind: 'canceled' });
  });

  it('can be held, then captured or let go', async () => {
    const stripe = connect();
    const held = await stripe.startPayment(
      await requestFor('4242424242424242', { captureMethod: 'manual' }),
    );
    expect(held.outcome).toEqual({ kind: 'authorized', amount: DUE, until: expect.any(Date) });
    const capture = captureRequest({
      payment: lookupOf(held.providerReference),
      amount: money(10_000n, 'HKD'),
      idempotencyKey: `${id}:capture`,
    });
    const tooMuch = await stripe.capturePayment({
      ...capture,
      amount: money(12_851n, 'HKD'),
      idempotencyKey: `${id}:too-much`,
    });
    expect(tooMuch).toMatchObject({
      outcome: { kind: 'authorized' },
      refusal: { code: 'amount_too_large', byBank: false },
    });
    const captured = await stripe.capturePayment(capture);
    expect(captured.outcome).toMatchObject({
      kind: 'captured',
      captures: [{ amount: money(10_000n, 'HKD') }],
    });
    expect(await stripe.capturePayment(capture)).toEqual(captured);
    expect(moves()).toEqual(['authorized', 'captured']);

    id = `${id}b`;
    const second = await stripe.startPayment(
      await requestFor('4242424242424242', { captureMethod: 'manual' }),
    );
    const released = await stripe.cancelPayment(lookupOf(second.providerReference));
    expect(released.outcome).toEqual({ kind: 'canceled' });
    expect(moves()).toEqual(['authorized', 'canceled']);
  });

  it('is captured under another key after an error that Stripe keeps for the first', async () => {
    const stripe = connect();
    const held = await stripe.startPayment(
      await requestFor('4242424242424242', { captureMethod: 'manual' }),
    );
    const capture = captureRequest({
      payment: lookupOf(held.providerReference),
      amount: money(10_000n, 'HKD'),
      idempotencyKey: `${id}:capture`,
    });
    const { faults } = simulator.context;
    faults.arm({ kind: 'error_kept', operation: 'payment_intents.capture' });
    for (let look = 0; look < 2; look += 1) {
      const answer = await stripe.capturePayment(capture);
      expect(answer).toMatchObject({ outcome: { kind: 'unknown' }, keySpent: true });
    }
    const captured = await stripe.capturePayment({
      ...capture,
      idempotencyKey: `${id}:capture:2`,
    });
    expect(captured.outcome).toMatchObject({
      kind: 'captured',
      captures: [{ amount: money(10_000n, 'HKD') }],
    });
    expect(moves()).toEqual(['authorized', 'captured']);
  });

  it('is refused for another attempt with a used token, without a charge', async () => {
    const stripe = connect();
    const first = await requestFor('4242424242424242');
    await stripe.startPayment(first);
    id = `${id}b`;
    const again = startRequest({
      attemptId: attemptId(id),
      idempotencyKey: id,
      input: first.input,
    });
    expect((await stripe.startPayment(again)).outcome).toMatchObject({
      kind: 'declined',
      code: 'processing_error',
    });
    expect(moves()).toEqual([]);
  });
});

describe('the wallets at the simulated Stripe', () => {
  type Wallet = 'alipay' | 'wechat_pay';
  const walletRequest = (method: Wallet, changes: Partial<StartPaymentRequest> = {}) =>
    startRequest({ attemptId: attemptId(id), idempotencyKey: id, method, input: {}, ...changes });

  /** The address of the wallet's page, given or in the code. */
  function walletOf({ outcome }: LookupAnswer): string {
    if (outcome.kind === 'requires_action') {
      if (outcome.nextAction.type === 'redirect') return outcome.nextAction.url;
      if (outcome.nextAction.type === 'show_qr') return outcome.nextAction.payload;
    }
    throw new Error(JSON.stringify(outcome));
  }

  async function answerWallet(url: string, answer: 'approve' | 'refuse' | 'never'): Promise<void> {
    const body = new URLSearchParams({ answer, scanned: url.includes('scanned=1') ? '1' : '' });
    await fetch(url, { method: 'POST', body, redirect: 'manual' });
  }

  it.each([
    ['alipay', 'redirect', 15],
    ['wechat_pay', 'show_qr', 30],
  ] as const)('%s is paid once, by %s, for %i minutes', async (method, type, minutes) => {
    const stripe = connect();
    const request = walletRequest(method);
    const started = await stripe.startPayment(request);
    expect(started.outcome).toMatchObject({
      kind: 'requires_action',
      nextAction: { type },
      expiresAt: new Date(request.startedAt.getTime() + minutes * 60_000),
    });
    expect(await stripe.startPayment(request)).toEqual(started);
    const byReference = { ...lookupOf(started.providerReference), method };
    const lost = { ...lookupOf(null), method };
    expect((await stripe.retrievePayment(lost)).outcome).toMatchObject({ nextAction: { type } });
    await answerWallet(walletOf(started), 'approve');
    const paid = await stripe.retrievePayment(byReference);
    expect(paid.outcome).toMatchObject({ kind: 'captured', captures: [{ amount: DUE }] });
    expect(await stripe.retrievePayment(lost)).toEqual(paid);
    expect(await stripe.cancelPayment(byReference)).toEqual(paid);
    expect(moves()).toEqual(['captured']);
  });

  it.each(['alipay', 'wechat_pay'] as const)(
    '%s refused is a change of mind, and its intent is over',
    async (method) => {
      const stripe = connect();
      const started = await stripe.startPayment(walletRequest(method));
      await answerWallet(walletOf(started), 'refuse');
      const byReference = { ...lookupOf(started.providerReference), method };
      const { outcome } = await stripe.retrievePayment(byReference);
      expect(outcome).toEqual({
        kind: 'declined',
        code: 'wallet_cancelled',
        providerCode: 'payment_intent_authentication_failure',
      });
      const intent = await sdk.paymentIntents.retrieve(started.providerReference ?? '');
      expect(intent.status).toBe('canceled');
      expect(moves()).toEqual(['declined', 'canceled']);
    },
  );

  it.each(['alipay', 'wechat_pay'] as const)(
    '%s that never answers can still be paid, until it is called off',
    async (method) => {
      const stripe = connect();
      const started = await stripe.startPayment(walletRequest(method));
      await answerWallet(walletOf(started), 'never');
      const byReference = { ...lookupOf(started.providerReference), method };
      expect((await stripe.retrievePayment(byReference)).outcome.kind).toBe('requires_action');
      expect((await stripe.cancelPayment(byReference)).outcome).toEqual({ kind: 'canceled' });
      await answerWallet(walletOf(started), 'approve');
      expect(moves()).toEqual(['canceled']);
    },
  );

  it.each(['alipay', 'wechat_pay'] as const)('%s cannot hold money', async (method) => {
    const { outcome } = await connect().startPayment(
      walletRequest(method, { captureMethod: 'manual' }),
    );
    expect(outcome).toMatchObject({
      kind: 'declined',
      providerCode: 'manual_capture_not_supported',
    });
    expect(moves()).toEqual([]);
  });

  it('an answer that is lost after the page was made is found by our reference', async () => {
    simulator.context.faults.arm({
      kind: 'timeout_after_effect',
      provider: 'stripe',
      operation: 'payment_intents.confirm',
    });
    const request = walletRequest('alipay');
    const lost = await connect(300).startPayment(request);
    expect(lost).toMatchObject({ outcome: { kind: 'unknown', cause: 'timeout' } });
    const found = await connect().retrievePayment({ ...lookupOf(null), method: 'alipay' });
    await answerWallet(walletOf(found), 'approve');
    expect(moves()).toEqual(['captured']);
  });

  it('a refund is on its way first, and made once', async () => {
    const stripe = connect();
    const started = await stripe.startPayment(walletRequest('alipay'));
    await answerWallet(walletOf(started), 'approve');
    const request = refundRequest({
      attemptId: attemptId(id),
      providerReference: started.providerReference ?? '',
      refundId: `${id}_r`,
      idempotencyKey: `${id}_r`,
      amount: DUE,
    });
    expect((await stripe.refundPayment(request)).kind).toBe('pending');
    expect((await stripe.refundPayment(request)).kind).toBe('succeeded');
    expect(moves()).toEqual(['captured', 'refunded']);
  });
});

describe('a card out of a wallet at the simulated Stripe', () => {
  it.each(['apple_pay', 'google_pay'] as const)('is charged once through %s', async (method) => {
    const stripe = connect();
    const input = { confirmationToken: await walletTokenOf(method, 'pm_card_visa') };
    const request = startRequest({ attemptId: attemptId(id), idempotencyKey: id, method, input });
    const first = await stripe.startPayment(request);
    expect(first).toMatchObject({
      outcome: { kind: 'captured', captures: [{ amount: DUE }] },
      instrument: { brand: 'visa', last4: '4242' },
    });
    expect(await stripe.startPayment(request)).toEqual(first);
    expect(moves()).toEqual(['captured']);
    const intent = await sdk.paymentIntents.retrieve(first.providerReference ?? '', {
      expand: ['latest_charge', 'payment_method'],
    });
    expect(intent).toMatchObject({
      payment_method: { card: { wallet: { type: method } } },
      latest_charge: { payment_method_details: { card: { wallet: { type: method } } } },
    });
  });

  it.each(['apple_pay', 'google_pay'] as const)(
    'may be checked with the bank first, in the page, through %s',
    async (method) => {
      const card = 'pm_card_threeDSecure2Required';
      const input = { confirmationToken: await walletTokenOf(method, card) };
      const started = await connect().startPayment(
        startRequest({ attemptId: attemptId(id), idempotencyKey: id, method, input }),
      );
      expect(started.outcome).toMatchObject({
        kind: 'requires_action',
        nextAction: { type: 'provider_sdk' },
      });
    },
  );

  it('is declined after the sheet was approved, and its intent cancelled', async () => {
    const card = 'pm_card_visa_chargeDeclinedInsufficientFunds';
    const input = { confirmationToken: await walletTokenOf('apple_pay', card) };
    const declined = await connect().startPayment(
      startRequest({ attemptId: attemptId(id), idempotencyKey: id, method: 'apple_pay', input }),
    );
    expect(declined.outcome).toMatchObject({ kind: 'declined', code: 'insufficient_funds' });
    expect(moves()).toEqual(['declined', 'canceled']);
  });

  it('is not begun with a card that was typed', async () => {
    const typed = await requestFor('4242424242424242', { method: 'google_pay' });
    expect((await connect().startPayment(typed)).outcome).toEqual({
      kind: 'declined',
      code: 'processing_error',
      providerCode: 'not_this_wallet',
    });
    expect(moves()).toEqual([]);
  });
});

describe('an answer that is lost', () => {
  it.each([
    ['timeout_after_effect', 'timeout'],
    ['error_after_effect', 'provider_error'],
  ] as const)('after the charge (%s) is found by our reference', async (kind, cause) => {
    simulator.context.faults.arm({
      kind,
      provider: 'stripe',
      operation: 'payment_intents.confirm',
    });
    const lost = await connect(300).startPayment(await requestFor('4242424242424242'));
    expect(lost).toMatchObject({ outcome: { kind: 'unknown', cause }, providerReference: null });
    expect(moves()).toEqual(['captured']);
    const found = await connect().retrievePayment(lookupOf(null));
    expect(found.outcome).toMatchObject({ kind: 'captured', captures: [{ amount: DUE }] });
  });

  it('before the charge is absent, and the same key then charges once', async () => {
    simulator.context.faults.arm({
      kind: 'timeout_before_effect',
      provider: 'stripe',
      operation: 'payment_intents.confirm',
    });
    const request = await requestFor('4242424242424242');
    expect((await connect(300).startPayment(request)).outcome).toMatchObject({
      kind: 'unknown',
      cause: 'timeout',
    });
    const stripe = connect();
    expect(await stripe.retrievePayment(lookupOf(null))).toEqual({ outcome: { kind: 'absent' } });
    expect((await stripe.startPayment(request)).outcome.kind).toBe('captured');
    expect(moves()).toEqual(['captured']);
  });
});

describe('a refund at the simulated Stripe', () => {
  it('is made once for its id, in parts up to the whole, and then refused', async () => {
    const stripe = connect();
    const { providerReference } = await stripe.startPayment(await requestFor('4242424242424242'));
    const refund = (refundId: string, amountMinor: bigint) =>
      stripe.refundPayment(
        refundRequest({
          attemptId: attemptId(id),
          providerReference: providerReference ?? '',
          refundId: `${id}_${refundId}`,
          idempotencyKey: `${id}_${refundId}`,
          amount: money(amountMinor, 'HKD'),
        }),
      );
    const first = await refund('r1', 10_000n);
    expect(first.kind).toBe('succeeded');
    expect(await refund('r1', 10_000n)).toEqual(first);
    expect((await refund('r2', 2_851n)).kind).toBe('failed');
    expect((await refund('r3', 2_850n)).kind).toBe('succeeded');
    expect(await refund('r4', 1n)).toEqual({
      kind: 'failed',
      providerCode: 'charge_already_refunded',
    });
    expect(moves()).toEqual(['captured', 'refunded', 'refunded']);
  });
});

describe('the notifications of the simulated Stripe', () => {
  it('are verified and lead back to the attempt', async () => {
    const stripe = connect();
    const paid = await stripe.startPayment(await requestFor('4242424242424242'));
    await simulator.context.webhooks.idle();
    const now = new Date();
    const read = receiver.received.map((sent) => stripe.readNotification({ ...sent, now }));
    const ours = read.flatMap((result) =>
      result.ok && result.notification.payment?.providerReference === paid.providerReference
        ? [result.notification]
        : [],
    );
    expect(read.every(({ ok }) => ok)).toBe(true);
    expect(ours.map(({ eventType }) => eventType).toSorted()).toEqual([
      'charge.succeeded',
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
    expect(ours.map(({ payment }) => payment?.attemptId)).toEqual([id, id, id]);
    const [sent] = receiver.received;
    if (sent === undefined) throw new Error('nothing was sent');
    const forged = { ...sent, rawBody: `${sent.rawBody} ` };
    expect(stripe.readNotification({ ...forged, now })).toEqual({
      ok: false,
      reason: 'bad_signature',
    });
  });
});
