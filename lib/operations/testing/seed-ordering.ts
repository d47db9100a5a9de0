import { experiment } from '#lib/db/schema/experiment.ts';
import { orderingState } from '#lib/db/schema/ordering.ts';
import {
  type ExposureRow,
  type OrderingOwner,
  insertExposure,
} from '#lib/db/stores/ordering-store.ts';
import type { CheckoutSessionId, ExperimentId } from '#lib/domain/ids.ts';
import { typicalDecision } from '#lib/ordering/typical-decision.ts';
import { learn } from '#lib/ordering/learn.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { newId } from '#lib/platform/ids.ts';
import { SHARED_LEARNER } from '#lib/ordering/ordering-config.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';
import { NOTHING_LEARNED } from '#lib/ordering/ordering-record.ts';
import type { AppContext } from '../context.ts';
import { LAYOUT } from '../ordering/order-session.ts';

/** Shoppers on desktops in Hong Kong who pay some hundred dollars. */
export const AT_A_DESK: OrderingContext = {
  region: 'HK',
  device: 'desktop',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};

/** How many sessions choose a method, and how many of those it fails. */
type Habits = Readonly<Record<string, { readonly chosen: number; readonly failed: number }>>;

/** A state that sessions of these habits have taught, a second apart until `now`. */
export function taughtState(habits: Habits, now: Date, context = AT_A_DESK): OrderingState {
  const shown = Object.keys(habits);
  const sessions = shown.flatMap((method) => {
    const { chosen, failed } = habits[method] ?? { chosen: 0, failed: 0 };
    return Array.from({ length: chosen }, (_, index) => ({ method, paid: index >= failed }));
  });
  let state = EMPTY_ORDERING_STATE;
  for (const [index, { method, paid }] of sessions.entries()) {
    const atMs = now.getTime() - (sessions.length - index) * 1_000;
    const sessionId = `cs_${index}`;
    const exposure = { sessionId, atMs, context, shown, layout: LAYOUT, counts: true };
    const chosen = learn({ state, session: NOTHING_LEARNED }, exposure, {
      type: 'chosen',
      atMs,
      method,
    });
    state = learn(chosen, exposure, {
      type: 'outcome',
      atMs: atMs + 500,
      attemptId: `pa_${index}`,
      method,
      attemptNo: 1,
      startedAtMs: atMs,
      outcome: paid ? 'paid' : 'failed',
      reason: paid ? null : 'issuer',
    }).state;
  }
  return state;
}

export async function seedOrderingState(
  context: AppContext,
  owner: OrderingOwner,
  state: OrderingState,
): Promise<void> {
  const { merchantId, livemode } = owner;
  await context.database.db.insert(orderingState).values({
    merchantId,
    livemode,
    learner: SHARED_LEARNER,
    state,
    version: 1,
    updatedAt: context.clock.now(),
  });
}

/** What a session was shown: card, FPS and Octopus, by what `state` says of them at this moment. */
export async function seedExposure(
  context: AppContext,
  owner: OrderingOwner,
  sessionId: CheckoutSessionId,
  change: Partial<ExposureRow> & { readonly state?: OrderingState } = {},
): Promise<void> {
  const { state = EMPTY_ORDERING_STATE, ...others } = change;
  const now = context.clock.now();
  const decision = typicalDecision({
    context: AT_A_DESK,
    amountMinor: 12_850,
    eligible: ['card', 'fps', 'octopus'],
    rules: NO_RULES,
    policy: ORDERING_POLICIES['paid-rate'],
    state,
    feeShares: {},
    layout: LAYOUT,
    nowMs: now.getTime(),
  });
  const row: ExposureRow = {
    sessionId,
    merchantId: owner.merchantId,
    livemode: owner.livemode,
    at: now,
    decision: { ...decision, sessionId },
    leftOut: [{ method: 'wechat_pay', reason: 'other_device' }],
    layout: LAYOUT,
    source: 'policy',
    learner: SHARED_LEARNER,
    counts: true,
    locale: 'en',
    returning: false,
    shopper: null,
    experimentId: null,
    arm: null,
    unit: null,
    exclusion: null,
    ordersDiffer: null,
    ...others,
  };
  await insertExposure(context.database.db, row, now);
}

/** A running experiment of two arms. */
export async function seedExperiment(
  context: AppContext,
  owner: OrderingOwner,
): Promise<ExperimentId> {
  const id = newId('experiment');
  const now = context.clock.now();
  await context.database.db.insert(experiment).values({
    id,
    merchantId: owner.merchantId,
    livemode: owner.livemode,
    name: 'Learned order',
    status: 'running',
    seed: id,
    hash: 'murmur3',
    arms: [
      { key: 'control', weight: 0.5, policy: 'fixed', order: null },
      { key: 'learned', weight: 0.5, policy: 'paid-rate', order: null },
    ],
    ramp: [{ at: now.toISOString(), coverage: 1 }],
    namespace: null,
    learners: 'shared',
    plan: {
      alpha: 0.05,
      plannedUnits: 20_000,
      adjustment: 'none',
      guardrails: [],
      settings: { currency: 'HKD', slowRenderMs: 2_000 },
      sizing: null,
    },
    startedAt: now,
    stoppedAt: null,
    winner: null,
    rollout: null,
    createdAt: now,
    version: 1,
  });
  return id;
}
