import type { BusyHours } from './busy-hours.ts';
import { METHOD_PLANS } from './method-plan.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { METHODS } from '#lib/methods/catalogue.ts';

export interface OfferedMethod {
  readonly method: MethodId;
  readonly providerAccountId: string;
  readonly provider: ProviderId;
}

export interface SeedFacts {
  readonly merchantId: string;
  /** In the merchant's order, at least one. */
  readonly methods: readonly OfferedMethod[];
  /** Where events went; null: nobody listens. */
  readonly endpointId: string | null;
  readonly hours: BusyHours;
  readonly now: Date;
  readonly payments: number;
  /** Letters, figures and dashes. */
  readonly seed: string;
}

const DAY = "interval '1 day'";

/**
 * Payments from `first` to `last`, counted from 1 by the time they were begun, as a table of this transaction: all
 * that their rows are made of, drawn from hashes of the seed and their number.
 */
export function planSql(facts: SeedFacts, range: { first: number; last: number }): string {
  const { hours, methods, now, payments, seed } = facts;
  const weights = methods.map(({ method }) => METHOD_PLANS[method].weight);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const until = weights.slice(0, -1).map((weight) => (sum += weight) / all);
  const rows = methods.map(({ method, provider, providerAccountId }, index) => {
    const { paid, seconds, failures } = METHOD_PLANS[method];
    const { direction } = METHODS[method];
    const statuses = textArray(failures.map(({ status }) => status));
    const codes = textArray(failures.map(({ code }) => code));
    return `(${index}, '${method}', '${direction}', '${provider}', '${providerAccountId}', ${paid}, ${seconds}, ${statuses}, ${codes})`;
  });
  const u = (key: string, part: number) =>
    `(('x' || substr(${key}, ${part * 8 + 1}, 8))::bit(32)::bigint / 4294967296.0)`;
  return `
    create temp table seed_payment on commit drop as
    with methods (place, method, direction, provider, account, p_paid, seconds, statuses, codes) as (
      values ${rows.join(', ')}
    ), drawn as (
      select n, md5('${seed}:' || n) as key, md5('${seed}:more:' || n) as more,
        (n - 0.5) / ${payments} * ${hours.weeks} as weeks
      from generate_series(${range.first}, ${range.last}) n
      where not exists (select from checkout_session where id = 'cs_test_' || md5('${seed}:' || n))
    ), hour as (
      select drawn.*, width_bucket(weeks - floor(weeks), ${numberArray(hours.untilHour)}) as h from drawn
    ), timed as (
      select hour.*, timestamptz '${hours.start.toISOString()}' + (floor(weeks) * 168 + h
        + (weeks - floor(weeks) - coalesce((${numberArray(hours.untilHour)})[h], 0))
          / ((${numberArray(hours.untilHour)})[h + 1] - coalesce((${numberArray(hours.untilHour)})[h], 0))
        ) * interval '1 hour' as at
      from hour
    )
    select n, key, date_trunc('milliseconds', at) as at, m.method, m.direction, m.provider, m.account,
      case when m.method = 'card' and ${u('more', 0)} < 0.07 then 'USD' else 'HKD' end as currency,
      (20 + floor(power(${u('key', 1)}, 3) * 1800)) * 100 + (floor(${u('more', 1)} * 2) * 50)::int as amount,
      ${u('key', 2)} < m.p_paid as paid,
      m.method = 'card' and ${u('more', 2)} < 0.01 as held,
      m.statuses[1 + floor(${u('more', 3)} * cardinality(m.statuses))::int] as failure,
      m.codes[1 + floor(${u('more', 3)} * cardinality(m.statuses))::int] as code,
      m.seconds * (0.5 + ${u('more', 1)}) * interval '1 second' as took,
      ${u('key', 3)} as chance
    from timed
    join methods m on m.place = width_bucket(${u('key', 0)}, ${numberArray(until)})
    order by n;
    alter table seed_payment add column state text;
    update seed_payment set
      state = case when not paid then failure
        when held and at > timestamptz '${now.toISOString()}' - ${DAY} then 'authorized'
        else 'captured' end,
      code = case when paid then null else code end`;
}

