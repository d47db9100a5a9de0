import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import type Stripe from 'stripe';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { SESSION_MAX_LIFETIME_MS } from '#lib/domain/checkout-session.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { loadFacts, methodRows } from '#lib/operations/checkout-facts.ts';
import { expireSessions } from '#lib/operations/expire-sessions.ts';
import { recoverSession } from '#lib/operations/recover-session.ts';
import { startPayment } from '#lib/operations/start-payment.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, startApiServer, testKey } from './testing/api-server.ts';

type CreateParams = Stripe.Checkout.SessionCreateParams;

const EMBEDDED: CreateParams = {
  mode: 'payment',
  ui_mode: 'embedded_page',
  return_url: 'https://tea.example.hk/return?s={CHECKOUT_SESSION_ID}',
  line_items: [
    {
      price_data: { currency: 'hkd', unit_amount: 12_850, product_data: { name: 'Tea' } },
      quantity: 1,
    },
  ],
};

describeOnEachDatabase('sessions for a frame through the official SDK', (getDatabase) => {
  let app: TestContext;
  let server: ApiServer;
  let stripe: Stripe;

  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(app.context, request));
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    app = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(app.context);
    stripe = server.stripe(await testKey(app.context, merchantId));
  });

  const create = (params: object = {}) =>
    stripe.checkout.sessions.create({ ...EMBEDDED, ...params } as CreateParams); // wrong on purpose
  const without = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, ''])); // empty is unset
  const phone = { form: 'phone', os: 'android' } as const;

  test('has a client secret that begins with its id, and no address', async () => {
    const session = await create();
    expect(session).toMatchObject({
      ui_mode: 'embedded_page',
      url: null,
      success_url: null,
      cancel_url: null,
      return_url: EMBEDDED.return_url,
      redirect_on_completion: 'always',
    });
    expect(session.client_secret).toMatch(/^cs_test_\w{32}_secret_\w{32}$/);
    expect(session.client_secret?.startsWith(`${session.id}_secret_`)).toBe(true);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      client_secret: session.client_secret,
    });
  });

  test.each([
    ['2026-10-28.endive', 'embedded_page'],
    ['2026-03-25.dahlia', 'embedded_page'],
    ['2025-09-30.clover', 'embedded'],
    ['2024-06-20', 'embedded'],
  ])('is spelt for %s as %s, by whichever name it was asked for', async (apiVersion, name) => {
    for (const ui_mode of ['embedded', 'embedded_page']) {
      const params = { ...EMBEDDED, ui_mode } as CreateParams; // the older name too
      const session = await stripe.checkout.sessions.create(params, { apiVersion });
      expect(session.ui_mode).toBe(name);
    }
  });

  test.each([
    ['a success_url', { success_url: 'https://tea.example.hk/' }, 'success_url'],
    ['a cancel_url', { cancel_url: 'https://tea.example.hk/' }, 'cancel_url'],
    ['no return_url', { return_url: '' }, 'return_url'],
    ['a return_url without https', { return_url: 'http://tea.example.hk/' }, 'return_url'],
    ['an unknown redirect', { redirect_on_completion: 'sometimes' }, 'redirect_on_completion'],
    [
      'a return_url for a page of its own',
      { ui_mode: 'hosted_page', success_url: 'https://tea.example.hk/' },
      'return_url',
    ],
    [
      'a redirect for a page of its own',
      {
        ui_mode: 'hosted_page',
        success_url: 'https://tea.example.hk/',
        return_url: '',
        redirect_on_completion: 'never',
      },
      'redirect_on_completion',
    ],
  ])('%s is refused by name', async (_, params, param) => {
    await expect(create(params)).rejects.toMatchObject({ statusCode: 400, param });
    expect(await getDatabase().db.$count(sql.raw('checkout_session'))).toBe(0);
  });

  test('that never redirects needs no return_url, and offers nothing that would have to', async () => {
    const session = await create({
      ...without('return_url'),
      redirect_on_completion: 'never',
    });
    expect(session).not.toHaveProperty('return_url');
    const sessionId = session.id as CheckoutSessionId; // it is one
    const facts = await loadFacts(app.context, sessionId);
    if (facts === null) throw new Error('no facts');
    const { rows } = methodRows(facts, phone);
    expect(rows.map(({ method }) => method)).toContain('fps');
    expect(rows.filter(({ flow }) => flow === 'redirect')).toEqual([]);
    const begun = await startPayment(app.context, {
      sessionId,
      method: 'alipayhk',
      device: phone,
      locale: 'en',
      input: {},
      customerEmail: null,
    });
    expect(begun).toEqual({ kind: 'method_not_available' });
  });

  test('started again has a client secret of its own', async () => {
    const first = await create({ after_expiration: { recovery: { enabled: true } } });
    app.clock.advance(SESSION_MAX_LIFETIME_MS);
    await expireSessions(app.context);
    expect(await stripe.checkout.sessions.retrieve(first.id)).toMatchObject({
      client_secret: null,
    });
    const id = await recoverSession(app.context, first.id as CheckoutSessionId); // it is one
    const fresh = await stripe.checkout.sessions.retrieve(id ?? '');
    expect(fresh).toMatchObject({ ui_mode: 'embedded_page', return_url: EMBEDDED.return_url });
    expect(fresh.client_secret?.startsWith(`${fresh.id}_secret_`)).toBe(true);
  });
});
