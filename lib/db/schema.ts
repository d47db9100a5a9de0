import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { BankTransferResult } from '#lib/domain/bank-transfer.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { SessionStatus } from '#lib/domain/checkout-session.ts';
import type { DiscrepancyKind } from '#lib/domain/discrepancy.ts';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import type {
  ApiKeyId,
  BankTransferId,
  CaptureId,
  CheckoutSessionId,
  DeliveryId,
  DiscrepancyId,
  EventId,
  InboundNotificationId,
  LedgerTransactionId,
  LineItemId,
  MerchantId,
  PaymentAttemptId,
  PaymentIntentId,
  ProviderAccountId,
  RefundId,
  WebhookEndpointId,
} from '#lib/domain/ids.ts';
import type { LedgerAccount } from '#lib/domain/ledger.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type { IntentStatus } from '#lib/domain/payment-intent.ts';
import type { ProviderId } from '#lib/domain/provider.ts';

/**
 * The tables. Every row belongs to a merchant. Amounts are bigint minor units beside their currency;
 * times are timestamptz; `jsonb` columns are parsed by the store that reads them.
 */

const instant = (name: string) =>
  timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
const minor = (name: string) => bigint(name, { mode: 'bigint' });
/** A value sealed by `lib/platform/secret-box.ts`: `v1.<iv>.<ciphertext>.<tag>`. */
const sealed = customType<{ data: string }>({ dataType: () => 'text' });

export const merchant = pgTable('merchant', {
  id: text('id').$type<MerchantId>().primaryKey(),
  name: text('name').notNull(),
  nameZh: text('name_zh'),
  logoUrl: text('logo_url'),
  accentColor: text('accent_color').notNull(),
  supportEmail: text('support_email'),
  supportUrl: text('support_url'),
  termsUrl: text('terms_url'),
  createdAt: instant('created_at').notNull(),
});

export const apiKey = pgTable(
  'api_key',
  {
    id: text('id').$type<ApiKeyId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    kind: text('kind').$type<'secret' | 'publishable'>().notNull(),
    livemode: boolean('livemode').notNull(),
    /** SHA-256 of the key, hex. The key itself is shown once and kept nowhere. */
    hash: text('hash').notNull(),
    /** Its last four characters, to tell keys apart. */
    last4: text('last4').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [uniqueIndex('api_key_hash').on(t.hash), index('api_key_merchant').on(t.merchantId)],
);

export const providerAccount = pgTable(
  'provider_account',
  {
    id: text('id').$type<ProviderAccountId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    provider: text('provider').$type<ProviderId>().notNull(),
    livemode: boolean('livemode').notNull(),
    credentials: sealed('credentials').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('provider_account_one').on(t.merchantId, t.provider, t.livemode)],
);

/** Which methods a merchant offers, in its own order, and the account that runs each. */
export const methodSetting = pgTable(
  'method_setting',
  {
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    livemode: boolean('livemode').notNull(),
    method: text('method').$type<MethodId>().notNull(),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    position: integer('position').notNull(),
    enabled: boolean('enabled').notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.livemode, t.method] })],
);

export const webhookEndpoint = pgTable(
  'webhook_endpoint',
  {
    id: text('id').$type<WebhookEndpointId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    livemode: boolean('livemode').notNull(),
    url: text('url').notNull(),
    secret: sealed('secret').notNull(),
    apiVersion: text('api_version').notNull(),
    enabled: boolean('enabled').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('webhook_endpoint_merchant').on(t.merchantId, t.livemode)],
);

