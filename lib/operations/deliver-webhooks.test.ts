import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type Server, createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import Stripe from 'stripe';
import { delivery, event, webhookEndpoint } from '#lib/db/schema.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { eventDeliveredOrNone, insertEvent, lockEndpoints } from '#lib/db/stores/event-store.ts';
import { findSession } from '#lib/db/stores/session-store.ts';
import type { CheckoutSessionId, MerchantId } from '#lib/domain/ids.ts';
import { removeWebhookEndpoint } from './admin/remove-webhook-endpoint.ts';
import { replayEvent } from './admin/replay-event.ts';
import { setWebhookEndpoint } from './admin/set-webhook-endpoint.ts';
import { emitSessionEvent } from './checkout-events.ts';
import { deliverDueWebhooks } from './deliver-webhooks.ts';
import { expireSession } from './expire-sessions.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';
import { type TestContext, createTestContext } from './testing/test-context.ts';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Reply = { status: number; headers?: Record<string, string>; afterMs?: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describeOnEachDatabase('webhooks', (getDatabase, openNode) => {
  let app: TestContext;
  let merchantId: MerchantId;
  let server: Server;
  let origin: string;
  let received: Received[];
  let reply: (request: Received) => Reply;

  beforeEach(async () => {
    received = [];
    reply = () => ({ status: 200 });
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const got = { path: request.url ?? '', headers: request.headers, body };
        received.push(got);
        const { status, headers = {}, afterMs = 0 } = reply(got);
        setTimeout(() => response.writeHead(status, headers).end('ok'), afterMs);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    origin = `http://127.0.0.1:${address.port}`;
    app = createTestContext(getDatabase());
    ({ merchantId } = await seedMerchant(app.context));
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const listenFor = (path = '/hook', apiVersion?: string) =>
    setWebhookEndpoint(app.context, {
      merchant: merchantId,
      mode: 'test',
      url: origin + path,
      ...(apiVersion === undefined ? {} : { apiVersion }),
    });
  const deliver = (context = app.context) => deliverDueWebhooks(context, { limit: 50 });
  const deliveries = () => getDatabase().db.select().from(delivery);
  const onlyDelivery = async () => {
    const [row, ...others] = await deliveries();
    if (row === undefined || others.length > 0) throw new Error('expected one delivery');
    return row;
  };
  /** A session that has expired, whose event is in the outbox. */
  const expired = async (): Promise<CheckoutSessionId> => {
    const id = await seedSession(app.context, merchantId);
    await expireSession(app.context, id);
    return id;
  };

  test('what is sent passes the SDK and Standard Webhooks, and holds the session', async () => {
    const { secret, id: endpointId } = await listenFor();
    const sessionId = await expired();
    expect(await deliver()).toBe(1);

    const [hook] = received;
    if (hook === undefined) throw new Error('nothing was received');
    const { headers, body } = hook;
    const at = Math.floor(app.clock.now().getTime() / 1000);
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
    expect(await onlyDelivery()).toMatchObject({
      endpointId,
      status: 'delivered',
      tryCount: 1,
      nextTryAt: null,
      lastStatus: 200,
      deliveredAt: app.clock.now(),
    });
    expect(await deliver()).toBe(0);
    expect(app.logLines.join('')).not.toContain(secret);
  });

  test('a changed body does not pass', async () => {
    const { secret } = await listenFor();
    await expired();
    await deliver();
    const [hook] = received;
    const verify = (body: string) =>
      new Stripe('sk_unused').webhooks.constructEvent(
        body,
        hook?.headers['stripe-signature'] ?? '',
        secret,
        300,
        undefined,
        app.clock.now().getTime(),
      );
    expect(() => verify(`${hook?.body ?? ''} `)).toThrow();
  });

  test('every endpoint of the merchant and mode is told, each in its own version', async () => {
    const other = await seedMerchant(app.context, { name: 'Other' });
    await setWebhookEndpoint(app.context, {
      merchant: other.merchantId,
      mode: 'test',
      url: `${origin}/other`,
    });
    await listenFor('/new');
    await listenFor('/old', '2025-09-30.clover');
    await expired();
    expect(await deliver()).toBe(2);
    const versions = Object.fromEntries(
      received.map(({ path, body }) => {
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
    await listenFor();
    const id = await expired();
    const session = await findSession(getDatabase().db, id);
    if (session === null) throw new Error('no session');
    await getDatabase().db.transaction((tx) =>
      emitSessionEvent(app.context, tx, 'checkout.session.expired', session),
    );
    expect(await deliver()).toBe(1);
  });

  test('whether the shop knows: not before the event, not before it arrived', async () => {
    const { db } = getDatabase();
    const knows = (id: string) => eventDeliveredOrNone(db, id, 'checkout.session.expired');
    const untold = await expired();
    expect(await knows(untold)).toBe(true);
    await listenFor();
    const open = await seedSession(app.context, merchantId);
    expect(await knows(open)).toBe(false);
    await expireSession(app.context, open);
    expect(await knows(open)).toBe(false);
    await deliver();
    expect(await knows(open)).toBe(true);
  });

  test.each([500, 404, 301, 302, 307, 400])(
    '%i is not arrival: it is tried again',
    async (status) => {
      reply = ({ path }) => ({
        status: path === '/hook' ? status : 200,
        headers: { location: '/moved' },
      });
      const { secret } = await listenFor();
      await expired();
      await deliver();
      expect(received.map(({ path }) => path)).toEqual(['/hook']);
      const failed = await onlyDelivery();
      expect(failed).toMatchObject({ status: 'pending', tryCount: 1, lastStatus: status });
      const waitMs = (failed.nextTryAt?.getTime() ?? 0) - app.clock.now().getTime();
      expect(waitMs).toBeGreaterThanOrEqual(4_000);
      expect(waitMs).toBeLessThanOrEqual(6_000);

      expect(await deliver()).toBe(0);
      reply = () => ({ status: 200 });
      app.clock.advance(6_001);
      expect(await deliver()).toBe(1);
      expect(await onlyDelivery()).toMatchObject({
        status: 'delivered',
        tryCount: 2,
        lastError: null,
      });
      // The same event, signed anew.
      const [first, second] = received;
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(second?.headers['stripe-signature']).not.toBe(first?.headers['stripe-signature']);
      new Stripe('sk_unused').webhooks.constructEvent(
        second?.body ?? '',
        second?.headers['stripe-signature'] ?? '',
        secret,
        1,
        undefined,
        app.clock.now().getTime(),
      );
    },
  );

  test('a receiver that is down is tried ten times over three days, then given up', async () => {
    reply = () => ({ status: 503 });
    await listenFor();
    const id = await expired();
    const startedAt = app.clock.now().getTime();
    const waits: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      await deliver();
      const row = await onlyDelivery();
      if (row.status === 'dead') break;
      const next = row.nextTryAt ?? new Date(Number.NaN);
      waits.push(next.getTime() - app.clock.now().getTime());
      app.clock.set(next);
    }
    expect(received).toHaveLength(10);
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
    expect((app.clock.now().getTime() - startedAt) / HOUR).toBeGreaterThan(60);
    expect(await onlyDelivery()).toMatchObject({ status: 'dead', nextTryAt: null, tryCount: 10 });
    app.clock.advance(1000 * HOUR);
    expect(await deliver()).toBe(0);
    expect(await eventDeliveredOrNone(getDatabase().db, id, 'checkout.session.expired')).toBe(true);
  });

  test('a receiver that asks for time gets it, up to a day', async () => {
    await listenFor();
    await expired();
    const wait = async () => {
      await deliver();
      const next = (await onlyDelivery()).nextTryAt?.getTime() ?? 0;
      return next - app.clock.now().getTime();
    };
    reply = () => ({ status: 429, headers: { 'retry-after': '600' } });
    expect(await wait()).toBe(600_000);
    app.clock.advance(600_000);
    reply = () => ({ status: 503, headers: { 'retry-after': '999999999' } });
    expect(await wait()).toBe(24 * HOUR);
  });

  const idsReceived = () => received.map(({ headers }) => headers['webhook-id']);

  test('410 switches the endpoint off and holds what it is owed, until it is set again', async () => {
    reply = () => ({ status: 410 });
    const { id } = await listenFor();
    await expired();
    await deliver();
    const [endpoint] = await getDatabase()
      .db.select()
      .from(webhookEndpoint)
      .where(eq(webhookEndpoint.id, id));
    expect(endpoint?.enabled).toBe(false);
    const held = { status: 'pending', nextTryAt: null };
    expect(await onlyDelivery()).toMatchObject({ ...held, lastStatus: 410 });
    const lines = app.logLines.map((line) => JSON.parse(line) as { level: unknown; msg: string }); // our own log
    const line = lines.find(({ msg }) => msg.includes('410'));
    expect([50, 'error']).toContain(line?.level);

    // What happens meanwhile is held too, and the shopper's page waits for none of it.
    const later = await expired();
    expect(await deliveries()).toMatchObject([held, held]);
    expect(await eventDeliveredOrNone(getDatabase().db, later, 'checkout.session.expired')).toBe(
      true,
    );
    app.clock.advance(1000 * HOUR);
    expect(await deliver()).toBe(0);
    expect(received).toHaveLength(1);

    reply = () => ({ status: 200 });
    expect((await listenFor()).id).toBe(id);
    expect(await deliver()).toBe(2);
    const [refused, ...arrived] = idsReceived();
    expect(arrived).toContain(refused);
    expect(new Set(arrived)).toEqual(new Set((await deliveries()).map(({ eventId }) => eventId)));
    expect((await deliveries()).map(({ status, tryCount }) => [status, tryCount])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ]);
  });

  test('a try that others had under way when 410 came is held as well', async () => {
    await listenFor();
    for (let round = 0; round < 3; round += 1) await expired();
    let count = 0;
    reply = () => {
      count += 1;
      return count === 1 ? { status: 410 } : { status: 500, afterMs: 200 };
    };
    await deliver();
    app.clock.advance(HOUR);
    await deliver();
    expect(received).toHaveLength(3);
    expect((await deliveries()).map(({ status, nextTryAt }) => [status, nextTryAt])).toEqual(
      Array.from({ length: 3 }, () => ['pending', null]),
    );
    reply = () => ({ status: 200 });
    await listenFor();
    expect(await deliver()).toBe(3);
  });

  test('an event written while its endpoint is being set again is not left behind', async () => {
    const { id } = await listenFor();
    await getDatabase()
      .db.update(webhookEndpoint)
      .set({ enabled: false })
      .where(eq(webhookEndpoint.id, id));
    let setting: Promise<unknown> | null = null;
    await getDatabase().db.transaction(async (tx) => {
      await insertEvent(tx, {
        merchantId,
        livemode: false,
        type: 'checkout.session.expired',
        subject: 'cs_test_x',
        object: {},
        endpoints: await lockEndpoints(tx, { merchantId, livemode: false }),
        now: app.clock.now(),
      });
      setting = listenFor();
      await pause(200);
    });
    await (setting ?? Promise.reject(new Error('nothing was set')));
    expect(await deliver()).toBe(1);
  });

  test('an event is replayed under its own id, to those that have it and to those given up', async () => {
    reply = ({ path }) => ({ status: path === '/fine' ? 200 : 500 });
    const off = await listenFor('/off');
    await removeWebhookEndpoint(app.context, { endpoint: off.id });
    await listenFor('/fine');
    await listenFor('/down');
    await expired();
    await expired();
    await deliver();
    await getDatabase().db.update(delivery).set({ status: 'dead', nextTryAt: null, tryCount: 10 });
    await getDatabase()
      .db.update(delivery)
      .set({ status: 'delivered', deliveredAt: app.clock.now() })
      .where(eq(delivery.lastStatus, 200));
    const [first] = await deliveries();
    if (first === undefined) throw new Error('nothing was to be delivered');
    const { eventId } = first;

    received.length = 0;
    reply = () => ({ status: 200 });
    expect(await replayEvent(app.context, { event: eventId })).toEqual({ due: 2, held: 1 });
    expect(await deliver()).toBe(2);
    expect(idsReceived()).toEqual([eventId, eventId]);
    expect(received.map(({ path }) => path).toSorted()).toEqual(['/down', '/fine']);
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
    await expect(replayEvent(app.context, { event: 'evt_x' })).rejects.toThrow('no event evt_x');
    await expired();
    const [written] = await getDatabase().db.select().from(event);
    const id = written?.id ?? '';
    await expect(replayEvent(app.context, { event: id })).rejects.toThrow('no endpoint');
  });

  test('an endpoint that was removed is sent nothing more', async () => {
    const { id } = await listenFor();
    await expired();
    await removeWebhookEndpoint(app.context, { endpoint: id });
    app.clock.advance(HOUR);
    expect(await deliver()).toBe(0);
    expect(received).toEqual([]);
    expect((await onlyDelivery()).status).toBe('dead');
  });

  test('a receiver that is not there is tried again, without its address in the log', async () => {
    await setWebhookEndpoint(app.context, {
      merchant: merchantId,
      mode: 'test',
      url: 'http://127.0.0.1:1/secret-path',
    });
    await expired();
    await deliver();
    expect(await onlyDelivery()).toMatchObject({
      status: 'pending',
      lastStatus: null,
      lastError: 'ECONNREFUSED',
    });
    expect(app.logLines.join('')).not.toContain('secret-path');
  });

  test('an address that leads elsewhere later is refused when sending', async () => {
    const { id } = await listenFor();
    await expired();
    await getDatabase()
      .db.update(webhookEndpoint)
      .set({ url: 'http://169.254.169.254/latest/meta-data' })
      .where(eq(webhookEndpoint.id, id));
    await deliver();
    expect((await onlyDelivery()).lastError).toContain('private network');
  });

  test('a live endpoint reaches no private network, not even this machine', async () => {
    const { id } = await listenFor();
    await expired();
    await getDatabase()
      .db.update(webhookEndpoint)
      .set({ livemode: true })
      .where(eq(webhookEndpoint.id, id));
    await deliver();
    expect(received).toEqual([]);
    expect(await onlyDelivery()).toMatchObject({ status: 'pending', lastStatus: null });
  });

  test('two nodes send each webhook once', async () => {
    reply = () => ({ status: 200, afterMs: 30 });
    await listenFor();
    for (let round = 0; round < 20; round += 1) await expired();
    const second = createTestContext(await openNode(), { clock: app.clock });
    const sent = await Promise.all([deliver(), deliver(second.context), deliver()]);
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(20);
    const ids = received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  test('while a try is under way nobody else makes it; after its lease somebody does', async () => {
    await listenFor();
    await expired();
    let duringTheTry = -1;
    const second = createTestContext(await openNode(), { clock: app.clock });
    let asked: Promise<void> | null = null;
    reply = () => {
      asked ??= deliver(second.context).then((count) => void (duringTheTry = count));
      return { status: 500, afterMs: 300 };
    };
    await deliver();
    await (asked ?? Promise.reject(new Error('nothing was sent')));
    expect(duringTheTry).toBe(0);
    expect(received).toHaveLength(1);

    // As if the node had died in the middle of its try.
    const leased = {
      status: 'pending' as const,
      nextTryAt: new Date(app.clock.now().getTime() + 60_000),
    };
    await getDatabase().db.update(delivery).set(leased);
    app.clock.advance(59_000);
    expect(await deliver()).toBe(0);
    app.clock.advance(1_001);
    expect(await deliver()).toBe(1);
  });

  test('never more than eight at a time, and no more than asked for', async () => {
    let open = 0;
    let most = 0;
    await listenFor();
    for (let round = 0; round < 25; round += 1) await expired();
    reply = () => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => (open -= 1), 20);
      return { status: 200, afterMs: 20 };
    };
    expect(await deliverDueWebhooks(app.context, { limit: 20 })).toBe(20);
    expect(received).toHaveLength(20);
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
  });

  test('a receiver that answers nothing delays no other, now or later', async () => {
    const other = await seedMerchant(app.context, { name: 'Black hole' });
    const blackHole = await setWebhookEndpoint(app.context, {
      merchant: other.merchantId,
      mode: 'test',
      url: `${origin}/black-hole`,
    });
    await listenFor('/fine');
    reply = ({ path }) => ({ status: 200, afterMs: path === '/fine' ? 0 : 14_000 });
    for (let round = 0; round < 12; round += 1) {
      await expireSession(app.context, await seedSession(app.context, other.merchantId));
    }
    app.clock.advance(1000);
    const at = (path: string) => received.filter((got) => got.path === path).length;
    for (let round = 1; round <= 3; round += 1) {
      // Those of the black hole have been due for longer, each time.
      await expired();
      const begun = performance.now();
      await deliver();
      expect(performance.now() - begun).toBeLessThan(7_000);
      expect(at('/fine')).toBe(round);
      expect(at('/black-hole')).toBe(3);
    }

    // Its own are made as its lanes come free.
    server.closeAllConnections();
    reply = () => ({ status: 200 });
    const deadline = performance.now() + 10_000;
    while (at('/black-hole') < 12 && performance.now() < deadline) {
      await deliver();
      await pause(20);
    }
    expect(at('/black-hole')).toBe(12);
    const rows = await getDatabase()
      .db.select()
      .from(delivery)
      .where(eq(delivery.endpointId, blackHole.id));
    expect(rows.filter(({ status }) => status === 'delivered')).toHaveLength(9);
  });

  test('a secret that does not open holds up nothing else', async () => {
    const broken = await listenFor('/broken');
    await listenFor('/fine');
    await getDatabase()
      .db.update(webhookEndpoint)
      .set({ secret: 'v1.a.b.c' })
      .where(eq(webhookEndpoint.id, broken.id));
    await expired();
    expect(await deliver()).toBe(2);
    expect(received.map(({ path }) => path)).toEqual(['/fine']);
    const statuses = (await deliveries()).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['delivered', 'pending']);
  });

  test('an event and its deliveries are written together or not at all', async () => {
    await listenFor();
    await expect(
      getDatabase().db.transaction(async (tx) => {
        await insertEvent(tx, {
          merchantId,
          livemode: false,
          type: 'checkout.session.expired',
          subject: 'cs_test_x',
          object: {},
          endpoints: await lockEndpoints(tx, { merchantId, livemode: false }),
          now: app.clock.now(),
        });
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await deliver()).toBe(0);
  });
});
