import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { testKey } from './testing/api-server.ts';

const GOOD: Readonly<Record<string, string>> = {
  mode: 'payment',
  success_url: 'https://tea.example.hk/thanks',
  'line_items[0][price_data][currency]': 'hkd',
  'line_items[0][price_data][unit_amount]': '1000',
  'line_items[0][price_data][product_data][name]': 'Tea',
  'line_items[0][quantity]': '1',
};

const NAMES = [
  ...Object.keys(GOOD),
  ...['', '0', '[]', '[', ']', '[0]', '[__proto__]', '[constructor]', '[length]', '[a][b]'].flatMap(
    (end) =>
      [
        'metadata',
        'line_items',
        'line_items[0][price_data]',
        'line_items[1]',
        'payment_intent_data',
        'allowed_payment_method_types',
        'expand',
        'expires_at',
        'locale',
        'customer_email',
        'cancel_url',
        'automatic_tax',
      ].map((start) => start + end),
  ),
];

const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 12 }));
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.integer().map(String),
  fc.constantFrom('', '0', '-1', '1e9', 'NaN', 'null', '99999999999999999999', '\u0000', '%00'),
);
const form = fc
  .array(fc.tuple(name, value), { maxLength: 6 })
  .map((changes) => new URLSearchParams([...Object.entries(GOOD), ...changes]).toString());
const body = fc.oneof(
  form.map((text) => ({ text, type: 'application/x-www-form-urlencoded' })),
  fc.string({ maxLength: 60 }).map((text) => ({ text, type: 'application/x-www-form-urlencoded' })),
  fc.json().map((text) => ({ text, type: 'application/json' })),
  fc.tuple(form, fc.jsonValue()).map(([, metadata]) => ({
    text: JSON.stringify({ mode: 'payment', metadata, line_items: metadata }),
    type: 'application/json',
  })),
);

describeOnEachDatabase('hostile input', (getDatabase) => {
  test('is answered with 200 or a refusal by name, never a failure; a refusal writes nothing', async () => {
    const app = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(app.context);
    const key = await testKey(app.context, merchantId);
    const count = () => getDatabase().db.$count(sql`checkout_session`);
    let written = 0;
    await fc.assert(
      fc.asyncProperty(body, async ({ text, type }) => {
        const response = await handleApiRequest(
          app.context,
          new Request('http://localhost/v1/checkout/sessions', {
            method: 'POST',
            headers: { authorization: `Bearer ${key}`, 'content-type': type },
            body: text,
          }),
        );
        const answer: unknown = await response.json();
        expect([200, 400]).toContain(response.status);
        if (response.status === 200) written += 1;
        else expect(answer).toMatchObject({ error: { type: 'invalid_request_error' } });
        expect(await count()).toBe(written);
      }),
      { numRuns: 400 },
    );
  });

  test('no path or query makes a retrieval fail', async () => {
    const app = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(app.context);
    const key = await testKey(app.context, merchantId);
    await fc.assert(
      fc.asyncProperty(fc.webPath(), fc.webQueryParameters(), async (path, query) => {
        const response = await handleApiRequest(
          app.context,
          new Request(`http://localhost/v1/checkout/sessions${path}?${query}`, {
            headers: { authorization: `Bearer ${key}` },
          }),
        );
        expect([400, 404]).toContain(response.status);
      }),
      { numRuns: 200 },
    );
  });
});
