import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import Stripe from 'stripe';
import { event } from '#lib/db/schema/webhook.ts';
import { completeSession } from '#lib/db/stores/session-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { readLinkNotes } from '#lib/operations/link-notes.ts';
import { openPaymentLink } from '#lib/operations/open-payment-link.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, startApiServer, testKey } from './testing/api-server.ts';

type LinkParams = Stripe.PaymentLinkCreateParams;

const TEA = {
  price_data: { currency: 'hkd', unit_amount: 8_800, product_data: { name: '香片 Jasmine' } },
  quantity: 2,
};

/** Not expanded: the id alone. */
function idOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('It was expanded.');
  return value;
}

const FIELD = { key: 'k', label: { type: 'custom', custom: 'K' }, type: 'text' };

describeOnEachDatabase(
  'products, prices, customers and links by the official SDK',
  (getDatabase) => {
    let app: TestContext;
    let server: ApiServer;
    let stripe: Stripe;
    let stranger: Stripe;

    beforeAll(async () => {
      server = await startApiServer((request) => handleApiRequest(app.context, request));
    });
    afterAll(async () => {
      await server.close();
    });
    beforeEach(async () => {
      app = createTestContext(getDatabase());
      const { merchantId } = await seedMerchant(app.context);
      const other = await seedMerchant(app.context, { name: 'Other' });
      stripe = server.stripe(await testKey(app.context, merchantId));
      stranger = server.stripe(await testKey(app.context, other.merchantId));
    });

    const refusalOf = async (call: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
      const error: unknown = await call.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof Stripe.errors.StripeError)) throw new Error('it was not refused');
      return error;
    };
    const newLink = (params: Partial<LinkParams> = {}) =>
      stripe.paymentLinks.create({ line_items: [TEA], ...params });
    const openIt = async (link: Stripe.PaymentLink) => {
      const result = await openPaymentLink(app.context, {
        code: link.url.split('/').at(-1) ?? '',
        entries: { field_0: '陳' },
        notes: readLinkNotes(() => null),
        locale: 'zh-HK',
        address: null,
      });
      if (result.kind !== 'opened') throw new Error(`It was ${result.kind}.`);
      return result.sessionId;
    };

    test('a product is made, changed, listed and deleted while it has no price', async () => {
      const product = await stripe.products.create({ name: 'Oolong', metadata: { a: '1' } });
      expect(product).toMatchObject({ object: 'product', active: true, default_price: null });
      const changed = await stripe.products.update(product.id, {
        active: false,
        metadata: { b: '2' },
      });
      expect(changed).toMatchObject({
        name: 'Oolong',
        active: false,
        metadata: { a: '1', b: '2' },
      });
      const priced = await stripe.products.create({
        name: 'Jasmine',
        default_price_data: { currency: 'hkd', unit_amount: 8_800 },
      });
      expect(await stripe.prices.retrieve(idOf(priced.default_price))).toMatchObject({
        unit_amount: 8_800,
        product: priced.id,
      });
      expect(await refusalOf(stripe.products.del(priced.id))).toMatchObject({ statusCode: 400 });
      expect(await stripe.products.del(product.id)).toEqual(
        expect.objectContaining({ id: product.id, deleted: true }),
      );
      expect((await stripe.products.list({ active: true })).data).toHaveLength(1);
      expect(await refusalOf(stripe.products.retrieve(product.id))).toMatchObject({
        code: 'resource_missing',
      });
    });

    test('a price keeps its amount, its key can move, and a chosen one has bounds', async () => {
      const first = await stripe.prices.create({
        currency: 'HKD',
        unit_amount: 100,
        product_data: { name: 'Cup' },
        lookup_key: 'cup',
      });
      const product = idOf(first.product);
      const taken = { currency: 'hkd', unit_amount: 120, product, lookup_key: 'cup' };
      expect(await refusalOf(stripe.prices.create(taken))).toMatchObject({ param: 'lookup_key' });
      const second = await stripe.prices.create({ ...taken, transfer_lookup_key: true });
      expect((await stripe.prices.list({ lookup_keys: ['cup'] })).data).toMatchObject([
        { id: second.id },
      ]);
      const chosen = await stripe.prices.create({
        currency: 'hkd',
        product,
        custom_unit_amount: { enabled: true, minimum: 2_000, preset: 5_000 },
      });
      expect(chosen).toMatchObject({
        unit_amount: null,
        custom_unit_amount: { minimum: 2_000, maximum: 99_999_999, preset: 5_000 },
      });
      const wrong = { currency: 'hkd', product };
      expect(await refusalOf(stripe.prices.create(wrong))).toMatchObject({ param: 'unit_amount' });
      const monthly = { ...wrong, unit_amount: 1, recurring: { interval: 'month' as const } };
      expect(await refusalOf(stripe.prices.create(monthly))).toMatchObject({
        code: 'parameter_not_supported',
        param: 'recurring',
      });
      expect(await stripe.prices.update(first.id, { active: false })).toMatchObject({
        active: false,
        unit_amount: 100,
      });
      const inactive = stripe.checkout.sessions.create({
        mode: 'payment',
        success_url: 'https://a.example/',
        line_items: [{ price: first.id, quantity: 1 }],
      });
      expect(await refusalOf(inactive)).toMatchObject({ param: 'line_items[0][price]' });
    });

    test('a session is made of prices, for a customer', async () => {
      const customer = await stripe.customers.create({ email: 'chan@example.hk', name: '陳大文' });
      const price = await stripe.prices.create({
        currency: 'hkd',
        unit_amount: 4_000,
        product_data: { name: 'Cup' },
      });
      const session = await stripe.checkout.sessions.create({
        mode: 'payment',
        success_url: 'https://a.example/',
        customer: customer.id,
        line_items: [{ price: price.id, quantity: 3 }],
        expand: ['line_items'],
      });
      expect(session).toMatchObject({
        amount_total: 12_000,
        customer: customer.id,
        customer_email: null,
        customer_details: { email: 'chan@example.hk' },
      });
      expect(session.line_items?.data).toMatchObject([
        { description: 'Cup', quantity: 3, price: { id: price.id, unit_amount: 4_000 } },
      ]);
      expect(await stripe.customers.update(customer.id, { phone: '+852 2345 6789' })).toMatchObject(
        {
          name: '陳大文',
          phone: '+852 2345 6789',
        },
      );
      expect(await stripe.customers.del(customer.id)).toMatchObject({ deleted: true });
      expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
      expect((await stripe.customers.list({ email: 'chan@example.hk' })).data).toEqual([]);
      expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
        customer: customer.id,
      });
    });

    test('a link says all it was made with, and its sessions say that it opened them', async () => {
      const link = await newLink({
        after_completion: {
          type: 'hosted_confirmation',
          hosted_confirmation: { custom_message: '多謝！' },
        },
        custom_fields: [
          { key: 'name', label: { type: 'custom', custom: 'Name' }, type: 'text', optional: true },
        ],
        inactive_message: 'Come back in autumn.',
        metadata: { a: '1' },
        restrictions: { completed_sessions: { limit: 2 } },
        payment_intent_data: { description: 'Tea' },
        expand: ['line_items'],
      });
      expect(link).toMatchObject({
        object: 'payment_link',
        active: true,
        currency: 'hkd',
        url: expect.stringMatching(/\/l\/[0-9A-Za-z]{12}$/),
        after_completion: { hosted_confirmation: { custom_message: '多謝！' } },
        restrictions: { completed_sessions: { count: 0, limit: 2 } },
        line_items: { data: [{ amount_total: 17_600, quantity: 2, description: '香片 Jasmine' }] },
      });
      const sessionId = await openIt(link);
      expect(await stripe.checkout.sessions.retrieve(sessionId)).toMatchObject({
        payment_link: link.id,
        success_url: null,
        metadata: { a: '1' },
        custom_fields: [{ key: 'name', type: 'text', text: { value: '陳' } }],
      });
      const opened = await stripe.checkout.sessions.list({ payment_link: link.id });
      expect(opened.data.map(({ id }) => id)).toEqual([sessionId]);
      await completeSession(getDatabase().db, sessionId, app.context.clock.now());
      expect(await stripe.paymentLinks.retrieve(link.id)).toMatchObject({
        restrictions: { completed_sessions: { count: 1 } },
      });
      const items = await stripe.paymentLinks.listLineItems(link.id);
      expect(items.data).toMatchObject([{ price: { unit_amount: 8_800, active: false } }]);
    });

    test('a link is changed and listed, and the merchant hears of both', async () => {
      const link = await newLink();
      await newLink({ metadata: { n: '2' } });
      const changed = await stripe.paymentLinks.update(link.id, {
        active: false,
        metadata: { b: '2' },
        after_completion: { type: 'redirect', redirect: { url: 'https://tea.example.hk/thanks' } },
      });
      expect(changed).toMatchObject({
        active: false,
        metadata: { b: '2' },
        after_completion: { type: 'redirect', redirect: { url: 'https://tea.example.hk/thanks' } },
      });
      expect((await stripe.paymentLinks.list({ active: false })).data).toMatchObject([
        { id: link.id },
      ]);
      expect((await stripe.paymentLinks.list({ limit: 1 })).has_more).toBe(true);
      const rows = await getDatabase().db.select().from(event);
      expect(rows.map(({ type, subject }) => ({ type, own: subject === link.id }))).toEqual(
        expect.arrayContaining([
          { type: 'payment_link.created', own: true },
          { type: 'payment_link.updated', own: true },
          { type: 'payment_link.created', own: false },
        ]),
      );
      expect(await refusalOf(stranger.paymentLinks.retrieve(link.id))).toMatchObject({
        statusCode: 404,
      });
      expect((await stranger.paymentLinks.list()).data).toEqual([]);
    });

    test('what Stripe lets an empty text take away of a link is gone, and nothing else', async () => {
      const at = Math.floor(app.clock.now().getTime() / 1000) + 3_600;
      const link = await newLink({
        custom_fields: [FIELD],
        inactive_message: 'Come back in autumn.',
        restrictions: { completed_sessions: { limit: 2 } },
        payment_intent_data: { description: 'Tea', metadata: { p: '1', q: '2' } },
        payment_method_types: ['card'],
        metadata: { a: '1', b: '2' },
        after_completion: {
          type: 'hosted_confirmation',
          hosted_confirmation: { custom_message: '多謝！' },
        },
        praya: { expires_at: at },
      } as Partial<LinkParams>); // praya is ours
      // An empty text that stands for nothing elsewhere still does.
      await stripe.paymentLinks.update(link.id, { transfer_data: '', name_collection: '' });
      expect(await stripe.paymentLinks.retrieve(link.id)).toEqual(link);

      const one = await stripe.paymentLinks.update(link.id, {
        metadata: { a: '', c: '3' },
        payment_intent_data: { metadata: { p: '' } },
        restrictions: '',
      });
      expect(one).toMatchObject({
        restrictions: null,
        inactive_message: 'Come back in autumn.',
        custom_fields: [{ key: FIELD.key }],
      });
      expect(one.metadata).toEqual({ b: '2', c: '3' });
      expect(one.payment_intent_data?.metadata).toEqual({ q: '2' });

      const cleared = await stripe.paymentLinks.update(link.id, {
        custom_fields: '',
        inactive_message: '',
        payment_intent_data: { description: '', metadata: '' },
        payment_method_types: '',
        metadata: '',
        after_completion: { type: 'hosted_confirmation' },
        praya: { expires_at: '' },
      } as unknown as Stripe.PaymentLinkUpdateParams); // praya is ours
      expect(cleared).toMatchObject({
        custom_fields: [],
        inactive_message: null,
        restrictions: null,
        payment_method_types: null,
        after_completion: { hosted_confirmation: { custom_message: null } },
        praya: { expires_at: null },
      });
      expect(cleared.metadata).toEqual({});
      expect(one.payment_intent_data?.description).toBe('Tea');
      expect(cleared.payment_intent_data).toMatchObject({ description: null, metadata: {} });
      expect(await stripe.paymentLinks.retrieve(link.id)).toEqual(cleared);
    });

    test('no more than fifty notes are put on a link', async () => {
      const notes = (from: number) =>
        Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${from + n}`, 'v']));
      const link = await newLink({ metadata: notes(0) });
      const tooMany = stripe.paymentLinks.update(link.id, { metadata: notes(1) });
      expect(await refusalOf(tooMany)).toMatchObject({ statusCode: 400, param: 'metadata' });
    });

    test('a link’s own time runs out, though Stripe has no name for it', async () => {
      const at = Math.floor(app.clock.now().getTime() / 1000) + 3_600;
      const link = await newLink({ praya: { expires_at: at } } as Partial<LinkParams>); // ours
      expect(link).toMatchObject({
        praya: { expires_at: at, poster_png: `${link.url}/poster.png` },
      });
      const past = newLink({ praya: { expires_at: at - 7_200 } } as Partial<LinkParams>); // ours
      expect(await refusalOf(past)).toMatchObject({ param: 'praya[expires_at]' });
    });

    test.each<readonly [string, object]>([
      [
        'shipping_address_collection',
        { shipping_address_collection: { allowed_countries: ['HK'] } },
      ],
      ['allow_promotion_codes', { allow_promotion_codes: true }],
      ['customer_creation', { customer_creation: 'always' }],
      ['line_items[0][price]', { line_items: [{ price: 'price_none', quantity: 1 }] }],
      ['line_items', { line_items: [] }],
      ['line_items[0][quantity]', { line_items: [{ ...TEA, quantity: 0 }] }],
      ['allowed_payment_method_types[0]', { allowed_payment_method_types: ['barter'] }],
      ['custom_fields[1][key]', { custom_fields: [FIELD, FIELD] }],
      [
        'restrictions[completed_sessions][limit]',
        { restrictions: { completed_sessions: { limit: 0 } } },
      ],
      ['after_completion[redirect][url]', { after_completion: { type: 'redirect' } }],
    ])('a link is refused by the name of %s', async (param, params) => {
      expect(await refusalOf(newLink(params))).toMatchObject({ statusCode: 400, param });
      expect(await getDatabase().db.$count(event)).toBe(0);
    });
  },
);
