import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { ApiScope } from '#lib/domain/api-scope.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { type SeededMerchant, seedMerchant } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { testKey } from './testing/api-server.ts';

describeOnEachDatabase('what a merchant has set up', (getDatabase) => {
  let app: TestContext;
  let merchant: SeededMerchant;
  let key: string;

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchant = await seedMerchant(app.context, { methods: ['card', 'fps'] });
    key = await testKey(app.context, merchant.merchantId);
  });

  const send = async (method: 'GET' | 'POST', path: string, params = '', as = key) => {
    const query = method === 'GET' && params !== '' ? `?${params}` : '';
    const response = await handleApiRequest(
      app.context,
      new Request(`http://localhost${path}${query}`, {
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

  test('accounts at providers are listed without anything that opens them', async () => {
    const { answer } = await send('GET', '/v1/provider_accounts');
    expect(answer).toMatchObject({ object: 'list', data: expect.any(Array) as unknown });
    expect(JSON.stringify(answer)).not.toMatch(/seed|sk_|credential|secret/i);
    const id = merchant.accounts.stripe;
    const one = await send('GET', `/v1/provider_accounts/${id}`);
    expect(one.answer).toMatchObject({ id, object: 'provider_account', provider: 'stripe' });
    const other = await seedMerchant(app.context);
    const theirs = await send('GET', `/v1/provider_accounts/${other.accounts.stripe}`);
    expect(theirs.status).toBe(404);
    expect((await send('GET', '/v1/provider_accounts/pacc_x')).status).toBe(404);
  });

  test('methods are listed in the order of the page, with their limits', async () => {
    const { answer } = await send('GET', '/v1/method_settings', 'limit=1');
    expect(answer).toMatchObject({
      has_more: true,
      data: [{ id: 'card', enabled: true, provider: 'stripe', limits: { hkd: { min: 400 } } }],
    });
    const next = await send('GET', '/v1/method_settings', 'starting_after=card');
    expect(next.answer).toMatchObject({ has_more: false, data: [{ id: 'fps' }] });
  });

  test('a method that is switched off takes no payment until it is on again', async () => {
    const off = await send('POST', '/v1/method_settings/card', 'enabled=false');
    expect(off.answer).toMatchObject({ id: 'card', enabled: false });
    const form =
      'mode=payment&success_url=https%3A%2F%2Ftea.example.hk%2F&line_items[0][quantity]=1' +
      '&line_items[0][price_data][currency]=hkd&line_items[0][price_data][unit_amount]=1000' +
      '&line_items[0][price_data][product_data][name]=Tea&allowed_payment_method_types[0]=card';
    expect((await send('POST', '/v1/checkout/sessions', form)).status).toBe(400);
    await send('POST', '/v1/method_settings/card', 'enabled=true');
    expect((await send('POST', '/v1/checkout/sessions', form)).status).toBe(200);
  });

  test('a method that is off has a reason for shoppers, in each language, until it is on again', async () => {
    const path = '/v1/method_settings/card';
    const off = await send(
      'POST',
      path,
      'enabled=false&public_reason[en]=Back+at+noon.&public_reason[zh-HK]=中午恢復。',
    );
    const both = { en: 'Back at noon.', 'zh-HK': '中午恢復。' };
    expect(off.answer).toMatchObject({ enabled: false, public_reason: both });
    expect((await send('GET', '/v1/method_settings', 'limit=1')).answer).toMatchObject({
      data: [{ enabled: false, public_reason: both }],
    });
    const one = await send('POST', path, 'public_reason[en]=');
    expect(one.answer).toMatchObject({ public_reason: { 'zh-HK': '中午恢復。' } });
    expect(one.answer).not.toHaveProperty('public_reason.en');
    const none = await send('POST', path, 'public_reason=');
    expect(none.answer).toMatchObject({ enabled: false, public_reason: {} });
    await send('POST', path, 'public_reason[en]=Soon.');
    expect((await send('POST', path, 'enabled=true')).answer).toMatchObject({ public_reason: {} });
  });

  test('a key made to switch methods says nothing to shoppers, and bounds nothing', async () => {
    const path = '/v1/method_settings/card';
    const keyFor = async (...scopes: ApiScope[]) =>
      (await createApiKey(app.context, { merchant: merchant.merchantId, mode: 'test', scopes }))
        .key;
    const switches = await keyFor('method_settings.write');
    expect((await send('POST', path, 'enabled=false', switches)).status).toBe(200);
    for (const params of [
      'public_reason[en]=Soon.',
      'public_reason=',
      'enabled=true&max_amount=500',
    ]) {
      const { status, answer } = await send('POST', path, params, switches);
      expect(status, params).toBe(403);
      expect(answer).toMatchObject({
        error: {
          code: 'more_permissions_required',
          message: expect.stringContaining('method_terms.write') as unknown,
        },
      });
    }
    const says = await keyFor('method_settings.write', 'method_terms.write');
    const { answer } = await send('POST', path, 'public_reason[en]=Soon.', says);
    expect(answer).toMatchObject({
      enabled: false,
      public_reason: { en: 'Soon.' },
      max_amount: null,
    });
  });

  test('limits bound what the method takes, and are taken away by an empty text', async () => {
    const path = '/v1/method_settings/card';
    const set = await send('POST', path, 'min_amount=2000&max_amount=50000');
    expect(set.answer).toMatchObject({ enabled: true, min_amount: 2_000, max_amount: 50_000 });
    const session = (amount: number) =>
      send(
        'POST',
        '/v1/checkout/sessions',
        'mode=payment&success_url=https%3A%2F%2Ftea.example.hk%2F&line_items[0][quantity]=1' +
          `&line_items[0][price_data][currency]=hkd&line_items[0][price_data][unit_amount]=${amount}` +
          '&line_items[0][price_data][product_data][name]=Tea&allowed_payment_method_types[0]=card',
      );
    expect((await session(1_999)).answer).toMatchObject({
      error: { message: expect.stringContaining('card takes 20.00 or more') as unknown },
    });
    expect((await session(2_000)).status).toBe(200);
    expect((await session(50_001)).status).toBe(400);
    const cleared = await send('POST', path, 'min_amount=&max_amount=');
    expect(cleared.answer).toMatchObject({ min_amount: null, max_amount: null });
    expect((await session(1_999)).status).toBe(200);
  });

  test.each([
    ['public_reason[en]=Back+soon.', 'public_reason'],
    [`enabled=false&public_reason[en]=${'x'.repeat(201)}`, 'public_reason[en]'],
    ['enabled=false&public_reason[en]=two%0Alines', 'public_reason[en]'],
    ['enabled=false&public_reason[zh-HK]=%20', 'public_reason[zh-HK]'],
    ['enabled=false&public_reason[fr]=Non', 'public_reason[fr]'],
    ['min_amount=399', 'min_amount'],
    ['min_amount=0', 'min_amount'],
    ['max_amount=1.5', 'max_amount'],
    ['max_amount=100000000', 'max_amount'],
    ['min_amount=2000&max_amount=1999', 'min_amount'],
  ])('%s is refused by name, and changes nothing', async (params, param) => {
    const { status, answer } = await send('POST', '/v1/method_settings/card', params);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ error: { type: 'invalid_request_error', param } });
    expect((await send('GET', '/v1/method_settings', 'limit=1')).answer).toMatchObject({
      data: [{ enabled: true, public_reason: {}, min_amount: null, max_amount: null }],
    });
  });

  test('what is not set up, or not the merchant’s to change, is refused', async () => {
    expect((await send('POST', '/v1/method_settings/payme', 'enabled=true')).status).toBe(404);
    expect((await send('POST', '/v1/method_settings/card', 'enabled=perhaps')).status).toBe(400);
    const wrong = await send('POST', '/v1/method_settings/card', 'enabled=true&provider=airwallex');
    expect(wrong.answer).toMatchObject({ error: { param: 'provider' } });
  });
});
