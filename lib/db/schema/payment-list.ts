import { sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { MerchantId, PaymentAttemptId, PaymentIntentId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { IntentStatus } from '#lib/domain/payment-intent.ts';
import type { PaymentState } from '#lib/domain/payment-state.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { instant, minor } from './columns.ts';

/**
 * What payments are filtered by, one row a payment, so that each filter has an index that ends in the list's order.
 * Written by triggers alone (the migration that made it has them), in the transactions that change what it is made of:
 * it is never behind, and costs a payment no statement. It holds nothing that is not elsewhere. No foreign keys: its
 * rows follow from the ones they would name.
 */
export const paymentList = pgTable(
  'payment_list',
  {
    intentId: text('intent_id').$type<PaymentIntentId>().primaryKey(),
    merchantId: text('merchant_id').$type<MerchantId>().notNull(),
    livemode: boolean('livemode').notNull(),
    createdAt: instant('created_at').notNull(),
    amount: minor('amount').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    intentStatus: text('intent_status').$type<IntentStatus>().notNull(),
    /** Its merchant canceled it. */
    canceled: boolean('canceled').notNull().default(false),
    /** The attempt that speaks for it: the one that paid, else the latest. */
    attemptId: text('attempt_id').$type<PaymentAttemptId>(),
    method: text('method').$type<MethodId>(),
    provider: text('provider').$type<ProviderId>(),
    /** Of that attempt, what its intent does not tell. */
    setback: text('setback').$type<'declined' | 'unknown'>(),
    /** What of its sales was given back; null: nothing. */
    refunded: text('refunded').$type<'part' | 'full'>(),
    /** Another amount came than was due. */
    wrongAmount: boolean('wrong_amount').notNull().default(false),
    disputed: boolean('disputed').notNull().default(false),
    openDiscrepancies: integer('open_discrepancies').notNull().default(0),
    /** Where its shopper was, as far as a page of ours knew. */
    region: text('region'),
    /** As `paymentStateOf` has it. */
    state: text('state')
      .$type<PaymentState>()
      .notNull()
      .generatedAlwaysAs(
        sql`case
          when intent_status = 'succeeded' and refunded = 'full' then 'refunded'
          when intent_status = 'succeeded' and refunded = 'part' then 'partially_refunded'
          when intent_status = 'succeeded' then 'paid'
          when intent_status = 'requires_capture' then 'authorized'
          when wrong_amount then 'wrong_amount'
          when intent_status = 'canceled' and canceled then 'canceled'
          when setback = 'unknown' then 'unknown'
          when intent_status in ('processing', 'requires_action') then 'waiting'
          when setback = 'declined' then 'declined'
          when intent_status = 'canceled' then 'expired'
          else 'waiting'
        end`,
      ),
    /** Somebody should look at it. */
    needsLook: boolean('needs_look')
      .notNull()
      .generatedAlwaysAs(
        sql`open_discrepancies > 0 or (coalesce(setback, '') = 'unknown' and intent_status not in ('succeeded', 'requires_capture'))`,
      ),
  },
  (t) => [
    index('payment_list_all').on(t.merchantId, t.livemode, t.createdAt, t.intentId),
    index('payment_list_state').on(t.merchantId, t.livemode, t.state, t.createdAt, t.intentId),
    index('payment_list_method')
      .on(t.merchantId, t.livemode, t.method, t.createdAt, t.intentId)
      .where(sql`method is not null`),
    index('payment_list_provider')
      .on(t.merchantId, t.livemode, t.provider, t.createdAt, t.intentId)
      .where(sql`provider is not null`),
    index('payment_list_region')
      .on(t.merchantId, t.livemode, t.region, t.createdAt, t.intentId)
      .where(sql`region is not null`),
    index('payment_list_amount').on(
      t.merchantId,
      t.livemode,
      t.currency,
      t.amount,
      t.createdAt,
      t.intentId,
    ),
    // Few are any of these, so that their indices are small and seldom written.
    index('payment_list_needs_look')
      .on(t.merchantId, t.livemode, t.createdAt, t.intentId)
      .where(sql`needs_look`),
    index('payment_list_refunded')
      .on(t.merchantId, t.livemode, t.createdAt, t.intentId)
      .where(sql`refunded is not null`),
    index('payment_list_disputed')
      .on(t.merchantId, t.livemode, t.createdAt, t.intentId)
      .where(sql`disputed`),
    index('payment_list_wrong_amount')
      .on(t.merchantId, t.livemode, t.createdAt, t.intentId)
      .where(sql`wrong_amount`),
  ],
);

/** Compared byte by byte, so that one index finds whole texts and beginnings. */
const bytewise = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/**
 * What a payment is found by when somebody types it, in small letters: the shop's reference, the email address, the
 * description, a provider's or FPS's reference, a card's last four. Written by the same triggers.
 */
export const paymentSearchKey = pgTable(
  'payment_search_key',
  {
    intentId: text('intent_id').$type<PaymentIntentId>().notNull(),
    kind: text('kind').notNull(),
    key: bytewise('key').notNull(),
    merchantId: text('merchant_id').$type<MerchantId>().notNull(),
    livemode: boolean('livemode').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.intentId, t.kind, t.key] }),
    index('payment_search_key_find').on(t.merchantId, t.livemode, t.key, t.createdAt, t.intentId),
  ],
);
