import { boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { ofMerchant } from './merchant.ts';

/** Answers to merchant API calls made with an Idempotency-Key, kept 30 days. */
export const idempotencyKey = pgTable(
  'idempotency_key',
  {
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    key: text('key').notNull(),
    /** `POST /v1/checkout/sessions` */
    endpoint: text('endpoint').notNull(),
    bodyHash: text('body_hash').notNull(),
    responseStatus: integer('response_status').notNull(),
    responseBody: text('response_body').notNull(),
    createdAt: instant('created_at').notNull(),
    /** The answer is still waited for: until then it is nobody's, afterwards it is as it stands. */
    openUntil: instant('open_until'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.livemode, t.endpoint, t.key] }),
    index('idempotency_key_age').on(t.createdAt),
  ],
);
