import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { instant, minor } from './columns.ts';
import { ofMerchant } from './merchant.ts';

/**
 * What became of the attempts that were begun in one hour, of one method and currency: counted as it is recorded, so
 * that no page has to count payments. A day in Hong Kong is whole hours of UTC. Setups are left out.
 */
export const paymentTally = pgTable(
  'payment_tally',
  {
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    /** When the hour begins in which they were begun. */
    hour: instant('hour').notNull(),
    method: text('method').$type<MethodId>().notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    started: integer('started').notNull(),
    /** Whose money was taken or held, also where it was let go or given back later. */
    paid: integer('paid').notNull(),
    /** Over, without any of that. */
    failed: integer('failed').notNull(),
    /** Money that came by them, and what of it was given back. */
    captured: minor('captured').notNull(),
    refunded: minor('refunded').notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.livemode, t.hour, t.method, t.currency] })],
);

/**
 * How far a numbered list has been counted, one row a list. Numbers are given before what they name is committed: what
 * of those up to `readTo` was not there is `missing` and may still come, each with the time in milliseconds since when
 * that is known. Kept with what was counted, so that nothing is counted twice, by whichever node.
 */
export const tallyCursor = pgTable('tally_cursor', {
  list: text('list').$type<'attempt_event' | 'ledger_entry'>().primaryKey(),
  readTo: bigint('read_to', { mode: 'number' }).notNull(),
  missing: jsonb('missing').$type<readonly (readonly [id: number, sinceMs: number])[]>().notNull(),
});
