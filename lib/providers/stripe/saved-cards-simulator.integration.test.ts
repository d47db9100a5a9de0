import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SavedCards } from '#lib/domain/saved-card.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { type RunningSimulator, startSimulator } from '#simulator/start.ts';
import { stripeProvider } from './stripe-provider.ts';
import { CREDENTIALS, attemptId, lookup, startRequest } from './testing/requests.ts';
import {
  customerRequest,
  savedCardsOf,
  setupLookup,
  setupRequest,
} from './testing/saved-card-requests.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'praya-stripe-cards-'));

let simulator: RunningSimulator;
let sdk: Stripe;
let serial = 0;
let id: string;
let customer: string;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir });
  const { hostname, port } = new URL(simulator.origin);
  sdk = new Stripe(CREDENTIALS.secretKey, { host: hostname, port, protocol: 'http' });
});
afterAll(async () => {
  await simulator.stop();
  rmSync(dataDir, { recursive: true });
});
beforeEach(async () => {
  simulator.context.faults.disarmAll();
  id = `pa_saved${(serial += 1)}`;
  const made = await cardsOf(connect()).createCustomer(namedCustomer());
  if (made.kind !== 'created') throw new Error(made.kind);
  customer = made.providerCustomer;
});

function connect(timeoutMs = 5_000): ProviderConnection {
  return stripeProvider.connect(CREDENTIALS, { simulatorOrigin: simulator.origin, timeoutMs });
}

function cardsOf(connection: ProviderConnection): SavedCards {
  return savedCardsOf(connection);
}

function namedCustomer() {
  return customerRequest({ customerId: id, idempotencyKey: `${id}:customer` });
}

/** A token for a ready-made card, as the card fields in the browser make it. */
async function tokenOf(card: string): Promise<string> {
  return (await sdk.testHelpers.confirmationTokens.create({ payment_method: card })).id;
}

async function setupOf(card: string) {
  return setupRequest({
    setupId: id,
    idempotencyKey: `${id}:setup`,
    providerCustomer: customer,
    confirmationToken: await tokenOf(card),
  });
}

function lookupOf(providerReference: string | null) {
  return setupLookup({ setupId: id, providerCustomer: customer, providerReference });
}

/** The card of a setup that must have succeeded. */
async function keep(card: string): Promise<string> {
  const cards = cardsOf(connect());
  const started = await cards.startSetup(await setupOf(card));
  if (started.outcome.kind === 'requires_action') {
    await answerChallenge(started.providerReference, 'complete');
  }
  const { outcome } = await cards.retrieveSetup(lookupOf(started.providerReference));
  if (outcome.kind !== 'kept') throw new Error(JSON.stringify(outcome));
  return outcome.card.paymentMethod;
}

async function answerChallenge(reference: string | null, outcome: 'complete' | 'fail') {
  const intent = await sdk.setupIntents.retrieve(reference ?? '');
  const challenge = intent.next_action?.use_stripe_sdk as { stripe_js: string }; // the simulator's own shape
  await fetch(challenge.stripe_js, {
    method: 'POST',
    body: new URLSearchParams({ outcome }),
    redirect: 'manual',
  });
}

function chargeOf(paymentMethod: string) {
  return startRequest({
    attemptId: attemptId(id),
    idempotencyKey: id,
    input: {},
    savedCard: { providerCustomer: customer, paymentMethod, offSession: true },
  });
}

/** What the simulator did with this attempt's money. */
function moves(): string[] {
  return simulator.context.log
    .entries()
    .filter(({ reference }) => reference === id)
    .map(({ kind }) => kind);
}

async function keptByCustomer(): Promise<string[]> {
  const { data } = await sdk.customers.listPaymentMethods(customer);
  return data.map((method) => method.id);
}

