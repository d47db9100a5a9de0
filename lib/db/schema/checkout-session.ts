import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { SessionStatus } from '#lib/domain/checkout-session.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { AnsweredField } from '#lib/domain/custom-field.ts';
import type { CheckoutSessionId, CustomerId, LineItemId, PaymentLinkId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { KeepCardWish } from '#lib/domain/saved-card.ts';
import type { SessionEmbed } from '#lib/domain/session-embed.ts';
import { instant, minor } from './columns.ts';
import { customer } from './customer.ts';
import { ofMerchant } from './merchant.ts';
import { paymentLink } from './payment-link.ts';

export const checkoutSession = pgTable(
  'checkout_session',
  {
    id: text('id').$type<CheckoutSessionId>().primaryKey(),
    merchantId: ofMerchant(),
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
    /** Null: every method of the merchant's but those left out. */
    allowedMethods: jsonb('allowed_methods').$type<MethodId[]>(),
    excludedMethods: jsonb('excluded_methods').$type<MethodId[]>(),
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

    /** Null: a page of its own, which no other page may frame. */
    embed: jsonb('embed').$type<SessionEmbed>(),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .references(() => customer.id),
    /** The link it was opened by. */
    paymentLinkId: text('payment_link_id')
      .$type<PaymentLinkId>()
      .references(() => paymentLink.id),
    /** Whoever pays is put on the merchant's list of customers when it completes, as `customerId`. */
    createsCustomer: boolean('creates_customer').notNull().default(false),
    /** What its page, or the link, asks besides paying, with the answers. */
    customFields: jsonb('custom_fields').$type<AnsweredField[]>().notNull().default([]),
    /** The card it is paid with is to be kept for its customer; null: it is not. */
    keepCard: jsonb('keep_card').$type<KeepCardWish>(),
    /** False: no shopper comes. It holds a charge of a kept card together, and the API shows no session. */
    hasPage: boolean('has_page').notNull().default(true),
  },
  (t) => [
    // However often "start again" is pressed, one session follows another.
    uniqueIndex('checkout_session_recovered_from')
      .on(t.recoveredFrom)
      .where(sql`recovered_from is not null`),
    index('checkout_session_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
    index('checkout_session_due')
      .on(t.expiresAt)
      .where(sql`status = 'open'`),
    index('checkout_session_link')
      .on(t.paymentLinkId, t.status)
      .where(sql`payment_link_id is not null`),
    index('checkout_session_customer')
      .on(t.customerId, t.createdAt)
      .where(sql`customer_id is not null`),
    check('checkout_session_amount', sql`amount_total >= 0`),
    check('checkout_session_keeper', sql`keep_card is null or customer_id is not null`),
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
    /** The price it was sold at, on the wire, as it was then; null: an amount of this session's own. */
    price: jsonb('price').$type<object>(),
  },
  (t) => [uniqueIndex('line_item_position').on(t.sessionId, t.position)],
);
