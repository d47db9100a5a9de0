import { once } from 'node:events';
import { createServer } from 'node:http';
import type Stripe from 'stripe';
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
  'payment_intent.succeeded': paid,
  'payment_intent.payment_failed': declined,
  'payment_intent.canceled': left,
  'charge.succeeded': paid,
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
  'refund.created': refunded,
  'refund.updated': refunded,
  'refund.failed': failedRefund,
  'webhook_endpoint.disabled': disabledEndpoint,
} as const satisfies Readonly<Record<string, (kitchen: Kitchen) => Promise<void>>>;

/** Written where money is held to be captured, which the API has no call for yet. */
export const NOT_TRIGGERED: readonly string[] = ['payment_intent.amount_capturable_updated'];

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

function declined(kitchen: Kitchen): Promise<void> {
  return visit(kitchen, { ...CARD, outcome: 'decline', decline_code: 'insufficient_funds' });
}

function left(kitchen: Kitchen): Promise<void> {
  return visit(kitchen, { outcome: 'abandon' });
}

async function refunded(kitchen: Kitchen): Promise<void> {
  const session = await newSession(kitchen);
  await payByProgram(kitchen, session.id, CARD);
  const found = await kitchen.stripe.checkout.sessions.retrieve(session.id);
  await kitchen.stripe.refunds.create({
    payment_intent: idOf(found.payment_intent),
    amount: 2_850,
  });
}

/** The bank sends the money back: only the simulator can have it do so. */
async function failedRefund(kitchen: Kitchen): Promise<void> {
  const { simulator } = kitchen.app;
  if (simulator === null) {
    throw new DeveloperInputError('refund.failed needs the simulator of "npm run demo".');
  }
  const response = await fetch(`${simulator}/control/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'refund_fails_later', provider: 'stripe', delayMs: 500 }),
  });
  if (!response.ok) throw new Error(`The simulator answered ${response.status}.`);
  await refunded(kitchen);
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
    await untilDisabled(stripe, endpoint.id);
  } finally {
    server.closeAllConnections();
    server.close();
    await stripe.webhookEndpoints.del(endpoint.id);
  }
}

async function untilDisabled(stripe: Stripe, id: string): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    const { status } = await stripe.webhookEndpoints.retrieve(id);
    if (status === 'disabled') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The endpoint was not switched off.');
}

function tooLong(ms: number, message: string): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(message)), ms).unref());
}

function idOf(intent: string | Stripe.PaymentIntent | null): string {
  if (intent === null) throw new Error('The session has no payment.');
  return typeof intent === 'string' ? intent : intent.id;
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
