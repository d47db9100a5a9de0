import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { EventSelection } from '#lib/domain/event-type.ts';
import type { DeliveryId, EventId, MerchantId, WebhookEndpointId } from '#lib/domain/ids.ts';
import type { DisabledBecause } from '#lib/domain/webhook-endpoint.ts';
import { instant, sealed } from './columns.ts';
import { ofMerchant } from './merchant.ts';

export const webhookEndpoint = pgTable(
  'webhook_endpoint',
  {
    id: text('id').$type<WebhookEndpointId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    url: text('url').notNull(),
    secret: sealed('secret').notNull(),
    apiVersion: text('api_version').notNull(),
    enabled: boolean('enabled').notNull(),
    createdAt: instant('created_at').notNull(),
    description: text('description'),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull().default({}),
    /** Types of events that are sent there, or `*` alone for all. */
    enabledEvents: jsonb('enabled_events').$type<EventSelection>().notNull().default(['*']),
    /** The secret before the last roll, which signs beside the new one until `previousSecretUntil`. */
    previousSecret: sealed('previous_secret'),
    previousSecretUntil: instant('previous_secret_until'),
    /** When the first try failed since one last arrived; null while what was sent last arrived. */
    failingSince: instant('failing_since'),
    /** Why it is switched off; null while it is on. */
    disabledBecause: text('disabled_because').$type<DisabledBecause>(),
    /** Deleted endpoints keep their deliveries and are shown to nobody. */
    deletedAt: instant('deleted_at'),
  },
  (t) => [index('webhook_endpoint_merchant').on(t.merchantId, t.livemode)],
);

/** Outbox: what the merchant is told, written with what it reports. */
export const event = pgTable(
  'event',
  {
    id: text('id').$type<EventId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    type: text('type').notNull(),
    /** What it is about (`cs_…`): with the type it is unique where the type happens once. */
    subject: text('subject').notNull(),
    /** `data.object` on Stripe's wire, as it was when the event happened. */
    object: jsonb('object').notNull(),
    /** `data.previous_attributes`: what the event changed, as it was before. */
    previousAttributes: jsonb('previous_attributes'),
    /** The call of the merchant API that it happened in, if it did. */
    requestId: text('request_id'),
    idempotencyKey: text('idempotency_key'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('event_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
    index('event_subject').on(t.subject),
    uniqueIndex('event_once')
      .on(t.subject, t.type)
      .where(sql`type in ('checkout.session.completed', 'checkout.session.expired')`),
  ],
);

export const delivery = pgTable(
  'delivery',
  {
    id: text('id').$type<DeliveryId>().primaryKey(),
    merchantId: ofMerchant(),
    eventId: text('event_id')
      .$type<EventId>()
      .notNull()
      .references(() => event.id),
    endpointId: text('endpoint_id')
      .$type<WebhookEndpointId>()
      .notNull()
      .references(() => webhookEndpoint.id),
    status: text('status').$type<'pending' | 'delivered' | 'dead'>().notNull(),
    tryCount: integer('try_count').notNull().default(0),
    nextTryAt: instant('next_try_at'),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    deliveredAt: instant('delivered_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('delivery_once').on(t.eventId, t.endpointId),
    index('delivery_due')
      .on(t.nextTryAt)
      .where(sql`next_try_at is not null`),
    index('delivery_endpoint').on(t.endpointId, t.status),
    index('delivery_list').on(t.endpointId, t.createdAt, t.id),
  ],
);

/** Each try of a delivery, as its merchant's developers look it up; the oldest are taken out. */
export const deliveryTry = pgTable(
  'delivery_try',
  {
    /** In the order in which they were written. */
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** No references: a log waits for no row, and nothing that it names is deleted. */
    merchantId: text('merchant_id').$type<MerchantId>().notNull(),
    deliveryId: text('delivery_id').$type<DeliveryId>().notNull(),
    endpointId: text('endpoint_id').$type<WebhookEndpointId>().notNull(),
    at: instant('at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    /** What the receiver answered; null: nothing. */
    status: integer('status'),
    error: text('error'),
    /** How its answer begins. */
    answer: text('answer'),
    nextTryAt: instant('next_try_at'),
  },
  (t) => [
    index('delivery_try_delivery').on(t.deliveryId, t.id),
    index('delivery_try_endpoint').on(t.endpointId, t.id),
  ],
);
