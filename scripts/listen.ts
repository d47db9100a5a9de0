import { parseArgs } from 'node:util';
import Stripe from 'stripe';
import { listen, listenSecret } from './developer/listener.ts';
import { DeveloperInputError, findApp, sdkFor } from './developer/running-app.ts';

const USAGE =
  'npm run listen -- --forward-to localhost:4242/webhooks [--events a,b] [--key praya_sk_test_…] [--app http://…]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'forward-to': { type: 'string' },
      events: { type: 'string' },
      key: { type: 'string' },
      app: { type: 'string' },
    },
  });
  const forwardTo = addressOf(values['forward-to']);
  const app = findApp(values);
  const secret = listenSecret(app.key);
  const types = values.events?.split(',').map((type) => type.trim());
  const all = types === undefined || types.includes('*');
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ending.abort());
  console.log(`Signing secret: ${secret}`);
  console.log(`Events of ${app.origin} go to ${forwardTo}. Ctrl-C ends it.`);
  await listen({
    stripe: sdkFor(app),
    forwardTo,
    types: all ? null : new Set(types),
    secret,
    print: (line) => console.log(line),
    signal: ending.signal,
  });
}

function addressOf(asked: string | undefined): string {
  if (asked === undefined) throw new DeveloperInputError(`Say where to: ${USAGE}`);
  const address = /^https?:\/\//.test(asked) ? asked : `http://${asked}`;
  if (URL.canParse(address)) return address;
  throw new DeveloperInputError(`--forward-to is no address: ${asked}`);
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