export const checkoutSession = pgTable(
  'checkout_session',
  {
    id: text('id').$type<CheckoutSessionId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    livemode: boolean('livemode').notNull(),
    status: text('status').$type<SessionStatus>().notNull(),
    amountTotal: minor('amount_total').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    successUrl: text('success_url'),
    cancelUrl: text('cancel_url'),
    clientReferenceId: text('client_reference_id'),
    customerEmail: text('customer_email'),
    /** What the shopper typed on the page, where the merchant gave no address. */
    collectedEmail: text('collected_email'),
    /** `auto`, or the locale the merchant asked for, as it wrote it. */
    locale: text('locale').notNull(),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
    allowedMethods: jsonb('allowed_methods').$type<MethodId[]>(),
    submitType: text('submit_type'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    completedAt: instant('completed_at'),
    expiredAt: instant('expired_at'),
    /** The shopper may start again after it expired. */
    recoveryEnabled: boolean('recovery_enabled').notNull().default(false),
    /** The expired session this one starts again, and how many there were in all. */
    recoveredFrom: text('recovered_from').$type<CheckoutSessionId>(),
    recoveryCount: integer('recovery_count').notNull().default(0),
  },
  (t) => [
    // However often "start again" is pressed, one session follows another.
    uniqueIndex('checkout_session_recovered_from')
      .on(t.recoveredFrom)
      .where(sql`recovered_from is not null`),
    index('checkout_session_list').on(t.merchantId, t.livemode, t.createdAt.desc(), t.id),
    index('checkout_session_due')
      .on(t.expiresAt)
      .where(sql`status = 'open'`),
    check('checkout_session_amount', sql`amount_total >= 0`),
  ],
);

export const lineItem = pgTable(
  'line_item',
  {
    id: text('id').$type<LineItemId>().primaryKey(),
    sessionId: text('session_id')
      .$type<CheckoutSessionId>()
      .notNull()
      .references(() => checkoutSession.id),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    description: text('description'),
    unitAmount: minor('unit_amount').notNull(),
    quantity: integer('quantity').notNull(),
  },
  (t) => [uniqueIndex('line_item_position').on(t.sessionId, t.position)],
);

export const paymentIntent = pgTable(
  'payment_intent',
  {
    id: text('id').$type<PaymentIntentId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    sessionId: text('session_id')
      .$type<CheckoutSessionId>()
      .notNull()
      .references(() => checkoutSession.id),
    livemode: boolean('livemode').notNull(),
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
  },
  (t) => [uniqueIndex('payment_intent_session').on(t.sessionId)],
);

export const paymentAttempt = pgTable(
  'payment_attempt',
  {
    id: text('id').$type<PaymentAttemptId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
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
    failureCode: text('failure_code').$type<FailureCode>(),
    providerFailureCode: text('provider_failure_code'),
    expiresAt: instant('expires_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** When it came into its status: how often the provider is asked goes by how long that is. */
    statusSince: instant('status_since').notNull(),
    /** When the reconciler asks the provider next; null: never again. */
    nextCheckAt: instant('next_check_at'),
    /** Until then the node that took it for a check has it to itself. */
    leasedUntil: instant('leased_until'),
  },
  (t) => [
    index('payment_attempt_session').on(t.sessionId, t.createdAt),
    index('payment_attempt_due')
      .on(t.nextCheckAt)
      .where(sql`next_check_at is not null`),
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

/** Money that moved to the merchant. Append-only. */
export const capture = pgTable(
  'capture',
  {
    id: text('id').$type<CaptureId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
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
  ],
);

export const refund = pgTable(
  'refund',
  {
    id: text('id').$type<RefundId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
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
    reason: text('reason').$type<'duplicate' | 'requested_by_customer'>().notNull(),
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
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
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
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    kind: text('kind').$type<DiscrepancyKind>().notNull(),
    /** What it is about; with `kind` it is unique, so that it is raised once. */
    subject: text('subject').notNull(),
    sessionId: text('session_id').$type<CheckoutSessionId>(),
    attemptId: text('attempt_id').$type<PaymentAttemptId>(),
    detail: jsonb('detail').notNull(),
    createdAt: instant('created_at').notNull(),
    resolvedAt: instant('resolved_at'),
  },
  (t) => [uniqueIndex('discrepancy_once').on(t.merchantId, t.kind, t.subject)],
);

/** Inbox: what providers told us, once each, as they wrote it. */
export const inboundNotification = pgTable(
  'inbound_notification',
  {
    id: text('id').$type<InboundNotificationId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    providerEventId: text('provider_event_id').notNull(),
    eventType: text('event_type').notNull(),
    paymentReference: text('payment_reference'),
    attemptId: text('attempt_id').$type<PaymentAttemptId>(),
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

/** Outbox: what the merchant is told, written with what it reports. */
export const event = pgTable(
  'event',
  {
    id: text('id').$type<EventId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    livemode: boolean('livemode').notNull(),
    type: text('type').notNull(),
    /** What it is about (`cs_…`): with the type it is unique where the type happens once. */
    subject: text('subject').notNull(),
    /** `data.object` on Stripe's wire, as it was when the event happened. */
    object: jsonb('object').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('event_list').on(t.merchantId, t.livemode, t.createdAt.desc(), t.id),
    uniqueIndex('event_once')
      .on(t.subject, t.type)
      .where(sql`type in ('checkout.session.completed', 'checkout.session.expired')`),
  ],
);

export const delivery = pgTable(
  'delivery',
  {
    id: text('id').$type<DeliveryId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    eventId: text('event_id')
      .$type<EventId>()
      .notNull()
      .references(() => event.id),
    endpointId: text('endpoint_id')
      .$type<WebhookEndpointId>()
      .notNull()
      .references(() => webhookEndpoint.id),
    status: text('status').$type<'pending' | 'delivered' | 'dead'>().notNull(),
    tryCount: integer('try_count').notNull().default(0),
    nextTryAt: instant('next_try_at'),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    deliveredAt: instant('delivered_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('delivery_once').on(t.eventId, t.endpointId),
    index('delivery_due')
      .on(t.nextTryAt)
      .where(sql`next_try_at is not null`),
  ],
);

/**
 * Money on the merchant's own bank account, as the merchant reports it: transfers that a provider without
 * a wire (`fps-direct`) cannot tell us of. Whatever comes is kept, also what pays nothing we know.
 */
export const bankTransfer = pgTable(
  'bank_transfer',
  {
    id: text('id').$type<BankTransferId>().primaryKey(),
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
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
    source: text('source').$type<'api' | 'statement'>().notNull(),
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
    index('bank_transfer_list').on(t.merchantId, t.livemode, t.recordedAt.desc(), t.id),
    check('bank_transfer_amount', sql`amount > 0`),
  ],
);

/** Answers to merchant API calls made with an Idempotency-Key, kept 30 days. */
export const idempotencyKey = pgTable(
  'idempotency_key',
  {
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .notNull()
      .references(() => merchant.id),
    livemode: boolean('livemode').notNull(),
    key: text('key').notNull(),
    /** `POST /v1/checkout/sessions` */
    endpoint: text('endpoint').notNull(),
    bodyHash: text('body_hash').notNull(),
    responseStatus: integer('response_status').notNull(),
    responseBody: text('response_body').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.livemode, t.endpoint, t.key] }),
    index('idempotency_key_age').on(t.createdAt),
  ],
);

/**
 * Card tries counted in slices of time, by address or by merchant: what `lib/domain/card-limits.ts`
 * decides on. An address stands here as a keyed hash only. Rows older than a day are deleted.
 */
export const cardTally = pgTable(
  'card_tally',
  {
    kind: text('kind').$type<'address' | 'merchant'>().notNull(),
    /** HMAC of the address, or the merchant's id. */
    subject: text('subject').notNull(),
    slice: instant('slice').notNull(),
    /** A merchant's tries are spread over several rows: each is locked until its payment commits. */
    shard: integer('shard').notNull(),
    tries: integer('tries').notNull().default(0),
    paid: integer('paid').notNull().default(0),
    declined: integer('declined').notNull().default(0),
    /** Tries that were held up, and so not begun. */
    held: integer('held').notNull().default(0),
    lastTryAt: instant('last_try_at'),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.subject, t.slice, t.shard] }),
    index('card_tally_age').on(t.slice),
  ],
);

/** Which address an attempt came from, as a keyed hash: its result may come much later. Kept 7 days. */
export const attemptOrigin = pgTable(
  'attempt_origin',
  {
    attemptId: text('attempt_id')
      .$type<PaymentAttemptId>()
      .primaryKey()
      .references(() => paymentAttempt.id),
    address: text('address').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('attempt_origin_age').on(t.createdAt),
    index('attempt_origin_address').on(t.address, t.createdAt),
  ],
);

/**
 * From which address, as a keyed hash, a session's page was opened, and when first. Kept a day. No foreign
 * key: checking it would wait for whoever holds the session's lock.
 */
export const sessionOpening = pgTable(
  'session_opening',
  {
    address: text('address').notNull(),
    sessionId: text('session_id').$type<CheckoutSessionId>().notNull(),
    openedAt: instant('opened_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.address, t.sessionId] }),
    index('session_opening_latest').on(t.address, t.openedAt),
    index('session_opening_age').on(t.openedAt),
  ],
);

/**
 * What browsers reported that the Content-Security-Policy stopped, once for each rule, blocked origin
 * and kind of page. Nothing of the shopper is kept.
 */
export const policyReport = pgTable(
  'policy_report',
  {
    directive: text('directive').notNull(),
    /** An origin, or a word such as `inline` or `data`. */
    blocked: text('blocked').notNull(),
    /** `pay`, `attempt` or `other`. */
    page: text('page').notNull(),
    count: integer('count').notNull().default(1),
    /** A script of an origin that no report had named before. */
    alert: boolean('alert').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.directive, t.blocked, t.page] }),
    index('policy_report_age').on(t.lastSeenAt),
  ],
);
