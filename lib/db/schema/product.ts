import { boolean, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { PriceId, ProductId } from '#lib/domain/ids.ts';
import { instant } from './columns.ts';
import { ofMerchant } from './merchant.ts';

/** What a merchant sells. What it costs is a price of its own. */
export const product = pgTable(
  'product',
  {
    id: text('id').$type<ProductId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    active: boolean('active').notNull(),
    name: text('name').notNull(),
    description: text('description'),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
    /** No foreign key: prices refer to products, and one way is enough. */
    defaultPriceId: text('default_price_id').$type<PriceId>(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('product_list').on(t.merchantId, t.livemode, t.createdAt, t.id)],
);
