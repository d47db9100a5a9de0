import {
  boolean,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { RefusedNotification } from '#lib/domain/connection-check.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { PublicReason } from '#lib/domain/method-setting.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { instant, minor, sealed } from './columns.ts';
import { ofMerchant } from './merchant.ts';

export const providerAccount = pgTable(
  'provider_account',
  {
    id: text('id').$type<ProviderAccountId>().primaryKey(),
    merchantId: ofMerchant(),
    provider: text('provider').$type<ProviderId>().notNull(),
    livemode: boolean('livemode').notNull(),
    credentials: sealed('credentials').notNull(),
    createdAt: instant('created_at').notNull(),
    /** What the merchant calls it. */
    label: text('label'),
    /** When its credentials were last replaced; null: never since it was added. */
    credentialsSetAt: instant('credentials_set_at'),
    /** When a notification of its provider was last verified, and when one was last refused; to the minute. */
    notifiedAt: instant('notified_at'),
    refusedAt: instant('refused_at'),
    refusedBecause: text('refused_because').$type<RefusedNotification>(),
  },
  (t) => [uniqueIndex('provider_account_one').on(t.merchantId, t.provider, t.livemode)],
);

/** Which methods a merchant offers, in its own order, and the account that runs each. */
export const methodSetting = pgTable(
  'method_setting',
  {
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    method: text('method').$type<MethodId>().notNull(),
    providerAccountId: text('provider_account_id')
      .$type<ProviderAccountId>()
      .notNull()
      .references(() => providerAccount.id),
    position: integer('position').notNull(),
    enabled: boolean('enabled').notNull(),
    /** Why it is off, to shoppers; empty: it is off without a word, or on. */
    publicReason: jsonb('public_reason').$type<PublicReason>().notNull().default({}),
    /** The merchant's own bounds of one payment, in `SETTING_CURRENCY`. */
    minAmount: minor('min_amount'),
    maxAmount: minor('max_amount'),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.livemode, t.method] })],
);
