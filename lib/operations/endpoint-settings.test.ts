import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { webhookEndpoint } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { setWebhookEndpoint } from './admin/set-webhook-endpoint.ts';
import { rollSecret } from './manage-webhook-endpoint.ts';
import { type WebhookWorld, createWebhookWorld } from './testing/webhook-world.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

describeOnEachDatabase('an endpoint', (getDatabase) => {
  let world: WebhookWorld;

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
  });

  afterEach(() => world.close());

  const endpointRow = async (id: string) => {
    const [row] = await getDatabase()
      .db.select()
      .from(webhookEndpoint)
      .where(eq(webhookEndpoint.id, id as typeof webhookEndpoint.$inferSelect.id)); // just made
    if (row === undefined) throw new Error('no endpoint');
    return row;
  };

  test('is sent only what it asked for', async () => {
    await setWebhookEndpoint(world.app.context, {
      merchant: world.merchantId,
      mode: 'test',
      url: `${world.origin}/intents`,
      events: ['payment_intent.canceled'],
    });
    await setWebhookEndpoint(world.app.context, {
      merchant: world.merchantId,
      mode: 'test',
      url: `${world.origin}/all`,
    });
    await world.expired();
    await world.deliver();
    const got = world.received.map(
      ({ path, body }) => `${path} ${(JSON.parse(body) as Stripe.Event).type}`, // our own
    );
    expect(got.toSorted()).toEqual([
      '/all checkout.session.expired',
      '/all payment_intent.canceled',
      '/intents payment_intent.canceled',
    ]);
  });

  test('whose secret rolls is signed for by both until the overlap is over', async () => {
    const { id, secret: old } = await world.listenFor();
    const rolled = await getDatabase().db.transaction((tx) =>
      rollSecret(world.app.context, tx, { endpoint: id, overlapMs: DAY }),
    );
    const passes = (secret: string) => {
      const hook = world.received.at(-1);
      if (hook === undefined) throw new Error('nothing was received');
      const at = Number(hook.headers['webhook-timestamp']);
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const standard = createHmac('sha256', key)
        .update(`${String(hook.headers['webhook-id'])}.${at}.${hook.body}`)
        .digest('base64');
      const signatures = String(hook.headers['webhook-signature']).split(' ');
      try {
        new Stripe('sk_unused').webhooks.constructEvent(
          hook.body,
          hook.headers['stripe-signature'] ?? '',
          secret,
          300,
          undefined,
          at * 1000,
        );
      } catch {
        return false;
      }
      return signatures.includes(`v1,${standard}`);
    };
    await world.expired();
    await world.deliver();
    expect([passes(old), passes(rolled.secret)]).toEqual([true, true]);
    world.app.clock.advance(DAY);
    await world.expired();
    await world.deliver();
    expect([passes(old), passes(rolled.secret)]).toEqual([false, true]);
  });

  test('where nothing arrived for five days is switched off, and the others are told', async () => {
    const { id } = await world.listenFor('/down');
    await setWebhookEndpoint(world.app.context, {
      merchant: world.merchantId,
      mode: 'test',
      url: `${world.origin}/watch`,
      events: ['webhook_endpoint.disabled'],
    });
    world.reply = ({ path }) => ({ status: path === '/down' ? 500 : 200 });
    await world.expired();
    await world.deliver();
    expect((await endpointRow(id)).failingSince).toEqual(world.app.clock.now());
    world.app.clock.advance(5 * DAY - 1);
    await world.deliver();
    expect((await endpointRow(id)).enabled).toBe(true);
    world.app.clock.advance(HOUR);
    await world.deliver();
    expect(await endpointRow(id)).toMatchObject({ enabled: false, disabledBecause: 'failing' });
    await world.deliver();
    const told = world.received.filter(({ path }) => path === '/watch').map(({ body }) => body);
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({
      type: 'webhook_endpoint.disabled',
      data: {
        object: { id, status: 'disabled', disabled_because: 'failing' },
        previous_attributes: { status: 'enabled' },
      },
    });
    expect(world.app.logLines.join('')).toContain('nothing arrived for five days');

    // What it is owed is kept, and sent when it is set again.
    world.reply = () => ({ status: 200 });
    await world.listenFor('/down');
    expect(await world.deliver()).toBe(1);
    expect(await endpointRow(id)).toMatchObject({ failingSince: null, disabledBecause: null });
  });

  test('where one webhook arrives in between is not', async () => {
    const { id } = await world.listenFor();
    for (const status of [500, 200, 500]) {
      world.reply = () => ({ status });
      await world.expired();
      await world.deliver();
      world.app.clock.advance(3 * DAY);
    }
    expect((await endpointRow(id)).enabled).toBe(true);
  });
});
