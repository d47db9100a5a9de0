import { boolean, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { CustomerId } from '#lib/domain/ids.ts';
import { instant } from './columns.ts';
import { ofMerchant } from './merchant.ts';

/** Somebody a merchant knows. Deleted: the row stays for what refers to it, what it said of a person goes. */
export const customer = pgTable(
  'customer',
  {
    id: text('id').$type<CustomerId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    name: text('name'),
    email: text('email'),
    phone: text('phone'),
    description: text('description'),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    index('customer_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
    index('customer_email').on(t.merchantId, t.livemode, t.email),
  ],
);
