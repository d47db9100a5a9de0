import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import Stripe from 'stripe';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { SESSION_MAX_LIFETIME_MS } from '#lib/domain/checkout-session.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { METHOD_IDS, isExpressMethod } from '#lib/domain/method-id.ts';
import { RECOVERY_WINDOW_MS } from '#lib/domain/session-recovery.ts';
import { expireSessions } from '#lib/operations/expire-sessions.ts';
import { recoverSession } from '#lib/operations/recover-session.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, startApiServer, testKey } from './testing/api-server.ts';
import { refusalOf as refusalOfCall } from './testing/refusal-of.ts';

type CreateParams = Stripe.Checkout.SessionCreateParams;

const TEA = {
  price_data: {
    currency: 'hkd',
    unit_amount: 12_850,
    product_data: { name: '鐵觀音 Tieguanyin' },
  },
  quantity: 2,
};

const BASIC: CreateParams = {
  mode: 'payment',
  line_items: [TEA],
  success_url: 'https://tea.example.hk/thanks?s={CHECKOUT_SESSION_ID}',
};

describeOnEachDatabase('checkout sessions through the official SDK', (getDatabase) => {
  let app: TestContext;
  let server: ApiServer;
  let merchantId: string;
  let key: string;
  let stripe: Stripe;

  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(app.context, request));
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    app = createTestContext(getDatabase());
    ({ merchantId } = await seedMerchant(app.context));
    key = await testKey(app.context, merchantId);
    stripe = server.stripe(key);
  });

  const rows = async (table: string) => getDatabase().db.$count(sql.raw(table));
  const nothingWritten = async () => {
    expect(await rows('checkout_session')).toBe(0);
    expect(await rows('line_item')).toBe(0);
    expect(await rows('payment_intent')).toBe(0);
    expect(await rows('idempotency_key')).toBe(0);
  };
  const refusalOf = (params: object): Promise<Stripe.errors.StripeError> =>
    refusalOfCall(stripe.checkout.sessions.create(params as CreateParams)); // wrong on purpose

  test('what the merchant asks besides is on the session, without answers at first', async () => {
    const session = await stripe.checkout.sessions.create({
      ...BASIC,
      custom_fields: [
        {
          key: 'engraving',
          label: { type: 'custom', custom: '刻字 Engraving' },
          type: 'text',
          optional: true,
          text: { minimum_length: 1, maximum_length: 20, default_value: '福' },
        },
        { key: 'member', label: { type: 'custom', custom: 'Member' }, type: 'numeric' },
        {
          key: 'size',
          label: { type: 'custom', custom: 'Size' },
          type: 'dropdown',
          dropdown: { options: [{ label: 'Small', value: 's' }] },
        },
      ],
    });
    const none = { default_value: null, value: null };
    expect(session.custom_fields).toEqual([
      {
        key: 'engraving',
        label: { custom: '刻字 Engraving', type: 'custom' },
        optional: true,
        type: 'text',
        text: { default_value: '福', maximum_length: 20, minimum_length: 1, value: null },
      },
      {
        key: 'member',
        label: { custom: 'Member', type: 'custom' },
        optional: false,
        type: 'numeric',
        numeric: { ...none, maximum_length: null, minimum_length: null },
      },
      {
        key: 'size',
        label: { custom: 'Size', type: 'custom' },
        optional: false,
        type: 'dropdown',
        dropdown: { ...none, options: [{ label: 'Small', value: 's' }] },
      },
    ]);
  });

  test('a customer is made of whoever pays where the merchant asks for it, and of nobody else', async () => {
    const always = await stripe.checkout.sessions.create({
      ...BASIC,
      customer_creation: 'always',
      customer_email: 'amy@example.hk',
    });
    expect(always).toMatchObject({
      customer: null,
      customer_creation: 'always',
      customer_email: 'amy@example.hk',
    });
    const required = { ...BASIC, customer_creation: 'if_required' } as const;
    expect(await stripe.checkout.sessions.create(required)).toMatchObject({
      customer_creation: null,
    });
    const { id } = await stripe.customers.create({ email: 'bo@example.hk' });
    const both = await refusalOf({ ...BASIC, customer: id, customer_creation: 'always' });
    expect(both).toMatchObject({ statusCode: 400, param: 'customer_creation' });
    const never = await refusalOf({ ...BASIC, customer_creation: 'never' });
    expect(never).toMatchObject({ statusCode: 400, param: 'customer_creation' });
  });

  const FIELD = { key: 'a', label: { type: 'custom', custom: 'A' }, type: 'text' };
  const options = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ label: `${n}`, value: `${n}` }));
  const choice = (dropdown: object) => [{ ...FIELD, type: 'dropdown', dropdown }];
  test.each([
    ['custom_fields', [1, 2, 3, 4].map((n) => ({ ...FIELD, key: `${n}` }))],
    ['custom_fields[1][key]', [FIELD, FIELD]],
    ['custom_fields[0][key]', [{ ...FIELD, key: 'a b' }]],
    [
      'custom_fields[0][label][custom]',
      [{ ...FIELD, label: { type: 'custom', custom: 'x'.repeat(51) } }],
    ],
    ['custom_fields[0][type]', [{ ...FIELD, type: 'date' }]],
    ['custom_fields[0][text][maximum_length]', [{ ...FIELD, text: { maximum_length: 256 } }]],
    [
      'custom_fields[0][text][minimum_length]',
      [{ ...FIELD, text: { minimum_length: 3, maximum_length: 2 } }],
    ],
    ['custom_fields[0][dropdown]', [{ ...FIELD, type: 'dropdown' }]],
    ['custom_fields[0][dropdown][options]', choice({ options: options(201) })],
    [
      'custom_fields[0][dropdown][options][1][value]',
      choice({ options: [...options(1), ...options(1)] }),
    ],
    [
      'custom_fields[0][dropdown][default_value]',
      choice({ options: options(1), default_value: 'z' }),
    ],
  ])('a session is refused by the name of %s', async (param, fields) => {
    const refused = await refusalOf({ ...BASIC, custom_fields: fields });
    expect(refused).toMatchObject({ statusCode: 400, param });
    await nothingWritten();
  });

  test('a session that may be started again says where, once it has expired', async () => {
    const plain = await stripe.checkout.sessions.create(BASIC);
    expect(plain).toMatchObject({ after_expiration: null, recovered_from: null });
    const created = await stripe.checkout.sessions.create({
      ...BASIC,
      after_expiration: { recovery: { enabled: true, allow_promotion_codes: false } },
    });
    expect(created.after_expiration).toEqual({
      recovery: { allow_promotion_codes: false, enabled: true, expires_at: null, url: null },
    });
    app.clock.advance(SESSION_MAX_LIFETIME_MS);
    await expireSessions(app.context);
    const expired = await stripe.checkout.sessions.retrieve(created.id);
    expect(expired).toMatchObject({ status: 'expired', url: null });
    expect(expired.after_expiration?.recovery).toMatchObject({
      url: created.url,
      expires_at: Math.floor((app.clock.now().getTime() + RECOVERY_WINDOW_MS) / 1000),
    });
    const freshId = await recoverSession(app.context, created.id as CheckoutSessionId); // it is one
    const fresh = await stripe.checkout.sessions.retrieve(freshId ?? '');
    expect(fresh).toMatchObject({
      status: 'open',
      recovered_from: created.id,
      amount_total: created.amount_total,
    });
    const refused = await refusalOf({
      ...BASIC,
      after_expiration: { recovery: { enabled: 'yes' } },
    });
    expect(refused).toMatchObject({ param: 'after_expiration[recovery][enabled]' });
  });

  test('a session is created with what was asked for', async () => {
    const session = await stripe.checkout.sessions.create({
      ...BASIC,
      cancel_url: 'http://localhost:4000/cart',
      client_reference_id: 'order-1',
      customer_email: 'chan@example.hk',
      metadata: { order: '1', '6735': 'six' },
      locale: 'zh-HK',
      submit_type: 'pay',
      payment_intent_data: { description: 'Order 1', metadata: { shop: 'tea' } },
      expires_at: Math.floor(app.clock.now().getTime() / 1000) + 1800,
      expand: ['line_items', 'payment_intent'],
    });
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      mode: 'payment',
      ui_mode: 'hosted_page',
      amount_subtotal: 25_700,
      amount_total: 25_700,
      currency: 'hkd',
      created: Math.floor(app.clock.now().getTime() / 1000),
      expires_at: Math.floor(app.clock.now().getTime() / 1000) + 1800,
      success_url: BASIC.success_url,
      cancel_url: 'http://localhost:4000/cart',
      client_reference_id: 'order-1',
      customer_email: 'chan@example.hk',
      metadata: { order: '1', '6735': 'six' },
      locale: 'zh-HK',
      submit_type: 'pay',
      livemode: false,
      // As at Stripe, the wallets of a browser are cards.
      payment_method_types: METHOD_IDS.filter((method) => !isExpressMethod(method)),
      allowed_payment_method_types: null,
    });
    expect(session.id).toMatch(/^cs_test_[0-9A-Za-z]{32}$/);
    expect(session.url).toBe(`http://localhost:3000/zh-HK/pay/${session.id}`);
    expect(session.line_items?.data).toMatchObject([
      {
        object: 'item',
        description: '鐵觀音 Tieguanyin',
        quantity: 2,
        amount_total: 25_700,
        currency: 'hkd',
      },
    ]);
    expect(session.payment_intent).toMatchObject({
      object: 'payment_intent',
      amount: 25_700,
      status: 'requires_payment_method',
      description: 'Order 1',
      metadata: { shop: 'tea' },
    });
    expect(session.lastResponse.requestId).toMatch(/^req_/);
    expect(session.lastResponse.apiVersion).toBe('2026-10-28.endive');
    expect(session.lastResponse.headers['cache-control']).toBe('no-store');
  });

  test('a session is retrieved as it was created', async () => {
    const created = await stripe.checkout.sessions.create(BASIC);
    const retrieved = await stripe.checkout.sessions.retrieve(created.id);
    expect(retrieved).toEqual(created);
    expect(retrieved.line_items).toBeUndefined();
    const expanded = await stripe.checkout.sessions.retrieve(created.id, {
      expand: ['line_items', 'payment_intent'],
    });
    expect(expanded.line_items?.data).toHaveLength(1);
    expect(expanded.payment_intent).toMatchObject({ id: created.payment_intent });
  });

  test.each([
    [undefined, '/pay/'],
    ['auto', '/pay/'],
    ['ja', '/pay/'],
    ['en-GB', '/en/pay/'],
    ['zh', '/zh-HK/pay/'],
    ['zh-TW', '/zh-HK/pay/'],
  ])('the page of locale %s', async (locale, path) => {
    const session = await stripe.checkout.sessions.create({
      ...BASIC,
      ...(locale === undefined ? {} : { locale }),
    });
    expect(session.url).toBe(`http://localhost:3000${path}${session.id}`);
  });

  test('methods can be left out', async () => {
    const session = await stripe.checkout.sessions.create({
      ...BASIC,
      excluded_payment_method_types: ['card', 'klarna'],
    });
    expect(session).toMatchObject({
      allowed_payment_method_types: null,
      excluded_payment_method_types: ['card'],
    });
    expect(session.payment_method_types, 'nor the cards in a wallet').not.toContain('card');
    expect(session.payment_method_types).toContain('fps');
    const both = await stripe.checkout.sessions.create({
      ...BASIC,
      allowed_payment_method_types: ['fps', 'card'],
      excluded_payment_method_types: ['card'],
    });
    expect(both.payment_method_types).toEqual(['fps']);
  });

  test('methods can be limited, by the new name and the old', async () => {
    const limited = await stripe.checkout.sessions.create({
      ...BASIC,
      allowed_payment_method_types: ['fps', 'card', 'klarna'],
    });
    expect(limited.allowed_payment_method_types).toEqual(['card', 'fps']);
    expect(limited.payment_method_types).toEqual(['card', 'fps']);
    const wallet: object = { ...BASIC, allowed_payment_method_types: ['fps', 'google_pay'] };
    const withWallet = await stripe.checkout.sessions.create(wallet as CreateParams); // Praya's own name
    expect(withWallet.allowed_payment_method_types).toEqual(['fps', 'google_pay']);
    expect(withWallet.payment_method_types, 'a wallet is a card, as at Stripe').toEqual([
      'fps',
      'card',
    ]);
    const old: object = { ...BASIC, payment_method_types: ['alipayhk'] };
    const session = await stripe.checkout.sessions.create(old as CreateParams); // an old SDK's params
    expect(session.payment_method_types).toEqual(['alipayhk']);
  });

  test('an older API version reads the words it knows', async () => {
    const response = await stripe.checkout.sessions.create(
      { ...BASIC, ui_mode: 'hosted' },
      { apiVersion: '2025-09-30.clover' },
    );
    expect(response.ui_mode).toBe('hosted');
    expect(response.lastResponse.apiVersion).toBe('2025-09-30.clover');
  });

  const item = (change: object) => ({ ...BASIC, line_items: [{ ...TEA, ...change }] });
  const price = (change: object) => item({ price_data: { ...TEA.price_data, ...change } });
  const seconds = () => Math.floor(new Date('2026-11-23T02:00:00.000Z').getTime() / 1000);

  const REFUSALS: readonly (readonly [string, object, string, string | undefined])[] = [
    ['no mode', { ...BASIC, mode: '' }, 'mode', 'parameter_missing'],
    ['setup with a payment’s items', { ...BASIC, mode: 'setup' }, 'line_items', undefined],
    ['subscription', { ...BASIC, mode: 'subscription' }, 'mode', undefined],
    ['no items', { ...BASIC, line_items: [] }, 'line_items', 'parameter_missing'],
    ['101 items', { ...BASIC, line_items: Array(101).fill(TEA) }, 'line_items', undefined],
    ['items as text', { ...BASIC, line_items: 'tea' }, 'line_items', undefined],
    [
      'a price id',
      { ...BASIC, line_items: [{ price: 'price_1', quantity: 1 }] },
      'line_items[0][price]',
      'resource_missing',
    ],
    ['no quantity', item({ quantity: '' }), 'line_items[0][quantity]', 'parameter_missing'],
    ['quantity 0', item({ quantity: 0 }), 'line_items[0][quantity]', 'parameter_invalid_integer'],
    [
      'quantity 1000000',
      item({ quantity: 1_000_000 }),
      'line_items[0][quantity]',
      'parameter_invalid_integer',
    ],
    [
      'quantity 1.5',
      item({ quantity: 1.5 }),
      'line_items[0][quantity]',
      'parameter_invalid_integer',
    ],
    [
      'a negative amount',
      price({ unit_amount: -1 }),
      'line_items[0][price_data][unit_amount]',
      'parameter_invalid_integer',
    ],
    [
      'an amount in words',
      price({ unit_amount: 'ten' }),
      'line_items[0][price_data][unit_amount]',
      'parameter_invalid_integer',
    ],
    [
      'an amount too large',
      price({ unit_amount: 100_000_000 }),
      'line_items[0][price_data][unit_amount]',
      'parameter_invalid_integer',
    ],
    ['a total too large', item({ quantity: 999_999 }), 'line_items', 'amount_too_large'],
    ['a total of nothing', price({ unit_amount: 0 }), 'line_items', 'amount_too_small'],
    [
      'an unknown currency',
      price({ currency: 'xyz' }),
      'line_items[0][price_data][currency]',
      undefined,
    ],
    [
      'two currencies',
      {
        ...BASIC,
        line_items: [TEA, { ...TEA, price_data: { ...TEA.price_data, currency: 'usd' } }],
      },
      'line_items[1][price_data][currency]',
      undefined,
    ],
    [
      'no name',
      price({ product_data: { description: 'tea' } }),
      'line_items[0][price_data][product_data][name]',
      'parameter_missing',
    ],
    [
      'a long name',
      price({ product_data: { name: 'x'.repeat(501) } }),
      'line_items[0][price_data][product_data][name]',
      undefined,
    ],
    ['an unknown parameter', { ...BASIC, colour: 'red' }, 'colour', 'parameter_unknown'],
    [
      'an unknown parameter inside',
      price({ colour: 'red' }),
      'line_items[0][price_data][colour]',
      'parameter_unknown',
    ],
    [
      'recurring',
      price({ recurring: { interval: 'month' } }),
      'line_items[0][price_data][recurring]',
      'parameter_not_supported',
    ],
    [
      'discounts',
      { ...BASIC, discounts: [{ coupon: 'c' }] },
      'discounts',
      'parameter_not_supported',
    ],
    [
      'tax',
      { ...BASIC, automatic_tax: { enabled: true } },
      'automatic_tax',
      'parameter_not_supported',
    ],
    ['a customer of nobody', { ...BASIC, customer: 'cus_1' }, 'customer', 'resource_missing'],
    [
      'a way to capture that is none',
      { ...BASIC, payment_intent_data: { capture_method: 'later' } },
      'payment_intent_data[capture_method]',
      undefined,
    ],
    ['no success_url', { ...BASIC, success_url: '' }, 'success_url', 'parameter_missing'],
    [
      'plain http',
      { ...BASIC, success_url: 'http://tea.example.hk/' },
      'success_url',
      'url_invalid',
    ],
    [
      'http to a name that begins like localhost',
      { ...BASIC, success_url: 'http://localhost.evil.example/' },
      'success_url',
      'url_invalid',
    ],
    ['a script', { ...BASIC, success_url: 'javascript:alert(1)' }, 'success_url', 'url_invalid'],
    ['a path', { ...BASIC, success_url: '/thanks' }, 'success_url', 'url_invalid'],
    [
      'userinfo',
      { ...BASIC, success_url: 'https://tea.example.hk@evil.example/' },
      'success_url',
      'url_invalid',
    ],
    [
      'a backslash',
      { ...BASIC, success_url: 'https://evil.example\\@tea.example.hk/' },
      'success_url',
      'url_invalid',
    ],
    [
      'a line break',
      { ...BASIC, cancel_url: 'https://tea.example.hk/\r\nx: y' },
      'cancel_url',
      'url_invalid',
    ],
    [
      'a long address',
      { ...BASIC, cancel_url: `https://tea.example.hk/${'x'.repeat(2048)}` },
      'cancel_url',
      'url_invalid',
    ],
    [
      'a long reference',
      { ...BASIC, client_reference_id: 'x'.repeat(201) },
      'client_reference_id',
      undefined,
    ],
    ['no e-mail address', { ...BASIC, customer_email: 'chan' }, 'customer_email', undefined],
    [
      '51 notes',
      {
        ...BASIC,
        metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])),
      },
      'metadata',
      undefined,
    ],
    ['a long note', { ...BASIC, metadata: { note: 'x'.repeat(501) } }, 'metadata[note]', undefined],
    ['a long key', { ...BASIC, metadata: { ['k'.repeat(41)]: 'v' } }, 'metadata', undefined],
    ['metadata as text', { ...BASIC, metadata: 'note' }, 'metadata', undefined],
    ['a nested note', { ...BASIC, metadata: { a: { b: 'c' } } }, 'metadata[a]', undefined],
    [
      'an expiry too soon',
      { ...BASIC, expires_at: seconds() + 29 * 60 - 1 },
      'expires_at',
      undefined,
    ],
    [
      'an expiry too late',
      { ...BASIC, expires_at: seconds() + 24 * 3600 + 61 },
      'expires_at',
      undefined,
    ],
    [
      'an expiry in words',
      { ...BASIC, expires_at: 'tomorrow' },
      'expires_at',
      'parameter_invalid_integer',
    ],
    ['an unknown locale', { ...BASIC, locale: 'tlh' }, 'locale', undefined],
    ['an unknown button', { ...BASIC, submit_type: 'subscribe' }, 'submit_type', undefined],
    ['a page of elements', { ...BASIC, ui_mode: 'elements' }, 'ui_mode', undefined],
    ['an unknown expansion', { ...BASIC, expand: ['customer'] }, 'expand[0]', undefined],
    [
      'an unknown method',
      { ...BASIC, allowed_payment_method_types: ['card', 'cash'] },
      'allowed_payment_method_types[1]',
      undefined,
    ],
    [
      'methods we do not have',
      { ...BASIC, allowed_payment_method_types: ['klarna'] },
      'allowed_payment_method_types',
      undefined,
    ],
    [
      'all but methods we do not have',
      { ...BASIC, excluded_payment_method_types: METHOD_IDS },
      'excluded_payment_method_types',
      undefined,
    ],
    [
      'to leave out what is no method',
      { ...BASIC, excluded_payment_method_types: ['card', 'cash'] },
      'excluded_payment_method_types[1]',
      undefined,
    ],
    [
      'wallets that not every browser has, and nothing else',
      { ...BASIC, allowed_payment_method_types: ['apple_pay', 'google_pay'] },
      'allowed_payment_method_types',
      undefined,
    ],
    [
      'methods by both names',
      { ...BASIC, allowed_payment_method_types: ['card'], payment_method_types: ['card'] },
      'payment_method_types',
      undefined,
    ],
    [
      'a method that cannot take the currency',
      { ...price({ currency: 'usd' }), allowed_payment_method_types: ['fps'] },
      'allowed_payment_method_types',
      undefined,
    ],
    [
      'a method that cannot take the cents',
      { ...price({ unit_amount: 12_853 }), allowed_payment_method_types: ['octopus'] },
      'allowed_payment_method_types',
      undefined,
    ],
    ['a NUL', { ...BASIC, client_reference_id: 'a\u0000b' }, '', undefined],
  ];

  test.each(REFUSALS)(
    '%s is refused by name, with nothing written',
    async (_, params, param, code) => {
      const error = await refusalOf(params);
      expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
      expect(error.statusCode).toBe(400);
      expect(error.param ?? '').toBe(param);
      expect(error.code).toBe(code);
      expect(error.message.length).toBeGreaterThan(10);
      expect(error.requestId).toMatch(/^req_/);
      expect(error.headers?.['stripe-should-retry']).toBe('false');
      await nothingWritten();
    },
  );

  test('parameters that take nothing from the payment are ignored with a notice', async () => {
    const session = await stripe.checkout.sessions.create({
      ...price({
        tax_behavior: 'inclusive',
        product_data: { name: 'Tea', images: ['https://tea.example.hk/1.png'] },
      }),
      automatic_tax: { enabled: false },
      billing_address_collection: 'auto',
    } as CreateParams); // tax_behavior widens to string
    expect(session.lastResponse.headers['stripe-notice']).toContain('product_data][images]');
    expect(session.lastResponse.headers['stripe-notice']).not.toContain('automatic_tax');
  });

  test('a merchant without methods is told so', async () => {
    const { merchantId: bare } = await seedMerchant(app.context, { methods: [] });
    stripe = server.stripe(await testKey(app.context, bare));
    const error = await refusalOf(BASIC);
    expect(error.message).toContain('no payment methods set up');
    await nothingWritten();
  });

  test.each(['cs_test_', 'cs_test_x', `cs_live_${'0'.repeat(32)}`, 'nonsense', "cs_test_'--"])(
    'no session %s',
    async (id) => {
      await expect(stripe.checkout.sessions.retrieve(id)).rejects.toMatchObject({
        statusCode: 404,
        code: 'resource_missing',
        param: 'session',
        rawType: 'invalid_request_error',
      });
    },
  );

  test("another merchant's session is not there", async () => {
    const other = await seedMerchant(app.context, { name: 'Other' });
    const foreign = await seedSession(app.context, other.merchantId);
    await expect(stripe.checkout.sessions.retrieve(foreign)).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'session',
      message: `No such checkout.session: '${foreign}'`,
    });
  });

  test('no key, card number or shopper reaches the log', async () => {
    await stripe.checkout.sessions.create({ ...BASIC, customer_email: 'chan@example.hk' });
    await refusalOf({ ...BASIC, customer_email: '4242 4242 4242 4242' });
    const log = app.logLines.join('');
    expect(log).toContain('POST /v1/checkout/sessions');
    for (const secret of [key, key.slice(0, 24), '4242 4242', 'chan@example.hk']) {
      expect(log).not.toContain(secret);
    }
  });
});
