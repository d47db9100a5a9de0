import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { type WebhookWorld, createWebhookWorld } from '../testing/webhook-world.ts';
import { rollWebhookSecret, setWebhookEvents } from './change-webhook-endpoint.ts';
import { createMerchant } from './create-merchant.ts';
import { listDeadDeliveries, resendDeadDeliveries } from './dead-deliveries.ts';
import { removeWebhookEndpoint } from './remove-webhook-endpoint.ts';

const HOUR_MS = 60 * 60 * 1000;

describeOnEachDatabase('deliveries that were given up', (getDatabase) => {
  let world: WebhookWorld;
  let of: { merchant: string; mode: 'test' };

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
    of = { merchant: world.merchantId, mode: 'test' };
  });
  afterEach(() => world.close());

  const list = (input: object = {}) => listDeadDeliveries(world.app.context, { ...of, ...input });
  const resend = (input: Parameters<typeof resendDeadDeliveries>[1]) =>
    resendDeadDeliveries(world.app.context, input);

  /** Sends what is due at every time it is due, until nothing is to be tried any more. */
  async function deliverToTheEnd(): Promise<void> {
    for (let tries = 0; tries < 30; tries += 1) {
      await world.deliver();
      const times = (await world.deliveries()).flatMap(({ nextTryAt }) => nextTryAt ?? []);
      if (times.length === 0) return;
      const next = Math.min(...times.map((at) => at.getTime()));
      world.app.clock.advance(Math.max(0, next - world.app.clock.now().getTime()));
    }
    throw new Error('deliveries were tried without end');
  }

  /** An event that one of two receivers has refused ten times over. */
  async function givenUp(): Promise<{ id: string; event: string }> {
    world.reply = ({ path }) => ({ status: path === '/down' ? 500 : 200 });
    await world.expired();
    await deliverToTheEnd();
    const [dead] = await list();
    if (dead === undefined) throw new Error('nothing was given up');
    return dead;
  }

  test('are listed with what was wrong, and one is sent again under its event’s id', async () => {
    await world.listenFor('/up');
    const { id: down } = await world.listenFor('/down');
    const dead = await givenUp();
    expect(await list()).toEqual([
      {
        id: expect.stringMatching(/^del_/),
        event: expect.stringMatching(/^evt_/),
        type: 'checkout.session.expired',
        happenedAt: expect.any(String),
        endpoint: down,
        url: `${world.origin}/down`,
        switchedOn: true,
        tries: 10,
        lastStatus: 500,
        lastError: expect.any(String),
      },
    ]);

    world.reply = () => ({ status: 200 });
    world.received.length = 0;
    expect(await resend({ delivery: dead.id })).toEqual({ due: 1, held: 0, more: false });
    await world.deliver();
    expect(world.received.map(({ path }) => path)).toEqual(['/down']);
    expect(world.idsReceived()).toEqual([dead.event]);
    expect(await list()).toEqual([]);
    await expect(resend({ delivery: dead.id })).rejects.toThrow('There is no delivery');
  });

  test('are chosen by merchant, endpoint, type and time, and the rest stays as it is', async () => {
    const { id: down } = await world.listenFor('/down');
    await givenUp();
    const happenedAt = new Date((await list())[0]?.happenedAt ?? '');
    const later = new Date(happenedAt.getTime() + 1).toISOString();
    const stranger = await createMerchant(world.app.context, { name: 'Peak Ceramics' });
    const none = { due: 0, held: 0, more: false };
    for (const other of [
      { merchant: stranger.id },
      { mode: 'live' as const },
      { types: ['checkout.session.completed'] },
      { since: later },
      { until: happenedAt.toISOString() },
    ]) {
      expect(await list(other)).toEqual([]);
      expect(await resend({ ...of, ...other })).toEqual(none);
    }
    const day = new Date(happenedAt.getTime() + 8 * HOUR_MS).toISOString().slice(0, 10);
    const these = {
      ...of,
      endpoint: down,
      types: ['checkout.session.expired'],
      since: day,
      until: day,
    };
    expect(await list(these)).toHaveLength(1);
    expect(await resend(these)).toEqual({ due: 1, held: 0, more: false });
    expect(await resend(these)).toEqual(none);

    const theirs = { ...of, merchant: stranger.id, endpoint: down };
    await expect(resend(theirs)).rejects.toThrow('There is no endpoint');
    await expect(list({ types: ['invoice.paid'] })).rejects.toThrow('is no type of event');
    await expect(list({ since: 'yesterday' })).rejects.toThrow('since: must be a date');
    await expect(list({ merchant: 'mer_none' })).rejects.toThrow('There is no merchant');
  });

  test('are held where their endpoint is switched off, and sent when it is set again', async () => {
    const { id } = await world.listenFor('/down');
    const dead = await givenUp();
    await removeWebhookEndpoint(world.app.context, { endpoint: id });
    expect(await resend({ ...of, endpoint: id })).toEqual({ due: 0, held: 1, more: false });
    world.received.length = 0;
    world.reply = () => ({ status: 200 });
    expect(await world.deliver()).toBe(0);
    await world.listenFor('/down');
    await world.deliver();
    expect(world.idsReceived()).toEqual([dead.event]);
  });
});

describeOnEachDatabase('an endpoint that an operator changes', (getDatabase) => {
  let world: WebhookWorld;

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
  });
  afterEach(() => world.close());

  /** Whether what came last is verified by the SDK with a secret. */
  function believes(secret: string): boolean {
    const last = world.received.at(-1);
    const signature = last?.headers['stripe-signature'] ?? '';
    const at = world.app.clock.now().getTime();
    try {
      const { webhooks } = new Stripe('sk_unused');
      webhooks.constructEvent(last?.body ?? '', signature, secret, 300, undefined, at);
      return true;
    } catch {
      return false;
    }
  }

  test('signs with both secrets until the overlap ends, then with the new one alone', async () => {
    const { id, secret: old } = await world.listenFor();
    const { context, clock } = world.app;
    const rolled = await rollWebhookSecret(context, { endpoint: id, overlapHours: 2 });
    expect(rolled.oldEndsAt).toEqual(new Date(clock.now().getTime() + 2 * HOUR_MS));
    await world.expired();
    await world.deliver();
    expect([believes(old), believes(rolled.secret)]).toEqual([true, true]);
    clock.advance(2 * HOUR_MS);
    await world.expired();
    await world.deliver();
    expect([believes(old), believes(rolled.secret)]).toEqual([false, true]);

    const roll = (overlapHours: number, endpoint: string = id) =>
      rollWebhookSecret(context, { endpoint, overlapHours });
    await expect(roll(25)).rejects.toThrow('overlapHours: must be from 0 to 24');
    await expect(roll(1, 'we_none')).rejects.toThrow('There is no endpoint we_none.');
  });

  test('is sent other types from then on, with the secret it has', async () => {
    const { id, secret } = await world.listenFor();
    const { context } = world.app;
    await setWebhookEvents(context, { endpoint: id, events: ['checkout.session.completed'] });
    await world.expired();
    expect(await world.deliver()).toBe(0);
    await setWebhookEvents(context, { endpoint: id, events: ['*'] });
    await world.expired();
    expect(await world.deliver()).toBeGreaterThan(0);
    expect(believes(secret)).toBe(true);
    const set = (events: string[]) => setWebhookEvents(context, { endpoint: id, events });
    await expect(set(['invoice.paid'])).rejects.toThrow('is no type of event');
    await expect(set([])).rejects.toThrow('events');
  });
});
