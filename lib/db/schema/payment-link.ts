import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { CustomField } from '#lib/domain/custom-field.ts';
import type { LineItemId, PaymentLinkId, PriceId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { instant } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { price } from './price.ts';

/** An address that opens a checkout session for whoever comes, as often as its bounds allow. */
export const paymentLink = pgTable(
  'payment_link',
  {
    id: text('id').$type<PaymentLinkId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    /** `/l/<code>`: short enough for a poster, and not to be guessed. */
    code: text('code').notNull(),
    active: boolean('active').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
    submitType: text('submit_type'),
    /** Where paid shoppers go; null: they stay on our page, which shows `confirmationMessage`. */
    redirectUrl: text('redirect_url'),
    confirmationMessage: text('confirmation_message'),
    /** How many can pay in all; null: as many as like. */
    completedLimit: integer('completed_limit'),
    inactiveMessage: text('inactive_message'),
    customFields: jsonb('custom_fields').$type<CustomField[]>().notNull(),
    allowedMethods: jsonb('allowed_methods').$type<MethodId[]>(),
    captureMethod: text('capture_method')
      .$type<'automatic' | 'manual'>()
      .notNull()
      .default('automatic'),
    paymentDescription: text('payment_description'),
    paymentMetadata: jsonb('payment_metadata').$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Ours, not Stripe's: from then on it opens no session. */
    expiresAt: instant('expires_at'),
  },
  (t) => [
    uniqueIndex('payment_link_code').on(t.code),
    index('payment_link_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
  ],
);

export const paymentLinkItem = pgTable(
  'payment_link_item',
  {
    id: text('id').$type<LineItemId>().primaryKey(),
    linkId: text('link_id')
      .$type<PaymentLinkId>()
      .notNull()
      .references(() => paymentLink.id),
    position: integer('position').notNull(),
    priceId: text('price_id')
      .$type<PriceId>()
      .notNull()
      .references(() => price.id),
    quantity: integer('quantity').notNull(),
    /** The shopper can choose from `quantityMinimum` to `quantityMaximum`; null: cannot. */
    quantityMinimum: integer('quantity_minimum'),
    quantityMaximum: integer('quantity_maximum'),
  },
  (t) => [uniqueIndex('payment_link_item_position').on(t.linkId, t.position)],
);
