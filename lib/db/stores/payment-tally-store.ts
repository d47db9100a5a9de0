import { type SQL, and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { Db } from '../client.ts';
import { ledgerEntry } from '../schema/money.ts';
import { attemptEvent } from '../schema/payment.ts';
import { paymentTally, tallyCursor } from '../schema/payment-tally.ts';
import type { Owner } from './bank-transfer-store.ts';

export type TallyRow = typeof paymentTally.$inferSelect;
type CursorRow = typeof tallyCursor.$inferSelect;

/** What is counted, by its numbers: attempts' changes for how many, the books for how much. */
export const TALLIED_LISTS = ['attempt_event', 'ledger_entry'] as const;
export type TalliedList = (typeof TALLIED_LISTS)[number];

const TABLES = { attempt_event: attemptEvent, ledger_entry: ledgerEntry } as const;

/** The lists in which there is, or may be, something that was not counted. Takes no lock. */
export async function listUncounted(db: Db): Promise<readonly TalliedList[]> {
  const newest = (list: TalliedList) =>
    db.select({ id: sql<string>`coalesce(max(${TABLES[list].id}), 0)` }).from(TABLES[list]);
  const [cursors, events, entries] = await Promise.all([
    db.select().from(tallyCursor),
    newest('attempt_event'),
    newest('ledger_entry'),
  ]);
  const last = { attempt_event: events, ledger_entry: entries } as const;
  return TALLIED_LISTS.filter((list) => {
    const cursor = cursors.find((one) => one.list === list);
    const { readTo = 0, missing = [] } = cursor ?? {};
    return missing.length > 0 || Number(last[list][0]?.id ?? 0) > readTo;
  });
}

/**
 * How far a list was counted, this node's alone until the transaction ends, and the database's time in milliseconds.
 * Null: another node is at it.
 */
export async function lockTallyCursor(
  tx: Db,
  list: TalliedList,
): Promise<(CursorRow & { readonly nowMs: number }) | null> {
  await tx.insert(tallyCursor).values({ list, readTo: 0, missing: [] }).onConflictDoNothing();
  const [row] = await tx
    .select({
      list: tallyCursor.list,
      readTo: tallyCursor.readTo,
      missing: tallyCursor.missing,
      nowMs: sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`.mapWith(Number),
    })
    .from(tallyCursor)
    .where(eq(tallyCursor.list, list))
    .for('update', { skipLocked: true });
  return row ?? null;
}

export async function moveTallyCursor(tx: Db, { list, ...to }: CursorRow): Promise<void> {
  await tx.update(tallyCursor).set(to).where(eq(tallyCursor.list, list));
}

/** Of a list's numbers, those that are there: the next `limit` after `after`, or these. */
export async function listNumbers(
  tx: Db,
  list: TalliedList,
  which: { readonly after: number; readonly limit: number } | { readonly among: readonly number[] },
): Promise<readonly number[]> {
  const { id } = TABLES[list];
  const query = tx.select({ id }).from(TABLES[list]).orderBy(asc(id));
  if ('after' in which) {
    const rows = await query.where(sql`${id} > ${which.after}`).limit(which.limit);
    return rows.map((row) => row.id);
  }
  if (which.among.length === 0) return [];
  return (await query.where(inArray(id, [...which.among]))).map((row) => row.id);
}

/** Adds what these rows of a list say. Each number may be given once, ever. */
export async function addToTallies(
  tx: Db,
  list: TalliedList,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  const numbers = sql`any(${`{${ids.join(',')}}`}::bigint[])`;
  await tx.execute(sql`
    insert into payment_tally (merchant_id, livemode, hour, method, currency,
      started, paid, failed, captured, refunded)
    ${list === 'attempt_event' ? countsOf(numbers) : sumsOf(numbers)}
    on conflict (merchant_id, livemode, hour, method, currency) do update set
      started = payment_tally.started + excluded.started,
      paid = payment_tally.paid + excluded.paid,
      failed = payment_tally.failed + excluded.failed,
      captured = payment_tally.captured + excluded.captured,
      refunded = payment_tally.refunded + excluded.refunded
  `);
}

const PAID = sql`('authorized', 'captured')`;
const FAILED = sql`('declined', 'expired', 'canceled')`;

/** An attempt's changes are numbered in their order: those before one are there when it is. */
function countsOf(numbers: SQL): SQL {
  return sql`
    select a.merchant_id, i.livemode, date_trunc('hour', a.created_at, 'UTC'), a.method, a.currency,
      count(*) filter (where e.from_status is null),
      count(*) filter (where not p.before and e.to_status in ${PAID}),
      count(*) filter (where not p.before and e.to_status in ${FAILED})
        - count(*) filter (where not p.before and e.from_status in ${FAILED}),
      0, 0
    from attempt_event e
    join payment_attempt a on a.id = e.attempt_id
    join payment_intent i on i.id = a.intent_id and i.purpose = 'payment'
    cross join lateral (
      select exists (
        select from attempt_event b
        where b.attempt_id = e.attempt_id and b.id < e.id and b.to_status in ${PAID}
      ) as before
    ) p
    where e.id = ${numbers}
      and (e.from_status is null or e.from_status in ${FAILED}
        or e.to_status in ${PAID} or e.to_status in ${FAILED})
    group by 1, 2, 3, 4, 5`;
}

/** By what `lib/domain/ledger.ts` calls the bookings of captures and refunds. */
function sumsOf(numbers: SQL): SQL {
  return sql`
    select a.merchant_id, t.livemode, date_trunc('hour', a.created_at, 'UTC'), a.method, e.currency,
      0, 0, 0,
      coalesce(sum(e.amount) filter (where c.id is not null), 0),
      coalesce(-sum(e.amount) filter (where r.id is not null), 0)
    from ledger_entry e
    join ledger_transaction t on t.id = e.transaction_id
    left join capture c on t.external_id like 'capture:%'
      and c.provider = split_part(t.external_id, ':', 2)
      and c.provider_reference =
        substr(t.external_id, length('capture:' || split_part(t.external_id, ':', 2) || ':') + 1)
    left join refund r
      on (t.external_id like 'refund:%' or t.external_id like 'refund_returned:%')
      and r.id = split_part(t.external_id, ':', 2)
    join payment_attempt a on a.id = coalesce(c.attempt_id, r.attempt_id)
    where e.id = ${numbers} and e.account like 'provider:%'
    group by 1, 2, 3, 4, 5`;
}

/** Forgets all that was counted, so that it is counted from the beginning; waits for whoever is at it. */
export async function clearTallies(tx: Db): Promise<void> {
  await tx.select({ list: tallyCursor.list }).from(tallyCursor).for('update');
  await tx.delete(paymentTally);
  await tx.update(tallyCursor).set({ readTo: 0, missing: [] });
}

/** A merchant's tallies of the hours from `from` on, and before `before`. */
export async function listTallies(
  db: Db,
  { merchantId, livemode }: Owner,
  range: { readonly from: Date; readonly before: Date },
): Promise<readonly TallyRow[]> {
  return db
    .select()
    .from(paymentTally)
    .where(
      and(
        eq(paymentTally.merchantId, merchantId),
        eq(paymentTally.livemode, livemode),
        gte(paymentTally.hour, range.from),
        lt(paymentTally.hour, range.before),
      ),
    );
}

/** The counts of whole hours by method, over all currencies. */
export async function sumTallies(
  db: Db,
  { merchantId, livemode }: Owner,
  range: { readonly from: Date; readonly before: Date },
): Promise<readonly Pick<TallyRow, 'method' | 'paid' | 'failed'>[]> {
  return db
    .select({
      method: paymentTally.method,
      paid: sql`sum(${paymentTally.paid})`.mapWith(Number),
      failed: sql`sum(${paymentTally.failed})`.mapWith(Number),
    })
    .from(paymentTally)
    .where(
      and(
        eq(paymentTally.merchantId, merchantId),
        eq(paymentTally.livemode, livemode),
        gte(paymentTally.hour, range.from),
        lt(paymentTally.hour, range.before),
      ),
    )
    .groupBy(paymentTally.method);
}

/** Whether a payment was ever begun. */
export async function hasTallies(db: Db, { merchantId, livemode }: Owner): Promise<boolean> {
  const [row] = await db
    .select({ hour: paymentTally.hour })
    .from(paymentTally)
    .where(and(eq(paymentTally.merchantId, merchantId), eq(paymentTally.livemode, livemode)))
    .limit(1);
  return row !== undefined;
}

/** What tallies say of whole hours, of a part of one: counted from its attempts. */
export async function tallyPartOfHour(
  db: Db,
  { merchantId, livemode }: Owner,
  range: { readonly from: Date; readonly before: Date },
): Promise<readonly Omit<TallyRow, 'merchantId' | 'livemode' | 'hour'>[]> {
  const { rows } = (await db.execute(sql`
    select a.method, a.currency, count(*) as started,
      count(*) filter (where p.paid) as paid,
      count(*) filter (where a.status in ${FAILED} and not p.paid) as failed,
      coalesce(sum(m.captured), 0) as captured, coalesce(sum(m.refunded), 0) as refunded
    from payment_attempt a
    join payment_intent i on i.id = a.intent_id and i.purpose = 'payment'
    cross join lateral (select a.status = 'captured' or a.held_at is not null as paid) p
    left join lateral (
      select sum(c.amount) as captured, sum(r.refunded) as refunded from capture c
      left join lateral (
        select sum(amount) as refunded from refund
        where capture_id = c.id and status = 'succeeded'
      ) r on true
      where p.paid and c.intent_id = a.intent_id and c.attempt_id = a.id
    ) m on true
    where a.merchant_id = ${merchantId} and i.livemode = ${livemode}
      and a.created_at >= ${range.from.toISOString()}::timestamptz
      and a.created_at < ${range.before.toISOString()}::timestamptz
    group by a.method, a.currency
  `)) as unknown as { rows: readonly Record<string, string>[] }; // as both drivers answer
  return rows.map((row) => ({
    method: row['method'] as MethodId, // as the column has it
    currency: row['currency'] as CurrencyCode, // likewise
    started: Number(row['started']),
    paid: Number(row['paid']),
    failed: Number(row['failed']),
    captured: BigInt(row['captured'] ?? 0),
    refunded: BigInt(row['refunded'] ?? 0),
  }));
}

/** The age of the oldest change of an attempt that was not counted yet, in milliseconds; 0: there is none. */
export async function tallyLagMs(db: Db, now: Date): Promise<number> {
  const cursor = db
    .select({ readTo: tallyCursor.readTo })
    .from(tallyCursor)
    .where(eq(tallyCursor.list, 'attempt_event'));
  const [oldest] = await db
    .select({ at: attemptEvent.at })
    .from(attemptEvent)
    .where(sql`${attemptEvent.id} > coalesce((${cursor}), 0)`)
    .orderBy(asc(attemptEvent.id))
    .limit(1);
  return oldest === undefined ? 0 : Math.max(0, now.getTime() - oldest.at.getTime());
}
