import { beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { paymentAttempt } from '#lib/db/schema/payment.ts';
import { insertOpening } from '#lib/db/stores/opening-store.ts';
import { completeSession, findSession, listLineItems } from '#lib/db/stores/session-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { MAX_SESSIONS_LEFT_PER_ADDRESS } from '#lib/domain/card-limits.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { LIMITED_SESSION_LIFETIME_MS } from '#lib/domain/payment-link.ts';
import { CHECKING_AFTER_EXPIRY_MS } from '#lib/domain/session-recovery.ts';
import { newSessionId } from '#lib/platform/ids.ts';
import { addressSubject } from './card-limits.ts';
import { type LinkSettings, type NewLinkItem, createPaymentLink } from './create-payment-link.ts';
import { expireSessions } from './expire-sessions.ts';
import { readLinkNotes } from './link-notes.ts';
import { changePaymentLink } from './manage-payment-links.ts';
import { createPrice } from './manage-prices.ts';
import { createProduct } from './manage-products.ts';
import { type OpenLinkResult, openPaymentLink } from './open-payment-link.ts';
import { startPayment } from './start-payment.ts';
import { type SeededMerchant, seedMerchant } from './testing/seed.ts';
import { type TestContext, createTestContext } from './testing/test-context.ts';

const PLAIN: LinkSettings = {
  active: true,
  metadata: { campaign: 'mid-autumn' },
  submitType: null,
  redirectUrl: null,
  confirmationMessage: null,
  completedLimit: null,
  inactiveMessage: null,
  customFields: [],
  allowedMethods: null,
  captureMethod: 'automatic',
  paymentDescription: null,
  paymentMetadata: {},
  expiresAt: null,
};
const MOONCAKES: NewLinkItem = {
  price: { currency: 'HKD', unitAmount: 28_800n, product: { name: 'Mooncakes 月餅' } },
  quantity: 1,
  adjustable: null,
};
const NO_NOTES = readLinkNotes(() => null);

describeOnEachDatabase('opening a payment link', (getDatabase) => {
  let app: TestContext;
  let owner: { merchantId: SeededMerchant['merchantId']; livemode: boolean };

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(app.context, { providerOf: { fps: 'fps-direct' } });
    owner = { merchantId, livemode: false };
  });

  const newLink = async (settings: Partial<LinkSettings> = {}, item: NewLinkItem = MOONCAKES) => {
    const { link } = await getDatabase().db.transaction((tx) =>
      createPaymentLink(app.context, tx, owner, {
        currency: null,
        items: [item],
        settings: { ...PLAIN, ...settings },
      }),
    );
    return link;
  };
  const open = (
    code: string,
    given: Partial<Parameters<typeof openPaymentLink>[1]> = {},
  ): Promise<OpenLinkResult> =>
    openPaymentLink(app.context, {
      code,
      entries: {},
      notes: NO_NOTES,
      locale: 'en',
      address: null,
      ...given,
    });
  const opened = async (...args: Parameters<typeof open>): Promise<CheckoutSessionId> => {
    const result = await open(...args);
    if (result.kind !== 'opened') throw new Error(`It was ${JSON.stringify(result.kind)}.`);
    return result.sessionId;
  };
  const pay = (id: CheckoutSessionId) =>
    completeSession(getDatabase().db, id, app.context.clock.now());
  const chosenAmount = async (): Promise<NewLinkItem> => {
    const { db } = getDatabase();
    const product = await createProduct(app.context, db, owner, { name: 'Donation' });
    const price = await createPrice(app.context, db, owner, {
      product,
      currency: 'HKD',
      custom: { minimum: 2_000n, maximum: 5_000_000n, preset: 10_000n },
    });
    return { price, quantity: 1, adjustable: null };
  };

  test('each visit gets a session of its own, with what the link and the address say', async () => {
    const link = await newLink({
      paymentDescription: 'Mooncakes',
      redirectUrl: 'https://a.example',
    });
    const address: Record<string, string> = {
      client_reference_id: 'member-7',
      prefilled_email: 'chan@example.hk',
      utm_source: 'leaflet',
      campaign: 'not a note',
    };
    const notes = readLinkNotes((name) => address[name] ?? null);
    const id = await opened(link.code, { notes });
    expect(await opened(link.code)).not.toBe(id);
    expect(await findSession(getDatabase().db, id)).toMatchObject({
      paymentLinkId: link.id,
      amountTotal: 28_800n,
      successUrl: 'https://a.example',
      clientReferenceId: 'member-7',
      customerEmail: 'chan@example.hk',
      metadata: { campaign: 'mid-autumn', utm_source: 'leaflet' },
      locale: 'en',
    });
  });

  test('what an address says wrongly is left out and nothing is refused for it', () => {
    const wrong: Record<string, string> = {
      client_reference_id: 'order 7; drop',
      prefilled_email: 'nobody',
      utm_source: ' \u0007 ',
      utm_term: 'x'.repeat(500),
    };
    const notes = readLinkNotes((name) => wrong[name] ?? null);
    expect(notes).toEqual({
      clientReferenceId: null,
      prefilledEmail: null,
      utm: { utm_term: 'x'.repeat(150) },
    });
  });

  test('never more are open and paid than the limit, however many come at once', async () => {
    const link = await newLink({ completedLimit: 3 });
    const results = await Promise.all(Array.from({ length: 12 }, () => open(link.code)));
    expect(results.filter(({ kind }) => kind === 'opened')).toHaveLength(3);
    expect(results.filter(({ kind }) => kind === 'closed')).toHaveLength(9);
    expect(await getDatabase().db.$count(checkoutSession)).toBe(3);
  });

  test('a place that expires unpaid is free again, and one that is paid is not', async () => {
    const link = await newLink({ completedLimit: 1 });
    await opened(link.code);
    expect(await open(link.code)).toEqual({ kind: 'closed' });
    app.clock.advance(LIMITED_SESSION_LIFETIME_MS);
    expect(await expireSessions(app.context)).toBe(1);
    await pay(await opened(link.code));
    app.clock.advance(LIMITED_SESSION_LIFETIME_MS);
    await expireSessions(app.context);
    expect(await open(link.code)).toEqual({ kind: 'closed' });
  });

  test('a place stays taken while money for it may still be on its way', async () => {
    const link = await newLink({ completedLimit: 1 });
    const sessionId = await opened(link.code);
    const started = await startPayment(app.context, {
      sessionId,
      method: 'fps',
      device: { form: 'desktop', os: 'other' },
      locale: 'en',
      input: {},
      customerEmail: null,
      address: null,
    });
    expect(started.kind).toBe('attempt');
    await getDatabase()
      .db.update(paymentAttempt)
      .set({ status: 'expired' })
      .where(eq(paymentAttempt.sessionId, sessionId));
    app.clock.advance(LIMITED_SESSION_LIFETIME_MS);
    expect(await expireSessions(app.context)).toBe(1);
    expect(await open(link.code)).toEqual({ kind: 'closed' });
    app.clock.advance(CHECKING_AFTER_EXPIRY_MS);
    await opened(link.code);
  });

  test('a lower limit than is paid already closes the link', async () => {
    const link = await newLink({ completedLimit: 5 });
    await pay(await opened(link.code));
    await getDatabase().db.transaction((tx) =>
      changePaymentLink(app.context, tx, owner, {
        id: link.id,
        settings: { completedLimit: 1 },
        items: [],
      }),
    );
    expect(await open(link.code)).toEqual({ kind: 'closed' });
  });

  test('a link that is switched off or over opens nothing', async () => {
    const soon = new Date(app.clock.now().getTime() + 60_000);
    const link = await newLink({ expiresAt: soon });
    await opened(link.code);
    app.clock.advance(60_000);
    expect(await open(link.code)).toEqual({ kind: 'closed' });
    expect(await open((await newLink({ active: false })).code)).toEqual({ kind: 'closed' });
    expect(await open('nosuchlink00')).toEqual({ kind: 'not_found' });
  });

  test('no one address takes every place, and one that leaves sessions by the hundred waits', async () => {
    const limited = await newLink({ completedLimit: 8 });
    const address = '203.0.113.7';
    for (let place = 0; place < 4; place += 1) await opened(limited.code, { address });
    expect(await open(limited.code, { address })).toEqual({ kind: 'held' });
    await opened(limited.code, { address: '203.0.113.8' });
    const link = await newLink();
    await opened(link.code, { address });
    const from = addressSubject(app.context, address)?.subject ?? '';
    for (let visit = 5; visit < MAX_SESSIONS_LEFT_PER_ADDRESS; visit += 1) {
      await insertOpening(getDatabase().db, { address: from, sessionId: newSessionId(false) });
    }
    expect(await open(link.code, { address })).toEqual({ kind: 'held' });
    await opened(link.code, { address: '203.0.113.8' });
  });

  test('the amount is the payer’s within the merchant’s bounds, as people write amounts', async () => {
    const link = await newLink({ submitType: 'donate' }, await chosenAmount());
    const id = await opened(link.code, { entries: { amount: 'HK$1,234.50' } });
    expect(await findSession(getDatabase().db, id)).toMatchObject({ amountTotal: 123_450n });
    const problemOf = async (amount: string) => {
      const result = await open(link.code, { entries: { amount } });
      return result.kind === 'invalid' ? result.problems['amount']?.code : result.kind;
    };
    expect(await problemOf('')).toBe('missing');
    expect(await problemOf('lots')).toBe('not_an_amount');
    expect(await problemOf('-50')).toBe('too_little');
    expect(await problemOf('19.99')).toBe('too_little');
    expect(await problemOf('50000.01')).toBe('too_much');
    expect(await problemOf('20.005')).toBe('not_an_amount');
    expect(await getDatabase().db.$count(checkoutSession)).toBe(1);
  });

  test('a quantity keeps to its bounds, and multiplies the price', async () => {
    const link = await newLink({}, { ...MOONCAKES, adjustable: { minimum: 1, maximum: 4 } });
    const id = await opened(link.code, { entries: { quantity_0: '4' } });
    expect(await findSession(getDatabase().db, id)).toMatchObject({ amountTotal: 115_200n });
    expect(await listLineItems(getDatabase().db, id)).toMatchObject([
      { quantity: 4, unitAmount: 28_800n, price: { object: 'price', unit_amount: 28_800 } },
    ]);
    for (const wrong of ['0', '5', '1.5', 'two', '']) {
      const result = await open(link.code, { entries: { quantity_0: wrong } });
      expect(result.kind).toBe('invalid');
    }
  });

  test('what the merchant asks is answered, or the page says what is missing', async () => {
    const text = { minimumLength: 2, maximumLength: 5, defaultValue: null };
    const link = await newLink({
      customFields: [
        { ...text, key: 'name', label: 'Name', type: 'text', optional: false },
        { ...text, key: 'no', label: 'Member', type: 'numeric', optional: true },
        {
          key: 'size',
          label: 'Size',
          type: 'dropdown',
          optional: false,
          options: [{ label: 'Big', value: 'l' }],
          defaultValue: null,
        },
      ],
    });
    const problems = async (entries: Record<string, string>) => {
      const result = await open(link.code, { entries });
      if (result.kind !== 'invalid') throw new Error(`It was ${result.kind}.`);
      return Object.values(result.problems).map(({ code }) => code);
    };
    expect(await problems({})).toEqual(['missing', 'missing']);
    expect(await problems({ field_0: '陳', field_1: '12a', field_2: 'xl' })).toEqual([
      'too_short',
      'not_a_number',
      'not_an_option',
    ]);
    expect(await problems({ field_0: '陳大文先生啊', field_2: 'l' })).toEqual(['too_long']);
    expect(await problems({ field_0: '陳\u202E大文', field_2: 'l' })).toEqual(['not_plain_text']);
    const id = await opened(link.code, { entries: { field_0: ' 陳大文 ', field_2: 'l' } });
    expect((await findSession(getDatabase().db, id))?.customFields).toMatchObject([
      { key: 'name', value: '陳大文' },
      { key: 'no', value: null },
      { key: 'size', value: 'l' },
    ]);
  });
});
