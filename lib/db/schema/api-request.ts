import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { ApiKeyId, MerchantId } from '#lib/domain/ids.ts';
import type { KeptParams } from '#lib/platform/redact-params.ts';
import { instant } from './columns.ts';

/**
 * Calls of the merchant API by their request id, as their developers look them up. What was sent is kept as
 * `redact-params.ts` leaves it; what was answered, by its id or its error alone.
 */
export const apiRequest = pgTable(
  'api_request',
  {
    /** `req_…`, as the answer's `Request-Id` said. */
    id: text('id').primaryKey(),
    /** No references: a log waits for no row, and nothing that it names is deleted. */
    merchantId: text('merchant_id').$type<MerchantId>().notNull(),
    livemode: boolean('livemode').notNull(),
    keyId: text('key_id').$type<ApiKeyId>().notNull(),
    createdAt: instant('created_at').notNull(),
    method: text('method').notNull(),
    /** Without its query. */
    path: text('path').notNull(),
    status: integer('status').notNull(),
    durationMs: integer('duration_ms').notNull(),
    apiVersion: text('api_version').notNull(),
    idempotencyKey: text('idempotency_key'),
    /** The answer of an earlier call with the same idempotency key was given again. */
    replayed: boolean('replayed').notNull(),
    params: jsonb('params').$type<KeptParams>(),
    /** The id of the object that was answered. */
    answered: text('answered'),
    errorType: text('error_type'),
    errorCode: text('error_code'),
    errorParam: text('error_param'),
    errorMessage: text('error_message'),
  },
  (t) => [
    index('api_request_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
    index('api_request_age').on(t.createdAt),
  ],
);
