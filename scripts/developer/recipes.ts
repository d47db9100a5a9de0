import { once } from 'node:events';
import { createServer } from 'node:http';
import type Stripe from 'stripe';
import { z } from 'zod';
import { type RunningApp, DeveloperInputError, sdkFor } from './running-app.ts';

/** What a recipe works with. */
export interface Kitchen {
  readonly app: RunningApp;
  readonly stripe: Stripe;
}

type Pay = Readonly<Record<string, string>>;

export function kitchenOf(app: RunningApp): Kitchen {
  return { app, stripe: sdkFor(app) };
}

/** How each event is brought about: by what a merchant's server and a shopper would do, in the sandbox. */
export const RECIPES = {
  'checkout.session.completed': paid,
  'checkout.session.expired': left,
  'payment_intent.created': async (kitchen) => void (await newSession(kitchen)),
  'payment_intent.requires_action': (kitchen) =>
    visit(kitchen, { outcome: 'require_action_then_approve', payment_method: 'card' }),
  'payment_intent.processing': (kitchen) =>
    visit(kitchen, { outcome: 'stay_pending', payment_method: 'alipayhk' }),
  'payment_intent.amount_capturable_updated': async (kitchen) => void (await held(kitchen)),
  'payment_intent.succeeded': paid,
  'payment_intent.payment_failed': declined,
  'payment_intent.canceled': left,
  'charge.succeeded': paid,
  'charge.captured': async (kitchen) => {
    await kitchen.stripe.paymentIntents.capture(await held(kitchen), { amount_to_capture: 10_000 });
  },
  'charge.failed': declined,
  'payment_method.attached': async (kitchen) => void (await keptCard(kitchen)),
  'payment_method.detached': async (kitchen) => {
    await kitchen.stripe.paymentMethods.detach(await keptCard(kitchen));
  },
  'setup_intent.created': async (kitchen) => void (await newSetup(kitchen)),
  'setup_intent.requires_action': (kitchen) =>
    visitSetup(kitchen, { ...CARD, outcome: 'require_action_then_approve' }),
  'setup_intent.succeeded': (kitchen) => visitSetup(kitchen, CARD),
  'setup_intent.setup_failed': (kitchen) =>
    visitSetup(kitchen, { ...CARD, outcome: 'decline', decline_code: 'do_not_honor' }),
  'setup_intent.canceled': (kitchen) => visitSetup(kitchen, { outcome: 'abandon' }),
  'payment_link.created': async (kitchen) => void (await newLink(kitchen)),
  'payment_link.updated': async (kitchen) => {
    const { id } = await newLink(kitchen);
    await kitchen.stripe.paymentLinks.update(id, { active: false });
  },
  'charge.refunded': refunded,
  'charge.dispute.created': (kitchen) => disputed(kitchen, null),
  'charge.dispute.updated': (kitchen) => disputed(kitchen, 'review'),
  'charge.dispute.funds_withdrawn': (kitchen) => disputed(kitchen, null),
  'charge.dispute.funds_reinstated': (kitchen) => disputed(kitchen, 'won'),
  'charge.dispute.closed': (kitchen) => disputed(kitchen, 'lost'),
  'refund.created': refunded,
  'refund.updated': refunded,
  'refund.failed': failedRefund,
  'method_outage.raised': outOfOrder,
  'method_outage.ended': outOfOrder,
  'review.opened': async (kitchen) => void (await reviewed(kitchen)),
  'review.closed': async (kitchen) => {
    const { id } = await reviewed(kitchen);
    await pullLever(kitchen, `/control/stripe/reviews/${id}/close`, {});
  },
  'payout.reconciliation_completed': async (kitchen) => {
    const { latest_charge: charge } = await paidIntent(kitchen);
    await pullLever(kitchen, '/control/stripe/payouts', { payment: nameAtProvider(charge) });
  },
  'experiment.started': async (kitchen) => {
    const id = await startedExperiment(kitchen);
    await kitchen.stripe.rawRequest('POST', `/v1/experiments/${id}/stop`);
  },
  'experiment.arm_stopped': armStopped,
  'experiment.stopped': armStopped,
  'webhook_endpoint.disabled': disabledEndpoint,
} as const satisfies Readonly<Record<string, (kitchen: Kitchen) => Promise<void>>>;

/** Written where no program in the sandbox can bring it about; none is at the moment. */
export const NOT_TRIGGERED: readonly string[] = [];

