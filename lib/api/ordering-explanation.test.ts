import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { methodOutage } from '#lib/db/schema/ordering.ts';
import { seedOrderingState, taughtState } from '#lib/operations/testing/seed-ordering.ts';
import { type SeededMerchant, seedMerchant } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { newId } from '#lib/platform/ids.ts';
import { handleApiRequest } from './handler.ts';
import { testKey } from './testing/api-server.ts';

interface Explanation {
  readonly order: readonly string[];
  readonly methods: readonly {
    readonly method: string;
    readonly top_propensity: number;
    readonly text: { readonly en: string; readonly 'zh-HK': string };
  }[];
}

describeOnEachDatabase('explaining the order of methods', (getDatabase) => {
  let app: TestContext;
  let merchant: SeededMerchant;
  let key: string;

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchant = await seedMerchant(app.context, {
      methods: ['card', 'fps', 'octopus', 'wechat_pay', 'apple_pay'],
    });
    key = await testKey(app.context, merchant.merchantId);
  });

  const owner = () => ({ merchantId: merchant.merchantId, livemode: false });
  const send = async (method: 'GET' | 'POST', path: string, params = '', as = key) => {
    const response = await handleApiRequest(
      app.context,
      new Request(`http://localhost${path}${method === 'GET' ? `?${params}` : ''}`, {
        method,
        headers: {
          authorization: `Bearer ${as}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        ...(method === 'POST' ? { body: params } : {}),
      }),
    );
    return { status: response.status, answer: (await response.json()) as unknown };
  };
  const explain = async (params = '', as = key) => {
    const { status, answer } = await send('GET', '/v1/ordering/explanation', params, as);
    expect(status).toBe(200);
    return answer as Explanation; // what the test looks at of it
  };
  const set = async (params: string) =>
    expect((await send('POST', '/v1/ordering', params)).status).toBe(200);

  /** Card is chosen by few, and fails half of them. */
  const taught = () =>
    taughtState(
      {
        card: { chosen: 40, failed: 20 },
        fps: { chosen: 240, failed: 6 },
        octopus: { chosen: 60, failed: 3 },
      },
      app.clock.now(),
    );

  test('without anything set or learned it is the merchant’s own order, and says so', async () => {
    const found = await explain();
    expect(found).toMatchObject({
      object: 'ordering_explanation',
      amount: 20_000,
      created: 1_795_399_200,
      expected_paid: null,
      experiments: [],
      gain_points: null,
      left_out: [],
      livemode: false,
      merchants_order: ['card', 'fps', 'octopus', 'wechat_pay'],
      order: ['card', 'fps', 'octopus', 'wechat_pay'],
      policy: 'fixed',
      shopper: {
        amount_band: 'medium',
        currency: 'hkd',
        device: 'desktop',
        in_app: null,
        region: 'HK',
      },
      source: 'static',
      state_version: 0,
      version: 0,
    });
    expect(found.methods[0]).toMatchObject({
      because: 'merchants_order',
      counts: { chosen: 0, paid: 0, failed: 0 },
      known_since: null,
      method: 'card',
      place: 0,
      sessions: 0,
      shoppers: { level: 'prior', region: null, device: null },
      text: {
        en: 'Credit or debit card is first for all shoppers: this is your own order; nothing is known of it yet.',
        'zh-HK': '所有顧客會看到信用卡／扣賬卡排在首位：這是你自訂的次序；暫時未有相關數據。',
      },
      top_propensity: 1,
    });
  });

  test('what was learned of such shoppers orders them, told with its figures in both languages', async () => {
    await seedOrderingState(app.context, owner(), taught());
    await set('policy=paid-rate');
    const found = await explain();
    expect(found).toMatchObject({
      merchants_order: ['card', 'fps', 'octopus', 'wechat_pay'],
      policy: 'paid-rate',
      source: 'policy',
      version: 1,
    });
    expect(found.order[0]).toBe('fps');
    expect(found.methods.map(({ method }) => method)).toEqual(found.order);
    const [fps] = found.methods;
    expect(fps).toMatchObject({
      because: 'ranked',
      counts: { chosen: 240, paid: 234, failed: 6 },
      place: 0,
      sessions: 340,
      shoppers: {
        amount_band: 'medium',
        currency: 'hkd',
        device: 'desktop',
        in_app: null,
        level: 'band',
        region: 'HK',
      },
    });
    expect(fps?.text.en).toMatch(
      /^FPS is first for desktop shoppers in Hong Kong paying HK\$100–500: chosen by \d+%, 9\d% of those pay; 340 sessions; since today\.$/,
    );
    expect(fps?.text['zh-HK']).toMatch(
      /^香港使用電腦支付 HK\$100–500 的顧客會看到轉數快排在首位：\d+% 的顧客選用，當中 9\d% 成功付款；340 次結帳；由今日起計。$/,
    );
    const chances = found.methods.map(({ top_propensity: chance }) => chance);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 5);
    expect(found).toHaveProperty('gain_points', expect.any(Number));
    expect(await explain()).toEqual(found);
    const summary = (await send('GET', '/v1/ordering')).answer;
    expect(summary).toMatchObject({ learned: { sessions: 340, since: 1_795_398_860 } });
  });

  test('shoppers of another kind are explained by what is known of all', async () => {
    await seedOrderingState(app.context, owner(), taught());
    await set('policy=paid-rate');
    const found = await explain('region=JP&device=ios&in_app=line&amount=300000&currency=hkd');
    expect(found).toMatchObject({
      shopper: { region: 'JP', device: 'ios', in_app: 'line', amount_band: 'very_large' },
    });
    const fps = found.methods.find(({ method }) => method === 'fps');
    expect(fps).toMatchObject({ shoppers: { level: 'all', region: null }, sessions: 340 });
    expect(fps?.text.en).toContain('for all shoppers');
    expect(await explain('region=unknown')).toMatchObject({ shopper: { region: 'unknown' } });
  });

  test('what cannot be used is left out with its reason, and what is pinned says so', async () => {
    await set('rules[pinned][0][method]=octopus&rules[pinned][0][place]=0&rules[hidden][]=card');
    const found = await explain('device=ios&currency=hkd');
    expect(found).toMatchObject({
      order: ['octopus', 'fps'],
      left_out: [
        { method: 'card', reason: 'hidden' },
        { method: 'wechat_pay', reason: 'other_device' },
      ],
    });
    expect(found.methods[0]).toMatchObject({ because: 'pinned', top_propensity: 1 });
    const inYen = await explain('currency=jpy&amount=5000');
    expect(inYen).toMatchObject({
      order: ['card'],
      left_out: [
        { method: 'fps', reason: 'currency' },
        { method: 'octopus', reason: 'currency' },
        { method: 'wechat_pay', reason: 'currency' },
      ],
    });
  });

  test('the kill switch is told, and has the merchant’s order', async () => {
    await seedOrderingState(app.context, owner(), taught());
    await set('policy=paid-rate');
    await send('POST', '/v1/ordering/pause');
    expect(await explain()).toMatchObject({
      order: ['card', 'fps', 'octopus', 'wechat_pay'],
      policy: 'fixed',
      source: 'forced',
    });
  });

  test('a method that is out of order goes down, or is left out, where it does not work', async () => {
    await seedOrderingState(app.context, owner(), taught());
    await set('policy=paid-rate');
    const outage = (action: 'move_down' | 'close', region: string) => ({
      id: newId('method_outage'),
      ...owner(),
      method: 'fps' as const,
      scope: { kind: 'region' as const, region },
      scopeKey: `region/${region}`,
      raisedBy: 'merchant' as const,
      action,
      since: app.clock.now(),
      raisedAt: app.clock.now(),
    });
    await getDatabase().db.insert(methodOutage).values(outage('move_down', 'HK'));
    const down = await explain();
    expect(down.order[0]).not.toBe('fps');
    const fps = down.methods.find(({ method }) => method === 'fps');
    expect(fps).toMatchObject({ because: 'down', down_since: 1_795_399_200 });
    expect(fps?.text.en).toContain('not working since 23 Nov 2026, 10:00 am');
    await getDatabase().db.insert(methodOutage).values(outage('close', 'MO'));
    expect(await explain('region=MO')).toMatchObject({
      left_out: [{ method: 'fps', reason: 'out_of_order' }],
    });
  });

  test('another merchant’s state says nothing here', async () => {
    await seedOrderingState(app.context, owner(), taught());
    const other = await seedMerchant(app.context);
    const found = await explain('', await testKey(app.context, other.merchantId));
    expect(found).toMatchObject({ state_version: 0 });
  });

  test.each([
    ['region=hk', 'region'],
    ['region=Hong+Kong', 'region'],
    ['device=watch', 'device'],
    ['device=ios&in_app=chrome', 'in_app'],
    ['in_app=wechat', 'in_app'],
    ['amount=0', 'amount'],
    ['amount=1.5', 'amount'],
    ['currency=xxx', 'currency'],
    ['method=fps', 'method'],
  ])('%s is refused by name', async (params, param) => {
    const { status, answer } = await send('GET', '/v1/ordering/explanation', params);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ error: { type: 'invalid_request_error', param } });
  });
});
