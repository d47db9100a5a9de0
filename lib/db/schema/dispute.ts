import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { DisputeMovement, DisputeStatus } from '#lib/domain/dispute.ts';
import type {
  CaptureId,
  DisputeId,
  DisputeMovementId,
  PaymentAttemptId,
  PaymentIntentId,
  ProviderAccountId,
} from '#lib/domain/ids.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { instant, minor } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { capture } from './money.ts';
import { paymentAttempt, paymentIntent } from './payment.ts';
import { providerAccount } from './provider-account.ts';

/** A payment that a shopper's bank disputes, as its provider last told of it. */
export const dispute = pgTable(
  'dispute',
  {
    id: text('id').$type<DisputeId>().primaryKey(),
    merchantId: ofMerchant(),
    intentId: text('intent_id')
      .$type<PaymentIntentId>()
      .notNull()
      .references(() => paymentIntent.id),
    attemptId: text('attempt_id')
      .$type<PaymentAttemptId>()
      .notNull()
      .references(() => paymentAttempt.id),
    captureId: text('capture_id')
      .$type<CaptureId>()
      .notNull()
      .references(() => capture.id),
    provider: text('provider').$type<ProviderId>().notNull(),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    providerReference: text('provider_reference').notNull(),
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    /** What it holds of overpaid money, the rest being the merchant's sales. */
    fromOverpayment: minor('from_overpayment').notNull(),
    /** What of it the books say the provider has no more, since it ended unwon. */
    writtenOff: minor('written_off').notNull(),
    /** How often that changed: names the bookings. */
    writeOffCount: integer('write_off_count').notNull(),
    reason: text('reason').notNull(),
    networkReasonCode: text('network_reason_code'),
    status: text('status').$type<DisputeStatus>().notNull(),
    evidenceDueBy: instant('evidence_due_by'),
    hasEvidence: boolean('has_evidence').notNull(),
    submissionCount: integer('submission_count').notNull(),
    chargeRefundable: boolean('charge_refundable').notNull(),
    /** When it was opened at the provider. */
    createdAt: instant('created_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** When the provider was asked for what is written here: an answer to an earlier question is older. */
    askedAt: instant('asked_at').notNull(),
    /** When the provider is asked again, should it not notify; null: it is over. */
    nextCheckAt: instant('next_check_at'),
  },
  (t) => [
    uniqueIndex('dispute_reference').on(t.providerAccountId, t.providerReference),
    index('dispute_intent').on(t.intentId),
    index('dispute_capture').on(t.captureId),
    index('dispute_list').on(t.merchantId, t.createdAt, t.id),
    index('dispute_due')
      .on(t.nextCheckAt)
      .where(sql`next_check_at is not null`),
    index('dispute_open')
      .on(t.merchantId)
      .where(sql`next_check_at is not null`),
    check('dispute_amount', sql`amount > 0`),
  ],
);

/** Disputed money that was withdrawn or came back. Append-only. */
export const disputeMovement = pgTable(
  'dispute_movement',
  {
    id: text('id').$type<DisputeMovementId>().primaryKey(),
    merchantId: ofMerchant(),
    disputeId: text('dispute_id')
      .$type<DisputeId>()
      .notNull()
      .references(() => dispute.id),
    kind: text('kind').$type<DisputeMovement['kind']>().notNull(),
    providerReference: text('provider_reference').notNull(),
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    movedAt: instant('moved_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [
    uniqueIndex('dispute_movement_reference').on(t.disputeId, t.providerReference),
    index('dispute_movement_list').on(t.merchantId, t.recordedAt, t.id),
    check('dispute_movement_amount', sql`amount > 0`),
  ],
);
