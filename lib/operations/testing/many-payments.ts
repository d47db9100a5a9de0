import { sql } from 'drizzle-orm';
import type { Db } from '#lib/db/client.ts';
import type { MerchantId } from '#lib/domain/ids.ts';

/**
 * Writes the list's rows of many payments at once, a minute apart, the last at the end of 2026: most are paid by card,
 * one in ten is declined, few are anything else. Only what a list is found by: there are no payments behind them.
 */
export async function seedListRows(
  db: Db,
  of: { merchantId: MerchantId; count: number; offset?: number },
): Promise<void> {
  const { merchantId, count, offset = 0 } = of;
  await db.execute(sql`
    insert into payment_list (intent_id, merchant_id, livemode, created_at, amount, currency, intent_status, canceled,
      attempt_id, method, provider, setback, refunded, wrong_amount, disputed, open_discrepancies, region)
    select 'pi_' || left(md5('list-' || n), 24), ${merchantId}, false,
      timestamptz '2027-01-01' - (n - ${offset}) * interval '1 minute',
      100 * (1 + (n::bigint * 7919) % 5000), case when n % 50 = 0 then 'USD' else 'HKD' end,
      case when n % 10 = 3 then 'requires_payment_method' when n % 10 = 7 then 'canceled'
        when n % 211 = 0 then 'processing' else 'succeeded' end,
      n % 97 = 0, 'pa_' || n,
      case when n % 3 > 0 then 'card' when n % 2 = 0 then 'fps' when n % 501 = 0 then 'payme' else 'alipayhk' end,
      case when n % 3 > 0 then 'stripe' else 'airwallex' end,
      case when n % 10 = 3 then 'declined' when n % 211 = 0 then 'unknown' end,
      case when n % 40 = 1 then 'part' when n % 80 = 2 then 'full' end,
      n % 3001 = 0, n % 2003 = 0, case when n % 1009 = 0 then 1 else 0 end,
      case when n % 4 = 0 then 'CN' when n % 701 = 0 then 'TW' when n % 4 < 3 then 'HK' end
    from generate_series(${offset + 1}::integer, ${offset + count}::integer) n`);
  await db.execute(sql`
    insert into payment_search_key (intent_id, kind, key, merchant_id, livemode, created_at)
    select intent_id, said.kind, said.key, merchant_id, livemode, created_at
    from (select row_number() over (order by created_at desc) as n, * from payment_list
      where merchant_id = ${merchantId}) l
    cross join lateral (values
      ('reference', 'order-' || l.n),
      ('email', 'shopper' || l.n % 5000 || '@example.hk'),
      ('provider', 'ch_' || md5('provider-' || l.n)),
      ('last4', case when l.n % 3 = 0 then '4242' else lpad((l.n % 9000)::text, 4, '0') end)
    ) said(kind, key)`);
  await db.execute(sql`vacuum analyze payment_list`);
  await db.execute(sql`vacuum analyze payment_search_key`);
}
