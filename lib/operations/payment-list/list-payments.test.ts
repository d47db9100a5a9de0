import { readFileSync, readdirSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Db } from '#lib/db/client.ts';
import { findPayments } from '#lib/db/stores/payment-list-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import {
  PAYMENT_STATUSES,
  type PaymentFilter,
  type PaymentPlace,
} from '#lib/domain/payment-filter.ts';
import type { AppContext } from '../context.ts';
import {
  type GeneratedPayment,
  type StoredPayment,
  generatedPayment,
  isMeant,
  stateOf,
} from '../testing/generated-payments.ts';
import { storePayment } from '../testing/store-payment.ts';
import { type SeededMerchant, seedMerchant } from '../testing/seed.ts';
import { createTestContext } from '../testing/test-context.ts';
import { listPayments, readPayments } from './list-payments.ts';

const ANY: PaymentFilter = {
  status: null,
  method: null,
  provider: null,
  region: null,
  currency: null,
  amountFrom: null,
  amountTo: null,
  from: null,
  before: null,
  text: null,
};

const MANY_MS = 120_000;
const DAY = (day: number) => new Date(Date.UTC(2026, 10, 20 + day, 16));
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.option(arbitrary, { nil: null, freq: 2 });

const filters: fc.Arbitrary<PaymentFilter> = fc
  .record({
    status: maybe(fc.constantFrom(...PAYMENT_STATUSES)),
    method: maybe(fc.constantFrom('card' as const, 'fps' as const, 'octopus' as const)),
    provider: maybe(fc.constantFrom('stripe' as const, 'airwallex' as const)),
    region: maybe(fc.constantFrom('HK', 'TW')),
    currency: fc.constantFrom('HKD' as const, 'JPY' as const),
    amountFrom: maybe(fc.constantFrom(0n, 12_850n, 12_851n, 60_000n)),
    amountTo: maybe(fc.constantFrom(12_850n, 12_900n, 99_999n)),
    from: maybe(fc.constantFrom(DAY(0), DAY(1), DAY(2))),
    before: maybe(fc.constantFrom(DAY(1), DAY(3))),
    text: maybe(
      fc.constantFrom(
        'order-',
        'ORDER-1002',
        'mei',
        '4242',
        '50%',
        '鐵觀',
        'stripe_pi',
        'airw',
        'tea',
        'nothing',
      ),
    ),
  })
  .map(({ currency, ...rest }) => {
    const hasAmount = rest.amountFrom !== null || rest.amountTo !== null;
    return { ...rest, currency: hasAmount ? currency : null };
  });

const paymentsOf = (count: number, seed: number) =>
  fc.sample(generatedPayment, { numRuns: count, seed });

