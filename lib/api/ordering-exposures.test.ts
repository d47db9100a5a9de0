import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import {
  seedExperiment,
  seedExposure,
  seedOrderingState,
  taughtState,
} from '#lib/operations/testing/seed-ordering.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import { handleApiRequest } from './handler.ts';
import { testKey } from './testing/api-server.ts';

interface Listed {
  readonly data: readonly { readonly id: string }[];
  readonly has_more: boolean;
}

const NOW = 1_795_399_200;

describeOnEachDatabase('orders that shoppers were shown', (getDatabase) => {
  let world: ScriptedWorld;
  let key: string;

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    key = await testKey(world.context, world.merchant.merchantId);
  });

  const owner = () => ({ merchantId: world.merchant.merchantId, livemode: false });
  const get = async (path: string, as = key) => {
    const response = await handleApiRequest(
      world.context,
      new Request(`http://localhost/v1/ordering/exposures${path}`, {
        headers: { authorization: `Bearer ${as}` },
      }),
    );
    return { status: response.status, answer: (await response.json()) as unknown };
  };
  const list = async (query = '') => {
    const { status, answer } = await get(query);
    expect(status).toBe(200);
    const { data, has_more: hasMore } = answer as Listed; // as it is asserted
    return { ids: data.map(({ id }) => id), hasMore };
  };
  const show = (session: CheckoutSessionId, change: Parameters<typeof seedExposure>[3] = {}) =>
    seedExposure(world.context, owner(), session, change);
  const anotherSession = () => seedSession(world.context, world.merchant.merchantId);
  const taught = () =>
    taughtState(
      {
        card: { chosen: 40, failed: 20 },
        fps: { chosen: 240, failed: 6 },
        octopus: { chosen: 60, failed: 3 },
      },
      world.clock.now(),
    );

  test('a session’s order is told as it was recorded, with why and what came of it', async () => {
    await show(world.sessionId, { state: taught() });
    const before = await get(`/${world.sessionId}`);
    expect(before.status).toBe(200);
    expect(before.answer).toMatchObject({
      id: world.sessionId,
      object: 'ordering_exposure',
      amount: 12_850,
      arm: null,
      attempts: [],
      counts: true,
      created: NOW,
      currency: 'hkd',
      exclusion: null,
      experiment: null,
      explored: false,
      first_choice: null,
      first_result: null,
      layout: 'list',
      left_out: [{ method: 'wechat_pay', reason: 'other_device' }],
      livemode: false,
      locale: 'en',
      merchants_order: ['card', 'fps', 'octopus'],
      methods: [
        {
          method: 'fps',
          place: 0,
          because: 'ranked',
          sessions: 340,
          text: { en: expect.stringMatching(/^FPS is first for desktop shoppers/) as unknown },
        },
        { place: 1 },
        { place: 2 },
      ],
      orders_differ: null,
      paid: false,
      paid_at: null,
      policy: 'paid-rate',
      returning: false,
      shopper: { region: 'HK', device: 'desktop', in_app: null, amount_band: 'medium' },
      source: 'policy',
    });

    world.provider.queueEffects('decline');
    await world.start('card');
    world.clock.advance(60_000);
    expect((await get(`/${world.sessionId}`)).answer).toMatchObject({
      attempts: [{ method: 'card', result: 'failed', created: NOW }],
      first_choice: 'card',
      first_result: 'failed',
      paid: false,
    });
    await world.start('card');
    const { answer } = await get(`/${world.sessionId}`);
    expect(answer).toMatchObject({
      attempts: [
        { method: 'card', result: 'failed', failure_code: expect.any(String) as unknown },
        { method: 'card', result: 'paid', failure_code: null, created: NOW + 60 },
      ],
      first_choice: 'card',
      first_result: 'failed',
      paid: true,
      paid_at: NOW + 60,
    });

    // What is learned later explains nothing that was shown before.
    await seedOrderingState(
      world.context,
      owner(),
      taughtState({ card: { chosen: 300, failed: 0 } }, world.clock.now()),
    );
    expect((await get(`/${world.sessionId}`)).answer).toEqual(answer);
  });

  test('an order that could not be decided has nothing to explain, and is counted', async () => {
    await show(world.sessionId, { source: 'fallback', exclusion: 'fallback' });
    const exposure = await get(`/${world.sessionId}`);
    expect(exposure.answer).toMatchObject({ source: 'fallback', exclusion: 'fallback' });
    const ordering = async () => {
      const response = await handleApiRequest(
        world.context,
        new Request('http://localhost/v1/ordering', {
          headers: { authorization: `Bearer ${key}` },
        }),
      );
      return (await response.json()) as unknown;
    };
    expect(await ordering()).toMatchObject({ fallbacks_last_day: 1 });
    world.clock.advance(24 * 60 * 60 * 1000 + 1);
    expect(await ordering()).toMatchObject({ fallbacks_last_day: 0 });
  });

  test('they are listed the newest first, page by page, both ways', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const session = await anotherSession();
      ids.unshift(session);
      await show(session);
      // Two of the same moment are told apart by their ids.
      if (index !== 2) world.clock.advance(1_000);
    }
    const all = (await list('?limit=100')).ids;
    expect(all.toSorted()).toEqual(ids.toSorted());
    expect(all[0]).toBe(ids[0]);
    expect(all[4]).toBe(ids[4]);
    expect(await list('?limit=2')).toEqual({ ids: all.slice(0, 2), hasMore: true });
    const { methods: _, ...one } = (await get(`/${all[0]}`)).answer as Record<string, unknown>; // an object of ours
    expect((await get('?limit=1')).answer).toMatchObject({ data: [one] });
    expect((await get('?limit=1')).answer).not.toHaveProperty('data.0.methods');
    expect(await list(`?limit=2&starting_after=${all[1]}`)).toEqual({
      ids: all.slice(2, 4),
      hasMore: true,
    });
    expect(await list(`?limit=2&starting_after=${all[3]}`)).toEqual({
      ids: all.slice(4),
      hasMore: false,
    });
    expect(await list(`?limit=2&ending_before=${all[3]}`)).toEqual({
      ids: all.slice(1, 3),
      hasMore: true,
    });
  });

  test('they are chosen by time, by source, by experiment and by arm', async () => {
    const experimentId = await seedExperiment(world.context, owner());
    const shown: Record<string, CheckoutSessionId> = {};
    for (const [name, change] of [
      ['static', { source: 'static' }],
      ['control', { experimentId, arm: 'control' }],
      ['learned', { experimentId, arm: 'learned' }],
    ] as const) {
      const session = await anotherSession();
      shown[name] = session;
      await show(session, change);
      world.clock.advance(60_000);
    }
    const { control, learned } = shown;
    expect((await list('?source=static')).ids).toEqual([shown['static']]);
    expect((await list(`?experiment=${experimentId}`)).ids).toEqual([learned, control]);
    expect((await list(`?experiment=${experimentId}&arm=control`)).ids).toEqual([control]);
    expect((await list(`?experiment=${experimentId}&arm=nobody`)).ids).toEqual([]);
    expect((await list(`?created[gte]=${NOW + 60}&created[lt]=${NOW + 120}`)).ids).toEqual([
      control,
    ]);
  });

  test('another merchant, and the other mode, see nothing of them', async () => {
    await show(world.sessionId);
    const other = await seedMerchant(world.context, { name: 'Peak Ceramics' });
    const stranger = await testKey(world.context, other.merchantId);
    expect((await get(`/${world.sessionId}`, stranger)).status).toBe(404);
    expect((await get('', stranger)).answer).toMatchObject({ data: [] });
  });

  test('a session that nobody looked at was shown no order', async () => {
    const { status, answer } = await get(`/${world.sessionId}`);
    expect(status).toBe(404);
    expect(answer).toMatchObject({
      error: {
        code: 'resource_missing',
        message: `No such ordering_exposure: '${world.sessionId}'`,
      },
    });
  });

  test.each([
    ['?source=magic', 'source'],
    ['?arm=control', 'arm'],
    ['?experiment=exp_none', 'experiment'],
    ['?created[gte]=yesterday', 'created'],
    ['?limit=101', 'limit'],
    ['?starting_after=cs_test_none', 'starting_after'],
    ['?session=cs_1', 'session'],
  ])('%s is refused by name', async (query, param) => {
    const { status, answer } = await get(query);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ error: { param } });
  });
});
