import { createHash } from 'node:crypto';

/**
 * What the database itself has to do for a session and for a payment: the same rows as Praya's
 * operations write, in the same transactions, with nothing read and nothing decided. `:client_id`,
 * `:run` and `:n` are pgbench's variables; together they name one session.
 */

/** Rows that the scripts refer to, and texts as long as those that Praya writes. */
export interface FloorFacts {
  readonly merchantId: string;
  readonly accountId: string;
  readonly endpointId: string;
  /** A session as the API answers it and as an event carries it. */
  readonly session: object;
}

/** The ids are as long as ours, and as little in order. */
const KEY = "md5(:run::text || '-' || :client_id::text || '-' || :n::text)";
const SESSION = `'cs_test_' || ${KEY}`;
const INTENT = `'pi_' || left(${KEY}, 24)`;
const ATTEMPT = `'pa_' || left(${KEY}, 24)`;
const shortId = (prefix: string) => `'${prefix}_' || left(${KEY}, 24)`;

/** A session as `POST /v1/checkout/sessions` with an Idempotency-Key leaves it. */
export function createSessionScript(facts: FloorFacts): readonly string[] {
  const { merchantId, session } = facts;
  return [
    'begin',
    `insert into checkout_session (id, merchant_id, livemode, status, amount_total, currency,
       success_url, cancel_url, client_reference_id, locale, metadata, created_at, expires_at)
     values (${SESSION}, '${merchantId}', false, 'open', 12850, 'HKD',
       'https;//tea.example.hk/thanks?s={CHECKOUT_SESSION_ID}', 'https;//tea.example.hk/cart',
       'order-1', 'auto', '{}', now(), now() + interval '1 day')`,
    `insert into line_item (id, session_id, position, name, unit_amount, quantity)
     values (${shortId('li')}, ${SESSION}, 0, 'Tieguanyin oolong', 12850, 1)`,
    `insert into payment_intent (id, merchant_id, session_id, livemode, status, amount, currency,
       capture_method, metadata, created_at)
     values (${INTENT}, '${merchantId}', ${SESSION}, false, 'requires_payment_method', 12850, 'HKD',
       'automatic', '{}', now())`,
    ...tell(facts, [['payment_intent.created', INTENT]]),
    `insert into idempotency_key (merchant_id, livemode, key, endpoint, body_hash, response_status,
       response_body, created_at)
     values ('${merchantId}', false, ${KEY}, 'POST /v1/checkout/sessions', ${KEY} || ${KEY}, 200,
       ${json(session)}, now())`,
    'commit',
  ];
}

/** A card payment that succeeds: committed before the provider is called, and booked afterwards. */
export function payScript(facts: FloorFacts): readonly string[] {
  const { merchantId, accountId } = facts;
  const ledgerTransaction = shortId('ltx');
  return [
    'begin',
    `insert into payment_attempt (id, merchant_id, session_id, intent_id, method, direction, provider,
       provider_account_id, status, amount, currency, idempotency_key, request, input_hash, created_at,
       updated_at, status_since, next_check_at)
     values (${ATTEMPT}, '${merchantId}', ${SESSION}, ${INTENT}, 'card', 'pull', 'stripe',
       '${accountId}', 'sending', 12850, 'HKD', ${ATTEMPT},
       ${json(ATTEMPT_REQUEST)}, ${KEY} || ${KEY}, now(), now(), now(),
       now() + interval '39 seconds')`,
    `insert into attempt_event (attempt_id, at, source, to_status, detail)
     values (${ATTEMPT}, now(), 'shopper', 'sending', '{}')`,
    'commit',
    'begin',
    `update payment_attempt set provider_reference = 'pi_' || ${KEY}, status = 'captured',
       updated_at = now(), status_since = now(), next_check_at = null where id = ${ATTEMPT}`,
    `insert into attempt_event (attempt_id, at, source, from_status, to_status, detail)
     values (${ATTEMPT}, now(), 'shopper', 'sending', 'captured',
       ${json({ captures: [{ reference: 'stripe_ch_100000', amountMinor: '12850' }] })})`,
    `insert into capture (id, merchant_id, intent_id, attempt_id, provider, provider_reference, amount,
       applied, surplus, currency, kind, captured_at, recorded_at)
     values (${shortId('cap')}, '${merchantId}', ${INTENT}, ${ATTEMPT}, 'stripe', 'ch_' || ${KEY},
       12850, 12850, 0, 'HKD', 'exact', now(), now())`,
    `insert into ledger_transaction (id, merchant_id, livemode, external_id, created_at)
     values (${ledgerTransaction}, '${merchantId}', false, 'capture-stripe-ch_' || ${KEY}, now())`,
    `insert into ledger_entry (transaction_id, account, amount, currency)
     values (${ledgerTransaction}, 'provider;stripe', 12850, 'HKD'),
       (${ledgerTransaction}, 'merchant_sales', -12850, 'HKD')`,
    `update payment_intent set status = 'succeeded', paid_at = now(), paid_by_attempt_id = ${ATTEMPT}
     where id = ${INTENT}`,
    `update checkout_session set status = 'complete', completed_at = now() where id = ${SESSION}`,
    ...tell(facts, [
      ['charge.succeeded', `'ch_' || left(${KEY}, 24)`],
      ['payment_intent.succeeded', INTENT],
      ['checkout.session.completed', SESSION],
    ]),
    'commit',
  ];
}

