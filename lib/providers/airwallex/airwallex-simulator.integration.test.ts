import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';
import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import type { ProviderConnection, StartPaymentRequest } from '#lib/domain/provider.ts';
import { type RunningSimulator, startSimulator } from '#simulator/start.ts';
import { airwallexProvider } from './airwallex-provider.ts';
import { type Receiver, startReceiver } from './testing/receiver.ts';
import {
  CREDENTIALS,
  attemptId,
  captureRequest,
  lookup,
  refundRequest,
  startRequest,
} from './testing/requests.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'praya-airwallex-'));
const DUE = money(12_850n, 'HKD');

let simulator: RunningSimulator;
let receiver: Receiver;
let serial = 0;
let id: string;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir });
  receiver = await startReceiver();
  simulator.airwallex.registerWebhook(CREDENTIALS.clientId, {
    url: receiver.url,
    secret: CREDENTIALS.webhookSecret,
  });
});
afterAll(async () => {
  await simulator.stop();
  await receiver.close();
  rmSync(dataDir, { recursive: true });
});
beforeEach(() => {
  simulator.context.faults.disarmAll();
  simulator.airwallex.behaviour.set({});
  id = `pa_integration${(serial += 1)}`;
});

function connect(timeoutMs = 5_000): ProviderConnection {
  return airwallexProvider.connect(CREDENTIALS, { simulatorOrigin: simulator.origin, timeoutMs });
}

function requestFor(changes: Partial<StartPaymentRequest> = {}): StartPaymentRequest {
  const startedAt = simulator.context.now();
  return startRequest({ attemptId: attemptId(id), idempotencyKey: id, startedAt, ...changes });
}

function lookupOf(providerReference: string | null) {
  return lookup({
    attemptId: attemptId(id),
    idempotencyKey: id,
    providerReference,
    startedAt: simulator.context.now(),
  });
}

/** What the simulator did with this attempt's money. */
function moves(): string[] {
  return simulator.context.log
    .entries()
    .filter(({ reference }) => reference === id)
    .map(({ kind }) => kind);
}

function payloadOf(answer: ProviderAnswer): string {
  const { outcome } = answer;
  if (outcome.kind === 'requires_action' && outcome.nextAction.type === 'show_qr') {
    return outcome.nextAction.payload;
  }
  throw new Error(JSON.stringify(outcome));
}

