import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { money } from '#lib/domain/money.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { type RunningSimulator, startSimulator } from '#simulator/start.ts';
import { stripeProvider } from './stripe-provider.ts';
import { type Receiver, startReceiver } from './testing/receiver.ts';
import { attemptId, refundRequest, startRequest } from './testing/requests.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'praya-stripe-disputes-'));
const DUE = money(12_850n, 'HKD');

let simulator: RunningSimulator;
let receiver: Receiver;
let stripe: ProviderConnection;
let sdk: Stripe;
let serial = 0;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir });
  receiver = await startReceiver();
  const { hostname, port } = new URL(simulator.origin);
  sdk = new Stripe('sk_test_disputes', { host: hostname, port, protocol: 'http' });
  const endpoint = await sdk.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] });
  stripe = stripeProvider.connect(
    {
      secretKey: 'sk_test_disputes',
      publishableKey: 'pk_test_disputes',
      webhookSecret: endpoint.secret ?? '',
    },
    { simulatorOrigin: simulator.origin, timeoutMs: 5_000 },
  );
});
afterAll(async () => {
  await simulator.stop();
  await receiver.close();
  rmSync(dataDir, { recursive: true });
});

async function pay(card: string): Promise<string> {
  const id = `pa_disputed${(serial += 1)}`;
  const token = await sdk.testHelpers.confirmationTokens.create({ payment_method: card });
  const answer = await stripe.startPayment(
    startRequest({
      attemptId: attemptId(id),
      idempotencyKey: id,
      input: { confirmationToken: token.id },
    }),
  );
  return answer.providerReference ?? '';
}

/** What the simulator notified of a payment's disputes, read as our webhook route reads it. */
async function notified(payment: string) {
  await simulator.context.webhooks.idle();
  const now = new Date();
  return receiver.received.flatMap((sent) => {
    const read = stripe.readNotification({ ...sent, now });
    if (!read.ok) throw new Error(read.reason);
    const { notification } = read;
    return notification.dispute !== undefined && notification.payment?.providerReference === payment
      ? [{ type: notification.eventType, dispute: notification.dispute.providerReference }]
      : [];
  });
}

function lever(path: string, body: Readonly<Record<string, unknown>>): Promise<Response> {
  return pull(`/control/disputes${path}`, body);
}

function pull(path: string, body: Readonly<Record<string, unknown>>): Promise<Response> {
  return fetch(`${simulator.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function disputeOf(payment: string) {
  const [first] = await notified(payment);
  const answer = await stripe.retrieveDispute?.(first?.dispute ?? '');
  if (answer?.kind !== 'found') throw new Error(JSON.stringify(answer));
  return answer.dispute;
}

it('opens a dispute of the test card’s payments, takes the money, and no refund after that', async () => {
  const payment = await pay('pm_card_createDispute');
  const dispute = await disputeOf(payment);
  expect(dispute).toMatchObject({
    paymentReference: payment,
    captureReference: expect.stringMatching(/^ch_/),
    amount: DUE,
    reason: 'fraudulent',
    status: 'needs_response',
    chargeRefundable: false,
    movements: [{ kind: 'withdrawn', amount: DUE }],
  });
  expect((await notified(payment)).map(({ type }) => type)).toEqual([
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
  ]);
  const refused = await stripe.refundPayment(refundRequest({ providerReference: payment }));
  expect(refused).toEqual({ kind: 'failed', providerCode: 'charge_disputed' });
});

it('lets a dispute be answered and won, and decides it once', async () => {
  const payment = await pay('pm_card_visa');
  expect((await lever('', { payment })).status).toBe(201);
  const { reference } = await disputeOf(payment);
  expect((await lever(`/${reference}/decide`, { outcome: 'review' })).status).toBe(200);
  expect(await disputeOf(payment)).toMatchObject({
    status: 'under_review',
    hasEvidence: true,
    submissionCount: 1,
  });
  expect((await lever(`/${reference}/decide`, { outcome: 'won' })).status).toBe(200);
  expect(await disputeOf(payment)).toMatchObject({
    status: 'won',
    movements: [{ kind: 'withdrawn' }, { kind: 'reinstated' }],
  });
  expect((await lever(`/${reference}/decide`, { outcome: 'lost' })).status).toBe(404);
  expect((await notified(payment)).map(({ type }) => type).toSorted()).toEqual([
    'charge.dispute.closed',
    'charge.dispute.created',
    'charge.dispute.funds_reinstated',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.updated',
  ]);
});

it('takes the money of a question that ends against the merchant', async () => {
  const payment = await pay('pm_card_createDisputeInquiry');
  const asked = await disputeOf(payment);
  expect(asked).toMatchObject({
    status: 'warning_needs_response',
    chargeRefundable: true,
    movements: [],
  });
  await lever(`/${asked.reference}/decide`, { outcome: 'lost' });
  expect(await disputeOf(payment)).toMatchObject({
    status: 'lost',
    movements: [{ kind: 'withdrawn', amount: DUE }],
  });
});

it('disputes no payment that took nothing, and is a page for people', async () => {
  expect((await lever('', { payment: 'pi_nobody' })).status).toBe(404);
  expect((await lever('', { payment: 7 })).status).toBe(400);
  const payment = await pay('pm_card_visa');
  const form = await fetch(`${simulator.origin}/control/disputes`, {
    method: 'POST',
    body: new URLSearchParams({ payment, reason: 'duplicate', inquiry: 'on' }),
    redirect: 'manual',
  });
  expect(form.headers.get('location')).toBe('/control');
  const page = await (await fetch(`${simulator.origin}/control`)).text();
  const { reference } = await disputeOf(payment);
  expect(page).toContain(reference);
  expect(page).toContain(`/control/disputes/${reference}/decide`);
});

/** The ids that notifications name, of one kind. */
async function named(kind: 'review' | 'payout'): Promise<readonly string[]> {
  await simulator.context.webhooks.idle();
  const now = new Date();
  return receiver.received.flatMap((sent) => {
    const read = stripe.readNotification({ ...sent, now });
    const about = read.ok ? read.notification[kind] : undefined;
    return about === undefined ? [] : [about.providerReference];
  });
}

it('has a payment reviewed, once', async () => {
  const payment = await pay('pm_card_visa');
  const opened = z
    .object({ id: z.string() })
    .parse(await (await pull('/control/stripe/reviews', { payment })).json());
  expect(await stripe.retrieveReview?.(opened.id)).toMatchObject({
    review: { paymentReference: payment, open: true, openedReason: 'manual', closedReason: null },
  });
  const close = () => pull(`/control/stripe/reviews/${opened.id}/close`, { reason: 'approved' });
  expect((await close()).status).toBe(200);
  expect((await close()).status).toBe(404);
  expect(await stripe.retrieveReview?.(opened.id)).toMatchObject({
    review: { open: false, closedReason: 'approved' },
  });
  expect(await named('review')).toEqual([opened.id, opened.id]);
});

it('pays a payment out, and accounts for it', async () => {
  const payment = await pay('pm_card_visa');
  expect((await pull('/control/stripe/payouts', { payment: 'pi_nobody' })).status).toBe(404);
  expect((await pull('/control/stripe/payouts', { payment })).status).toBe(201);
  const [id, ...others] = await named('payout');
  expect(others).toEqual([]);
  expect(await stripe.retrievePayout?.(id ?? '')).toMatchObject({
    payout: { amount: DUE, status: 'in_transit', automatic: true },
  });
});
