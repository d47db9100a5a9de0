import { afterEach, beforeEach, expect, test } from 'vitest';
import { inArray } from 'drizzle-orm';
import { webhookEndpoint } from '#lib/db/schema/webhook.ts';
import { claimDueDeliveries } from '#lib/db/stores/delivery-store.ts';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { settleTries } from './settle-tries.ts';
import { type WebhookWorld, createWebhookWorld } from './testing/webhook-world.ts';
import { tryDelivery } from './try-delivery.ts';

const ROUNDS = 30;

describeOnPostgres('what tries came to, written by several nodes', (getDatabase) => {
  let world: WebhookWorld;

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
  });

  afterEach(() => world.close());

  test('two endpoints of a merchant are switched off at once by two nodes', async () => {
    world.reply = () => ({ status: 410 });
    const { context } = world.app;
    const { db } = getDatabase();
    const ids = [(await world.listenFor('/a')).id, (await world.listenFor('/b')).id];
    await world.expired();
    const now = context.clock.now();
    const claimed = await claimDueDeliveries(db, {
      now,
      leaseUntil: now,
      limit: 2,
      limitOfFailing: 2,
      excludeEndpoints: [],
    });
    const tried = await Promise.all(claimed.map((each) => tryDelivery(context, each)));
    expect(tried.map(({ switchOff }) => switchOff)).toEqual(['gone', 'gone']);
    for (let round = 0; round < ROUNDS; round += 1) {
      await db
        .update(webhookEndpoint)
        .set({ enabled: true })
        .where(inArray(webhookEndpoint.id, ids));
      await Promise.all(tried.map((each) => settleTries(context, [each])));
      const rows = await db.select({ enabled: webhookEndpoint.enabled }).from(webhookEndpoint);
      expect(rows).toEqual([{ enabled: false }, { enabled: false }]);
    }
  });
});
