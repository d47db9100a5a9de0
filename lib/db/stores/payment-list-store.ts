import { type SQL, and, eq, sql } from 'drizzle-orm';
import type { PaymentFilter, PaymentPlace, PaymentStatus } from '#lib/domain/payment-filter.ts';
import type { PaymentIntentId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { paymentIntent } from '../schema/payment.ts';
import type { Owner } from './bank-transfer-store.ts';

/**
 * How many payments one reading looks at. With several filters at once, or a range, none of which is met by fewer
 * than these, a page is what of these meets them all, and says how far back it looked. So no filter costs more at a
 * million payments than it does at ten thousand.
 */
export const MOST_LOOKED_AT = 2_500;

export interface PaymentPlaces {
  /** The newest first. */
  readonly places: readonly PaymentPlace[];
  /** Where to go on in the direction that was asked for; null: there is no more. */
  readonly next: PaymentPlace | null;
  /** `next` is as far as was looked, and not the last place here. */
  readonly isCutShort: boolean;
}

interface Asked {
  readonly owner: Owner;
  readonly filter: PaymentFilter;
  readonly limit: number;
  /** From there on, without what is there; null: from the end of the list. */
  readonly from: PaymentPlace | null;
  readonly towards: 'older' | 'newer';
  /** How many are looked at; `MOST_LOOKED_AT` unless told. */
  readonly bound?: number;
}

/** The places of a page of payments; `readListed` reads their rows. Call it in a transaction, whose plans it bounds. */
export async function findPayments(db: Db, asked: Asked): Promise<PaymentPlaces> {
  await db.execute(ALONG_INDICES);
  const plan = await choosePlan(db, asked);
  const rows = await db
    .select(PLACE)
    .from(plan.from)
    .where(and(...plan.others))
    .limit(asked.limit + 1);
  const found = rows.slice(0, asked.limit).map(placeOf);
  const isFull = rows.length > asked.limit;
  const end = isFull ? (found.at(-1) ?? null) : await plan.lookedUpTo();
  return {
    places: asked.towards === 'older' ? found : found.toReversed(),
    next: end,
    isCutShort: !isFull && end !== null,
  };
}

/**
 * Every step here is bounded along an index. The planner does not see the bounds of several readings together, and by
 * its guesses of one would rather read the table and sort it; compiling takes longer than any of them.
 */
const ALONG_INDICES = sql`select set_config('enable_seqscan', 'off', true),
  set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true)`;

const PLACE = {
  id: sql<string>`l.intent_id`,
  at: sql<string>`(extract(epoch from l.created_at) * 1000)::bigint::text`,
};

function placeOf({ id, at }: { id: string; at: string }): PaymentPlace {
  return { createdAt: new Date(Number(at)), id };
}

/** Rows `l` in the list's order, and what of them is still to be looked at. */
interface Plan {
  readonly from: SQL;
  readonly others: readonly SQL[];
  /** How far these rows reach where they are not all there are. */
  lookedUpTo(): Promise<PaymentPlace | null>;
}

const ENDED = () => Promise.resolve(null);

/**
 * The filter that fewest payments meet leads, the others are looked at row by row. What leads is counted first, by
 * its index and no further than the bound: the planner's own guesses are about each filter alone, and about all
 * merchants together.
 */
async function choosePlan(db: Db, asked: Asked): Promise<Plan> {
  const conditions = conditionsOf(asked.filter);
  const exact = asked.filter.text === null ? null : await findById(db, asked, asked.filter.text);
  if (exact !== null) {
    const from = sql`(select * from payment_list where intent_id = ${exact} and ${within(asked)}) l`;
    const others = conditions.filter(({ kind }) => kind !== 'text').map(({ where }) => where);
    return { from, others, lookedUpTo: ENDED };
  }
  const [only] = conditions;
  if (only === undefined || (conditions.length === 1 && isOrdered(asked, only))) {
    return {
      from: rowsOf({ ...asked, bound: fillsPage(asked) }, only),
      others: [],
      lookedUpTo: ENDED,
    };
  }
  const bound = boundOf(asked);
  const counted: { condition: Condition; count: number }[] = [];
  for (const condition of conditions) {
    counted.push({ condition, count: await countUpTo(db, asked, condition) });
  }
  const leads = counted
    .filter(({ condition, count }) => isOrdered(asked, condition) || count <= bound)
    .toSorted((a, b) => a.count - b.count)[0];
  const others = conditions
    .filter((condition) => condition !== leads?.condition)
    .map(({ where }) => where);
  const isWhole = leads !== undefined && leads.count <= bound;
  const from = rowsOf(asked, leads?.condition);
  return { from, others, lookedUpTo: isWhole ? ENDED : () => endOf(db, from, bound) };
}

/**
 * One filter. `ordered`: its index is in the list's order. A range of amounts or of texts is not: those have to be
 * gathered and put in order.
 */
interface Condition {
  readonly kind: 'ordered' | 'amount' | 'text';
  /** Of a row `l`. */
  readonly where: SQL;
}

function conditionsOf(filter: PaymentFilter): readonly Condition[] {
  const conditions: Condition[] = [];
  const add = (kind: Condition['kind'], where: SQL) => conditions.push({ kind, where });
  if (filter.status !== null) {
    add('ordered', FLAGS[filter.status] ?? sql`l.state = ${filter.status}`);
  }
  if (filter.method !== null) add('ordered', sql`l.method = ${filter.method}`);
  if (filter.provider !== null) add('ordered', sql`l.provider = ${filter.provider}`);
  if (filter.region !== null) add('ordered', sql`l.region = ${filter.region}`);
  if (filter.currency !== null) {
    const { currency, amountFrom, amountTo } = filter;
    const parts = [
      sql`l.currency = ${currency}`,
      amountFrom === null ? undefined : sql`l.amount >= ${amountFrom.toString()}::bigint`,
      amountTo === null ? undefined : sql`l.amount <= ${amountTo.toString()}::bigint`,
    ];
    add('amount', sql`${and(...parts)}`);
  }
  if (filter.text !== null) {
    // Row by row: as a join it would be made with all keys that begin so, of which there may be very many.
    const text = sql`(select true from payment_search_key k
      where k.intent_id = l.intent_id and ${keyBegins(filter.text)} limit 1)`;
    add('text', text);
  }
  return conditions;
}

/** Statuses that are no state, as their partial indices have them. */
const FLAGS: Readonly<Partial<Record<PaymentStatus, SQL>>> = {
  needs_look: sql`l.needs_look`,
  any_refund: sql`l.refunded is not null`,
  disputed: sql`l.disputed`,
  wrong_amount: sql`l.wrong_amount`,
};

/** Four figures are a card's last four, or the whole of something else: of a number's beginning there are too many. */
function isWholeKey(text: string | null): boolean {
  return text !== null && /^\d{4}$/.test(text);
}

function keyBegins(text: string): SQL {
  const said = sql`lower(${text}::text)`;
  if (isWholeKey(text)) return sql`k.key = ${said}`;
  return sql`k.key >= ${said} and k.key < ${said} || ${'\u{10ffff}'}`;
}

/** The merchant's own, in the range of time, from the place on. */
function within({ owner, filter, from, towards }: Asked, alias = ''): SQL {
  const column = (name: string) => sql.raw(`${alias}${name}`);
  const at = column('created_at');
  const parts = [
    sql`${column('merchant_id')} = ${owner.merchantId} and ${column('livemode')} = ${owner.livemode}`,
    filter.from === null ? undefined : sql`${at} >= ${filter.from.toISOString()}::timestamptz`,
    filter.before === null ? undefined : sql`${at} < ${filter.before.toISOString()}::timestamptz`,
    from === null
      ? undefined
      : sql`(${at}, ${column('intent_id')}) ${sql.raw(towards === 'older' ? '<' : '>')} (${from.createdAt.toISOString()}::timestamptz, ${from.id})`,
  ];
  return sql`${and(...parts)}`;
}

/** Never fewer than fill the page. */
function boundOf({ bound = MOST_LOOKED_AT, limit }: Asked): number {
  return Math.max(bound, limit + 1);
}

/** As many as are a page whatever they are: a text may be a payment's in each of five kinds. */
function fillsPage({ limit }: Asked): number {
  return 5 * (limit + 1);
}

/** A number of ours in a statement. */
function figure(value: number): SQL {
  return sql.raw(String(value));
}

function inOrder({ towards }: Asked, alias = ''): SQL {
  const way = towards === 'older' ? 'desc' : 'asc';
  return sql.raw(`${alias}created_at ${way}, ${alias}intent_id ${way}`);
}

/**
 * Along an index that is in the list's order. There is no order outside of it: that would keep the planner from
 * seeing how few rows are wanted.
 */
function walk(asked: Asked, where: SQL): SQL {
  return sql`(select * from payment_list l where ${within(asked, 'l.')} and ${where}
    order by ${inOrder(asked, 'l.')} limit ${figure(boundOf(asked))}) l`;
}

/** Whether what meets it comes in the list's order, one after another. */
function isOrdered({ filter }: Asked, { kind }: Condition): boolean {
  return kind === 'ordered' || (kind === 'text' && isWholeKey(filter.text));
}

/** The rows `l` that meet a filter (or any), in the list's order. */
function rowsOf(asked: Asked, condition: Condition | undefined): SQL {
  switch (condition?.kind) {
    case undefined:
      return walk(asked, sql`true`);
    case 'ordered':
      return walk(asked, condition.where);
    case 'amount':
      return sql`(select * from (${ofRange(asked, condition.where)}) r order by ${inOrder(asked)}) l`;
    case 'text':
      // One by one by their keys: it is known how few they are, to us alone.
      return sql`(select distinct created_at, intent_id from (${ofText(asked)}) k order by ${inOrder(asked)}) f
        cross join lateral (select * from payment_list where intent_id = f.intent_id limit 1) l`;
  }
}

function ofRange(asked: Asked, where: SQL): SQL {
  return sql`select * from payment_list l where ${within(asked, 'l.')} and ${where}
    order by amount, created_at, intent_id limit ${figure(boundOf(asked) + 1)}`;
}

function ofText(asked: Asked): SQL {
  const order = isWholeKey(asked.filter.text)
    ? inOrder(asked, 'k.')
    : sql.raw('k.key, k.created_at, k.intent_id');
  return sql`select k.created_at, k.intent_id from payment_search_key k
    where ${within(asked, 'k.')} and ${keyBegins(asked.filter.text ?? '')}
    order by ${order} limit ${figure(boundOf(asked) + 1)}`;
}

/** How many meet one filter, up to one more than the bound. */
async function countUpTo(db: Db, asked: Asked, { kind, where }: Condition): Promise<number> {
  const rows =
    kind === 'text'
      ? ofText(asked)
      : sql`select from payment_list l where ${within(asked, 'l.')} and ${where}
          order by ${kind === 'amount' ? sql.raw('amount, created_at, intent_id') : inOrder(asked, 'l.')}
          limit ${figure(boundOf(asked) + 1)}`;
  const [row] = await db.select({ count: sql<string>`count(*)` }).from(sql`(${rows}) r`);
  return Number(row?.count ?? 0);
}

/** The last that a walk looks at; null where it ends before. */
async function endOf(db: Db, from: SQL, bound: number): Promise<PaymentPlace | null> {
  const rows = await db
    .select(PLACE)
    .from(from)
    .offset(bound - 1)
    .limit(1);
  return rows.map(placeOf)[0] ?? null;
}

/** The merchant's payment with this id, or with the session or the attempt of this id; null: none. */
async function findById(db: Db, { owner }: Asked, id: string): Promise<PaymentIntentId | null> {
  const where = idMatches(id);
  if (where === null) return null;
  const [row] = await db
    .select({ id: paymentIntent.id })
    .from(paymentIntent)
    .where(
      and(
        where,
        eq(paymentIntent.merchantId, owner.merchantId),
        eq(paymentIntent.livemode, owner.livemode),
        eq(paymentIntent.purpose, 'payment'),
      ),
    );
  return row?.id ?? null;
}

function idMatches(id: string): SQL | null {
  if (id.startsWith('pi_')) return sql`${paymentIntent.id} = ${id}`;
  if (id.startsWith('cs_')) return sql`${paymentIntent.sessionId} = ${id}`;
  if (!id.startsWith('pa_')) return null;
  return sql`${paymentIntent.id} = (select intent_id from payment_attempt where id = ${id})`;
}
