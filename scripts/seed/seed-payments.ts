import { and, eq, isNull, sql } from 'drizzle-orm';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { apiKey } from '#lib/db/schema/merchant.ts';
import { methodSetting, providerAccount } from '#lib/db/schema/provider-account.ts';
import { webhookEndpoint } from '#lib/db/schema/webhook.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { AdminInputError, requireMerchant } from '#lib/operations/admin/admin-input.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { countPayments } from '#lib/operations/home/count-payments.ts';
import { busyHours } from './busy-hours.ts';
import { type SeedFacts, planSql, rowsSql } from './payments-sql.ts';

/** Payments of one transaction. */
const AT_ONCE = { postgres: 10_000, pglite: 2_000 } as const;

export interface SeedOptions {
  readonly merchant: string;
  readonly payments: number;
  readonly seed: string;
  readonly onProgress?: (done: number) => void;
  /** Hears of it between two steps: nothing more is begun. */
  readonly isOver?: () => boolean;
}

/**
 * Fills a test database with payments of the last thirteen weeks, in test mode, and has them counted. The same again
 * for the same seed; what is there already is left as it is, so that a run that was cut short goes on. Returns how
 * many were written. Throws AdminInputError where the database is, or may become, a real one.
 */
export async function seedPayments(context: AppContext, options: SeedOptions): Promise<number> {
  const { payments, seed } = options;
  await requireTestDatabase(context);
  const { id: merchantId } = await requireMerchant(context, options.merchant);
  const facts = await readFacts(context, merchantId, { payments, seed });
  const { db, kind } = context.database;
  const rows = rowsSql(facts);
  let written = 0;
  for (let first = 1; first <= payments; first += AT_ONCE[kind]) {
    if (options.isOver?.() === true) return written;
    const last = Math.min(payments, first + AT_ONCE[kind] - 1);
    await db.transaction(async (tx) => {
      // Nobody waits for these as for a page's.
      await tx.execute(sql`set local statement_timeout = '10min'`);
      for (const text of planSql(facts, { first, last }).split(';\n')) {
        await tx.execute(sql.raw(text));
      }
      for (const text of rows) await tx.execute(sql.raw(text));
      written += await tx.$count(sql`seed_payment`);
    });
    options.onProgress?.(last);
  }
  // So that whoever looks at them next has plans for this many.
  if (written > 0) await db.execute(sql`analyze`);
  while ((await countPayments(context)) > 0) {
    if (options.isOver?.() === true) break;
  }
  return written;
}

/** Nothing live is in it. */
async function requireTestDatabase({ database: { db } }: AppContext): Promise<void> {
  const live = await Promise.all(
    [apiKey, providerAccount, checkoutSession].map((table) =>
      db
        .select({ one: sql`1` })
        .from(table)
        .where(sql`livemode`)
        .limit(1),
    ),
  );
  if (live.every((rows) => rows.length === 0)) return;
  throw new AdminInputError(
    'This database has live keys, provider accounts or sessions: only a test database is filled.',
  );
}

async function readFacts(
  context: AppContext,
  merchantId: MerchantId,
  { payments, seed }: { payments: number; seed: string },
): Promise<SeedFacts> {
  const { db } = context.database;
  const methods = await db
    .select({
      method: methodSetting.method,
      providerAccountId: methodSetting.providerAccountId,
      provider: providerAccount.provider,
    })
    .from(methodSetting)
    .innerJoin(providerAccount, eq(providerAccount.id, methodSetting.providerAccountId))
    .where(and(eq(methodSetting.merchantId, merchantId), sql`not ${methodSetting.livemode}`))
    .orderBy(methodSetting.position);
  if (methods.length === 0) {
    throw new AdminInputError(`Merchant ${merchantId} has no methods in test mode: methods:set.`);
  }
  const [endpoint] = await db
    .select({ id: webhookEndpoint.id })
    .from(webhookEndpoint)
    .where(
      and(
        eq(webhookEndpoint.merchantId, merchantId),
        sql`not ${webhookEndpoint.livemode}`,
        isNull(webhookEndpoint.deletedAt),
      ),
    )
    .limit(1);
  const now = context.clock.now();
  const endpointId = endpoint?.id ?? null;
  return { merchantId, methods, endpointId, hours: busyHours(now), now, payments, seed };
}
