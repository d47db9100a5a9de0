import { type Arm, checkArms } from './experiment-design.ts';
import { ExperimentDesignError } from './experiment-design-error.ts';
import { MATURITY_MS } from './exposed-session.ts';
import { METRICS, METRIC_KEYS, type MetricKey, type MetricSettings } from './metrics.ts';

/** What must not get worse by more than a margin, in the metric's own unit (0.01 is a point of a share). */
export interface Guardrail {
  readonly metric: MetricKey;
  readonly margin: number;
}

/**
 * What is taken out of the primary metric before the arms are compared: nothing, what the context tells,
 * or what the unit did before. Chosen before it starts: choosing by the result is peeking.
 */
export const ADJUSTMENTS = ['none', 'context', 'before'] as const;
export type Adjustment = (typeof ADJUSTMENTS)[number];

declare const planBrand: unique symbol;

export interface PlanParams {
  /** Those of the design, the control first. */
  readonly arms: readonly Arm[];
  readonly startedAt: Date;
  /** How often an experiment without an effect may be called one: 0.05. */
  readonly alpha: number;
  /** Units of all arms together. */
  readonly plannedUnits: number;
  readonly adjustment: Adjustment;
  readonly guardrails: readonly Guardrail[];
  readonly settings: MetricSettings;
  /**
   * How many arms were compared with the control when it began, which is what α is shared among: those in `arms`,
   * unless some were taken away.
   */
  readonly comparisons?: number;
  /** Full days before anything is called better; seven, so that it has seen a weekend, unless told. */
  readonly fullDays?: number;
}

/** Frozen when the experiment starts. Made by `experimentPlan` alone. */
export interface ExperimentPlan extends PlanParams {
  readonly [planBrand]: true;
}

/** Surer than this no shop has ever been. */
const MIN_ALPHA = 0.0001;
/** One-sided bounds are computed at twice α, which has to stay below one half. */
const MAX_ALPHA = 0.2;

/** Throws ExperimentDesignError: a size is worked out from α before there is a plan. */
export function checkAlpha(alpha: number): void {
  if (alpha >= MIN_ALPHA && alpha <= MAX_ALPHA) return;
  throw new ExperimentDesignError(
    'alpha',
    `has to be from ${MIN_ALPHA} to ${MAX_ALPHA}, not ${alpha}.`,
  );
}

/** Among how many comparisons the plan's α is shared. */
export function comparisonsOf({ arms, comparisons }: ExperimentPlan): number {
  return comparisons ?? arms.length - 1;
}

/** Checks a plan. Throws ExperimentDesignError naming what is wrong. */
export function experimentPlan(params: PlanParams): ExperimentPlan {
  checkArms(params.arms);
  checkAlpha(params.alpha);
  if (!Number.isSafeInteger(params.plannedUnits) || params.plannedUnits <= 0) {
    throw new ExperimentDesignError(
      'plannedUnits',
      `has to be a whole number above 0, not ${params.plannedUnits}.`,
    );
  }
  const { fullDays = 0 } = params;
  if (!Number.isSafeInteger(fullDays) || fullDays < 0) {
    throw new ExperimentDesignError('fullDays', `has to be a whole number, not ${fullDays}.`);
  }
  const { maturityMs = MATURITY_MS } = params.settings;
  if (!Number.isSafeInteger(maturityMs) || maturityMs <= 0) {
    throw new ExperimentDesignError('maturityMs', `has to be above 0, not ${maturityMs}.`);
  }
  const { comparisons = params.arms.length - 1 } = params;
  if (!Number.isSafeInteger(comparisons) || comparisons < params.arms.length - 1) {
    throw new ExperimentDesignError('comparisons', `cannot be ${comparisons} of these arms.`);
  }
  params.guardrails.forEach(checkGuardrail);
  return params as ExperimentPlan; // the one place that brands
}

function checkGuardrail(guardrail: Guardrail, index: number, all: readonly Guardrail[]): void {
  const { metric, margin } = guardrail;
  if (!METRIC_KEYS.includes(metric)) {
    throw new ExperimentDesignError(
      `guardrails[${index}].metric`,
      `there is no metric "${metric}".`,
    );
  }
  if (all.findIndex((other) => other.metric === metric) !== index) {
    throw new ExperimentDesignError(`guardrails[${index}].metric`, `"${metric}" is there twice.`);
  }
  if (!(margin >= 0) || (METRICS[metric].isShare && margin >= 1)) {
    throw new ExperimentDesignError(
      `guardrails[${index}].margin`,
      `has to be 0 or more, in the metric's unit, not ${margin}.`,
    );
  }
}
