import pg from 'pg';
import type Stripe from 'stripe';
import type { Stack } from '#scripts/stack/stack.ts';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { stripeClient } from './fixtures.ts';
import { type HttpShoppers, httpShoppers } from './http-shopper.ts';
import { test as base } from './merchant-site.ts';
import { merchantPagePort } from './stacks.ts';

/** A stack of the test's own whose merchant's methods are ordered by what gets most sessions paid. */
export interface OrderedStack {
  readonly stack: Stack;
  /** Connected to its PostgreSQL, for what a story has to find there. */
  readonly client: pg.Client;
  readonly stripe: Stripe;
  readonly shoppers: HttpShoppers;
}

export const test = base.extend<{ ordered: OrderedStack }>({
  ordered: async ({ startOwnStack }, use, testInfo) => {
    const postgres = await startTemporaryPostgres();
    try {
      await postgres.createDatabase('ordered');
      const url = postgres.url('ordered');
      const stack = await startOwnStack({
        database: url,
        ordering: 'paid-rate',
        embedOrigins: [`http://127.0.0.1:${merchantPagePort(testInfo.parallelIndex)}`],
        // All come from this machine: together they would look like somebody testing cards.
        env: { PRAYA_ADDRESS_LIMITS: 'off' },
      });
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
      await use({ stack, client, stripe, shoppers: httpShoppers(stack) });
      await client.end();
      await stack.stop();
    } finally {
      await postgres.stop();
    }
  },
});