/** Their rows, in an order in which each finds what it names. */
export function rowsSql(facts: SeedFacts): readonly string[] {
  const { merchantId, methods, now } = facts;
  const at = `timestamptz '${now.toISOString()}'`;
  const session = `'cs_test_' || key`;
  const id = (prefix: string, what: string) =>
    `'${prefix}_' || substr(md5('${what}' || key), 1, 24)`;
  const [intent, attempt, tried] = [id('pi', 'intent'), id('pa', 'attempt'), id('pa', 'tried')];
  const [capture, refund] = [id('cap', 'capture'), id('re', 'refund')];
  const capturedAt = `at + took + case when held then interval '5 hours' else interval '0' end`;
  const isRefunded = `state = 'captured' and chance < 0.025 and at + 2 * ${DAY} < ${at}`;
  const refunded = `case when chance < 0.012 then amount else (amount / 200)::bigint * 100 end`;
  const request = `jsonb_build_object('captureMethod', case when held then 'manual' else 'automatic' end,
    'description', 'Tea', 'customerEmail', null, 'returnUrl', 'https://tea.example.hk/thanks',
    'locale', 'zh-HK', 'device', jsonb_build_object('form', 'phone', 'os', 'ios'), 'input', '{}'::jsonb)`;
  const attemptColumns = `payment_attempt (id, merchant_id, session_id, intent_id, method, direction, provider,
    provider_account_id, status, amount, currency, idempotency_key, provider_reference, request, instrument,
    failure_code, created_at, updated_at, status_since, held_at)`;
  const card = `case when method in ('card', 'apple_pay', 'google_pay')
    then jsonb_build_object('brand', case when chance < 0.6 then 'visa' else 'mastercard' end,
      'last4', lpad((n % 10000)::text, 4, '0')) end`;
  // A tenth had tried with the same method before, and could not.
  const hadTried = `chance > 0.9`;
  return [
    `insert into checkout_session (id, merchant_id, livemode, status, amount_total, currency, success_url, cancel_url,
       client_reference_id, customer_email, locale, metadata, created_at, expires_at, completed_at, expired_at)
     select ${session}, '${merchantId}', false, case when paid then 'complete' else 'expired' end, amount, currency,
       'https://tea.example.hk/thanks', 'https://tea.example.hk/cart', 'HT-' || n,
       case when chance < 0.7 then 'shopper' || (n % 9973) || '@example.hk' end, 'auto', '{}', at - interval '5 minutes',
       at + interval '25 minutes', case when paid then at + took end,
       case when not paid then at + interval '25 minutes' end
     from seed_payment`,
    `insert into line_item (id, session_id, position, name, unit_amount, quantity)
     select ${id('li', 'item')}, ${session}, 0,
       (array['安溪鐵觀音 Tieguanyin oolong', '絲襪奶茶茶膽 Milk tea blend', '茉莉龍珠 Jasmine pearls'])[1 + n % 3],
       amount, 1 from seed_payment`,
    `insert into payment_intent (id, merchant_id, session_id, livemode, status, amount, currency, capture_method,
       metadata, created_at, paid_at, paid_by_attempt_id)
     select ${intent}, '${merchantId}', ${session}, false,
       case state when 'captured' then 'succeeded' when 'authorized' then 'requires_capture' else 'canceled' end,
       amount, currency, case when held then 'manual' else 'automatic' end, '{}', at - interval '5 minutes',
       case when state = 'captured' then ${capturedAt} end, case when state = 'captured' then ${attempt} end
     from seed_payment`,
    `insert into ${attemptColumns}
     select ${tried}, '${merchantId}', ${session}, ${intent}, method, direction, provider, account, failure, amount,
       currency, ${tried}, 'seed_tried_' || key, ${request}, ${card},
       case when failure = 'declined' then 'processing_error' end, at - interval '2 minutes',
       at - interval '1 minute', at - interval '1 minute', null
     from seed_payment where ${hadTried}
     union all
     select ${attempt}, '${merchantId}', ${session}, ${intent}, method, direction, provider, account, state, amount,
       currency, ${attempt}, 'seed_paid_' || key, ${request}, ${card}, code, at, at + took, at + took,
       case when paid and held then at + took end
     from seed_payment`,
    `insert into attempt_event (attempt_id, at, source, from_status, to_status, detail)
     select * from (
       select ${tried} as attempt, at - interval '2 minutes' as happened, 'shopper', null as before, 'sending' as after,
         '{}'::jsonb from seed_payment where ${hadTried}
       union all
       select ${tried}, at - interval '1 minute', 'notification', 'sending', failure,
         case when failure = 'declined' then '{"code": "processing_error"}'::jsonb else '{}' end
       from seed_payment where ${hadTried}
       union all
       select ${attempt}, at, 'shopper', null, 'sending', '{}' from seed_payment
       union all
       select ${attempt}, at + interval '1 second', 'shopper', 'sending', 'requires_action', '{}'
       from seed_payment where took > interval '10 seconds'
       union all
       select ${attempt}, at + took, 'notification',
         case when took > interval '10 seconds' then 'requires_action' else 'sending' end,
         case when paid and held then 'authorized' else state end,
         case when code is null then '{}' else jsonb_build_object('code', code) end
       from seed_payment
       union all
       select ${attempt}, ${capturedAt}, 'merchant', 'authorized', 'captured', '{}'
       from seed_payment where held and state = 'captured'
     ) events order by happened, before nulls first`,
    `insert into capture (id, merchant_id, intent_id, attempt_id, provider, provider_reference, amount, applied, surplus,
       currency, kind, captured_at, recorded_at)
     select ${capture}, '${merchantId}', ${intent}, ${attempt}, provider, 'seed_capture_' || key, amount, amount, 0,
       currency, 'exact', ${capturedAt}, ${capturedAt}
     from seed_payment where state = 'captured'`,
    `insert into refund (id, merchant_id, capture_id, attempt_id, amount, currency, reason, status, idempotency_key,
       provider_reference, created_at, updated_at)
     select ${refund}, '${merchantId}', ${capture}, ${attempt}, ${refunded}, currency, 'requested_by_customer',
       'succeeded', ${refund}, 'seed_refund_' || key, at + 2 * ${DAY}, at + 2 * ${DAY}
     from seed_payment where ${isRefunded}`,
    `insert into ledger_transaction (id, merchant_id, livemode, external_id, created_at)
     select ${id('ltx', 'captured')}, '${merchantId}', false, 'capture:' || provider || ':seed_capture_' || key,
       ${capturedAt} from seed_payment where state = 'captured'
     union all
     select ${id('ltx', 'refunded')}, '${merchantId}', false, 'refund:' || ${refund}, at + 2 * ${DAY}
     from seed_payment where ${isRefunded}`,
    `insert into ledger_entry (transaction_id, account, amount, currency)
     select ${id('ltx', 'captured')}, side.account, side.sign * amount, currency
     from seed_payment, lateral (values ('provider:' || provider, 1), ('merchant_sales', -1)) side (account, sign)
     where state = 'captured'
     union all
     select ${id('ltx', 'refunded')}, side.account, side.sign * ${refunded}, currency
     from seed_payment, lateral (values ('merchant_sales', 1), ('provider:' || provider, -1)) side (account, sign)
     where ${isRefunded}`,
    `insert into event (id, merchant_id, livemode, type, subject, object, created_at)
     select ${id('evt', 'completed')}, '${merchantId}', false, 'checkout.session.completed', ${session},
       jsonb_build_object('id', ${session}, 'object', 'checkout.session', 'status', 'complete',
         'payment_status', case state when 'captured' then 'paid' else 'unpaid' end, 'amount_total', amount,
         'currency', lower(currency), 'livemode', false, 'client_reference_id', 'HT-' || n,
         'payment_intent', ${intent}, 'created', extract(epoch from at)::bigint),
       at + took
     from seed_payment where paid and at > ${at} - 30 * ${DAY}`,
    ...(facts.endpointId === null
      ? []
      : [
          `insert into delivery (id, merchant_id, event_id, endpoint_id, status, try_count, last_status, delivered_at,
             created_at)
           select ${id('del', 'told')}, '${merchantId}', ${id('evt', 'completed')}, '${facts.endpointId}', 'delivered', 1,
             200, at + took + interval '1 second', at + took
           from seed_payment where paid and at > ${at} - 30 * ${DAY}`,
        ]),
    `insert into ordering_exposure (session_id, merchant_id, livemode, at, decision, left_out, layout, source, learner,
       counts, locale, "returning", exclusion)
     select ${session}, '${merchantId}', false, at - interval '4 minutes',
       jsonb_build_object('sessionId', ${session}, 'atMs', (extract(epoch from at) * 1000)::bigint,
         'context', jsonb_build_object('region', 'HK', 'device', 'ios', 'inApp', null, 'amountBand', 'medium',
           'currency', currency),
         'policyId', 'static', 'policyVersion', 1, 'stateVersion', 0, 'rankingSeed', '${facts.seed}',
         'order', to_jsonb(${textArray(methods.map(({ method }) => method))}),
         'merchantsOrder', to_jsonb(${textArray(methods.map(({ method }) => method))}),
         'scores', '{}'::jsonb, 'topPropensities', '{}'::jsonb, 'explored', false, 'pinned', '[]'::jsonb,
         'evidence', '{}'::jsonb, 'expectedPaid', null),
       '[]', 'list', 'static', 'all', false, 'zh-HK', false, null
     from seed_payment where chance between 0.2 and 0.3`,
  ];
}

function numberArray(values: readonly number[]): string {
  return values.length === 0 ? 'array[]::float8[]' : `array[${values.join(', ')}]::float8[]`;
}

function textArray(values: readonly (string | null)[]): string {
  const texts = values.map((value) => (value === null ? 'null' : `'${value}'`));
  return `array[${texts.join(', ')}]::text[]`;
}
