import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { instant } from './columns.ts';
import { paymentAttempt } from './payment.ts';

/**
 * Card tries counted in slices of time, by address or by merchant: what `lib/domain/card-limits.ts`
 * decides on. An address stands here as a keyed hash only. Rows older than a day are deleted.
 */
export const cardTally = pgTable(
  'card_tally',
  {
    kind: text('kind').$type<'address' | 'merchant'>().notNull(),
    /** HMAC of the address, or the merchant's id. */
    subject: text('subject').notNull(),
    slice: instant('slice').notNull(),
    /** A merchant's tries are spread over several rows: each is locked until its payment commits. */
    shard: integer('shard').notNull(),
    tries: integer('tries').notNull().default(0),
    paid: integer('paid').notNull().default(0),
    declined: integer('declined').notNull().default(0),
    /** Tries that say nothing of those who made them: `lib/domain/card-limits.ts`. */
    neutral: integer('neutral').notNull().default(0),
    /** Tries that were held up, and so not begun. */
    held: integer('held').notNull().default(0),
    lastTryAt: instant('last_try_at'),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.subject, t.slice, t.shard] }),
    index('card_tally_age').on(t.slice),
  ],
);

/** Which address an attempt came from, as a keyed hash: its result may come much later. Kept 7 days. */
export const attemptOrigin = pgTable(
  'attempt_origin',
  {
    attemptId: text('attempt_id')
      .$type<PaymentAttemptId>()
      .primaryKey()
      .references(() => paymentAttempt.id),
    address: text('address').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('attempt_origin_age').on(t.createdAt),
    index('attempt_origin_address').on(t.address, t.createdAt),
  ],
);

/**
 * From which address, as a keyed hash, a session's page was opened, and when first. Kept a day. No foreign
 * key: checking it would wait for whoever holds the session's lock.
 */
export const sessionOpening = pgTable(
  'session_opening',
  {
    address: text('address').notNull(),
    sessionId: text('session_id').$type<CheckoutSessionId>().notNull(),
    openedAt: instant('opened_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.address, t.sessionId] }),
    index('session_opening_latest').on(t.address, t.openedAt),
    index('session_opening_age').on(t.openedAt),
  ],
);