async function payInBankApp(payload: string, times = 1): Promise<void> {
  const response = await fetch(`${simulator.origin}/bank-app/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payload, times }),
  });
  expect(await response.json()).toMatchObject({
    payments: Array(times).fill({ status: 'accepted' }),
  });
}

async function answerWallet(url: string, answer: 'approve' | 'refuse' | 'never'): Promise<void> {
  const body = new URLSearchParams({ answer, scanned: url.includes('scanned=1') ? '1' : '' });
  await fetch(url, { method: 'POST', body, redirect: 'manual' });
}

describe('FPS at the simulated Airwallex', () => {
  it('is paid in the bank app', async () => {
    const airwallex = connect();
    const request = requestFor();
    const started = await airwallex.startPayment(request);
    expect(started.outcome).toMatchObject({ nextAction: { scheme: 'fps' } });
    expect(payloadOf(started)).toMatch(/^000201.*hk\.com\.hkicl.*5406128\.50/);
    expect(payloadOf(await airwallex.startPayment(request))).toBe(payloadOf(started));
    const waiting = await airwallex.retrievePayment(lookupOf(null));
    expect(waiting.outcome).toMatchObject({ nextAction: { payload: payloadOf(started) } });

    await payInBankApp(payloadOf(started));
    const paid = await airwallex.retrievePayment(lookupOf(started.providerReference));
    expect(paid.outcome).toMatchObject({
      kind: 'captured',
      captures: [{ reference: expect.stringMatching(/^att_/), amount: DUE }],
    });
    expect(await airwallex.cancelPayment(lookupOf(started.providerReference))).toEqual(paid);
    expect(
      await airwallex.capturePayment(
        captureRequest({ payment: lookupOf(started.providerReference) }),
      ),
    ).toEqual(paid);
    expect(moves()).toEqual(['captured']);
  });

  it('paid twice shows both transfers', async () => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor());
    await payInBankApp(payloadOf(started), 2);
    const { outcome } = await airwallex.retrievePayment(lookupOf(started.providerReference));
    if (outcome.kind !== 'captured') throw new Error(outcome.kind);
    expect(outcome.captures.map(({ amount }) => amount)).toEqual([DUE, DUE]);
    expect(new Set(outcome.captures.map(({ reference }) => reference)).size).toBe(2);
    expect(moves()).toEqual(['captured', 'captured']);
  });

  it('expires, and money that comes even then is seen', async () => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor());
    simulator.clock.advance(11 * 60_000);
    const byReference = lookupOf(started.providerReference);
    expect((await airwallex.retrievePayment(byReference)).outcome).toEqual({ kind: 'expired' });
    await payInBankApp(payloadOf(started));
    expect((await airwallex.retrievePayment(byReference)).outcome.kind).toBe('captured');
  });

  it('can be cancelled before it is paid', async () => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor());
    const byReference = lookupOf(started.providerReference);
    expect((await airwallex.cancelPayment(byReference)).outcome).toEqual({ kind: 'canceled' });
    expect((await airwallex.cancelPayment(byReference)).outcome).toEqual({ kind: 'canceled' });
  });
});

describe('AlipayHK at the simulated Airwallex', () => {
  const phone = { form: 'phone', os: 'ios' } as const;

  it('is scanned from a desktop', async () => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor({ method: 'alipayhk' }));
    expect(started.outcome).toMatchObject({ nextAction: { type: 'show_qr', scheme: 'wallet' } });
    await answerWallet(payloadOf(started), 'approve');
    const paid = await airwallex.retrievePayment({ ...lookupOf(null), method: 'alipayhk' });
    expect(paid.outcome).toMatchObject({ kind: 'captured', captures: [{ amount: DUE }] });
  });

  it.each([
    ['approve', { kind: 'captured' }],
    ['refuse', { kind: 'declined', code: 'wallet_cancelled', providerCode: 'customer_cancelled' }],
    ['never', { kind: 'pending' }],
  ] as const)('is opened on a phone: %s', async (answer, expected) => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor({ method: 'alipayhk', device: phone }));
    const { outcome } = started;
    if (outcome.kind !== 'requires_action' || outcome.nextAction.type !== 'redirect') {
      throw new Error(JSON.stringify(outcome));
    }
    await answerWallet(outcome.nextAction.url, answer);
    const after = await airwallex.retrievePayment({
      ...lookupOf(started.providerReference),
      method: 'alipayhk',
    });
    expect(after.outcome).toMatchObject(expected);
  });

  it('outside its limits is declined', async () => {
    const tooMuch = requestFor({ method: 'alipayhk', amount: money(5_000_001n, 'HKD') });
    const { outcome } = await connect().startPayment(tooMuch);
    expect(outcome).toMatchObject({ kind: 'declined', providerCode: 'validation_error' });
  });
});

describe('the other wallets at the simulated Airwallex', () => {
  const phone = { form: 'phone', os: 'android' } as const;
  const desktop = { form: 'desktop', os: 'other' } as const;

  /** The address of the wallet's page behind what the shopper is given. */
  async function walletOf(answer: ProviderAnswer): Promise<string> {
    const { outcome } = answer;
    if (outcome.kind === 'requires_action' && outcome.nextAction.type === 'redirect') {
      const shown = await fetch(outcome.nextAction.url);
      return shown.url.replace('/pa/redirect/', '/wallet/');
    }
    const body = new FormData();
    body.set('code', payloadOf(answer));
    const scanned = await fetch(`${simulator.origin}/wallet`, { method: 'POST', body });
    return scanned.url;
  }

  it.each([
    ['payme', phone, 'redirect'],
    ['payme', desktop, 'show_qr'],
    ['octopus', phone, 'redirect'],
    ['octopus', desktop, 'show_qr'],
    ['wechat_pay', phone, 'redirect'],
    ['wechat_pay', desktop, 'show_qr'],
  ] as const)('%s on %o is paid once, by %s', async (method, device, type) => {
    const airwallex = connect();
    const request = requestFor({ method, device });
    const started = await airwallex.startPayment(request);
    expect(started.outcome).toMatchObject({ kind: 'requires_action', nextAction: { type } });
    expect(await airwallex.startPayment(request)).toEqual(started);
    expect((await airwallex.retrievePayment({ ...lookupOf(null), method })).outcome).toMatchObject({
      nextAction: { type },
    });
    await answerWallet(await walletOf(started), 'approve');
    const byReference = { ...lookupOf(started.providerReference), method };
    const paid = await airwallex.retrievePayment(byReference);
    expect(paid.outcome).toMatchObject({ kind: 'captured', captures: [{ amount: DUE }] });
    expect(await airwallex.cancelPayment(byReference)).toEqual(paid);
    expect(moves()).toEqual(['captured']);
  });

  it.each(['payme', 'octopus', 'wechat_pay'] as const)(
    '%s can be refused, left pending, cancelled, and expires',
    async (method) => {
      const airwallex = connect();
      const began = async (suffix: string) => {
        const attempt = `${id}${suffix}`;
        const started = await airwallex.startPayment(
          requestFor({ method, attemptId: attemptId(attempt), idempotencyKey: attempt }),
        );
        const byReference = {
          ...lookupOf(started.providerReference),
          attemptId: attemptId(attempt),
          idempotencyKey: attempt,
          method,
        };
        return { started, byReference };
      };
      const refused = await began('a');
      await answerWallet(await walletOf(refused.started), 'refuse');
      expect((await airwallex.retrievePayment(refused.byReference)).outcome).toEqual({
        kind: 'declined',
        code: 'wallet_cancelled',
        providerCode: 'customer_cancelled',
      });
      const silent = await began('b');
      await answerWallet(await walletOf(silent.started), 'never');
      expect((await airwallex.retrievePayment(silent.byReference)).outcome.kind).toBe('pending');
      const left = await began('c');
      expect((await airwallex.cancelPayment(left.byReference)).outcome.kind).toBe('canceled');
      const late = await began('d');
      const { outcome } = late.started;
      if (outcome.kind !== 'requires_action' || outcome.expiresAt === null) throw new Error();
      simulator.clock.advance(
        outcome.expiresAt.getTime() - simulator.context.now().getTime() + 1_000,
      );
      expect((await airwallex.retrievePayment(late.byReference)).outcome.kind).toBe('expired');
    },
  );

  it('Octopus on a desktop is a redirect where that is Airwallex’s answer, and paid once', async () => {
    simulator.airwallex.behaviour.set({ octopusOnDesktop: 'page' });
    const airwallex = connect();
    const started = await airwallex.startPayment(
      requestFor({ method: 'octopus', device: desktop }),
    );
    expect(started.outcome).toMatchObject({ nextAction: { type: 'redirect' } });
    await answerWallet(await walletOf(started), 'approve');
    const paid = await airwallex.retrievePayment({
      ...lookupOf(started.providerReference),
      method: 'octopus',
    });
    expect(paid.outcome).toMatchObject({ kind: 'captured', captures: [{ amount: DUE }] });
    expect(moves()).toEqual(['captured']);
  });

  it('Octopus in odd cents is declined', async () => {
    const { outcome } = await connect().startPayment(
      requestFor({ method: 'octopus', amount: money(12_855n, 'HKD') }),
    );
    expect(outcome).toMatchObject({ kind: 'declined', providerCode: 'validation_error' });
  });

  it('a refund of a wallet’s payment is made once', async () => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor({ method: 'payme', device: phone }));
    await answerWallet(await walletOf(started), 'approve');
    const request = refundRequest({
      attemptId: attemptId(id),
      providerReference: started.providerReference ?? '',
      idempotencyKey: `${id}_refund`,
      amount: DUE,
    });
    const refunded = await airwallex.refundPayment(request);
    expect(refunded.kind).toBe('succeeded');
    expect(await airwallex.refundPayment(request)).toEqual(refunded);
    expect(moves()).toEqual(['captured', 'refunded']);
  });
});

describe('an answer that is lost', () => {
  const arm = (kind: 'timeout_after_effect' | 'timeout_before_effect', operation: string) =>
    simulator.context.faults.arm({ kind, provider: 'airwallex', operation });

  it('of a confirm that took effect: the code is found again', async () => {
    arm('timeout_after_effect', 'payment_intents.confirm');
    const lost = await connect(300).startPayment(requestFor());
    expect(lost).toMatchObject({ outcome: { kind: 'unknown', cause: 'timeout' } });
    expect(lost.providerReference).toMatch(/^int_/);
    const found = await connect().retrievePayment(lookupOf(lost.providerReference));
    expect(found.outcome.kind).toBe('requires_action');
  });

  it('of a confirm that took none: the attempt is over and cannot be paid', async () => {
    arm('timeout_before_effect', 'payment_intents.confirm');
    const lost = await connect(300).startPayment(requestFor());
    const found = await connect().retrievePayment(lookupOf(lost.providerReference));
    expect(found.outcome).toMatchObject({ kind: 'declined', providerCode: 'not_confirmed' });
    expect(moves()).toEqual(['canceled']);
  });

  it('of a create: absent, and starting again makes no second payment', async () => {
    arm('timeout_after_effect', 'payment_intents.create');
    const request = requestFor();
    expect(await connect(300).startPayment(request)).toMatchObject({
      outcome: { kind: 'unknown', cause: 'timeout' },
      providerReference: null,
    });
    const airwallex = connect();
    expect(await airwallex.retrievePayment(lookupOf(null))).toEqual({
      outcome: { kind: 'absent' },
    });
    const started = await airwallex.startPayment(request);
    await payInBankApp(payloadOf(started));
    const intents = [...simulator.airwallex.state.intents.values()];
    expect(intents.filter(({ merchantOrderId }) => merchantOrderId === id).length).toBe(1);
  });

  it('of a login token the simulator has forgotten: it is asked for again', async () => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor());
    simulator.clock.advance(31 * 60_000);
    const found = await airwallex.retrievePayment(lookupOf(started.providerReference));
    expect(found.outcome).toEqual({ kind: 'expired' });
  });
});

describe('a refund at the simulated Airwallex', () => {
  it('is made once for its key and known to have succeeded', async () => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor());
    await payInBankApp(payloadOf(started));
    const request = refundRequest({
      attemptId: attemptId(id),
      providerReference: started.providerReference ?? '',
      idempotencyKey: `${id}_refund`,
      amount: DUE,
    });
    const refunded = await airwallex.refundPayment(request);
    expect(refunded.kind).toBe('succeeded');
    expect(await airwallex.refundPayment(request)).toEqual(refunded);
    expect(moves()).toEqual(['captured', 'refunded']);
    const more = await airwallex.refundPayment({ ...request, idempotencyKey: `${id}_more` });
    expect(more).toEqual({ kind: 'failed', providerCode: 'validation_error' });
  });
});

describe('the notifications of the simulated Airwallex', () => {
  it('are verified and lead back to the attempt', async () => {
    const airwallex = connect();
    const started = await airwallex.startPayment(requestFor());
    await payInBankApp(payloadOf(started));
    await airwallex.refundPayment(
      refundRequest({
        attemptId: attemptId(id),
        providerReference: started.providerReference ?? '',
        idempotencyKey: `${id}_refund`,
        amount: DUE,
      }),
    );
    await simulator.context.webhooks.idle();
    const now = new Date();
    const read = receiver.received.map((sent) => airwallex.readNotification({ ...sent, now }));
    expect(read.filter(({ ok }) => !ok)).toEqual([]);
    const ours = read.flatMap((result) =>
      result.ok && result.notification.payment?.providerReference === started.providerReference
        ? [result.notification]
        : [],
    );
    const types = new Set(ours.map(({ eventType }) => eventType));
    for (const type of [
      'payment_intent.succeeded',
      'payment_attempt.capture_requested',
      'refund.succeeded',
    ]) {
      expect(types).toContain(type);
    }
    expect(new Set(ours.map(({ payment }) => payment?.attemptId))).toEqual(new Set([id]));
    const [sent] = receiver.received;
    if (sent === undefined) throw new Error('nothing was sent');
    const forged = { ...sent, headers: { ...sent.headers, 'x-timestamp': '1' } };
    expect(airwallex.readNotification({ ...forged, now })).toEqual({
      ok: false,
      reason: 'bad_signature',
    });
  });
});
