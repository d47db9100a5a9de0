import { sql } from 'drizzle-orm';
import { boolean, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type {
  PaymentAttemptId,
  PaymentIntentId,
  ProviderAccountId,
  ReviewId,
} from '#lib/domain/ids.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { ReviewClosedReason } from '#lib/domain/review.ts';
import { instant } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { paymentAttempt, paymentIntent } from './payment.ts';
import { providerAccount } from './provider-account.ts';

/** A payment that its provider wants a person to look at, as it last told of it. */
export const review = pgTable(
  'review',
  {
    id: text('id').$type<ReviewId>().primaryKey(),
    merchantId: ofMerchant(),
    intentId: text('intent_id')
      .$type<PaymentIntentId>()
      .notNull()
      .references(() => paymentIntent.id),
    attemptId: text('attempt_id')
      .$type<PaymentAttemptId>()
      .notNull()
      .references(() => paymentAttempt.id),
    provider: text('provider').$type<ProviderId>().notNull(),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    providerReference: text('provider_reference').notNull(),
    open: boolean('open').notNull(),
    openedReason: text('opened_reason').notNull(),
    closedReason: text('closed_reason').$type<ReviewClosedReason>(),
    /** When it was opened at the provider. */
    createdAt: instant('created_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** When the provider was asked for what is written here: an answer to an earlier question is older. */
    askedAt: instant('asked_at').notNull(),
  },
  (t) => [
    uniqueIndex('review_reference').on(t.providerAccountId, t.providerReference),
    index('review_intent').on(t.intentId),
    index('review_list').on(t.merchantId, t.createdAt, t.id),
    index('review_open')
      .on(t.merchantId)
      .where(sql`open`),
  ],
);
