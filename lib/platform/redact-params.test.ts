import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newApiKey } from './api-key-format.ts';
import { newClientSecret, newSessionId } from './ids.ts';
import { redactParams, redactText } from './redact-params.ts';
import { newWebhookSecret } from './webhook-signature.ts';

const nobody = { isOfPerson: false };
const kept = (params: Parameters<typeof redactParams>[0]) =>
  JSON.stringify(redactParams(params, nobody));

describe('a text that is kept', () => {
  test.each([
    ['Bearer praya_sk_test_abc', '[redacted]'],
    [
      'see https://mei:tea@shop.example/x?token=abc&lang=en',
      'see https://[redacted]@shop.example/x?token=…&lang=…',
    ],
    ['4242 4242 4242 4242', '[redacted]'],
    ['4242-4242.4242 4242', '[redacted]'],
    ['４２４２４２４２４２４２４２４２', '[redacted]'],
    ['order 1700000000 of HK$128.50', 'order 1700000000 of HK$128.50'],
    ['mei@harbourtea.example.hk', '[redacted]'],
    ["No such customer: 'cus_123'", "No such customer: 'cus_123'"],
  ])('%s becomes %s', (text, expected) => expect(redactText(text)).toBe(expected));

  test('a long one is cut off, and one too long to be looked through is only counted', () => {
    expect(redactText('茶'.repeat(400))).toBe(`${'茶'.repeat(300)}…`);
    expect(redactText('x'.repeat(2_001))).toBe('[2001 characters]');
  });
});

describe('parameters that are kept', () => {
  test('what names say is secret or somebody’s own is left out, whatever it is', () => {
    expect(
      redactParams(
        {
          client_secret: 'x',
          card: { number: '1', cvc: '2', exp_month: '3' },
          customer_email: 'mei',
          shipping: {
            name: 'Mei Chan',
            phone: '9123',
            address: { line1: '1 Pier Rd', city: 'HK' },
          },
          line_items: [{ price_data: { product_data: { name: 'Oolong' } } }],
        },
        nobody,
      ),
    ).toEqual({
      client_secret: '[redacted]',
      card: { number: '[redacted]', cvc: '[redacted]', exp_month: '3' },
      customer_email: '[redacted]',
      shipping: {
        name: '[redacted]',
        phone: '[redacted]',
        address: { line1: '[redacted]', city: 'HK' },
      },
      line_items: [{ price_data: { product_data: { name: 'Oolong' } } }],
    });
    expect(redactParams({ name: 'Mei Chan' }, { isOfPerson: true })).toEqual({
      name: '[redacted]',
    });
  });

  test('they are bounded, and say that something was left out', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, at) => [`metadata_${at}`, 'x'.repeat(300)]),
    );
    expect(kept(many).length).toBeLessThan(6_000);
    expect(kept(many)).toContain('[left out]');
    expect(kept({ list: Array.from({ length: 1000 }, () => 'y') }).length).toBeLessThan(3_000);
  });

  test('nothing of a key, a signing secret, a client secret or a card number is kept, wherever it stands', () => {
    const digits = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 13, maxLength: 19 })
      .map((all) => all.join(''));
    const grouped = digits.chain((all) =>
      fc.constantFrom('', ' ', '-', '.', ' - ').map((gap) => all.match(/.{1,4}/g)?.join(gap) ?? ''),
    );
    const secret = fc.oneof(
      fc.boolean().map((live) => newApiKey(live)),
      fc.boolean().map((live) => newApiKey(live, 'restricted')),
      fc.constant(null).map(() => newWebhookSecret()),
      fc.boolean().map((live) => newClientSecret(newSessionId(live))),
      grouped,
    );
    const around = fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((text) => !/\p{Nd}/u.test(text));
    const tree = fc
      .tuple(around, secret, around, fc.nat(3))
      .map(([before, hidden, after, depth]) => {
        const text = `${before}${hidden}${after}`;
        const leaf = { [text.slice(0, 100)]: 'x', note: text } as Parameters<
          typeof redactParams
        >[0];
        const whole = Array.from({ length: depth }).reduce<typeof leaf>(
          (inner) => ({ metadata: [inner, inner] }),
          leaf,
        );
        return { hidden, whole };
      });
    fc.assert(
      fc.property(tree, ({ hidden, whole }) => {
        const text = kept(whole);
        expect(text).not.toContain(hidden);
        // Nor its last characters, which are what makes a key or a card number one.
        expect(text).not.toContain(hidden.slice(-10));
      }),
      { numRuns: 500 },
    );
  });
});
