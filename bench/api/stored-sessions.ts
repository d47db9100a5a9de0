import { createHash } from 'node:crypto';

/**
 * Sessions that are there already, and what the database alone has to do to read them: the rows an answer is
 * made of, and the key of the one who asks, with nothing checked and nothing written out.
 */

/** Milliseconds between the creation of one and the next. */
const APART_MS = 40;

/** Sessions from `first` to `last`, counted from 1; the greater the number, the newer. */
export function storeSessionsSql(
  merchantId: string,
  range: { first: number; last: number },
): readonly string[] {
  const rows = `(select n, md5('stored-' || n) as key
    from generate_series(${range.first}, ${range.last}) n) rows`;
  const createdAt = `timestamptz '2026-01-01' + n * interval '${APART_MS} milliseconds'`;
  return [
    `insert into checkout_session (id, merchant_id, livemode, status, amount_total, currency,
       success_url, cancel_url, client_reference_id, locale, metadata, created_at, expires_at)
     select 'cs_test_' || key, '${merchantId}', false, 'expired', 12850, 'HKD',
       'https://tea.example.hk/thanks?s={CHECKOUT_SESSION_ID}', 'https://tea.example.hk/cart',
       'order-' || n, 'auto', '{}', ${createdAt}, ${createdAt} + interval '1 day' from ${rows}`,
    `insert into line_item (id, session_id, position, name, unit_amount, quantity)
     select 'li_' || left(key, 24), 'cs_test_' || key, 0, 'Tieguanyin oolong', 12850, 1 from ${rows}`,
    `insert into payment_intent (id, merchant_id, session_id, livemode, status, amount, currency,
       capture_method, metadata, created_at)
     select 'pi_' || left(key, 24), '${merchantId}', 'cs_test_' || key, false, 'canceled', 12850, 'HKD',
       'automatic', '{}', ${createdAt} from ${rows}`,
    'analyze checkout_session',
    'analyze line_item',
    'analyze payment_intent',
  ];
}

/** Of `count` sessions one, another each time, all over the table. */
export function storedSessionId(index: number, count: number): string {
  return `cs_test_${md5(`stored-${placeOf(index, count)}`)}`;
}

function placeOf(index: number, count: number): number {
  // A prime with no factor in common with powers of ten: all of them in turn, and none beside the last.
  return ((index * 7919) % count) + 1;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

const SESSION = (count: number) =>
  `'cs_test_' || md5('stored-' || (((:n::bigint * 97 + :client_id::bigint * 7919) % ${count}) + 1)::text)`;

/** What `GET /v1/checkout/sessions/{id}` reads. */
export function retrieveScript(keyHash: string, count: number): readonly string[] {
  return [
    `select * from api_key where hash = '${keyHash}'`,
    `select * from checkout_session where id = ${SESSION(count)}`,
    `select * from payment_intent where session_id = ${SESSION(count)}`,
    `select * from line_item where session_id = ${SESSION(count)} order by position`,
  ];
}

/** What `GET /v1/checkout/sessions?limit=100` reads. */
export function listScript(keyHash: string, merchantId: string): readonly string[] {
  return [
    `select * from api_key where hash = '${keyHash}'`,
    `select * from checkout_session s join payment_intent i on i.session_id = s.id
     where s.merchant_id = '${merchantId}' and s.livemode = false
     order by s.created_at desc, s.id desc limit 101`,
  ];
}
