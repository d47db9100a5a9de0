import type { Page } from '@playwright/test';
import { z } from 'zod';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import type { Stack } from '#scripts/stack/stack.ts';
import { expect, test } from '../support/fixtures.ts';
import { simulatorControl } from '../support/simulator-control.ts';
import { CARDS, buyAtShop, payButton, typeCard } from '../support/shopping.ts';

/**
 * The app is killed between the provider's charge and our commit. It has to heal within a minute of
 * its restart: one charge, the order paid, the merchant told.
 */

/** Short bounds, so that the test takes seconds; what is told apart stays the same. */
const ENV = { PROVIDER_TIMEOUT_MS: '4000', PRAYA_WORKER_INTERVAL_MS: '200' };
const HEALED_WITHIN_MS = 60_000;

async function killWhileCharging(stack: Stack, page: Page): Promise<void> {
  const simulator = simulatorControl(stack.urls.simulator);
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await typeCard(page, CARDS.good);
  // Stripe charges, and its answer never comes; nor does its notification.
  await simulator.arm({
    kind: 'timeout_after_effect',
    provider: 'stripe',
    operation: 'payment_intents.create',
  });
  await simulator.arm({ kind: 'webhook_lost', provider: 'stripe', remaining: null });
  await payButton(page).click();
  await expect.poll(() => captures(stack)).toBe(1);
  await stack.app.kill('SIGKILL');
  await stack.app.start();
}

/** The page the shopper left open finds out by itself, and leads back to the shop. */
async function expectHealed(stack: Stack, page: Page): Promise<void> {
  await page.waitForURL((url) => url.origin === stack.urls.shop, { timeout: HEALED_WITHIN_MS });
  await expect.poll(() => paidOrders(stack), { timeout: 10_000 }).toBe(1);
  expect(await captures(stack), 'one charge').toBe(1);
}

async function captures(stack: Stack): Promise<number> {
  const charges = await simulatorControl(stack.urls.simulator).charges();
  return charges.filter(({ kind }) => kind === 'captured').length;
}

const ordersSchema = z.object({ orders: z.array(z.object({ status: z.string() })) });

/** Orders that a signed event has marked paid. */
async function paidOrders(stack: Stack): Promise<number> {
  const response = await fetch(`${stack.urls.shop}/orders.json`);
  const { orders } = ordersSchema.parse(await response.json());
  return orders.filter(({ status }) => status === 'paid').length;
}

test('on PGlite: killed after the charge, it heals without a second one', async ({
  desktop: page,
  startOwnStack,
}) => {
  const stack = await startOwnStack({ env: ENV });
  await killWhileCharging(stack, page);
  await expectHealed(stack, page);
});

test('on PostgreSQL: killed after the charge, it heals without a second one', async ({
  desktop: page,
  startOwnStack,
}) => {
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('killed');
    const stack = await startOwnStack({ env: ENV, database: postgres.url('killed') });
    await killWhileCharging(stack, page);
    await expectHealed(stack, page);
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});
