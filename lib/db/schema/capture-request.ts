import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { CaptureRequestId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { instant, minor } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { paymentAttempt } from './payment.ts';

/**
 * That a merchant wants held money taken: committed before the provider is asked, so that it can be asked
 * again with the same key. What came of it is the attempt's.
 */
export const captureRequest = pgTable(
  'capture_request',
  {
    id: text('id').$type<CaptureRequestId>().primaryKey(),
    merchantId: ofMerchant(),
    attemptId: text('attempt_id')
      .$type<PaymentAttemptId>()
      .notNull()
      .references(() => paymentAttempt.id),
    /** Of the attempt's amount; the rest is let go. */
    amount: minor('amount').notNull(),
    /** `declined`: the card's bank refused; `failed`: the provider did, or the hold was over. */
    status: text('status').$type<'pending' | 'succeeded' | 'declined' | 'failed'>().notNull(),
    /** Sent with every call for it; another once the provider keeps an error of its own for it. */
    idempotencyKey: text('idempotency_key').notNull(),
    /** The provider's word for why not. */
    failureCode: text('failure_code'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('capture_request_key').on(t.idempotencyKey),
    index('capture_request_attempt').on(t.attemptId),
    // However many ask at once: one capture of a hold is under way at a time.
    uniqueIndex('capture_request_one_open')
      .on(t.attemptId)
      .where(sql`status = 'pending'`),
    check('capture_request_amount', sql`amount > 0`),
  ],
);
