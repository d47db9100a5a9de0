import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { PriceId, ProductId } from '#lib/domain/ids.ts';
import { instant, minor } from './columns.ts';
import { ofMerchant } from './merchant.ts';
import { product } from './product.ts';

/** What one piece of a product costs: once, or as much as the payer likes between two bounds. */
export const price = pgTable(
  'price',
  {
    id: text('id').$type<PriceId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    productId: text('product_id')
      .$type<ProductId>()
      .notNull()
      .references(() => product.id),
    active: boolean('active').notNull(),
    currency: text('currency').$type<CurrencyCode>().notNull(),
    /** Null: the payer chooses, and the three below say within what. */
    unitAmount: minor('unit_amount'),
    customMinimum: minor('custom_minimum'),
    customMaximum: minor('custom_maximum'),
    customPreset: minor('custom_preset'),
    nickname: text('nickname'),
    lookupKey: text('lookup_key'),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('price_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
    index('price_product').on(t.productId),
    uniqueIndex('price_lookup_key')
      .on(t.merchantId, t.livemode, t.lookupKey)
      .where(sql`lookup_key is not null`),
    check(
      'price_amount',
      sql`(unit_amount is null) = (custom_minimum is not null and custom_maximum is not null)`,
    ),
  ],
);
