/** One logged session, and what another policy would have made of it. */
export interface LoggedDecision {
  /** Chance of what was shown under the policy that showed it; positive. */
  readonly logged: number;
  /** Chance of the same under the policy that is asked about. */
  readonly target: number;
  /** 1: paid. */
  readonly reward: number;
  /** What a model expects: of what was shown, and of what the other policy would show. */
  readonly model: { readonly shown: number; readonly target: number };
}

export interface Estimate {
  readonly value: number;
  /** 95 %, by the normal approximation. */
  readonly low: number;
  readonly high: number;
}

export type ReplayEstimates =
  | {
      readonly kind: 'estimated';
      readonly effectiveSampleSize: number;
      readonly ips: Estimate;
      readonly snips: Estimate;
      readonly doublyRobust: Estimate;
    }
  /** Too few sessions were shown what the other policy would show: any figure would mislead. */
  | { readonly kind: 'refused'; readonly effectiveSampleSize: number };

export const LEAST_EFFECTIVE_SAMPLE_SIZE = 500;
const Z_95 = 1.959964;

/**
 * What share of sessions another policy would have had paid, from sessions it did not order: by inverse
 * propensities, the same self-normalised, and doubly robust (Dudík, Langford, Li 2011). To choose what is
 * worth an experiment, never in place of one. Throws RangeError for a logged chance that is not positive.
 */
export function estimateFromReplay(sessions: readonly LoggedDecision[]): ReplayEstimates {
  const weights = sessions.map(({ logged, target }) => {
    if (!(logged > 0)) throw new RangeError('What was shown has to have had a chance to be.');
    return target / logged;
  });
  const total = sum(weights);
  const squares = sum(weights.map((weight) => weight * weight));
  const effectiveSampleSize = squares === 0 ? 0 : (total * total) / squares;
  if (effectiveSampleSize < LEAST_EFFECTIVE_SAMPLE_SIZE) {
    return { kind: 'refused', effectiveSampleSize };
  }
  const weighted = sessions.map(({ reward }, index) => (weights[index] ?? 0) * reward);
  const ratio = sum(weighted) / total;
  // The delta method: the spread of w(r − R) over the mean weight.
  const residuals = sessions.map(({ reward }, index) => (weights[index] ?? 0) * (reward - ratio));
  const meanWeight = total / sessions.length;
  const snips = meanOf(residuals.map((residual) => residual / meanWeight));
  const robust = sessions.map(
    ({ reward, model }, index) => model.target + (weights[index] ?? 0) * (reward - model.shown),
  );
  return {
    kind: 'estimated',
    effectiveSampleSize,
    ips: meanOf(weighted),
    snips: { value: ratio, low: ratio + snips.low, high: ratio + snips.high },
    doublyRobust: meanOf(robust),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function meanOf(values: readonly number[]): Estimate {
  const value = sum(values) / values.length;
  const variance = sum(values.map((one) => (one - value) ** 2)) / Math.max(1, values.length - 1);
  const reach = Z_95 * Math.sqrt(variance / values.length);
  return { value, low: value - reach, high: value + reach };
}
