import { boolean, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { ApiScope } from '#lib/domain/api-scope.ts';
import type { ApiKeyId, MerchantId, OperatorId } from '#lib/domain/ids.ts';
import { NO_ORIGINS, type OriginsByMode } from '#lib/domain/merchant-origins.ts';
import { instant } from './columns.ts';

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

  /** In the merchant's row, because every answer of an embedded page names them. */
  embedOrigins: jsonb('embed_origins').$type<OriginsByMode>().notNull().default(NO_ORIGINS),
  /** Where pages may send shoppers; none of a mode: wherever the merchant's server says. */
  returnOrigins: jsonb('return_origins').$type<OriginsByMode>().notNull().default(NO_ORIGINS),
});

/** The column of every table whose rows belong to a merchant. */
export const ofMerchant = () =>
  text('merchant_id')
    .$type<MerchantId>()
    .notNull()
    .references(() => merchant.id);

export const apiKey = pgTable(
  'api_key',
  {
    id: text('id').$type<ApiKeyId>().primaryKey(),
    merchantId: ofMerchant(),
    kind: text('kind').$type<'secret' | 'restricted' | 'publishable'>().notNull(),
    livemode: boolean('livemode').notNull(),
    /** SHA-256 of the key, hex. The key itself is shown once and kept nowhere. */
    hash: text('hash').notNull(),
    /** Its last four characters, to tell keys apart. */
    last4: text('last4').notNull(),
    /** What the merchant calls it. */
    name: text('name'),
    /** What a restricted key may do; null for every other kind. */
    scopes: text('scopes').array().$type<ApiScope[]>(),
    createdAt: instant('created_at').notNull(),
    /** Null: a command on the server. No reference: a key outlives the account. */
    madeBy: text('made_by').$type<OperatorId>(),
    lastUsedAt: instant('last_used_at'),
    /** From then on it is refused. */
    expiresAt: instant('expires_at'),
    /** The key that it was rolled into. */
    replacedBy: text('replaced_by').$type<ApiKeyId>(),
    /** The `Stripe-Version` that a call with it last named: what its merchant's SDK was made for. */
    lastApiVersion: text('last_api_version'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [uniqueIndex('api_key_hash').on(t.hash), index('api_key_merchant').on(t.merchantId)],
);
