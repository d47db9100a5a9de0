import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { ExperimentId } from '#lib/domain/ids.ts';
import type { BucketHash } from '#lib/experiments/bucket-hash.ts';
import type {
  ExperimentArm,
  ExperimentStatus,
  LearnerMode,
} from '#lib/experiments/experiment-arm.ts';
import type { NamespaceShare } from '#lib/experiments/experiment-design.ts';
import type { PlanParams } from '#lib/experiments/experiment-plan.ts';
import type { LookDetail, LookReading } from '#lib/experiments/look-reading.ts';
import type { MetricKey } from '#lib/experiments/metrics.ts';
import { instant } from './columns.ts';
import { ofMerchant } from './merchant.ts';

/** A coverage from a time on, the time in ISO 8601. */
export interface StoredRampStep {
  readonly at: string;
  readonly coverage: number;
}

/** What its size was worked out from: shares from 0 to 1. */
export interface SizeQuestion {
  readonly baseline: number;
  readonly minimalEffect: number;
  readonly power: number;
}

/** What an experiment is judged by, but for its arms and its start. */
export type StoredPlan = Omit<PlanParams, 'arms' | 'comparisons' | 'startedAt'> & {
  /** Null: the merchant named the size itself. */
  readonly sizing: SizeQuestion | null;
};

/** An order of methods tested against another. */
export const experiment = pgTable(
  'experiment',
  {
    id: text('id').$type<ExperimentId>().primaryKey(),
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    name: text('name').notNull(),
    status: text('status').$type<ExperimentStatus>().notNull(),
    seed: text('seed').notNull(),
    hash: text('hash').$type<BucketHash>().notNull(),
    /** The control first. Frozen when it starts. */
    arms: jsonb('arms').$type<readonly ExperimentArm[]>().notNull(),
    /** Only raised, ever. */
    ramp: jsonb('ramp').$type<readonly StoredRampStep[]>().notNull(),
    namespace: jsonb('namespace').$type<NamespaceShare>(),
    learners: text('learners').$type<LearnerMode>().notNull(),
    /** Frozen when it starts. */
    plan: jsonb('plan').$type<StoredPlan>().notNull(),
    /** Arms that a guardrail or the merchant took away: their shoppers see the control from then on. */
    stoppedArms: jsonb('stopped_arms')
      .$type<readonly { arm: string; metric: MetricKey | null; at: string }[]>()
      .notNull()
      .default([]),
    startedAt: instant('started_at'),
    stoppedAt: instant('stopped_at'),
    stoppedBy: text('stopped_by').$type<'guardrail' | 'merchant'>(),
    /** The arm that is rolled out to shoppers after it stopped, and how fast. */
    winner: text('winner'),
    rollout: jsonb('rollout').$type<readonly StoredRampStep[]>(),
    /** When the winner became the merchant's own setting, which ends the rollout. */
    finishedAt: instant('finished_at'),
    /** When it is looked at next; null: it is not running, and has been looked at for the last time. */
    nextLookAt: instant('next_look_at'),
    createdAt: instant('created_at').notNull(),
    /** One more with each change. */
    version: integer('version').notNull(),
  },
  (t) => [
    index('experiment_list').on(t.merchantId, t.livemode, t.createdAt, t.id),
    index('experiment_look_due')
      .on(t.nextLookAt)
      .where(sql`next_look_at is not null`),
  ],
);

/** What an experiment read at one look: the curve of its interval, and the least p-value so far. */
export const experimentLook = pgTable(
  'experiment_look',
  {
    experimentId: text('experiment_id')
      .$type<ExperimentId>()
      .notNull()
      .references(() => experiment.id),
    at: instant('at').notNull(),
    reading: jsonb('reading').$type<LookReading>().notNull(),
    /** What stands beside the verdicts; null but for the latest look, for it is large. */
    detail: jsonb('detail').$type<LookDetail>(),
  },
  (t) => [primaryKey({ columns: [t.experimentId, t.at] })],
);

/** Shoppers of a merchant who are in no experiment at all. */
export const experimentHoldout = pgTable(
  'experiment_holdout',
  {
    merchantId: ofMerchant(),
    livemode: boolean('livemode').notNull(),
    seed: text('seed').notNull(),
    share: doublePrecision('share').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.livemode] })],
);
