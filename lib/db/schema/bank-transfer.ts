import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { BankTransferResult } from '#lib/domain/bank-transfer.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { BankTransferId, PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import { instant, minor } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { paymentAttempt } from './payment.ts';
import { providerAccount } from './provider-account.ts';

/**
 * Money on the merchant's own bank account, as the merchant reports it: transfers that a provider without
 * a wire (`fps-direct`) cannot tell us of. Whatever comes is kept, also what pays nothing we know.
 */
export const bankTransfer = pgTable(
  'bank_transfer',
  {
    id: text('id').$type<BankTransferId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    /** The bank's own name of this transfer: it is recorded once. */
    bankReference: text('bank_reference').notNull(),
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    receivedAt: instant('received_at').notNull(),
    payer: text('payer'),
    /** What the bank wrote beside it. */
    description: text('description'),
    source: text('source').$type<'api' | 'statement' | 'dashboard'>().notNull(),
    result: text('result').$type<BankTransferResult>().notNull(),
    /** The payment it belongs to; null while it belongs to none. */
    attemptId: text('attempt_id')
      .$type<PaymentAttemptId>()
      .references(() => paymentAttempt.id),
    recordedAt: instant('recorded_at').notNull(),
    /** When all of a transfer that belongs to no payment was sent back, and the bank's name of that. */
    returnedAt: instant('returned_at'),
    returnReference: text('return_reference'),
    /** When a person said that it is none of ours, and why. Kept although it be given a payment later. */
    dismissedAt: instant('dismissed_at'),
    dismissedBecause: text('dismissed_because'),
  },
  (t) => [
    uniqueIndex('bank_transfer_once').on(t.providerAccountId, t.bankReference),
    index('bank_transfer_list').on(t.merchantId, t.livemode, t.recordedAt, t.id),
    index('bank_transfer_unmatched')
      .on(t.merchantId, t.livemode)
      .where(sql`result = 'unmatched' and returned_at is null`),
    index('bank_transfer_by_hand')
      .on(t.providerAccountId, t.amount)
      .where(sql`bank_reference = 'praya:' || attempt_id`),
    check('bank_transfer_amount', sql`amount > 0`),
  ],
);