describeOnEachDatabase('the list of payments', (getDatabase) => {
  let context: AppContext;
  let merchant: SeededMerchant;

  beforeEach(async () => {
    ({ context } = createTestContext(getDatabase()));
    merchant = await seedMerchant(context);
  });

  const owner = () => ({ merchantId: merchant.merchantId, livemode: false });

  async function store(payments: readonly GeneratedPayment[]): Promise<StoredPayment[]> {
    const stored: StoredPayment[] = [];
    for (const payment of payments)
      stored.push(await storePayment(context, owner(), merchant, payment));
    return stored;
  }

  /** All pages in one direction, joined, the newest first. */
  async function walk(
    filter: PaymentFilter,
    options: {
      limit: number;
      bound: number;
      towards?: 'older' | 'newer';
      between?: () => Promise<void>;
    },
  ): Promise<readonly string[]> {
    const { limit, bound, towards = 'older', between } = options;
    const ids: string[] = [];
    let from: PaymentPlace | null = towards === 'older' ? null : { createdAt: new Date(0), id: '' };
    for (;;) {
      const asked = { owner: owner(), filter, limit, from, towards, bound };
      const page = await getDatabase().db.transaction((tx) => findPayments(tx, asked));
      expect(page.places.length).toBeLessThanOrEqual(limit);
      const found = page.places.map(({ id }) => id);
      if (towards === 'older') ids.push(...found);
      else ids.unshift(...found);
      if (page.next === null) return ids;
      from = page.next;
      await between?.();
    }
  }

  const inOrder = (payments: readonly StoredPayment[]) =>
    payments
      .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);

  test(
    'says of every filter what going through all payments says, page by page, both ways, however little is looked at',
    async () => {
      const stored = await store(paymentsOf(150, 7));
      // Somebody else's, and the other mode's, that would meet the same filters.
      const stranger = await seedMerchant(context);
      for (const payment of paymentsOf(15, 8)) {
        const strangers = { merchantId: stranger.merchantId, livemode: false };
        await storePayment(context, strangers, stranger, payment);
        await storePayment(context, { ...owner(), livemode: true }, merchant, payment);
      }
      const sameOrder = await idsByDatabase(getDatabase().db);
      await fc.assert(
        fc.asyncProperty(
          filters,
          fc.integer({ min: 1, max: 40 }),
          fc.constantFrom(5, 30, 10_000),
          fc.constantFrom('older' as const, 'newer' as const),
          async (filter, limit, bound, towards) => {
            const meant = new Set<string>(
              stored.filter((payment) => isMeant(payment, filter)).map(({ id }) => id),
            );
            const expected = sameOrder.filter((id) => meant.has(id));
            expect(await walk(filter, { limit, bound, towards })).toEqual(expected);
          },
        ),
        { numRuns: 150, seed: 3 },
      );
      for (const status of PAYMENT_STATUSES) {
        const meant = stored.filter((payment) => isMeant(payment, { ...ANY, status }));
        expect(meant.length, status).toBeGreaterThan(0);
        const found = await walk({ ...ANY, status }, { limit: 7, bound: 10_000 });
        expect(new Set(found), status).toEqual(new Set(meant.map(({ id }) => id)));
      }
    },
    MANY_MS,
  );

  test('finds a payment by each of its ids, and nobody else’s', async () => {
    const [first, second] = await store(paymentsOf(2, 3));
    const stranger = await seedMerchant(context);
    for (const text of [first?.id ?? '', first?.sessionId ?? '']) {
      const asked = { ...ANY, text };
      expect(await walk(asked, { limit: 5, bound: 10 })).toEqual([first?.id]);
      const others = { merchantId: stranger.merchantId, livemode: false };
      for (const of of [others, { ...owner(), livemode: true }]) {
        const page = await listPayments(context, of, asked, { place: null, towards: 'older' });
        expect(page.payments).toEqual([]);
      }
    }
    expect(second?.id).not.toBe(first?.id);
  });

  test('pages show every payment once that was there, while others are made', async () => {
    const stored = await store(paymentsOf(25, 11));
    const newcomers = paymentsOf(30, 12);
    const ids = await walk(ANY, {
      limit: 4,
      bound: 10_000,
      between: async () => {
        const payment = newcomers.pop();
        // Made now, which is after all there are.
        if (payment !== undefined) await store([{ ...payment, second: 30 * 86_400 }]);
      },
    });
    expect(ids).toHaveLength(25);
    expect(new Set(ids)).toEqual(new Set(inOrder(stored)));
  });

  test('each row stands as its payment does', async () => {
    const stored = await store(paymentsOf(60, 21));
    const { db } = getDatabase();
    const places = stored.map(({ id, createdAt }) => ({ id, createdAt }));
    const byId = new Map((await readPayments(db, places)).map((row) => [row.id, row]));
    for (const payment of stored) {
      const row = byId.get(payment.id);
      expect(row).toMatchObject({
        state: stateOf(payment),
        method: payment.method,
        provider: payment.provider,
        region: payment.region,
        reference: payment.reference,
        description: payment.description,
        email: payment.email,
        failureCode: stateOf(payment) === 'declined' ? 'do_not_honor' : null,
        bought: { name: 'Tieguanyin', others: 0 },
      });
      expect(row?.card).toEqual(
        payment.method === 'card' ? { brand: 'visa', last4: payment.last4 } : {},
      );
    }
  });

  test('what the triggers keep is what the migration makes of the same payments', async () => {
    await store(paymentsOf(120, 31));
    const { db } = getDatabase();
    const kept = await keptRows(db);
    await db.execute(sql`truncate payment_list, payment_search_key`);
    for (const statement of backfill()) await db.execute(sql.raw(statement));
    expect(await keptRows(db)).toEqual(kept);
  });
});

async function idsByDatabase(db: Db): Promise<readonly string[]> {
  const rows = await db
    .select({ id: sql<string>`id` })
    .from(sql`payment_intent`)
    .orderBy(sql`created_at desc, id desc`);
  return rows.map(({ id }) => id);
}

/** Every row of both tables, in one order. */
async function keptRows(db: Db): Promise<readonly unknown[]> {
  const read = (table: string) =>
    db
      .select({ row: sql<string>`to_jsonb(t)::text` })
      .from(sql`(select * from ${sql.raw(table)}) t`)
      .orderBy(sql`1`);
  return [await read('payment_list'), await read('payment_search_key')];
}

/** The statements by which the migration fills both tables. */
function backfill(): readonly string[] {
  const folder = 'lib/db/migrations';
  const file = readdirSync(folder).find((name) => name.endsWith('_payment_list.sql'));
  const statements = readFileSync(`${folder}/${file}`, 'utf8').split('--> statement-breakpoint');
  return statements.slice(
    statements.findIndex((text) => text.includes('-- What there was before.')),
  );
}
