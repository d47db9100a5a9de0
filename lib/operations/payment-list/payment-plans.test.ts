import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import type { Db } from '#lib/db/client.ts';
import { MOST_LOOKED_AT, findPayments } from '#lib/db/stores/payment-list-store.ts';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { readPaymentFilter } from '#lib/domain/payment-filter.ts';
import { newId } from '#lib/platform/ids.ts';
import { seedListRows } from '../testing/many-payments.ts';

const PAYMENTS = 50_000;
const PAGE = 50;
const SEEDING_MS = 120_000;

/** A range is counted first, and no further. */
const GATHERED = MOST_LOOKED_AT + 1;

/** Each filter alone: a page of it reads the page, and of a range no more than the bound. */
const ALONE = [
  [{}, PAGE + 1],
  [{ status: 'needs_look' }, PAGE + 1],
  [{ status: 'any_refund' }, PAGE + 1],
  [{ status: 'disputed' }, PAGE + 1],
  [{ status: 'wrong_amount' }, PAGE + 1],
  [{ status: 'paid' }, PAGE + 1],
  [{ status: 'declined' }, PAGE + 1],
  [{ status: 'unknown' }, PAGE + 1],
  [{ method: 'fps' }, PAGE + 1],
  [{ method: 'octopus' }, PAGE + 1],
  [{ provider: 'airwallex' }, PAGE + 1],
  [{ region: 'TW' }, PAGE + 1],
  [{ from: '2026-12-10', to: '2026-12-12' }, PAGE + 1],
  [{ amount_from: '100', amount_to: '100' }, GATHERED],
  [{ amount_from: '100', amount_to: '400' }, GATHERED],
  [{ currency: 'USD' }, GATHERED],
  [{ q: 'order-41234' }, GATHERED],
  [{ q: 'Shopper12' }, GATHERED],
  [{ q: 'order-' }, GATHERED],
  [{ q: '4242' }, 2 * PAGE + 2],
] as const;

const TOGETHER = [
  { status: 'declined', method: 'card' },
  { status: 'declined', method: 'card', region: 'TW' },
  { status: 'paid', provider: 'stripe', amount_from: '30', amount_to: '31' },
  { status: 'disputed', method: 'fps', from: '2026-11-28' },
  { q: 'shopper7@example.hk', status: 'paid' },
  { method: 'octopus', status: 'paid', region: 'HK' },
  // None is met by few, and hardly any payment meets both.
  { status: 'declined', method: 'alipayhk', currency: 'USD' },
] as const;

describeOnPostgres(`a page of ${PAYMENTS} payments`, (getDatabase) => {
  let merchantId: MerchantId;

  beforeEach(async () => {
    merchantId = newId('merchant');
    await seedListRows(getDatabase().db, { merchantId, count: PAYMENTS });
    const other = { merchantId: newId('merchant'), count: 5_000, offset: PAYMENTS };
    await seedListRows(getDatabase().db, other);
  }, SEEDING_MS);

  test(
    'is read along an index, whatever it is filtered by, and from the middle as from its end',
    async () => {
      const middle = { createdAt: new Date('2026-12-15T00:00:00Z'), id: 'pi_0' };
      for (const from of [null, middle]) {
        for (const towards of ['older', 'newer'] as const) {
          for (const [query, most] of ALONE) await expectPlans(query, { from, towards }, most);
          for (const query of TOGETHER) {
            await expectPlans(query, { from, towards }, GATHERED);
          }
        }
      }
    },
    SEEDING_MS,
  );

  async function expectPlans(
    query: Readonly<Record<string, string>>,
    page: Pick<Parameters<typeof findPayments>[1], 'from' | 'towards'>,
    most: number,
  ): Promise<void> {
    const { db } = getDatabase();
    const { filter, problems } = readPaymentFilter(query);
    expect(problems).toEqual([]);
    const owner = { merchantId, livemode: false };
    const sent: { text: string; values: readonly unknown[] }[] = [];
    const { $client: pool } = db as Db & { $client: pg.Pool }; // Drizzle's own on PostgreSQL
    const logger = { logQuery: (text: string, values: unknown[]) => sent.push({ text, values }) };
    const asked = { owner, filter, limit: PAGE, ...page };
    await drizzle(pool, { logger }).transaction(async (tx) => findPayments(tx, asked));
    const [bounding, ...readings] = sent.filter(({ text }) => text.startsWith('select'));
    expect(readings.length).toBeGreaterThan(0);
    for (const { text, values } of readings) {
      const nodes = await stepsFor(text, values, bounding?.text ?? '');
      const about = `${JSON.stringify(query)} ${page.towards}\n${text}\n${JSON.stringify(nodes, null, 1)}`;
      expect(
        nodes.filter(({ type }) => type === 'Seq Scan'),
        about,
      ).toEqual([]);
      for (const { rows, type } of nodes)
        expect(rows, `${type} in ${about}`).toBeLessThanOrEqual(most);
    }
  }

  /** What was done for a statement: each step, and how many rows it went through. */
  async function stepsFor(
    text: string,
    values: readonly unknown[],
    bounding: string,
  ): Promise<readonly Step[]> {
    // With the values where they were: Drizzle numbers them anew.
    const again = sql.join(
      text
        .split(/\$(\d+)/)
        .map((part, at) => (at % 2 === 0 ? sql.raw(part) : sql`${values[Number(part) - 1]}`)),
    );
    const answer = await getDatabase().db.transaction(async (tx) => {
      await tx.execute(sql.raw(bounding));
      return tx.execute(sql`explain (analyze, format json) ${again}`);
    });
    const [row] = (answer as unknown as { rows: { 'QUERY PLAN': { Plan: PlanNode }[] }[] }).rows; // as pg has it
    return (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => stepsOf(Plan));
  }
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Step {
  readonly type: string;
  readonly rows: number;
}

function stepsOf(node: PlanNode): readonly Step[] {
  const perLoop = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  const step = { type: node['Node Type'], rows: Math.round(perLoop * node['Actual Loops']) };
  return [step, ...(node.Plans ?? []).flatMap(stepsOf)];
}
