import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
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

  test('what is not set up, or not the merchant’s to change, is refused', async () => {
    expect((await send('POST', '/v1/method_settings/payme', 'enabled=true')).status).toBe(404);
    expect((await send('POST', '/v1/method_settings/card', 'enabled=perhaps')).status).toBe(400);
    const wrong = await send('POST', '/v1/method_settings/card', 'enabled=true&provider=airwallex');
    expect(wrong.answer).toMatchObject({ error: { param: 'provider' } });
  });
});