export type TriggerType = keyof typeof RECIPES;
export const TRIGGER_TYPES = Object.keys(RECIPES) as TriggerType[]; // its own keys

export function isTriggerType(name: string): name is TriggerType {
  return Object.hasOwn(RECIPES, name);
}

/** The type that a slip of the pen most likely meant. */
export function nearestType(name: string): TriggerType {
  const [first, ...others] = TRIGGER_TYPES;
  if (first === undefined) throw new Error('There is nothing to trigger.');
  return others.reduce<TriggerType>(
    (best, type) => (distance(name, type) < distance(name, best) ? type : best),
    first,
  );
}

const CARD: Pay = { payment_method: 'card' };

/** What is sold in it. */
const ITEM = {
  price_data: {
    currency: 'hkd',
    unit_amount: 12_850,
    product_data: { name: 'npm run trigger' },
  },
  quantity: 1,
};

function newLink({ stripe }: Kitchen): Promise<Stripe.PaymentLink> {
  return stripe.paymentLinks.create({ line_items: [ITEM] });
}

function newSession(
  { stripe }: Kitchen,
  params: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Checkout.Session> {
  return stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [ITEM],
    success_url: 'https://example.com/thanks',
    ...params,
  });
}

/** A session that keeps a card and takes no payment. */
async function newSetup({ stripe }: Kitchen): Promise<string> {
  const { id: customer } = await stripe.customers.create({ name: 'npm run trigger' });
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    customer,
    success_url: 'https://example.com/thanks',
  });
  return session.id;
}

async function visitSetup(kitchen: Kitchen, pay: Pay): Promise<void> {
  await payByProgram(kitchen, await newSetup(kitchen), pay);
}

/** A card that is kept with a payment, for a customer of its own. */
async function keptCard(kitchen: Kitchen): Promise<string> {
  const { id: customer } = await kitchen.stripe.customers.create({ name: 'npm run trigger' });
  const keeping = { setup_future_usage: 'off_session' } as const;
  const session = await newSession(kitchen, { customer, payment_intent_data: keeping });
  await payByProgram(kitchen, session.id, CARD);
  const [card] = (await kitchen.stripe.customers.listPaymentMethods(customer)).data;
  if (card === undefined) throw new DeveloperInputError('No card was kept: can its provider?');
  return card.id;
}

async function visit(kitchen: Kitchen, pay: Pay): Promise<void> {
  await payByProgram(kitchen, (await newSession(kitchen)).id, pay);
}

async function payByProgram({ stripe }: Kitchen, session: string, pay: Pay): Promise<void> {
  await stripe.rawRequest('POST', `/v1/test_helpers/checkout/sessions/${session}/pay`, { ...pay });
}

function paid(kitchen: Kitchen): Promise<void> {
  return visit(kitchen, CARD);
}

/** Money that is held to be captured; the id of its intent. */
async function held(kitchen: Kitchen): Promise<string> {
  const session = await newSession(kitchen, { payment_intent_data: { capture_method: 'manual' } });
  await payByProgram(kitchen, session.id, CARD);
  return idOf(session.payment_intent);
}

function declined(kitchen: Kitchen): Promise<void> {
  return visit(kitchen, { ...CARD, outcome: 'decline', decline_code: 'insufficient_funds' });
}

function left(kitchen: Kitchen): Promise<void> {
  return visit(kitchen, { outcome: 'abandon' });
}

async function refunded(kitchen: Kitchen): Promise<void> {
  await kitchen.stripe.refunds.create({
    payment_intent: (await paidIntent(kitchen)).id,
    amount: 2_850,
  });
}

async function paidIntent(kitchen: Kitchen): Promise<Stripe.PaymentIntent> {
  const { id } = await newSession(kitchen);
  await payByProgram(kitchen, id, CARD);
  const session = await kitchen.stripe.checkout.sessions.retrieve(id);
  return kitchen.stripe.paymentIntents.retrieve(idOf(session.payment_intent));
}

/** The shopper's bank takes a payment back, and then decides: only the simulator can have it do so. */
async function disputed(
  kitchen: Kitchen,
  outcome: 'review' | 'won' | 'lost' | null,
): Promise<void> {
  const { latest_charge: charge } = await paidIntent(kitchen);
  const payment = nameAtProvider(charge);
  const opened = await pullLever(kitchen, '/control/disputes', { payment });
  if (outcome === null) return;
  // Known before it is decided, so that there is something to change.
  await until(
    async () => (await kitchen.stripe.disputes.list({ charge: idOf(charge) })).data.length > 0,
    'The dispute was not recorded.',
  );
  await pullLever(kitchen, `/control/disputes/${opened.id}/decide`, { outcome });
}