describe('a customer', () => {
  it('is made once, however often it is asked for, and after its key is forgotten', async () => {
    const again = { ...namedCustomer(), idempotencyKey: `${id}:later` };
    for (const request of [namedCustomer(), again]) {
      expect(await cardsOf(connect()).createCustomer(request)).toEqual({
        kind: 'created',
        providerCustomer: customer,
      });
    }
  });

  it('whose answer was lost is found by the next call', async () => {
    simulator.context.faults.arm({
      kind: 'timeout_after_effect',
      operation: 'customers.create',
      provider: 'stripe',
    });
    const request = customerRequest({ customerId: `${id}b`, idempotencyKey: `${id}b` });
    expect(await cardsOf(connect(300)).createCustomer(request)).toMatchObject({ kind: 'unknown' });
    const found = await cardsOf(connect()).createCustomer(request);
    const { data } = await sdk.customers.list({ limit: 100 });
    const ours = data.filter(({ metadata }) => metadata['praya_customer'] === `${id}b`);
    expect(ours.map((one) => one.id)).toEqual([
      found.kind === 'created' ? found.providerCustomer : found.kind,
    ]);
  });
});

describe('a setup', () => {
  it('keeps the card once, and every look says the same', async () => {
    const cards = cardsOf(connect());
    const request = await setupOf('pm_card_hk');
    const first = await cards.startSetup(request);
    expect(first.outcome).toMatchObject({
      kind: 'kept',
      card: { brand: 'visa', last4: '0004', expiryMonth: 12 },
    });
    expect(JSON.stringify(first)).not.toContain('4000003440000004');
    expect(await cards.startSetup(request)).toEqual(first);
    // The token is used, the key is new: the setup is found by our reference.
    expect(await cards.startSetup({ ...request, idempotencyKey: `${id}:later` })).toEqual(first);
    expect(await cards.retrieveSetup(lookupOf(first.providerReference))).toEqual(first);
    expect(await cards.retrieveSetup(lookupOf(null))).toEqual(first);
    expect(await cards.cancelSetup(lookupOf(null))).toEqual(first);
    expect(await keptByCustomer()).toHaveLength(1);
    expect(moves()).toEqual([]);
  });

  it('whose answer was lost is found by our reference; one that never came is absent', async () => {
    const { faults } = simulator.context;
    const cards = cardsOf(connect(300));
    const request = await setupOf('pm_card_visa');
    faults.arm({
      kind: 'timeout_before_effect',
      operation: 'setup_intents.create',
      provider: 'stripe',
    });
    expect((await cards.startSetup(request)).outcome.kind).toBe('unknown');
    expect(await cards.retrieveSetup(lookupOf(null))).toEqual({ outcome: { kind: 'absent' } });
    faults.arm({
      kind: 'timeout_after_effect',
      operation: 'setup_intents.create',
      provider: 'stripe',
    });
    expect((await cards.startSetup(request)).outcome.kind).toBe('unknown');
    const found = await cardsOf(connect()).retrieveSetup(lookupOf(null));
    expect(found.outcome.kind).toBe('kept');
    expect(await keptByCustomer()).toHaveLength(1);
  });

  it('that is declined leaves nothing that could be confirmed', async () => {
    const answer = await cardsOf(connect()).startSetup(
      await setupOf('pm_card_chargeDeclinedInsufficientFunds'),
    );
    expect(answer.outcome).toMatchObject({ kind: 'declined', code: 'insufficient_funds' });
    const intent = await sdk.setupIntents.retrieve(answer.providerReference ?? '');
    expect(intent.status).toBe('canceled');
    expect(await keptByCustomer()).toEqual([]);
  });

  it.each([
    ['complete', { kind: 'kept' }, 'succeeded'],
    ['fail', { kind: 'declined', code: 'authentication_failed' }, 'canceled'],
  ] as const)('that wants 3-D Secure ends as the shopper has it: %s', async (how, outcome, end) => {
    const cards = cardsOf(connect());
    const started = await cards.startSetup(await setupOf('pm_card_threeDSecure2Required'));
    expect(started.outcome).toMatchObject({
      kind: 'requires_action',
      nextAction: { type: 'provider_sdk' },
    });
    await answerChallenge(started.providerReference, how);
    expect(await cards.retrieveSetup(lookupOf(started.providerReference))).toMatchObject({
      outcome,
    });
    const intent = await sdk.setupIntents.retrieve(started.providerReference ?? '');
    expect(intent.status).toBe(end);
  });

  it('that waits for the shopper can be cancelled', async () => {
    const cards = cardsOf(connect());
    const started = await cards.startSetup(await setupOf('pm_card_threeDSecure2Required'));
    const canceled = await cards.cancelSetup(lookupOf(started.providerReference));
    expect(canceled.outcome).toEqual({ kind: 'canceled' });
    expect(await keptByCustomer()).toEqual([]);
  });
});

