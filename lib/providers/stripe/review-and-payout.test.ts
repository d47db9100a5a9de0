import { afterEach, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { stripeProvider } from './stripe-provider.ts';
import { CREDENTIALS } from './testing/requests.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function connect(reply: Reply): Promise<ProviderConnection> {
  server = await startScriptedServer(() => reply);
  return stripeProvider.connect(CREDENTIALS, {
    simulatorOrigin: server.origin,
    timeoutMs: 1_000,
  });
}

/** As in https://docs.stripe.com/api/radar/reviews/object */
const REVIEW = {
  id: 'prv_1NVyFt2eZvKYlo2CjubqF1xm',
  object: 'review',
  billing_zip: '999077',
  charge: 'ch_1',
  closed_reason: null,
  created: 1_689_879_745,
  ip_address: '203.0.113.9',
  ip_address_location: { city: 'Hong Kong', country: 'HK' },
  livemode: false,
  open: true,
  opened_reason: 'rule',
  payment_intent: 'pi_1',
  reason: 'rule',
  session: null,
};

/** As in https://docs.stripe.com/api/payouts/object */
const PAYOUT = {
  id: 'po_1OaFDbEcg9tTZuTgNYmX0PKB',
  object: 'payout',
  amount: 110_000,
  arrival_date: 1_680_652_800,
  automatic: true,
  balance_transaction: 'txn_1',
  created: 1_680_648_691,
  currency: 'hkd',
  description: null,
  destination: 'ba_1',
  livemode: false,
  metadata: {},
  method: 'standard',
  reconciliation_status: 'completed',
  source_type: 'card',
  statement_descriptor: null,
  status: 'paid',
  trace_id: null,
  type: 'bank_account',
};

it('a review is read as Stripe publishes it, without where the shopper sat', async () => {
  const answer = await (await connect({ json: REVIEW })).retrieveReview?.(REVIEW.id);
  expect(server.requests).toMatchObject([{ method: 'GET', path: `/v1/reviews/${REVIEW.id}` }]);
  expect(answer).toEqual({
    kind: 'found',
    review: {
      reference: REVIEW.id,
      paymentReference: 'pi_1',
      open: true,
      openedReason: 'rule',
      closedReason: null,
      openedAt: new Date(1_689_879_745_000),
    },
  });
});

it('a closed review says why', async () => {
  const json = { ...REVIEW, open: false, closed_reason: 'refunded_as_fraud', reason: 'x' };
  expect(await (await connect({ json })).retrieveReview?.(REVIEW.id)).toMatchObject({
    review: { open: false, closedReason: 'refunded_as_fraud' },
  });
});

it('a payout is read as Stripe publishes it', async () => {
  const answer = await (await connect({ json: PAYOUT })).retrievePayout?.(PAYOUT.id);
  expect(server.requests).toMatchObject([{ method: 'GET', path: `/v1/payouts/${PAYOUT.id}` }]);
  expect(answer).toEqual({
    kind: 'found',
    payout: {
      reference: PAYOUT.id,
      amount: money(110_000n, 'HKD'),
      status: 'paid',
      automatic: true,
      method: 'standard',
      type: 'bank_account',
      statementDescriptor: null,
      arrivesAt: new Date(1_680_652_800_000),
      createdAt: new Date(1_680_648_691_000),
    },
  });
});

it.each([
  ['a reason nobody knows', { ...REVIEW, closed_reason: 'bored' }],
  ['a status nobody knows', { ...PAYOUT, status: 'lost_in_the_post' }],
])('neither is known after %s', async (_, json) => {
  const stripe = await connect({ json });
  expect(await stripe.retrieveReview?.('x')).toMatchObject({ kind: 'unknown' });
  expect(await stripe.retrievePayout?.('x')).toMatchObject({ kind: 'unknown' });
});

it('both are absent where Stripe has none', async () => {
  const error = { type: 'invalid_request_error', code: 'resource_missing' };
  const stripe = await connect({ status: 404, json: { error } });
  expect(await stripe.retrieveReview?.('x')).toEqual({ kind: 'absent' });
  expect(await stripe.retrievePayout?.('x')).toEqual({ kind: 'absent' });
});
