import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { delivery, event, webhookEndpoint } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { eventDeliveredOrNone, insertEvents, lockEndpoints } from '#lib/db/stores/event-store.ts';
import { removeWebhookEndpoint } from './admin/remove-webhook-endpoint.ts';
import { replayEvent } from './admin/replay-event.ts';
import { type WebhookWorld, createWebhookWorld } from './testing/webhook-world.ts';

const HOUR = 60 * 60_000;

describeOnEachDatabase('endpoints switched off, events replayed', (getDatabase) => {
  let world: WebhookWorld;

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
  });

  afterEach(() => world.close());

  test('410 switches the endpoint off and holds what it is owed, until it is set again', async () => {
    world.reply = () => ({ status: 410 });
    const { id } = await world.listenFor();
    await world.expired();
    await world.deliver();
    const [endpoint] = await getDatabase()
      .db.select()
      .from(webhookEndpoint)
      .where(eq(webhookEndpoint.id, id));
    expect(endpoint?.enabled).toBe(false);
    const held = { status: 'pending', nextTryAt: null };
    expect(await world.onlyDelivery()).toMatchObject({ ...held, lastStatus: 410 });
    const lines = world.app.logLines.map(
      (line) => JSON.parse(line) as { level: unknown; msg: string },
    ); // our own log
    const line = lines.find(({ msg }) => msg.includes('410'));
    expect([50, 'error']).toContain(line?.level);

    // What happens meanwhile is held too, and the shopper's page waits for none of it.
    const later = await world.expired();
    expect(await world.deliveries()).toMatchObject([held, held]);
    expect(await eventDeliveredOrNone(getDatabase().db, later, 'checkout.session.expired')).toBe(
      true,
    );
    world.app.clock.advance(1000 * HOUR);
    expect(await world.deliver()).toBe(0);
    expect(world.received).toHaveLength(1);

    world.reply = () => ({ status: 200 });
    expect((await world.listenFor()).id).toBe(id);
    expect(await world.deliver()).toBe(2);
    const [refused, ...arrived] = world.idsReceived();
    expect(arrived).toContain(refused);
    expect(new Set(arrived)).toEqual(
      new Set((await world.deliveries()).map(({ eventId }) => eventId)),
    );
    expect((await world.deliveries()).map(({ status, tryCount }) => [status, tryCount])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ]);
  });

  test('a try that others had under way when 410 came is held as well', async () => {
    await world.listenFor();
    for (let round = 0; round < 3; round += 1) await world.expired();
    let count = 0;
    world.reply = () => {
      count += 1;
      if (count > 1) return { status: 500, afterMs: 200 };
      const allUnderWay = vi.waitFor(() => expect(world.received).toHaveLength(3), 10_000);
      return { status: 410, after: allUnderWay };
    };
    await world.deliver();
    world.app.clock.advance(HOUR);
    await world.deliver();
    expect(world.received).toHaveLength(3);
    expect((await world.deliveries()).map(({ status, nextTryAt }) => [status, nextTryAt])).toEqual(
      Array.from({ length: 3 }, () => ['pending', null]),
    );
    world.reply = () => ({ status: 200 });
    await world.listenFor();
    expect(await world.deliver()).toBe(3);
  });

  test('an event written while its endpoint is being set again is not left behind', async () => {
    const { id } = await world.listenFor();
    await getDatabase()
      .db.update(webhookEndpoint)
      .set({ enabled: false })
      .where(eq(webhookEndpoint.id, id));
    let setting: Promise<unknown> | null = null;
    await getDatabase().db.transaction(async (tx) => {
      await insertEvents(tx, {
        merchantId: world.merchantId,
        livemode: false,
        events: [{ type: 'checkout.session.expired', subject: 'cs_test_x', object: {} }],
        endpoints: await lockEndpoints(tx, { merchantId: world.merchantId, livemode: false }),
        now: world.app.clock.now(),
      });
      setting = world.listenFor();
      await pause(200);
    });
    await (setting ?? Promise.reject(new Error('nothing was set')));
    expect(await world.deliver()).toBe(1);
  });

  test('an event is replayed under its own id, to those that have it and to those given up', async () => {
    world.reply = ({ path }) => ({ status: path === '/fine' ? 200 : 500 });
    const off = await world.listenFor('/off');
    await removeWebhookEndpoint(world.app.context, { endpoint: off.id });
    await world.listenFor('/fine');
    await world.listenFor('/down');
    await world.expired();
    await world.expired();
    await world.deliver();
    await getDatabase().db.update(delivery).set({ status: 'dead', nextTryAt: null, tryCount: 10 });
    await getDatabase()
      .db.update(delivery)
      .set({ status: 'delivered', deliveredAt: world.app.clock.now() })
      .where(eq(delivery.lastStatus, 200));
    const [first] = await world.deliveries();
    if (first === undefined) throw new Error('nothing was to be delivered');
    const { eventId } = first;

    world.received.length = 0;
    world.reply = () => ({ status: 200 });
    expect(await replayEvent(world.app.context, { event: eventId })).toEqual({ due: 2, held: 1 });
    expect(await world.deliver()).toBe(2);
    expect(world.idsReceived()).toEqual([eventId, eventId]);
    expect(world.received.map(({ path }) => path).toSorted()).toEqual(['/down', '/fine']);
    const rows = await getDatabase()
      .db.select()
      .from(delivery)
      .where(eq(delivery.eventId, eventId));
    expect(rows.map(({ status }) => status).toSorted()).toEqual([
      'delivered',
      'delivered',
      'pending',
    ]);
  });

  test('an event that is not there, or was for nobody, is not replayed', async () => {
    await expect(replayEvent(world.app.context, { event: 'evt_x' })).rejects.toThrow(
      'no event evt_x',
    );
    await world.expired();
    const [written] = await getDatabase().db.select().from(event);
    const id = written?.id ?? '';
    await expect(replayEvent(world.app.context, { event: id })).rejects.toThrow('no endpoint');
  });

  test('an endpoint that was removed is sent nothing more', async () => {
    const { id } = await world.listenFor();
    await world.expired();
    await removeWebhookEndpoint(world.app.context, { endpoint: id });
    world.app.clock.advance(HOUR);
    expect(await world.deliver()).toBe(0);
    expect(world.received).toEqual([]);
    expect((await world.onlyDelivery()).status).toBe('dead');
  });
});