/** A payment that Stripe wants a person to look at. */
const settingsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const outageSchema = z.object({ id: z.string() });

/** For a moment, so that nothing stays out of order: both events come. */
async function outOfOrder({ stripe }: Kitchen): Promise<void> {
  const { data } = settingsSchema.parse(await stripe.rawRequest('GET', '/v1/method_settings'));
  const method = data.at(-1)?.id;
  if (method === undefined) throw new DeveloperInputError('The merchant has set up no method.');
  const { id } = outageSchema.parse(
    await stripe.rawRequest('POST', '/v1/ordering/outages', { method, action: 'close' }),
  );
  await stripe.rawRequest('POST', `/v1/ordering/outages/${id}/end`);
}

async function reviewed(kitchen: Kitchen): Promise<{ readonly id: string }> {
  const { latest_charge: charge } = await paidIntent(kitchen);
  return pullLever(kitchen, '/control/stripe/reviews', { payment: nameAtProvider(charge) });
}

/** What the provider was told to call the payment of a charge: the two ids differ by their prefix. */
function nameAtProvider(charge: Stripe.PaymentIntent['latest_charge']): string {
  return idOf(charge).replace(/^ch_/, 'pa_');
}

const namedSchema = z.object({ id: z.string() });
const leverSchema = z.object({ id: z.string().default('') });

async function pullLever(
  { app: { simulator } }: Kitchen,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<z.infer<typeof leverSchema>> {
  if (simulator === null) {
    throw new DeveloperInputError('This event needs the simulator of "npm run demo".');
  }
  const response = await fetch(`${simulator}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The simulator answered ${response.status}.`);
  return leverSchema.parse(await response.json());
}

/** The bank sends the money back: only the simulator can have it do so. */
async function failedRefund(kitchen: Kitchen): Promise<void> {
  const fault = { kind: 'refund_fails_later', provider: 'stripe', delayMs: 500 };
  await pullLever(kitchen, '/control/faults', fault);
  await refunded(kitchen);
}

/** Of a hundredth of the shoppers, so that others of the same namespace can run beside it. */
async function startedExperiment({ stripe }: Kitchen): Promise<string> {
  const { id } = namedSchema.parse(
    await stripe.rawRequest('POST', '/v1/experiments', {
      name: 'npm run trigger',
      arms: [
        { key: 'own', weight: 0.5, policy: 'fixed' },
        { key: 'engine', weight: 0.5, policy: 'paid-rate' },
      ],
      namespace: { from: 0.99, to: 1 },
      plan: { planned_units: 10_000 },
    }),
  );
  await stripe.rawRequest('POST', `/v1/experiments/${id}/start`);
  return id;
}

/** Its only arm beside the control: with it the experiment ends. */
async function armStopped(kitchen: Kitchen): Promise<void> {
  const id = await startedExperiment(kitchen);
  await kitchen.stripe.rawRequest('POST', `/v1/experiments/${id}/stop_arm`, { arm: 'engine' });
}

/** An endpoint that answers 410 once, as one that is gone does. */
async function disabledEndpoint(kitchen: Kitchen): Promise<void> {
  const { stripe } = kitchen;
  let asked = (): void => undefined;
  const wasAsked = new Promise<void>((resolve) => (asked = resolve));
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(410).end(() => asked());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const endpoint = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${address.port}/gone`,
    enabled_events: ['checkout.session.expired'],
  });
  try {
    await left(kitchen);
    await Promise.race([wasAsked, tooLong(30_000, 'The endpoint was never called.')]);
    await until(
      async () => (await stripe.webhookEndpoints.retrieve(endpoint.id)).status === 'disabled',
      'The endpoint was not switched off.',
    );
  } finally {
    server.closeAllConnections();
    server.close();
    await stripe.webhookEndpoints.del(endpoint.id);
  }
}

async function until(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(otherwise);
}

function tooLong(ms: number, message: string): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(message)), ms).unref());
}

function idOf(named: string | { readonly id: string } | null): string {
  if (named === null) throw new Error('There is no payment, or no charge of it.');
  return typeof named === 'string' ? named : named.id;
}

/** Levenshtein's: how many letters have to change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(
        Math.min(
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
          (row[j] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
