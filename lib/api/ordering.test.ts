import { beforeEach, describe, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { REGION_CODES } from '#lib/domain/region-code.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { type SeededMerchant, seedMerchant } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { readOrderingBook } from '#lib/operations/ordering/read-ordering-book.ts';
import { ownerKey } from '#lib/operations/ordering/ordering-book.ts';
import { handleApiRequest } from './handler.ts';
import { testKey } from './testing/api-server.ts';

const NO_RULES = {
  amounts: [],
  hidden: [],
  max_displacement: null,
  order: [],
  order_by_region: {},
  pinned: [],
};

describeOnEachDatabase('how a merchant’s methods are ordered', (getDatabase) => {
  let app: TestContext;
  let merchant: SeededMerchant;
  let key: string;

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchant = await seedMerchant(app.context, {
      methods: ['card', 'fps', 'octopus', 'apple_pay'],
    });
    key = await testKey(app.context, merchant.merchantId);
  });

  const send = async (
    method: 'GET' | 'POST',
    path: string,
    params: string | object = '',
    options: { as?: string; once?: string } = {},
  ) => {
    const json = typeof params === 'object';
    const response = await handleApiRequest(
      app.context,
      new Request(`http://localhost${path}`, {
        method,
        headers: {
          authorization: `Bearer ${options.as ?? key}`,
          'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
          ...(options.once === undefined ? {} : { 'idempotency-key': options.once }),
        },
        ...(method === 'POST' ? { body: json ? JSON.stringify(params) : params } : {}),
      }),
    );
    return { status: response.status, answer: (await response.json()) as unknown };
  };
  const read = async () => (await send('GET', '/v1/ordering')).answer;
  const set = (params: string | object) => send('POST', '/v1/ordering', params);

  /** What pages are decided by. */
  const inTheBook = async () => {
    const { merchants } = await readOrderingBook(app.context, null);
    return merchants.get(ownerKey({ merchantId: merchant.merchantId, livemode: false }))?.config;
  };

  test('a merchant that has said nothing has the order that it gave its methods', async () => {
    expect(await read()).toEqual({
      object: 'ordering',
      fallbacks_last_day: 0,
      fee_shares: {},
      learned: null,
      livemode: false,
      outage_action: 'move_down',
      paused_at: null,
      policies: [
        { id: 'fixed', version: expect.any(Number) as unknown },
        { id: 'success-rate', version: expect.any(Number) as unknown },
        { id: 'paid-rate', version: expect.any(Number) as unknown },
        { id: 'paid-rate-net', version: expect.any(Number) as unknown },
      ],
      policy: 'fixed',
      rules: NO_RULES,
      updated: null,
      version: 0,
    });
    expect(await inTheBook()).toBeUndefined();
  });

  test('what is set is what pages are decided by, and each change is a version', async () => {
    const { status, answer } = await set(
      'policy=paid-rate-net&outage_action=close&fee_shares[octopus]=0.012&fee_shares[card]=0.034' +
        '&rules[order][]=fps&rules[order][]=card&rules[order_by_region][CN][]=card' +
        '&rules[order_by_region][unknown][0]=card&rules[pinned][0][method]=fps&rules[pinned][0][place]=0' +
        '&rules[hidden][]=wechat_pay&rules[amounts][0][method]=octopus&rules[amounts][0][currency]=hkd' +
        '&rules[amounts][0][to]=100000&rules[max_displacement]=2',
    );
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      policy: 'paid-rate-net',
      outage_action: 'close',
      fee_shares: { octopus: '0.012', card: '0.034' },
      rules: {
        order: ['fps', 'card'],
        order_by_region: { CN: ['card'], unknown: ['card'] },
        pinned: [{ method: 'fps', place: 0 }],
        hidden: ['wechat_pay'],
        amounts: [{ method: 'octopus', currency: 'hkd', from: null, to: 100_000 }],
        max_displacement: 2,
      },
      updated: 1_795_399_200,
      version: 1,
    });
    expect(await read()).toEqual(answer);
    expect(await inTheBook()).toEqual({
      policy: 'paid-rate-net',
      rules: {
        order: ['fps', 'card'],
        orderByRegion: { CN: ['card'], unknown: ['card'] },
        pinned: [{ method: 'fps', place: 0 }],
        hidden: ['wechat_pay'],
        amounts: [{ method: 'octopus', currency: 'HKD', fromMinor: null, toMinor: 100_000 }],
        maxDisplacement: 2,
      },
      feeShares: { octopus: 0.012, card: 0.034 },
      outageAction: 'close',
      pausedAt: null,
      version: 1,
    });
  });

  test('what is left out stays, what is named changes, and an empty text takes away', async () => {
    await set({
      policy: 'paid-rate',
      fee_shares: { card: 0.034, octopus: '0.012' },
      rules: { order: ['fps', 'card'], order_by_region: { CN: ['card'], MO: ['fps'] } },
    });
    const changed = await set({
      fee_shares: { card: '', fps: 0 },
      rules: { order_by_region: { CN: '', TW: ['card', 'fps'] }, hidden: ['octopus'] },
    });
    expect(changed.answer).toMatchObject({ policy: 'paid-rate', version: 2 });
    expect(changed.answer).toHaveProperty('fee_shares', { octopus: '0.012', fps: '0' });
    expect(changed.answer).toHaveProperty('rules', {
      ...NO_RULES,
      order: ['fps', 'card'],
      order_by_region: { MO: ['fps'], TW: ['card', 'fps'] },
      hidden: ['octopus'],
    });
    const emptied = await set('rules[order]=&rules[hidden]=&rules[order_by_region][TW]=');
    expect(emptied.answer).toHaveProperty('rules', {
      ...NO_RULES,
      order_by_region: { MO: ['fps'] },
    });
    expect((await set({ rules: { order_by_region: { MO: [] } } })).answer).toHaveProperty(
      'rules',
      NO_RULES,
    );
    await set('rules[max_displacement]=1');
    expect((await set('rules=&fee_shares=')).answer).toMatchObject({
      fee_shares: {},
      rules: NO_RULES,
      policy: 'paid-rate',
    });
  });

  test('what changes nothing is no version', async () => {
    await set('policy=paid-rate&rules[order][]=fps');
    app.clock.advance(60_000);
    const again = await set('policy=paid-rate&rules[order][]=fps');
    expect(again.answer).toMatchObject({ version: 1, updated: 1_795_399_200 });
    expect((await set('')).answer).toEqual(again.answer);
  });

  test('changes that come at once are each made, one after the other', async () => {
    const answers = await Promise.all([
      set('policy=paid-rate'),
      set('outage_action=close'),
      set('fee_shares[card]=0.03'),
      set('rules[order][]=fps'),
      send('POST', '/v1/ordering/pause'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await read()).toMatchObject({
      policy: 'paid-rate',
      outage_action: 'close',
      fee_shares: { card: '0.03' },
      rules: { order: ['fps'] },
      paused_at: 1_795_399_200,
      version: 5,
    });
  });

  test('a change is made once for its Idempotency-Key', async () => {
    const params = 'policy=paid-rate';
    const first = await send('POST', '/v1/ordering', params, { once: 'order-1' });
    await set('policy=fixed');
    expect(await send('POST', '/v1/ordering', params, { once: 'order-1' })).toEqual(first);
    expect(await read()).toMatchObject({ policy: 'fixed', version: 2 });
  });

  test('the kill switch holds from its first press until it is undone', async () => {
    await set('policy=paid-rate');
    const paused = await send('POST', '/v1/ordering/pause');
    expect(paused.answer).toMatchObject({
      policy: 'paid-rate',
      paused_at: 1_795_399_200,
      version: 2,
    });
    app.clock.advance(60_000);
    expect((await send('POST', '/v1/ordering/pause')).answer).toEqual(paused.answer);
    expect(await inTheBook()).toMatchObject({ pausedAt: new Date('2026-11-23T02:00:00Z') });
    const resumed = await send('POST', '/v1/ordering/resume');
    expect(resumed.answer).toMatchObject({ policy: 'paid-rate', paused_at: null, version: 3 });
    expect((await send('POST', '/v1/ordering/resume')).answer).toEqual(resumed.answer);
    expect(await inTheBook()).toMatchObject({ pausedAt: null });
  });

  test('each merchant and each mode has an order of its own', async () => {
    Object.assign(app.context.env, { PRAYA_ALLOW_LIVE_ON_PGLITE: 'yes' });
    await set('policy=paid-rate');
    const live = await createApiKey(app.context, { merchant: merchant.merchantId, mode: 'live' });
    const other = await testKey(app.context, (await seedMerchant(app.context)).merchantId);
    for (const as of [live.key, other]) {
      const { answer } = await send('GET', '/v1/ordering', '', { as });
      expect(answer).toMatchObject({ policy: 'fixed', version: 0 });
    }
  });

  test('a key that may read may not change, and one that may do all else may do neither', async () => {
    const keyFor = async (...scopes: Parameters<typeof createApiKey>[1]['scopes'] & string[]) =>
      (await createApiKey(app.context, { merchant: merchant.merchantId, mode: 'test', scopes }))
        .key;
    const reads = await keyFor('ordering.read');
    expect((await send('GET', '/v1/ordering', '', { as: reads })).status).toBe(200);
    expect((await send('POST', '/v1/ordering/pause', '', { as: reads })).status).toBe(403);
    const other = await keyFor('method_settings.write');
    expect((await send('GET', '/v1/ordering', '', { as: other })).status).toBe(403);
  });

  describe('is refused by name, and changes nothing', () => {
    test.each([
      ['policy=best', 'policy', 'must be one of fixed, success-rate, paid-rate, paid-rate-net'],
      ['policies=fixed', 'policies', 'unknown'],
      ['outage_action=wait', 'outage_action', 'move_down, close'],
      ['rules[order][]=paypal', 'rules[order][0]', 'must be one of card, fps, alipayhk'],
      ['rules[order][]=apple_pay', 'rules[order][0]', 'must be one of card, fps, alipayhk'],
      ['rules[order][]=fps&rules[order][]=fps', 'rules[order][1]', 'twice'],
      ['rules[order][a]=fps', 'rules[order]', 'a list'],
      ['rules[order_by_region][HKG][]=fps', 'rules[order_by_region][HKG]', 'ISO 3166-1'],
      ['rules[order_by_region][hk][]=fps', 'rules[order_by_region][hk]', 'in capitals'],
      ['rules[order_by_region][ZZ][]=fps', 'rules[order_by_region][ZZ]', 'ISO 3166-1'],
      ['rules[order_by_region][HK]=fps', 'rules[order_by_region][HK]', 'a list'],
      [
        'rules[order_by_region][HK][0]=fps&rules[order_by_region][HK][1]=fps',
        'rules[order_by_region][HK][1]',
        'twice',
      ],
      ['rules[pinned][0][method]=fps', 'rules[pinned][0][place]', 'Missing'],
      [
        'rules[pinned][0][method]=fps&rules[pinned][0][place]=7',
        'rules[pinned][0][place]',
        'from 0 to 6',
      ],
      [
        'rules[pinned][0][method]=fps&rules[pinned][0][place]=0&rules[pinned][1][method]=card&rules[pinned][1][place]=0',
        'rules[pinned][1][place]',
        'fps is pinned to the place 0',
      ],
      [
        'rules[pinned][0][method]=fps&rules[pinned][0][place]=0&rules[pinned][1][method]=fps&rules[pinned][1][place]=1',
        'rules[pinned][1][method]',
        'twice',
      ],
      [
        'rules[hidden][]=fps&rules[pinned][0][method]=fps&rules[pinned][0][place]=0',
        'rules[hidden][0]',
        'pinned and hidden',
      ],
      [
        'rules[hidden][]=card&rules[hidden][]=fps&rules[hidden][]=octopus',
        'rules[hidden]',
        'card, fps, octopus are all',
      ],
      ['rules[max_displacement]=-1', 'rules[max_displacement]', 'an integer from 0'],
      [
        'rules[amounts][0][method]=fps&rules[amounts][0][currency]=usd&rules[amounts][0][from]=1',
        'rules[amounts][0][currency]',
        'fps does not take usd',
      ],
      [
        'rules[amounts][0][method]=fps&rules[amounts][0][currency]=hkd',
        'rules[amounts][0]',
        'from',
      ],
      [
        'rules[amounts][0][method]=card&rules[amounts][0][currency]=hkd&rules[amounts][0][from]=399',
        'rules[amounts][0][from]',
        '400 to 99999999 hkd',
      ],
      [
        'rules[amounts][0][method]=card&rules[amounts][0][currency]=hkd&rules[amounts][0][from]=500&rules[amounts][0][to]=400',
        'rules[amounts][0][from]',
        'over to',
      ],
      [
        'rules[amounts][0][method]=card&rules[amounts][0][currency]=hkd&rules[amounts][0][from]=500&rules[amounts][1][method]=card&rules[amounts][1][currency]=HKD&rules[amounts][1][to]=900',
        'rules[amounts][1]',
        'already',
      ],
      ['fee_shares[card]=1', 'fee_shares[card]', 'below 1'],
      ['fee_shares[card]=1.2%25', 'fee_shares[card]', 'a decimal'],
      ['fee_shares[card]=-0.1', 'fee_shares[card]', 'a decimal'],
      ['fee_shares[card]=0.0000001', 'fee_shares[card]', 'a decimal'],
      ['fee_shares[paypal]=0.1', 'fee_shares[paypal]', 'send one of card, fps'],
      ['rules=fps', 'rules', 'an object'],
    ])('%s', async (params, param, message) => {
      await set('policy=success-rate&rules[max_displacement]=1');
      const before = await read();
      const { status, answer } = await set(`fee_shares[octopus]=0.1&${params}`);
      expect(answer).toMatchObject({
        error: {
          type: 'invalid_request_error',
          param,
          message: expect.stringContaining(message) as unknown,
        },
      });
      expect(status).toBe(400);
      expect(await read()).toEqual(before);
    });

    test('a pin of what is hidden already', async () => {
      await set('rules[hidden][]=fps');
      const { answer } = await set('rules[pinned][0][method]=fps&rules[pinned][0][place]=0');
      expect(answer).toMatchObject({ error: { param: 'rules[pinned][0][method]' } });
    });

    test('more regions than there can be', async () => {
      const regions = REGION_CODES.slice(0, 51);
      const orders = Object.fromEntries(regions.map((region) => [region, ['fps']]));
      const { answer } = await set({ rules: { order_by_region: orders } });
      expect(answer).toMatchObject({ error: { param: 'rules[order_by_region]' } });
    });
  });

  test('a method that is not set up may be named: the rule holds once it is', async () => {
    const { status } = await set('rules[order][]=payme&rules[hidden][]=alipay');
    expect(status).toBe(200);
  });
});
