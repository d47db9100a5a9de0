import fc from 'fast-check';

/** What a session is made of; every hostile body of one starts from it. */
const GOOD: Readonly<Record<string, string>> = {
  mode: 'payment',
  success_url: 'https://tea.example.hk/thanks',
  'line_items[0][price_data][currency]': 'hkd',
  'line_items[0][price_data][unit_amount]': '1000',
  'line_items[0][price_data][product_data][name]': 'Tea',
  'line_items[0][quantity]': '1',
};

const ENDS = ['', '0', '[]', '[', ']', '[0]', '[__proto__]', '[constructor]', '[length]', '[a][b]'];
const STARTS = [
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
];
const ends = (starts: readonly string[]) =>
  starts.flatMap((start) => ENDS.map((end) => start + end));

const VALUE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.integer().map(String),
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '1e9',
    'NaN',
    'null',
    '99999999999999999999',
    '\u0000',
    '%00',
  ),
);
const FORM_TYPE = 'application/x-www-form-urlencoded';
const formOf = (names: readonly string[], values: fc.Arbitrary<string>, base = {}) => {
  const name = fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 12 }));
  return fc
    .array(fc.tuple(name, values), { maxLength: 6 })
    .map((changes) =>
      new URLSearchParams([...Object.entries<string>(base), ...changes]).toString(),
    );
};
const asBody = (type: string) => (text: string) => ({ text, type });

/** Bodies of `POST /v1/checkout/sessions`. */
export const BODY = fc.oneof(
  formOf([...Object.keys(GOOD), ...ends(STARTS)], VALUE, GOOD).map(asBody(FORM_TYPE)),
  fc.string({ maxLength: 60 }).map(asBody(FORM_TYPE)),
  fc.json().map(asBody('application/json')),
  fc
    .jsonValue()
    .map((value) => JSON.stringify({ mode: 'payment', metadata: value, line_items: value }))
    .map(asBody('application/json')),
);

/**
 * Calls of an endpoint with its own parameters and the caller's own ids, each of them right, wrong or of
 * the wrong kind, and with whatever else.
 */
export function hostileCall(
  endpoint: {
    readonly method: string;
    readonly path: string;
    readonly names: readonly string[];
    /** Parameters that are well-formed, to change a few of. */
    readonly base: Readonly<Record<string, unknown>>;
  },
  ids: readonly string[],
) {
  const { names, base } = endpoint;
  const id = fc.oneof(
    fc.constantFrom(...ids),
    fc.constantFrom('x', 're_1', 'pi_', 'ch_0', 'txn_%00', '%', '..', 'a'.repeat(3000)),
    fc.webSegment(),
  );
  const values = fc.oneof(VALUE, fc.constantFrom(...ids), fc.constantFrom('true', 'false', 'hkd'));
  const form = formOf([...ends(names), 'metadata[a]'], values);
  const path = id.map((value) => endpoint.path.replace('{id}', value === '' ? 'x' : value));
  if (endpoint.method !== 'POST') {
    return fc.record({
      path,
      query: fc.oneof(form, fc.webQueryParameters()),
      body: fc.constant(null),
    });
  }
  return fc.record({
    path,
    query: fc.constant(''),
    body: fc.oneof(
      form.map(asBody(FORM_TYPE)),
      fc.string({ maxLength: 60 }).map(asBody(FORM_TYPE)),
      fc.json().map(asBody('application/json')),
      fc
        .dictionary(fc.constantFrom('x', ...names), fc.jsonValue(), { maxKeys: 4 })
        .map((value) => JSON.stringify(value))
        .map(asBody('application/json')),
      fc
        .dictionary(fc.constantFrom('x', ...names), fc.oneof(values, fc.jsonValue()), {
          maxKeys: 2,
        })
        .map((changes) => JSON.stringify({ ...base, ...changes }))
        .map(asBody('application/json')),
    ),
  });
}
