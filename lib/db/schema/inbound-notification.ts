import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type {
  InboundNotificationId,
  PaymentAttemptId,
  ProviderAccountId,
} from '#lib/domain/ids.ts';
import { instant } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { providerAccount } from './provider-account.ts';

/** Inbox: what providers told us, once each, as they wrote it. */
export const inboundNotification = pgTable(
  'inbound_notification',
  {
    id: text('id').$type<InboundNotificationId>().primaryKey(),
    merchantId: ofMerchant(),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    providerEventId: text('provider_event_id').notNull(),
    eventType: text('event_type').notNull(),
    paymentReference: text('payment_reference'),
    attemptId: text('attempt_id').$type<PaymentAttemptId>(),
    /** What else than a payment it is about, and the provider's id of that; null: nothing else. */
    aboutKind: text('about_kind').$type<'dispute' | 'review' | 'payout'>(),
    aboutReference: text('about_reference'),
    receivedAt: instant('received_at').notNull(),
    processedAt: instant('processed_at'),
    nextTryAt: instant('next_try_at'),
    tryCount: integer('try_count').notNull().default(0),
    lastError: text('last_error'),
  },
  (t) => [
    uniqueIndex('inbound_notification_once').on(t.providerAccountId, t.providerEventId),
    index('inbound_notification_due')
      .on(t.nextTryAt)
      .where(sql`next_try_at is not null`),
  ],
);
