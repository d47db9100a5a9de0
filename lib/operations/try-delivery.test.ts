import { afterEach, beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import Stripe from 'stripe';
import { webhookEndpoint } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { eventDeliveredOrNone } from '#lib/db/stores/event-store.ts';
import { setWebhookEndpoint } from './admin/set-webhook-endpoint.ts';
import { type WebhookWorld, createWebhookWorld } from './testing/webhook-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describeOnEachDatabase('a webhook that does not arrive', (getDatabase) => {
  let world: WebhookWorld;

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
  });

  afterEach(() => world.close());

  test.each([500, 404, 301, 302, 307, 400])(
    '%i is not arrival: it is tried again',
    async (status) => {
      world.reply = ({ path }) => ({
        status: path === '/hook' ? status : 200,
        headers: { location: '/moved' },
      });
      const { secret } = await world.listenFor();
      await world.expired();
      await world.deliver();
      expect(world.received.map(({ path }) => path)).toEqual(['/hook']);
      const failed = await world.onlyDelivery();
      expect(failed).toMatchObject({ status: 'pending', tryCount: 1, lastStatus: status });
      const waitMs = (failed.nextTryAt?.getTime() ?? 0) - world.app.clock.now().getTime();
      expect(waitMs).toBeGreaterThanOrEqual(4_000);
      expect(waitMs).toBeLessThanOrEqual(6_000);

      expect(await world.deliver()).toBe(0);
      world.reply = () => ({ status: 200 });
      world.app.clock.advance(6_001);
      expect(await world.deliver()).toBe(1);
      expect(await world.onlyDelivery()).toMatchObject({
        status: 'delivered',
        tryCount: 2,
        lastError: null,
      });
      // The same event, signed anew.
      const [first, second] = world.received;
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(second?.headers['stripe-signature']).not.toBe(first?.headers['stripe-signature']);
      new Stripe('sk_unused').webhooks.constructEvent(
        second?.body ?? '',
        second?.headers['stripe-signature'] ?? '',
        secret,
        1,
        undefined,
        world.app.clock.now().getTime(),
      );
    },
  );

  test('a receiver that is down is tried ten times over three days, then given up', async () => {
    world.reply = () => ({ status: 503 });
    await world.listenFor();
    const id = await world.expired();
    const startedAt = world.app.clock.now().getTime();
    const waits: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      await world.deliver();
      const row = await world.onlyDelivery();
      if (row.status === 'dead') break;
      const next = row.nextTryAt ?? new Date(Number.NaN);
      waits.push(next.getTime() - world.app.clock.now().getTime());
      world.app.clock.set(next);
    }
    expect(world.received).toHaveLength(10);
    const schedule = [
      5_000,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      14 * HOUR,
      20 * HOUR,
      24 * HOUR,
    ];
    expect(waits).toHaveLength(schedule.length);
    for (const [index, wait] of waits.entries()) {
      expect(wait / (schedule[index] ?? 0)).toBeGreaterThanOrEqual(0.8);
      expect(wait / (schedule[index] ?? 0)).toBeLessThanOrEqual(1.2);
    }
    expect((world.app.clock.now().getTime() - startedAt) / HOUR).toBeGreaterThan(60);
    expect(await world.onlyDelivery()).toMatchObject({
      status: 'dead',
      nextTryAt: null,
      tryCount: 10,
    });
    world.app.clock.advance(1000 * HOUR);
    expect(await world.deliver()).toBe(0);
    expect(await eventDeliveredOrNone(getDatabase().db, id, 'checkout.session.expired')).toBe(true);
  });

  test('a receiver that asks for time gets it, up to a day', async () => {
    await world.listenFor();
    await world.expired();
    const wait = async () => {
      await world.deliver();
      const next = (await world.onlyDelivery()).nextTryAt?.getTime() ?? 0;
      return next - world.app.clock.now().getTime();
    };
    world.reply = () => ({ status: 429, headers: { 'retry-after': '600' } });
    expect(await wait()).toBe(600_000);
    world.app.clock.advance(600_000);
    world.reply = () => ({ status: 503, headers: { 'retry-after': '999999999' } });
    expect(await wait()).toBe(24 * HOUR);
  });

  test('a receiver that is not there is tried again, without its address in the log', async () => {
    await setWebhookEndpoint(world.app.context, {
      merchant: world.merchantId,
      mode: 'test',
      url: 'http://127.0.0.1:1/secret-path',
      events: ['checkout.session.expired'],
    });
    await world.expired();
    await world.deliver();
    expect(await world.onlyDelivery()).toMatchObject({
      status: 'pending',
      lastStatus: null,
      lastError: 'ECONNREFUSED',
    });
    expect(world.app.logLines.join('')).not.toContain('secret-path');
  });

  test('an address that leads elsewhere later is refused when sending', async () => {
    const { id } = await world.listenFor();
    await world.expired();
    await getDatabase()
      .db.update(webhookEndpoint)
      .set({ url: 'http://169.254.169.254/latest/meta-data' })
      .where(eq(webhookEndpoint.id, id));
    await world.deliver();
    expect((await world.onlyDelivery()).lastError).toContain('private network');
  });

  test('a live endpoint reaches no private network, not even this machine', async () => {
    const { id } = await world.listenFor();
    await world.expired();
    await getDatabase()
      .db.update(webhookEndpoint)
      .set({ livemode: true })
      .where(eq(webhookEndpoint.id, id));
    await world.deliver();
    expect(world.received).toEqual([]);
    expect(await world.onlyDelivery()).toMatchObject({ status: 'pending', lastStatus: null });
  });
});
