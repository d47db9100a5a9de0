import { sql } from 'drizzle-orm';
import { bigint, boolean, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import type {
  CheckoutSessionId,
  KeptCardId,
  PaymentAttemptId,
  PaymentIntentId,
  ProviderAccountId,
  ReviewId,
} from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type {
  CancellationReason,
  IntentPurpose,
  IntentStatus,
} from '#lib/domain/payment-intent.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { checkoutSession } from './checkout-session.ts';
import { instant, minor, sealed } from './columns.ts';
import { keptCard } from './kept-card.ts';
import { ofMerchant } from './merchant.ts';
import { providerAccount } from './provider-account.ts';

export const paymentIntent = pgTable(
  'payment_intent',
  {
    id: text('id').$type<PaymentIntentId>().primaryKey(),
    merchantId: ofMerchant(),
    sessionId: text('session_id')
      .$type<CheckoutSessionId>()
      .notNull()
      .references(() => checkoutSession.id),
    livemode: boolean('livemode').notNull(),
    /** `setup`: a card is to be kept, and nothing is paid. */
    purpose: text('purpose').$type<IntentPurpose>().notNull().default('payment'),
    status: text('status').$type<IntentStatus>().notNull(),
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    captureMethod: text('capture_method').$type<'automatic' | 'manual'>().notNull(),
    description: text('description'),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
    /** When captures first covered the amount. */
    paidAt: instant('paid_at'),
    /** The attempt whose capture paid it. */
    paidByAttemptId: text('paid_by_attempt_id').$type<PaymentAttemptId>(),
    /** The merchant cancelled it, and why. Null: it did not. */
    cancelRequestedAt: instant('cancel_requested_at'),
    cancellationReason: text('cancellation_reason').$type<CancellationReason>(),
  },
  (t) => [
    uniqueIndex('payment_intent_session').on(t.sessionId),
    index('payment_intent_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
  ],
);

export const paymentAttempt = pgTable(
  'payment_attempt',
  {
    id: text('id').$type<PaymentAttemptId>().primaryKey(),
    merchantId: ofMerchant(),
    sessionId: text('session_id')
      .$type<CheckoutSessionId>()
      .notNull()
      .references(() => checkoutSession.id),
    intentId: text('intent_id')
      .$type<PaymentIntentId>()
      .notNull()
      .references(() => paymentIntent.id),
    method: text('method').$type<MethodId>().notNull(),
    direction: text('direction').$type<'pull' | 'push'>().notNull(),
    provider: text('provider').$type<ProviderId>().notNull(),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    status: text('status').$type<AttemptStatus>().notNull(),
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    providerReference: text('provider_reference'),
    /** What the provider call was made of, so that the same call can be made again after a crash. */
    request: jsonb('request').notNull(),
    /** SHA-256 of the provider's one-time token, so that the same submission finds its attempt. */
    inputHash: text('input_hash'),
    /** Sealed: it may hold a client secret. */
    nextAction: sealed('next_action'),
    instrument: jsonb('instrument'),
    /** A bank disputes its money, or did: kept here too, so that a charge is written from its attempt. */
    disputed: boolean('disputed').notNull().default(false),
    /** The latest review of it, likewise. */
    reviewId: text('review_id').$type<ReviewId>(),
    /** The kept card that it charges, or that was kept with it. */
    keptCardId: text('kept_card_id')
      .$type<KeptCardId>()
      .references(() => keptCard.id),
    failureCode: text('failure_code').$type<FailureCode>(),
    providerFailureCode: text('provider_failure_code'),
    expiresAt: instant('expires_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** When its provider first held the money for it; null: it never did, or took it at once. */
    heldAt: instant('held_at'),
    /** When it came into its status: how often the provider is asked goes by how long that is. */
    statusSince: instant('status_since').notNull(),
    /** When the reconciler asks the provider next; null: never again. */
    nextCheckAt: instant('next_check_at'),
    /** Until then the node that took it for a check has it to itself. */
    leasedUntil: instant('leased_until'),
  },
  (t) => [
    index('payment_attempt_session').on(t.sessionId, t.createdAt),
    index('payment_attempt_list').on(t.merchantId, t.createdAt, t.id),
    index('payment_attempt_due')
      .on(t.nextCheckAt)
      .where(sql`next_check_at is not null`),
    index('payment_attempt_unknown')
      .on(t.merchantId, t.statusSince)
      .where(sql`status = 'unknown'`),
    index('payment_attempt_pending')
      .on(t.merchantId, t.provider)
      .where(sql`status = 'pending'`),
    uniqueIndex('payment_attempt_key').on(t.idempotencyKey),
    uniqueIndex('payment_attempt_reference')
      .on(t.providerAccountId, t.providerReference)
      .where(sql`provider_reference is not null`),
    uniqueIndex('payment_attempt_input')
      .on(t.sessionId, t.inputHash)
      .where(sql`input_hash is not null`),
    // A card is never charged by two tries at once, whatever the code above this line believes.
    uniqueIndex('payment_attempt_one_in_flight')
      .on(t.sessionId)
      .where(
        sql`direction = 'pull' and (status = 'sending' or (status = 'unknown' and method in ('card', 'apple_pay', 'google_pay')))`,
      ),
  ],
);

/** Every change of an attempt, in order: evidence, never changed or deleted. */
export const attemptEvent = pgTable(
  'attempt_event',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    attemptId: text('attempt_id')
      .$type<PaymentAttemptId>()
      .notNull()
      .references(() => paymentAttempt.id),
    at: instant('at').notNull(),
    /** Who learned it: the shopper's request, a notification, the reconciler, an operator. */
    source: text('source').notNull(),
    fromStatus: text('from_status').$type<AttemptStatus>(),
    toStatus: text('to_status').$type<AttemptStatus>().notNull(),
    detail: jsonb('detail').notNull(),
  },
  (t) => [index('attempt_event_attempt').on(t.attemptId, t.id)],
);
