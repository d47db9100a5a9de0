import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { refund } from '#lib/db/schema/money.ts';
import { attemptEvent, paymentAttempt } from '#lib/db/schema/payment.ts';
import { listTallies, tallyPartOfHour } from '#lib/db/stores/payment-tally-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { figuresOf } from '#lib/domain/payment-figures.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { ledgerBalances } from '#lib/operations/testing/money-facts.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { createTestContext } from '#lib/operations/testing/test-context.ts';
import { busyHours } from './busy-hours.ts';
import { seedPayments } from './seed-payments.ts';

const ALL = { from: new Date('2026-01-01'), before: new Date('2027-01-01') };

it('sells more in the evening than at night, and most on Saturdays, up to now', () => {
  const { start, untilHour, weeks } = busyHours(new Date('2026-11-23T02:00:00Z'));
  expect(start.toISOString()).toBe('2026-08-24T16:00:00.000Z');
  const share = (day: number, hour: number) =>
    (untilHour[day * 24 + hour] ?? 0) - (untilHour[day * 24 + hour - 1] ?? 0);
  // The first day is a Tuesday.
  expect(share(0, 20)).toBeGreaterThan(10 * share(0, 4));
  expect(share(4, 20)).toBeGreaterThan(share(3, 20));
  expect(weeks).toBeGreaterThan(12.8);
  expect(weeks).toBeLessThan(13);
});

describeOnEachDatabase('filling a test database', (getDatabase) => {
  const plan = { payments: 400, seed: 'oolong' };

  it('writes payments whose books balance and whose tallies are right, once', async () => {
    const { context, clock } = createTestContext(getDatabase());
    const { db } = getDatabase();
    const { merchantId } = await seedMerchant(context);
    const options = { merchant: merchantId, ...plan };
    expect(await seedPayments(context, options)).toBe(400);
    const owner = { merchantId, livemode: false };
    const counted = figuresOf(await listTallies(db, owner, ALL));
    const scanned = figuresOf(await tallyPartOfHour(db, owner, ALL));
    const byName = (figures: typeof counted) => ({
      ...figures,
      captured: new Map(figures.captured.map((sum) => [sum.currency, sum.amountMinor])),
      refunded: new Map(figures.refunded.map((sum) => [sum.currency, sum.amountMinor])),
    });
    expect(byName(counted)).toEqual(byName(scanned));
    expect(counted.paid / (counted.paid + counted.failed)).toBeGreaterThan(0.6);
    const balances = Object.values(await ledgerBalances(db));
    expect(balances.reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
    expect(await db.$count(refund)).toBeGreaterThan(0);
    expect(await db.$count(checkoutSession, sql`created_at > ${clock.now()}`)).toBe(0);
    expect(await db.$count(paymentAttempt)).toBeGreaterThan(400);
    const [order] = await db
      .select({ back: sql<number>`count(*) filter (where at < before)`.mapWith(Number) })
      .from(
        db
          .select({
            at: attemptEvent.at,
            before: sql`lag(at) over (order by id)`.as('before'),
          })
          .from(attemptEvent)
          .as('events'),
      );
    expect(order?.back, 'numbered by when they happened').toBe(0);

    expect(await seedPayments(context, options), 'the same are there already').toBe(0);
    expect(await seedPayments(context, { ...options, payments: 500 })).toBe(100);
    expect(await db.$count(checkoutSession)).toBe(500);
  });

  it('fills nothing that is, or may become, a real merchant’s', async () => {
    const { context } = createTestContext(getDatabase(), {
      env: { PRAYA_ALLOW_LIVE_ON_PGLITE: 'yes' },
    });
    const { merchantId } = await seedMerchant(context);
    await expect(seedPayments(context, { merchant: 'mer_none', ...plan })).rejects.toThrow(
      'There is no merchant',
    );
    const bare = await seedMerchant(context, { methods: [] });
    await expect(seedPayments(context, { merchant: bare.merchantId, ...plan })).rejects.toThrow(
      'has no methods in test mode',
    );
    await createApiKey(context, { merchant: bare.merchantId, mode: 'live' });
    await expect(seedPayments(context, { merchant: merchantId, ...plan })).rejects.toThrow(
      'only a test database is filled',
    );
    expect(await getDatabase().db.$count(checkoutSession)).toBe(0);
  });
});