/** Events of these types about these subjects, and a delivery of each; the objects are as long as a session. */
function tell(
  { merchantId, endpointId, session }: FloorFacts,
  events: readonly (readonly [type: string, subject: string])[],
): readonly string[] {
  const id = (prefix: string, type: string) => `'${prefix}_${type}_' || left(${KEY}, 24)`;
  const eventRows = events.map(
    ([type, subject]) =>
      `(${id('evt', type)}, '${merchantId}', false, '${type}', ${subject}, ${json(session)}, now())`,
  );
  const deliveryRows = events.map(
    ([type]) =>
      `(${id('del', type)}, '${merchantId}', ${id('evt', type)}, '${endpointId}', 'pending', now(), now())`,
  );
  return [
    `insert into event (id, merchant_id, livemode, type, subject, object, created_at)
     values ${eventRows.join(', ')}`,
    `insert into delivery (id, merchant_id, event_id, endpoint_id, status, next_try_at, created_at)
     values ${deliveryRows.join(', ')}`,
  ];
}

/** Which sessions a run is about: `n` counts from 1 on each connection. */
export interface RunOfSessions {
  readonly run: number;
  readonly clients: number;
  readonly perClient: number;
}

/** Open sessions for `payScript` and for Praya's own payments, made in one go: not measured. */
export function openSessionsSql(merchantId: string, sessions: RunOfSessions): readonly string[] {
  const { run, clients, perClient } = sessions;
  const keys = `(select md5('${run}-' || c || '-' || n) as key
    from generate_series(0, ${clients - 1}) c, generate_series(1, ${perClient}) n) keys`;
  return [
    `insert into checkout_session (id, merchant_id, livemode, status, amount_total, currency,
       success_url, cancel_url, client_reference_id, locale, metadata, created_at, expires_at)
     select 'cs_test_' || key, '${merchantId}', false, 'open', 12850, 'HKD',
       'https://tea.example.hk/thanks?s={CHECKOUT_SESSION_ID}', 'https://tea.example.hk/cart',
       'order-1', 'auto', '{}', now(), now() + interval '1 day' from ${keys}`,
    `insert into line_item (id, session_id, position, name, unit_amount, quantity)
     select 'li_' || left(key, 24), 'cs_test_' || key, 0, 'Tieguanyin oolong', 12850, 1 from ${keys}`,
    `insert into payment_intent (id, merchant_id, session_id, livemode, status, amount, currency,
       capture_method, metadata, created_at)
     select 'pi_' || left(key, 24), '${merchantId}', 'cs_test_' || key, false,
       'requires_payment_method', 12850, 'HKD', 'automatic', '{}', now() from ${keys}`,
  ];
}

/** The ids of the same sessions. */
export function sessionIds({ run, clients, perClient }: RunOfSessions): readonly string[] {
  return Array.from({ length: clients * perClient }, (_, index) => {
    const key = `${run}-${index % clients}-${Math.floor(index / clients) + 1}`;
    return `cs_test_${createHash('md5').update(key).digest('hex')}`;
  });
}

/** As `startPayment` keeps it. */
const ATTEMPT_REQUEST = {
  captureMethod: 'automatic',
  description: 'Harbour Tea',
  customerEmail: null,
  returnUrl: `http://localhost:3000/en/pay/cs_test_${'0'.repeat(32)}/return?attempt=pa_${'0'.repeat(24)}`,
  locale: 'en',
  device: { form: 'phone', os: 'android' },
  input: { confirmationToken: `ctoken_${'0'.repeat(24)}` },
};

/**
 * Spaced JSON, so that no colon outside a text has a word after it: pgbench takes that for a variable.
 * Inside a text, such as an address with a port, another character of the same length stands in.
 */
function json(value: object): string {
  const text = JSON.stringify(value, null, 2);
  return `'${text.replaceAll("'", "''").replaceAll(/:(?=\w)/g, ';')}'`;
}
