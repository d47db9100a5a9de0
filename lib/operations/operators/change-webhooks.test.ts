import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { WebhookEndpointRow } from '#lib/db/stores/webhook-endpoint-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import {
  forgetOldTries,
  listEndpointHealth,
  pageEndpointDeliveries,
  readDelivery,
} from '../delivery-log.ts';
import { findOwnEndpoint } from '../manage-webhook-endpoint.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import { type WebhookWorld, createWebhookWorld } from '../testing/webhook-world.ts';
import type { Acting } from './acting.ts';
import {
  changeEndpoint,
  createEndpoint,
  endpointVersion,
  removeEndpoint,
  rollEndpointSecret,
  secretVersion,
  switchEndpoint,
} from './change-webhooks.ts';
import { listAuditLog } from './list-audit-log.ts';
import { countReplay, replayRange, resendOwnDelivery } from './send-again.ts';

const DAY_MS = 24 * 3_600_000;
const NEWEST = {
  page: { limit: 20, startingAfter: null, endingBefore: null },
  type: null,
  state: null,
};

describeOnEachDatabase('webhook endpoints that operators look after', (getDatabase) => {
  let world: WebhookWorld;
  let operators: OperatorWorld;
  let acting: Acting;
  const typed = () => ({
    url: `${world.origin}/hook`,
    events: ['checkout.session.expired'],
    description: null,
  });

  beforeEach(async () => {
    world = await createWebhookWorld(getDatabase());
    operators = createOperatorWorld(getDatabase());
    acting = await actingAt(world.merchantId, 'dev@harbourtea.example.hk');
  });
  afterEach(() => world.close());

  async function actingAt(merchantId: MerchantId, email: string): Promise<Acting> {
    const operator = await operators.newOperator({ email, merchantId, role: 'developer' });
    const signedIn = await operators.signedIn(operator);
    const membership = signedIn.memberships[0];
    if (membership === undefined) throw new Error('The operator is of no merchant.');
    return { asking: { ...signedIn, membership, isFresh: true }, livemode: false, request: HERE };
  }
  async function endpoint(): Promise<WebhookEndpointRow> {
    const owner = { merchantId: world.merchantId, livemode: false };
    const [first] = await listEndpointHealth(getDatabase().db, owner);
    if (first === undefined) throw new Error('There is no endpoint.');
    return first.endpoint;
  }
  async function made(): Promise<WebhookEndpointRow> {
    const { context } = world.app;
    const result = await createEndpoint(context, acting, { ...typed(), apiVersion: null });
    expect(result).toMatchObject({ kind: 'made', secret: expect.stringMatching(/^whsec_/) });
    return endpoint();
  }
  const actions = async () => {
    const { entries } = await listAuditLog(world.app.context, world.merchantId, {
      beforeSeq: null,
    });
    return entries.map(({ action }) => action);
  };

  test('one is made, changed, rolled, switched off and on and removed, and each is in the audit log', async () => {
    const { context } = world.app;
    const { id, ...row } = await made();
    const version = endpointVersion({ id, ...row });
    const change = { ...typed(), events: ['*'], description: 'Orders', id };
    expect(await changeEndpoint(context, acting, { ...change, version })).toEqual({
      kind: 'changed',
    });
    expect(await changeEndpoint(context, acting, { ...change, version })).toEqual({
      kind: 'stale',
    });
    const now = await endpoint();
    expect(now).toMatchObject({ enabledEvents: ['*'], description: 'Orders', secret: row.secret });
    const roll = { id, overlapHours: 1, version: secretVersion(now) };
    expect(await rollEndpointSecret(context, acting, roll)).toMatchObject({ kind: 'rolled' });
    expect(await rollEndpointSecret(context, acting, roll)).toEqual({ kind: 'stale' });
    for (const on of [false, false, true]) {
      expect(await switchEndpoint(context, acting, { id, on })).toEqual({ kind: 'switched' });
    }
    expect(await removeEndpoint(context, acting, { id })).toEqual({ kind: 'removed' });
    expect(await removeEndpoint(context, acting, { id })).toEqual({ kind: 'gone' });
    expect(await actions()).toEqual([
      'webhook.removed',
      'webhook.changed',
      'webhook.changed',
      'webhook.secret_rolled',
      'webhook.changed',
      'webhook.created',
    ]);
  });

  test('an address that cannot be, and one endpoint too many, are told apart', async () => {
    const { context } = world.app;
    const input = { ...typed(), url: 'http://shop.example.hk/hook', apiVersion: null };
    const refused = { kind: 'url', fault: 'https_or_loopback' };
    expect(await createEndpoint(context, acting, input)).toEqual(refused);
    const { id, ...row } = await made();
    const version = endpointVersion({ id, ...row });
    expect(await changeEndpoint(context, acting, { ...input, id, version })).toEqual(refused);
    for (let nth = 1; nth < 16; nth += 1) await made();
    expect(await createEndpoint(context, acting, { ...typed(), apiVersion: null })).toEqual({
      kind: 'many',
    });
  });

  test('each try is kept with what was answered, and is gone after 30 days', async () => {
    const { context, clock } = world.app;
    const { id } = await made();
    await world.expired();
    world.reply = () => ({ status: 500 });
    await world.deliver();
    world.reply = () => ({ status: 200 });
    clock.advance(10_000);
    await world.deliver();
    const { db } = getDatabase();
    const page = await pageEndpointDeliveries(db, await endpoint(), NEWEST);
    const delivery = page?.items[0]?.delivery.id ?? '';
    const read = await readDelivery(db, await endpoint(), delivery);
    expect(read).toMatchObject({
      delivery: { status: 'delivered' },
      payload: { type: 'checkout.session.expired' },
      tries: [
        { status: 200, error: null, answer: 'ok', nextTryAt: null },
        { status: 500, error: 'answered 500', answer: 'ok', nextTryAt: expect.any(Date) },
      ],
    });
    const [health] = await listEndpointHealth(db, {
      merchantId: world.merchantId,
      livemode: false,
    });
    expect(health).toMatchObject({ endpoint: { id }, lastTry: { status: 200 } });
    clock.advance(30 * DAY_MS - 10_000 + 1);
    expect(await forgetOldTries(context)).toBe(1);
    expect((await readDelivery(db, await endpoint(), delivery))?.tries).toHaveLength(1);
  });

  test('the log is filtered by how deliveries stand and by type, and read page by page', async () => {
    await made();
    const { db } = getDatabase();
    for (const status of [200, 503, 200]) {
      world.reply = () => ({ status });
      world.app.clock.advance(1);
      await world.expired();
      await world.deliver();
    }
    const found = async (filters: Partial<Parameters<typeof pageEndpointDeliveries>[2]>) =>
      (await pageEndpointDeliveries(db, await endpoint(), { ...NEWEST, ...filters }))?.items ?? [];
    expect((await found({})).map(({ delivery }) => delivery.lastStatus)).toEqual([200, 503, 200]);
    expect(await found({ state: 'delivered' })).toHaveLength(2);
    expect(await found({ state: 'pending' })).toHaveLength(1);
    expect(await found({ state: 'held' })).toEqual([]);
    expect(await found({ type: 'refund.created' })).toEqual([]);
    const [first] = await found({});
    const page = { limit: 1, startingAfter: first?.delivery.id ?? '', endingBefore: null };
    expect((await found({ page })).map(({ delivery }) => delivery.lastStatus)).toEqual([503]);
  });

  test('a range is counted before it is sent, and arrives with the ids that it had', async () => {
    const { context, clock } = world.app;
    const { id } = await made();
    const from = clock.now();
    for (let nth = 0; nth < 3; nth += 1) {
      await world.expired();
      await world.deliver();
      clock.advance(1_000);
    }
    const ids = world.idsReceived();
    const range = { from, before: new Date(from.getTime() + 2_000), types: null, all: true };
    const count = (change = {}) =>
      endpoint().then((row) => countReplay(context, row, { ...range, ...change }));
    expect(await count()).toBe(2);
    expect(await count({ all: false })).toBe(0);
    expect(await count({ types: ['checkout.session.completed'] })).toBe(0);
    expect(await replayRange(context, acting, { id, range, expected: 3 })).toEqual({
      kind: 'stale',
    });
    expect(await world.deliver()).toBe(0);
    const sent = await replayRange(context, acting, { id, range, expected: 2 });
    expect(sent).toEqual({ kind: 'replayed', events: 2 });
    await world.deliver();
    expect(world.idsReceived()).toHaveLength(5);
    expect(new Set(world.idsReceived().slice(3))).toEqual(new Set(ids.slice(0, 2)));
    expect(await actions()).toEqual(['webhook.replayed', 'webhook.created']);
  });

  test('one delivery is sent again; another merchant’s operator reaches none of it', async () => {
    const { context } = world.app;
    const { id } = await made();
    await world.expired();
    await world.deliver();
    const { id: delivery } = await world.onlyDelivery();
    const stranger = await actingAt(await operators.newMerchant('Peak'), 'x@peak.example.hk');
    const range = { from: new Date(0), before: new Date(4e12), types: null, all: true };
    for (const by of [stranger, { ...acting, livemode: true }]) {
      for (const refused of [
        resendOwnDelivery(context, by, { endpoint: id, delivery }),
        replayRange(context, by, { id, range, expected: 1 }),
        removeEndpoint(context, by, { id }),
        switchEndpoint(context, by, { id, on: false }),
        rollEndpointSecret(context, by, { id, overlapHours: 0, version: '' }),
      ]) {
        expect(await refused).toEqual({ kind: 'gone' });
      }
    }
    expect(await world.deliver()).toBe(0);
    const resent = await resendOwnDelivery(context, acting, { endpoint: id, delivery });
    expect(resent).toEqual({ kind: 'resent' });
    await world.deliver();
    expect(new Set(world.idsReceived()).size).toBe(1);
    expect(world.idsReceived()).toHaveLength(2);
    const owner = { merchantId: world.merchantId, livemode: false };
    expect(await findOwnEndpoint(getDatabase().db, owner, id)).toMatchObject({ enabled: true });
  });
});
