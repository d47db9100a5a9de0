import type Stripe from 'stripe';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { idempotencyKey } from '#lib/db/schema/idempotency-key.ts';
import { delivery } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { type WebhookWorld, createWebhookWorld } from '#lib/operations/testing/webhook-world.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, startApiServer, testKey } from './testing/api-server.ts';

describeOnEachDatabase('webhook endpoints and events over the API', (getDatabase) => {
  let world: WebhookWorld;
  let server: ApiServer;
  let key: string;
  let stripe: Stripe;

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
    server = await startApiServer((request) => handleApiRequest(world.app.context, request));
    key = await testKey(world.app.context, world.merchantId);
    stripe = server.stripe(key);
  });

  afterEach(async () => {
    await server.close();
    await world.close();
  });

  const create = (change: Partial<Stripe.WebhookEndpointCreateParams> = {}) =>
    stripe.webhookEndpoints.create({
      url: `${world.origin}/hook`,
      enabled_events: ['checkout.session.expired'],
      ...change,
    });

  /** Praya's own paths, past the SDK's typings. */
  const post = (path: string, params: Record<string, unknown> = {}) =>
    stripe.rawRequest('POST', path, params) as Promise<Record<string, unknown>>; // what a test reads of it

  it('tells the secret in the answer that makes it, keeps it sealed, and signs with it', async () => {
    const made = await create({ description: 'Shop', metadata: { team: 'tea' } });
    expect(made).toMatchObject({
      object: 'webhook_endpoint',
      url: `${world.origin}/hook`,
      enabled_events: ['checkout.session.expired'],
      description: 'Shop',
      metadata: { team: 'tea' },
      status: 'enabled',
      livemode: false,
    });
    const secret = made.secret ?? '';
    expect(secret).toMatch(/^whsec_/);
    expect(await stripe.webhookEndpoints.retrieve(made.id)).not.toHaveProperty('secret');
    const kept = await getDatabase().db.select().from(idempotencyKey);
    expect(kept).not.toHaveLength(0);
    expect(JSON.stringify(kept)).not.toContain(secret);

    await world.expired();
    await world.deliver();
    const [hook] = world.received;
    stripe.webhooks.constructEvent(
      hook?.body ?? '',
      hook?.headers['stripe-signature'] ?? '',
      secret,
      300,
      undefined,
      world.app.clock.now().getTime(),
    );
  });

  it('gives the same secret again to the same idempotency key', async () => {
    const params = { url: `${world.origin}/hook`, enabled_events: ['*' as const] };
    const once = { idempotencyKey: 'once' };
    const first = await stripe.webhookEndpoints.create(params, once);
    const second = await stripe.webhookEndpoints.create(params, once);
    expect([second.id, second.secret]).toEqual([first.id, first.secret]);
  });

  it('takes a key for one address only: another’s secret is never given for it', async () => {
    const [one, other] = [await create(), await create()];
    const roll = (id: string) =>
      stripe.rawRequest(
        'POST',
        `/v1/webhook_endpoints/${id}/roll_secret`,
        {},
        {
          idempotencyKey: 'roll-1',
        },
      ) as Promise<unknown>; // only whether it is answered
    await roll(one.id);
    await expect(roll(other.id)).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('makes endpoints for the version that the merchant’s key last named', async () => {
    expect((await create()).api_version).toBe(stripe.getApiField('version'));
    const older = await stripe.webhookEndpoints.create(
      { url: `${world.origin}/older`, enabled_events: ['*'] },
      { apiVersion: '2025-09-30.clover' },
    );
    expect(older.api_version).toBe('2025-09-30.clover');
    const asked = await create({ url: `${world.origin}/asked`, api_version: '2024-06-20' });
    expect(asked.api_version).toBe('2024-06-20');
  });

  it('refuses an unknown type by name, an address that is none, and a seventeenth', async () => {
    await expect(create({ enabled_events: ['charge.invented' as '*'] })).rejects.toThrow(
      /charge\.invented.*no type of event/,
    );
    for (const url of ['http://shop.example.hk/', 'https://u:p@shop.example.hk/', 'javascript:1']) {
      await expect(create({ url })).rejects.toMatchObject({ param: 'url' });
    }
    for (let count = 0; count < 16; count += 1) await create({ url: `${world.origin}/${count}` });
    await expect(create({ url: `${world.origin}/one-more` })).rejects.toThrow('16');
  });

  it('lists, changes and deletes one’s own alone', async () => {
    const made = await create();
    const other = await seedMerchant(world.app.context, { name: 'Other' });
    const stranger = server.stripe(await testKey(world.app.context, other.merchantId));
    for (const call of [
      () => stranger.webhookEndpoints.retrieve(made.id),
      () => stranger.webhookEndpoints.update(made.id, { disabled: true }),
      () => stranger.webhookEndpoints.del(made.id),
    ]) {
      await expect(call()).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
    }
    expect((await stranger.webhookEndpoints.list()).data).toEqual([]);
    expect((await stripe.webhookEndpoints.list()).data.map(({ id }) => id)).toEqual([made.id]);

    const changed = await stripe.webhookEndpoints.update(made.id, {
      url: `${world.origin}/new`,
      enabled_events: ['*'],
    });
    expect(changed).toMatchObject({ url: `${world.origin}/new`, enabled_events: ['*'] });

    await world.expired();
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({
      id: made.id,
      object: 'webhook_endpoint',
      deleted: true,
    });
    expect(await world.deliver()).toBe(0);
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
    await world.expired();
    expect(await world.deliver()).toBe(0);
  });

  it('holds what happens while an endpoint is off, and sends it once it is on', async () => {
    const made = await create();
    expect(await stripe.webhookEndpoints.update(made.id, { disabled: true })).toMatchObject({
      status: 'disabled',
      disabled_because: 'asked',
    });
    await world.expired();
    expect(await world.deliver()).toBe(0);
    await stripe.webhookEndpoints.update(made.id, { disabled: false });
    expect(await world.deliver()).toBe(1);
  });

  it('rolls a secret, with the old one beside it for as long as asked', async () => {
    const made = await create();
    const rolled = await post(`/v1/webhook_endpoints/${made.id}/roll_secret`, {
      expires_after: 60,
    });
    expect(rolled['secret']).toMatch(/^whsec_/);
    expect(rolled['secret']).not.toBe(made.secret);
    const signatures = async () => {
      await world.expired();
      await world.deliver();
      return String(world.received.at(-1)?.headers['stripe-signature']).split(',v1=').length - 1;
    };
    expect(await signatures()).toBe(2);
    world.app.clock.advance(60_000);
    expect(await signatures()).toBe(1);
    await expect(
      post(`/v1/webhook_endpoints/${made.id}/roll_secret`, { expires_after: 86_401 }),
    ).rejects.toMatchObject({ param: 'expires_after' });
  });

  it('replays one event, what did not arrive, or all of a time, under the same ids', async () => {
    const made = await create();
    await world.expired();
    await world.deliver();
    world.reply = () => ({ status: 500 });
    await world.expired();
    await world.deliver();
    const [arrivedId, failedId] = world.idsReceived();
    await getDatabase()
      .db.update(delivery)
      .set({ status: 'dead', nextTryAt: null, tryCount: 10 })
      .where(eq(delivery.status, 'pending'));
    world.reply = () => ({ status: 200 });
    world.received.length = 0;
    const replay = (params: Record<string, unknown>) =>
      post(`/v1/webhook_endpoints/${made.id}/replay`, params);
    const now = Math.floor(world.app.clock.now().getTime() / 1000);

    expect(await replay({ created: { gte: now } })).toMatchObject({ events: 1, has_more: false });
    await world.deliver();
    expect(world.idsReceived()).toEqual([failedId]);
    expect(await replay({ created: { gte: now } })).toMatchObject({ events: 0 });
    expect(await replay({ created: { gte: now }, all: true })).toMatchObject({ events: 2 });
    await world.deliver();
    expect(new Set(world.idsReceived())).toEqual(new Set([arrivedId, failedId]));

    // One that came before the endpoint was there is replayed to it by its id.
    const late = await create({ url: `${world.origin}/late` });
    await post(`/v1/webhook_endpoints/${late.id}/replay`, { event: arrivedId });
    world.received.length = 0;
    await world.deliver();
    expect(world.received.map(({ path }) => path)).toEqual(['/late']);
    expect(world.idsReceived()).toEqual([arrivedId]);
    await expect(replay({ event: 'evt_x' })).rejects.toMatchObject({ param: 'event' });
    await expect(replay({})).rejects.toMatchObject({ param: 'event' });
  });

  it('lists events by type, time and delivery, and names the call they came of', async () => {
    const made = await create();
    const session = await stripe.checkout.sessions.create(
      {
        mode: 'payment',
        success_url: 'https://tea.example.hk/thanks',
        line_items: [
          {
            quantity: 1,
            price_data: { currency: 'hkd', unit_amount: 5_000, product_data: { name: 'Tea' } },
          },
        ],
      },
      { idempotencyKey: 'order-1' },
    );
    await world.expired();
    const all = await stripe.events.list();
    expect(all.data.map(({ type }) => type).toSorted()).toEqual([
      'checkout.session.expired',
      'payment_intent.canceled',
      'payment_intent.created',
    ]);
    const [created] = (await stripe.events.list({ type: 'payment_intent.created' })).data;
    expect(created).toMatchObject({
      data: { object: { id: session.payment_intent, status: 'requires_payment_method' } },
      request: { id: session.lastResponse.requestId, idempotency_key: 'order-1' },
      pending_webhooks: 0,
    });
    expect(await stripe.events.retrieve(created?.id ?? '')).toMatchObject({ id: created?.id });
    const types = async (params: Stripe.EventListParams) =>
      (await stripe.events.list(params)).data.map(({ type }) => type).toSorted();
    const canceledAndExpired = ['checkout.session.expired', 'payment_intent.canceled'];
    expect(await types({ types: canceledAndExpired })).toEqual(canceledAndExpired);
    expect(await types({ delivery_success: false })).toEqual(['checkout.session.expired']);
    await world.deliver();
    expect(await types({ delivery_success: false })).toEqual([]);
    const now = Math.floor(world.app.clock.now().getTime() / 1000);
    expect(await types({ created: { gt: now } })).toEqual([]);
    const pages: string[] = [];
    for await (const each of stripe.events.list({ limit: 1 })) pages.push(each.id);
    expect(pages).toEqual(all.data.map(({ id }) => id));
    await expect(stripe.events.list({ type: 'charge.invented' })).rejects.toThrow('no type');

    const other = await seedMerchant(world.app.context, { name: 'Other' });
    const stranger = server.stripe(await testKey(world.app.context, other.merchantId));
    expect((await stranger.events.list()).data).toEqual([]);
    await expect(stranger.events.retrieve(created?.id ?? '')).rejects.toMatchObject({
      statusCode: 404,
    });
    expect(made.id).toMatch(/^we_/);
  });
});
