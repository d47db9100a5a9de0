import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { DiscrepancyKind } from '#lib/domain/discrepancy.ts';
import type {
  CaptureId,
  CheckoutSessionId,
  DiscrepancyId,
  LedgerTransactionId,
  PaymentAttemptId,
  PaymentIntentId,
  RefundId,
} from '#lib/domain/ids.ts';
import type { LedgerAccount } from '#lib/domain/ledger.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { RefundReason } from '#lib/domain/refund-reason.ts';
import { instant, minor } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { paymentIntent, paymentAttempt } from './payment.ts';

/** Money that moved to the merchant. Append-only. */
export const capture = pgTable(
  'capture',
  {
    id: text('id').$type<CaptureId>().primaryKey(),
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
    providerReference: text('provider_reference').notNull(),
    amount: minor('amount').notNull(),
    applied: minor('applied').notNull(),
    surplus: minor('surplus').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    kind: text('kind').$type<'exact' | 'overpaid' | 'underpaid' | 'duplicate'>().notNull(),
    capturedAt: instant('captured_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [
    uniqueIndex('capture_reference').on(t.provider, t.providerReference),
    index('capture_intent').on(t.intentId),
    index('capture_list').on(t.merchantId, t.recordedAt, t.id),
  ],
);

export const refund = pgTable(
  'refund',
  {
    id: text('id').$type<RefundId>().primaryKey(),
    merchantId: ofMerchant(),
    captureId: text('capture_id')
      .$type<CaptureId>()
      .notNull()
      .references(() => capture.id),
    attemptId: text('attempt_id')
      .$type<PaymentAttemptId>()
      .notNull()
      .references(() => paymentAttempt.id),
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    /** What of it comes out of what was overpaid, the rest being the merchant's sales. */
    fromOverpayment: minor('from_overpayment')
      .notNull()
      .default(sql`0`),
    /** As the merchant gave it; null: it gave none. */
    reason: text('reason').$type<RefundReason>(),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull().default({}),
    status: text('status').$type<'pending' | 'succeeded' | 'failed'>().notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    providerReference: text('provider_reference'),
    providerFailureCode: text('provider_failure_code'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    nextTryAt: instant('next_try_at'),
    tryCount: integer('try_count').notNull().default(0),
  },
  (t) => [
    uniqueIndex('refund_key').on(t.idempotencyKey),
    index('refund_capture').on(t.captureId),
    index('refund_list').on(t.merchantId, t.createdAt, t.id),
    index('refund_due')
      .on(t.nextTryAt)
      .where(sql`next_try_at is not null`),
    check('refund_amount', sql`amount > 0`),
  ],
);

export const ledgerTransaction = pgTable(
  'ledger_transaction',
  {
    id: text('id').$type<LedgerTransactionId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    externalId: text('external_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('ledger_transaction_external').on(t.merchantId, t.externalId)],
);

/** Debits positive, credits negative. A deferred trigger holds every transaction to a sum of zero. */
export const ledgerEntry = pgTable(
  'ledger_entry',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    transactionId: text('transaction_id')
      .$type<LedgerTransactionId>()
      .notNull()
      .references(() => ledgerTransaction.id),
    account: text('account').$type<LedgerAccount>().notNull(),
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
  },
  (t) => [index('ledger_entry_transaction').on(t.transactionId)],
);

export const discrepancy = pgTable(
  'discrepancy',
  {
    id: text('id').$type<DiscrepancyId>().primaryKey(),
    merchantId: ofMerchant(),
    kind: text('kind').$type<DiscrepancyKind>().notNull(),
    /** What it is about; with `kind` it is unique, so that it is raised once. */
    subject: text('subject').notNull(),
    sessionId: text('session_id').$type<CheckoutSessionId>(),
    attemptId: text('attempt_id').$type<PaymentAttemptId>(),
    detail: jsonb('detail').notNull(),
    createdAt: instant('created_at').notNull(),
    resolvedAt: instant('resolved_at'),
  },
  (t) => [
    uniqueIndex('discrepancy_once').on(t.merchantId, t.kind, t.subject),
    index('discrepancy_open')
      .on(t.merchantId, t.kind)
      .where(sql`resolved_at is null`),
    index('discrepancy_session')
      .on(t.sessionId)
      .where(sql`session_id is not null`),
  ],
);
