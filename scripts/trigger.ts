import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Stripe from 'stripe';
import {
  RECIPES,
  TRIGGER_TYPES,
  type Kitchen,
  isTriggerType,
  kitchenOf,
  nearestType,
} from './developer/recipes.ts';
import { DeveloperInputError, findApp } from './developer/running-app.ts';

const USAGE =
  'npm run trigger -- <event type> [--key praya_sk_test_…] [--app http://… --simulator http://…]   or --list';
/** A refund that comes back takes longest. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 200;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      key: { type: 'string' },
      app: { type: 'string' },
      simulator: { type: 'string' },
    },
  });
  if (values.list === true) {
    console.log(TRIGGER_TYPES.join('\n'));
    return;
  }
  const [type, ...others] = positionals;
  if (type === undefined || others.length > 0) throw new DeveloperInputError(USAGE);
  if (!isTriggerType(type)) {
    throw new DeveloperInputError(
      `There is no event ${type}. Did you mean ${nearestType(type)}? All of them: --list`,
    );
  }
  const kitchen = kitchenOf(findApp(values));
  const before = (await kitchen.stripe.events.list({ type, limit: 1 })).data[0]?.id ?? null;
  await RECIPES[type](kitchen);
  const event = await waitFor(kitchen, type, before);
  console.log(`${event.type}  ${event.id}`);
}

async function waitFor(
  { stripe }: Kitchen,
  type: string,
  before: string | null,
): Promise<Stripe.Event> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const [event] = (await stripe.events.list({ type, limit: 1 })).data;
    if (event !== undefined && event.id !== before) return event;
    await pause(LOOK_EVERY_MS);
  }
  throw new DeveloperInputError(`${type} was brought about, and was not written in 30 seconds.`);
}

try {
  await main();
} catch (error) {
  const known =
    error instanceof DeveloperInputError ||
    error instanceof Stripe.errors.StripeError ||
    (error instanceof TypeError && 'code' in error);
  if (!known) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
