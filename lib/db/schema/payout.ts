import { boolean, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { PayoutId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { PayoutStatus } from '#lib/domain/payout.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { instant, minor } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { providerAccount } from './provider-account.ts';

/** Money that a provider sent to the merchant's bank and has accounted for. */
export const payout = pgTable(
  'payout',
  {
    id: text('id').$type<PayoutId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    provider: text('provider').$type<ProviderId>().notNull(),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    providerReference: text('provider_reference').notNull(),
    /** Below zero: taken from the bank. */
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    status: text('status').$type<PayoutStatus>().notNull(),
    automatic: boolean('automatic').notNull(),
    method: text('method').notNull(),
    type: text('type').notNull(),
    statementDescriptor: text('statement_descriptor'),
    arrivesAt: instant('arrives_at').notNull(),
    /** When it was made at the provider. */
    createdAt: instant('created_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [
    uniqueIndex('payout_reference').on(t.providerAccountId, t.providerReference),
    index('payout_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
  ],
);
