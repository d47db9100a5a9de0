import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { CheckoutSessionId, ExperimentId, MethodOutageId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { PublicReason } from '#lib/domain/method-setting.ts';
import type { Exclusion } from '#lib/experiments/exposed-session.ts';
import type { Decision } from '#lib/ordering/decide-order.ts';
import type { OutageScope } from '#lib/ordering/down-method.ts';
import type { OutageAction } from '#lib/ordering/ordering-config.ts';
import type { SessionLearning } from '#lib/ordering/ordering-record.ts';
import type { ExposureSource } from '#lib/ordering/exposure-source.ts';
import type { OrderingRules } from '#lib/ordering/ordering-rules.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';
import type { OrderingPolicyId } from '#lib/ordering/policies/table.ts';
import { checkoutSession } from './checkout-session.ts';
import { instant } from './columns.ts';
import { experiment } from './experiment.ts';
import { ofMerchant } from './merchant.ts';

/** How a merchant's methods are ordered; no row: in its own order. */
export const orderingConfig = pgTable(
  'ordering_config',
  {
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    policy: text('policy').$type<OrderingPolicyId>().notNull(),
    rules: jsonb('rules').$type<OrderingRules>().notNull(),
    feeShares: jsonb('fee_shares').$type<Readonly<Record<string, number>>>().notNull(),
    outageAction: text('outage_action').$type<OutageAction>().notNull(),
    pausedAt: instant('paused_at'),
    version: integer('version').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.livemode] })],
);

/** What was learned. `learner`: all of a merchant's sessions, or one arm of an experiment. */
export const orderingState = pgTable(
  'ordering_state',
  {
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    learner: text('learner').notNull(),
    state: jsonb('state').$type<OrderingState>().notNull(),
    /** One more with each write, so that nodes know what to read again. */
    version: integer('version').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** When outages were last looked for by it; of the shared state alone. */
    watchedAt: instant('watched_at'),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.livemode, t.learner] })],
);

/** An order of methods as one session's shopper was shown it first: evidence, never changed. */
export const orderingExposure = pgTable(
  'ordering_exposure',
  {
    sessionId: text('session_id')
      .$type<CheckoutSessionId>()
      .primaryKey()
      .references(() => checkoutSession.id),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    at: instant('at').notNull(),
    /** All that the order was decided by, to explain it and to decide it again. */
    decision: jsonb('decision').$type<Decision>().notNull(),
    /** Methods that are set up and could not be chosen, each with its reason. */
    leftOut: jsonb('left_out').$type<readonly { method: string; reason: string }[]>().notNull(),
    layout: text('layout').notNull(),
    source: text('source').$type<ExposureSource>().notNull(),
    /** Whose learned state it was decided by, and teaches besides the shared one. */
    learner: text('learner').notNull(),
    /** False: nothing is learned from it (`lib/ordering/ordering-record.ts`). */
    counts: boolean('counts').notNull(),
    locale: text('locale').notNull(),
    /** The shopper was known, and had been shown an order before. */
    returning: boolean('returning').notNull(),
    /** A known shopper's key; null: nobody knows who it was. */
    shopper: text('shopper'),
    experimentId: text('experiment_id')
      .$type<ExperimentId>()
      .references(() => experiment.id),
    arm: text('arm'),
    /** What was put into the arm: the shopper's key, else the session. */
    unit: text('unit'),
    /** Why the session is no part of its experiment's figures; null: it is. */
    exclusion: text('exclusion').$type<Exclusion>(),
    /** Whether the arms would have shown this shopper different orders. */
    ordersDiffer: boolean('orders_differ'),
  },
  (t) => [
    index('ordering_exposure_list').on(t.merchantId, t.livemode, t.at, t.sessionId),
    index('ordering_exposure_shopper')
      .on(t.merchantId, t.livemode, t.shopper, t.at)
      .where(sql`shopper is not null`),
    index('ordering_exposure_experiment')
      .on(t.experimentId, t.at)
      .where(sql`experiment_id is not null`),
  ],
);

/** What a session has been counted for, by learner, so that nothing is counted twice. */
export const sessionLearning = pgTable(
  'session_learning',
  {
    sessionId: text('session_id')
      .$type<CheckoutSessionId>()
      .primaryKey()
      .references(() => orderingExposure.sessionId),
    learned: jsonb('learned')
      .$type<Readonly<Record<string, SessionLearning>>>()
      .notNull()
      .default({}),
    /** When to look whether the shopper left, or the session is over; null: no more. */
    lookAt: instant('look_at'),
  },
  (t) => [
    index('session_learning_due')
      .on(t.lookAt)
      .where(sql`look_at is not null`),
  ],
);

/** How far the attempts' events have been learned from, one row an installation. */
export const learningCursor = pgTable('learning_cursor', {
  id: text('id').primaryKey(),
  eventId: bigint('event_id', { mode: 'number' }).notNull(),
});

/** A method that was taken to be out of order, with the evidence; never deleted. */
export const methodOutage = pgTable(
  'method_outage',
  {
    id: text('id').$type<MethodOutageId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    method: text('method').$type<MethodId>().notNull(),
    scope: jsonb('scope').$type<OutageScope>().notNull(),
    /** Of the scope, for the index below. */
    scopeKey: text('scope_key').notNull(),
    raisedBy: text('raised_by').$type<'detector' | 'merchant'>().notNull(),
    action: text('action').$type<OutageAction>().notNull(),
    /** The merchant's words to shoppers; empty: the page's. */
    publicReason: jsonb('public_reason').$type<PublicReason>().notNull().default({}),
    /** When the first of the attempts began that it goes by. */
    since: instant('since').notNull(),
    raisedAt: instant('raised_at').notNull(),
    /** Log-likelihood ratio in nats, and the outcomes it is made of; null where the merchant raised it. */
    evidence: jsonb('evidence').$type<{
      llr: number;
      paid: number;
      failed: number;
      open: number;
    }>(),
    /** When it is to end by itself, as the merchant said; null: when somebody says so. */
    endsAt: instant('ends_at'),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by').$type<'detector' | 'merchant'>(),
  },
  (t) => [
    index('method_outage_list').on(t.merchantId, t.livemode, t.raisedAt, t.id),
    index('method_outage_ends')
      .on(t.endsAt)
      .where(sql`ends_at is not null and ended_at is null`),
    uniqueIndex('method_outage_open')
      .on(t.merchantId, t.livemode, t.method, t.scopeKey)
      .where(sql`ended_at is null`),
  ],
);
