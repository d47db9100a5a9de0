import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { delivery, webhookEndpoint } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { eventDeliveredOrNone, insertEvents, lockEndpoints } from '#lib/db/stores/event-store.ts';
import { findSession } from '#lib/db/stores/session-store.ts';
import { setWebhookEndpoint } from './admin/set-webhook-endpoint.ts';
import { emitSessionEvent } from './checkout-events.ts';
import { deliverDueWebhooks } from './deliver-webhooks.ts';
import { expireSession } from './expire-sessions.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';
import { createTestContext } from './testing/test-context.ts';
import { type WebhookWorld, createWebhookWorld } from './testing/webhook-world.ts';

describeOnEachDatabase('webhooks', (getDatabase, openNode) => {
  let world: WebhookWorld;

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
  });

  afterEach(() => world.close());

  test('what is sent passes the SDK and Standard Webhooks, and holds the session', async () => {
    const { secret, id: endpointId } = await world.listenFor();
    const sessionId = await world.expired();
    expect(await world.deliver()).toBe(1);

    const [hook] = world.received;
    if (hook === undefined) throw new Error('nothing was received');
    const { headers, body } = hook;
    const at = Math.floor(world.app.clock.now().getTime() / 1000);
    const sent = new Stripe('sk_unused').webhooks.constructEvent(
      body,
      headers['stripe-signature'] ?? '',
      secret,
      300,
      undefined,
      at * 1000,
    );
    expect(sent).toMatchObject({
      object: 'event',
      type: 'checkout.session.expired',
      api_version: '2026-10-28.endive',
      created: at,
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      data: { object: { id: sessionId, object: 'checkout.session', status: 'expired', url: null } },
    });
    expect(sent.id).toMatch(/^evt_/);
    expect(headers['content-type']).toContain('application/json');
    expect(headers['webhook-id']).toBe(sent.id);
    expect(headers['webhook-timestamp']).toBe(String(at));
    const standard = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(`${sent.id}.${at}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${standard}`);
    expect(await world.onlyDelivery()).toMatchObject({
      endpointId,
      status: 'delivered',
      tryCount: 1,
      nextTryAt: null,
      lastStatus: 200,
      deliveredAt: world.app.clock.now(),
    });
    expect(await world.deliver()).toBe(0);
    expect(world.app.logLines.join('')).not.toContain(secret);
  });

  test('a changed body does not pass', async () => {
    const { secret } = await world.listenFor();
    await world.expired();
    await world.deliver();
    const [hook] = world.received;
    const verify = (body: string) =>
      new Stripe('sk_unused').webhooks.constructEvent(
        body,
        hook?.headers['stripe-signature'] ?? '',
        secret,
        300,
        undefined,
        world.app.clock.now().getTime(),
      );
    expect(() => verify(`${hook?.body ?? ''} `)).toThrow();
  });

  test('every endpoint of the merchant and mode is told, each in its own version', async () => {
    const other = await seedMerchant(world.app.context, { name: 'Other' });
    await setWebhookEndpoint(world.app.context, {
      merchant: other.merchantId,
      mode: 'test',
      url: `${world.origin}/other`,
      events: ['checkout.session.expired'],
    });
    await world.listenFor('/new');
    await world.listenFor('/old', '2025-09-30.clover');
    await world.expired();
    expect(await world.deliver()).toBe(2);
    const versions = Object.fromEntries(
      world.received.map(({ path, body }) => {
        const { api_version: version, data } = JSON.parse(body) as Stripe.Event; // our own event
        return [path, [version, (data.object as Stripe.Checkout.Session).ui_mode]]; // a session's event
      }),
    );
    expect(versions).toEqual({
      '/new': ['2026-10-28.endive', 'hosted_page'],
      '/old': ['2025-09-30.clover', 'hosted'],
    });
  });

  test('an event that happens once is delivered once, however often it is written', async () => {
    await world.listenFor();
    const id = await world.expired();
    const session = await findSession(getDatabase().db, id);
    if (session === null) throw new Error('no session');
    await getDatabase().db.transaction((tx) =>
      emitSessionEvent(world.app.context, tx, 'checkout.session.expired', session),
    );
    expect(await world.deliver()).toBe(1);
  });

  test('whether the shop knows: not before the event, not before it arrived', async () => {
    const { db } = getDatabase();
    const knows = (id: string) => eventDeliveredOrNone(db, id, 'checkout.session.expired');
    const untold = await world.expired();
    expect(await knows(untold)).toBe(true);
    await world.listenFor();
    const open = await seedSession(world.app.context, world.merchantId);
    expect(await knows(open)).toBe(false);
    await expireSession(world.app.context, open);
    expect(await knows(open)).toBe(false);
    await world.deliver();
    expect(await knows(open)).toBe(true);
  });

  test('two nodes send each webhook once', async () => {
    world.reply = () => ({ status: 200, afterMs: 30 });
    await world.listenFor();
    for (let round = 0; round < 20; round += 1) await world.expired();
    const second = createTestContext(await openNode(), { clock: world.app.clock });
    const sent = await Promise.all([
      world.deliver(),
      world.deliver(second.context),
      world.deliver(),
    ]);
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(20);
    const ids = world.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  test('while a try is under way nobody else makes it; after its lease somebody does', async () => {
    await world.listenFor();
    await world.expired();
    let duringTheTry = -1;
    const second = createTestContext(await openNode(), { clock: world.app.clock });
    let asked: Promise<void> | null = null;
    world.reply = () => {
      asked ??= world.deliver(second.context).then((count) => void (duringTheTry = count));
      return { status: 500, afterMs: 300 };
    };
    await world.deliver();
    await (asked ?? Promise.reject(new Error('nothing was sent')));
    expect(duringTheTry).toBe(0);
    expect(world.received).toHaveLength(1);

    // As if the node had died in the middle of its try.
    const leased = {
      status: 'pending' as const,
      nextTryAt: new Date(world.app.clock.now().getTime() + 60_000),
    };
    await getDatabase().db.update(delivery).set(leased);
    world.app.clock.advance(59_000);
    expect(await world.deliver()).toBe(0);
    world.app.clock.advance(1_001);
    expect(await world.deliver()).toBe(1);
  });

  test('an endpoint is sent at most two batches of sixteen at a time, and no more than asked for', async () => {
    let open = 0;
    let most = 0;
    await world.listenFor();
    for (let round = 0; round < 50; round += 1) await world.expired();
    world.reply = () => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => (open -= 1), 20);
      return { status: 200, afterMs: 20 };
    };
    expect(await deliverDueWebhooks(world.app.context, { limit: 45 })).toBe(45);
    expect(world.received).toHaveLength(45);
    expect(most).toBeLessThanOrEqual(32);
    expect(most).toBeGreaterThan(1);
  });

  test('a receiver that answers nothing delays no other, now or later', async () => {
    const other = await seedMerchant(world.app.context, { name: 'Black hole' });
    const blackHole = await setWebhookEndpoint(world.app.context, {
      merchant: other.merchantId,
      mode: 'test',
      url: `${world.origin}/black-hole`,
      events: ['checkout.session.expired'],
    });
    await world.listenFor('/fine');
    world.reply = ({ path }) => ({ status: 200, afterMs: path === '/fine' ? 0 : 14_000 });
    for (let round = 0; round < 20; round += 1) {
      await expireSession(
        world.app.context,
        await seedSession(world.app.context, other.merchantId),
      );
    }
    world.app.clock.advance(1000);
    const at = (path: string) => world.received.filter((got) => got.path === path).length;
    for (let round = 1; round <= 3; round += 1) {
      // Those of the black hole have been due for longer, each time.
      await world.expired();
      const begun = performance.now();
      await world.deliver();
      expect(performance.now() - begun).toBeLessThan(7_000);
      expect(at('/fine')).toBe(round);
      expect(at('/black-hole')).toBe(16);
    }

    // Its own are made as its lanes come free.
    world.hangUp();
    world.reply = () => ({ status: 200 });
    const deadline = performance.now() + 10_000;
    while (at('/black-hole') < 20 && performance.now() < deadline) {
      await world.deliver();
      await pause(20);
    }
    expect(at('/black-hole')).toBe(20);
    const rows = await getDatabase()
      .db.select()
      .from(delivery)
      .where(eq(delivery.endpointId, blackHole.id));
    expect(rows.filter(({ status }) => status === 'delivered')).toHaveLength(4);
  });

  test('a secret that does not open holds up nothing else', async () => {
    const broken = await world.listenFor('/broken');
    await world.listenFor('/fine');
    await getDatabase()
      .db.update(webhookEndpoint)
      .set({ secret: 'v1.a.b.c' })
      .where(eq(webhookEndpoint.id, broken.id));
    await world.expired();
    expect(await world.deliver()).toBe(2);
    expect(world.received.map(({ path }) => path)).toEqual(['/fine']);
    const statuses = (await world.deliveries()).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['delivered', 'pending']);
  });

  test('an event and its deliveries are written together or not at all', async () => {
    await world.listenFor();
    await expect(
      getDatabase().db.transaction(async (tx) => {
        await insertEvents(tx, {
          merchantId: world.merchantId,
          livemode: false,
          events: [{ type: 'checkout.session.expired', subject: 'cs_test_x', object: {} }],
          endpoints: await lockEndpoints(tx, { merchantId: world.merchantId, livemode: false }),
          now: world.app.clock.now(),
        });
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await world.deliver()).toBe(0);
  });
});
