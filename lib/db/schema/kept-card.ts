import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { CustomerId, KeptCardId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { CardUsage } from '#lib/domain/saved-card.ts';
import { instant } from './columns.ts';
import { customer } from './customer.ts';
import { ofMerchant } from './merchant.ts';
import { providerAccount } from './provider-account.ts';

/**
 * The customer that cards are kept for at a provider's account: one for each of ours. The row is the wish,
 * committed before the provider is asked, and `reference` the answer.
 */
export const providerCustomer = pgTable(
  'provider_customer',
  {
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customer.id),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    idempotencyKey: text('idempotency_key').notNull(),
    /** As they were when the key was made, so that a repeat asks for the same; gone once it is made. */
    email: text('email'),
    name: text('name'),
    requestedAt: instant('requested_at').notNull(),
    /** The provider's id of it (Stripe `cus_…`); null until the provider has answered. */
    reference: text('reference'),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.providerAccountId] }),
    uniqueIndex('provider_customer_key').on(t.idempotencyKey),
  ],
);

/** A card that a provider keeps for a customer. Never more of it than what may be shown. */
export const keptCard = pgTable(
  'kept_card',
  {
    id: text('id').$type<KeptCardId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customer.id),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    /** The provider's ids of its customer and of the card (Stripe `cus_…`, `pm_…`). */
    providerCustomer: text('provider_customer').notNull(),
    providerMethod: text('provider_method').notNull(),
    brand: text('brand').notNull(),
    last4: text('last4').notNull(),
    expiryMonth: integer('expiry_month').notNull(),
    expiryYear: integer('expiry_year').notNull(),
    usage: text('usage').$type<CardUsage>().notNull(),
    createdAt: instant('created_at').notNull(),
    /** From then on it is charged no more. The provider is told afterwards. */
    detachedAt: instant('detached_at'),
    /** When the provider is to be told next; null: it need not, or has been. */
    nextDetachAt: instant('next_detach_at'),
    detachTries: integer('detach_tries').notNull().default(0),
  },
  (t) => [
    uniqueIndex('kept_card_once').on(t.providerAccountId, t.providerMethod),
    index('kept_card_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
    index('kept_card_customer').on(t.customerId, t.createdAt),
    index('kept_card_due')
      .on(t.nextDetachAt)
      .where(sql`next_detach_at is not null`),
    check('kept_card_expiry', sql`expiry_month between 1 and 12`),
  ],
);
