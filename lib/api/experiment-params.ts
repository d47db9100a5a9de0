import { z } from 'zod';
import { EXPERIMENT_STATUSES } from '#lib/experiments/experiment-arm.ts';
import { BUCKET_HASHES } from '#lib/experiments/bucket-hash.ts';
import { MAX_ARMS } from '#lib/experiments/experiment-design.ts';
import { ADJUSTMENTS } from '#lib/experiments/experiment-plan.ts';
import { MATURITY_MS } from '#lib/experiments/exposed-session.ts';
import { METRIC_KEYS } from '#lib/experiments/metrics.ts';
import { MOST_PLANNED_UNITS } from '#lib/experiments/power.ts';
import { FULL_DAYS } from '#lib/experiments/verdict.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import type { DraftChange } from '#lib/operations/experiments/draft-experiment.ts';
import type { ExperimentSettings } from '#lib/operations/experiments/experiment-settings.ts';
import type { AskedStep } from '#lib/operations/experiments/ramp-experiment.ts';
import { type OrderingPolicyId, ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { invalidRequest } from './api-error.ts';
import { clearable, currencyCode, decimal, integer, list, text } from './param-schemas.ts';

const POLICIES = Object.keys(ORDERING_POLICIES) as [OrderingPolicyId, ...OrderingPolicyId[]]; // its own keys

/** Answers have fields by this name, and `__proto__` is more than a field to many who read them. */
const key = text(40)
  .regex(/^[\w-]+$/, 'must be letters, digits, - and _')
  .refine((name) => name !== '__proto__', 'must be another name');

export const share = decimal(0, 1);

const name = text(100).regex(/^\P{C}*\S\P{C}*$/u, 'must be one line of plain text');

const arms = list(
  z.strictObject({
    key,
    weight: share,
    policy: z.enum(POLICIES).exactOptional(),
    order: list(z.enum(METHOD_IDS), { min: 1, max: METHOD_IDS.length }).exactOptional(),
  }),
  { max: MAX_ARMS },
);

const plan = z.strictObject({
  adjustment: z.enum(ADJUSTMENTS).exactOptional(),
  alpha: decimal(0, 0.2).exactOptional(),
  baseline: decimal(0.001, 0.999).exactOptional(),
  currency: currencyCode.exactOptional(),
  full_days: integer(0, 90).exactOptional(),
  guardrails: list(z.strictObject({ metric: z.enum(METRIC_KEYS), margin: decimal(0, 1e9) }), {
    max: METRIC_KEYS.length,
  }).exactOptional(),
  maturity_minutes: integer(1, 24 * 60).exactOptional(),
  minimal_effect: decimal(0.0001, 0.999).exactOptional(),
  planned_units: integer(1, MOST_PLANNED_UNITS).exactOptional(),
  power: decimal(0.5, 0.99).exactOptional(),
  slow_render_ms: integer(1, 60_000).exactOptional(),
});

const namespace = z.strictObject({
  seed: text(60)
    .regex(/^[\w-]+$/, 'must be letters, digits, - and _')
    .exactOptional(),
  from: share,
  to: share,
});

const settings = {
  coverage: share.exactOptional(),
  hash: z.enum(BUCKET_HASHES).exactOptional(),
};

export const createExperimentParams = z.strictObject({
  ...settings,
  name,
  arms,
  plan,
  namespace: namespace.exactOptional(),
});

export const updateExperimentParams = z.strictObject({
  ...settings,
  name: name.exactOptional(),
  arms: arms.exactOptional(),
  plan: plan.exactOptional(),
  namespace: clearable(namespace).exactOptional(),
});

export const experimentStatus = z.enum(EXPERIMENT_STATUSES);

/** Steps of a ramp that can be named in one call. */
const MOST_STEPS = 20;

/** A share from now on, and those that follow. */
export const rampParams = {
  coverage: share,
  steps: list(
    z.strictObject({
      at: integer(0, 99_999_999_999).transform((seconds) => new Date(seconds * 1000)),
      coverage: share,
    }),
    { max: MOST_STEPS },
  ).exactOptional(),
};

export function readSteps({
  coverage,
  steps = [],
}: {
  readonly coverage: number;
  readonly steps?: readonly { readonly at: Date; readonly coverage: number }[];
}): readonly AskedStep[] {
  return [
    { at: null, coverage, param: 'coverage' },
    ...steps.map((step, index) => ({ ...step, param: `steps[${index}]` })),
  ];
}

type PlanParams = z.infer<typeof plan>;

/** What protects shoppers unless the merchant says otherwise: two points of payments, one of money given back. */
const DEFAULT_GUARDRAILS = [
  { metric: 'paid', margin: 0.02 },
  { metric: 'given_back', margin: 0.01 },
] as const;

const DEFAULT_POWER = 0.8;
/** The seed of a namespace that was given none. */
const DEFAULT_NAMESPACE = 'default';

export function readNewExperiment(
  params: z.infer<typeof createExperimentParams>,
): ExperimentSettings {
  const { plan: asked } = params;
  const size = readSize(asked, null);
  if (size === null) {
    throw invalidRequest(
      'Missing required param: plan[planned_units], or baseline and minimal_effect.',
      {
        param: 'plan[planned_units]',
        code: 'parameter_missing',
      },
    );
  }
  return {
    name: params.name,
    hash: params.hash ?? 'murmur3',
    arms: readArms(params.arms),
    coverage: params.coverage ?? 1,
    namespace: readNamespace(params.namespace),
    plan: {
      alpha: 0.05,
      adjustment: 'none',
      guardrails: DEFAULT_GUARDRAILS,
      settings: {
        currency: asked.currency ?? 'HKD',
        slowRenderMs: asked.slow_render_ms ?? DEFAULT_SLOW_MS,
        maturityMs: maturityMs(asked) ?? MATURITY_MS,
      },
      fullDays: FULL_DAYS,
      ...readPlan(asked),
      size,
    },
  };
}

const DEFAULT_SLOW_MS = 1_000;

/** What of a draft is to change, which has the settings `before`. */
export function readExperimentChange(
  params: z.infer<typeof updateExperimentParams>,
): (before: ExperimentSettings) => DraftChange {
  return ({ plan: before }) => {
    const { plan: asked = {} } = params;
    const size = readSize(asked, 'baseline' in before.size ? before.size : null) ?? before.size;
    return {
      ...(params.name === undefined ? {} : { name: params.name }),
      ...(params.hash === undefined ? {} : { hash: params.hash }),
      ...(params.coverage === undefined ? {} : { coverage: params.coverage }),
      ...(params.arms === undefined ? {} : { arms: readArms(params.arms) }),
      ...(params.namespace === undefined
        ? {}
        : { namespace: readNamespace(params.namespace ?? undefined) }),
      plan: {
        ...readPlan(asked),
        settings: {
          currency: asked.currency ?? before.settings.currency,
          slowRenderMs: asked.slow_render_ms ?? before.settings.slowRenderMs,
          maturityMs: maturityMs(asked) ?? before.settings.maturityMs ?? MATURITY_MS,
        },
        size,
      },
    };
  };
}

function readArms(asked: z.infer<typeof arms>): ExperimentSettings['arms'] {
  return asked.map(({ key: armKey, weight, policy = null, order = null }) => ({
    key: armKey,
    weight,
    policy,
    order,
  }));
}

function readNamespace(
  asked: z.infer<typeof namespace> | undefined,
): ExperimentSettings['namespace'] {
  return asked === undefined ? null : { seed: DEFAULT_NAMESPACE, ...asked };
}

function maturityMs({ maturity_minutes: minutes }: PlanParams): number | undefined {
  return minutes === undefined ? undefined : minutes * 60_000;
}

function readPlan({ alpha, adjustment, guardrails, full_days: fullDays }: PlanParams) {
  return {
    ...(alpha === undefined ? {} : { alpha }),
    ...(adjustment === undefined ? {} : { adjustment }),
    ...(guardrails === undefined ? {} : { guardrails }),
    ...(fullDays === undefined ? {} : { fullDays }),
  };
}

/** The size as it is asked for; null: nothing is said of it. Throws ApiError where two things are said. */
function readSize(
  asked: PlanParams,
  before: Extract<ExperimentSettings['plan']['size'], { baseline: number }> | null,
): ExperimentSettings['plan']['size'] | null {
  const { planned_units: plannedUnits, baseline, minimal_effect: minimalEffect, power } = asked;
  const isWorkedOut = [baseline, minimalEffect, power].some((value) => value !== undefined);
  if (plannedUnits !== undefined) {
    if (!isWorkedOut) return { plannedUnits };
    throw invalidRequest('Send plan[planned_units], or what it is worked out from, not both.', {
      param: 'plan[planned_units]',
    });
  }
  if (!isWorkedOut) return null;
  const size = {
    baseline: baseline ?? before?.baseline,
    minimalEffect: minimalEffect ?? before?.minimalEffect,
    power: power ?? before?.power ?? DEFAULT_POWER,
  };
  const { baseline: from, minimalEffect: change } = size;
  if (from !== undefined && change !== undefined) {
    return { baseline: from, minimalEffect: change, power: size.power };
  }
  const missing = from === undefined ? 'plan[baseline]' : 'plan[minimal_effect]';
  throw invalidRequest(`Missing required param: ${missing}.`, {
    param: missing,
    code: 'parameter_missing',
  });
}