describe('a kept card', () => {
  it('is charged once without the shopper, however often the start is repeated', async () => {
    const stripe = connect();
    const request = chargeOf(await keep('pm_card_authenticationRequiredOnSetup'));
    const first = await stripe.startPayment(request);
    expect(first).toMatchObject({
      outcome: { kind: 'captured' },
      instrument: { brand: 'visa', last4: '3155' },
    });
    expect(await stripe.startPayment(request)).toEqual(first);
    const looked = await stripe.retrievePayment(
      lookup({ attemptId: attemptId(id), providerReference: null }),
    );
    expect(looked).toEqual(first);
    expect(moves()).toEqual(['captured']);
  });

  it('whose charge was not answered is found by our reference and not charged again', async () => {
    const request = chargeOf(await keep('pm_card_visa'));
    simulator.context.faults.arm({
      kind: 'timeout_after_effect',
      operation: 'payment_intents.create',
      provider: 'stripe',
    });
    expect((await connect(300).startPayment(request)).outcome.kind).toBe('unknown');
    const looked = await connect().retrievePayment(
      lookup({ attemptId: attemptId(id), providerReference: null }),
    );
    expect(looked.outcome.kind).toBe('captured');
    expect((await connect().startPayment(request)).outcome.kind).toBe('captured');
    expect(moves()).toEqual(['captured']);
  });

  it.each([
    ['pm_card_authenticationRequired', 'authentication_failed', 'authentication_required'],
    ['pm_card_chargeCustomerFail', 'do_not_honor', 'generic_decline'],
    [
      'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
      'insufficient_funds',
      'insufficient_funds',
    ],
  ])('%s is declined without the shopper, and stays kept', async (card, code, providerCode) => {
    const paymentMethod = await keep(card);
    const { outcome } = await connect().startPayment(chargeOf(paymentMethod));
    expect(outcome).toEqual({ kind: 'declined', code, providerCode });
    expect(moves()).toContain('declined');
    expect(moves()).not.toContain('captured');
    expect(await keptByCustomer()).toEqual([paymentMethod]);
  });

  it('is kept from a payment, and named in every look at it', async () => {
    const stripe = connect();
    const request = startRequest({
      attemptId: attemptId(id),
      idempotencyKey: id,
      input: { confirmationToken: await tokenOf('pm_card_mastercard') },
      keepCard: { providerCustomer: customer, usage: 'off_session' },
    });
    const paid = await stripe.startPayment(request);
    expect(paid).toMatchObject({
      outcome: { kind: 'captured' },
      keptCard: { brand: 'mastercard', last4: '4444' },
    });
    const { providerReference } = paid;
    const looked = await stripe.retrievePayment(
      lookup({ attemptId: attemptId(id), providerReference }),
    );
    expect(looked).toEqual(paid);
    expect(await keptByCustomer()).toEqual([paid.keptCard?.paymentMethod]);
  });

  it('is let go for good: it is charged no more, and letting go again is no error', async () => {
    const cards = cardsOf(connect());
    const paymentMethod = await keep('pm_card_visa');
    expect(await cards.detachCard(paymentMethod)).toEqual({ kind: 'detached' });
    expect(await cards.detachCard(paymentMethod)).toEqual({ kind: 'detached' });
    expect(await keptByCustomer()).toEqual([]);
    const { outcome } = await connect().startPayment(chargeOf(paymentMethod));
    expect(outcome.kind).toBe('declined');
    expect(moves()).toEqual([]);
    expect(await cards.detachCard('pm_none')).toMatchObject({
      kind: 'refused',
      providerCode: 'resource_missing',
    });
  });
});
