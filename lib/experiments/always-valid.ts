import { around, type Effect, type Interval } from './effect.ts';

/**
 * Intervals and p-values that stay true however often and whenever one looks: asymptotic confidence
 * sequences (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024). The price is an
 * interval about one and a half times as wide as that of a single look at the planned size, more before it.
 */
export interface AlwaysValid {
  /** How the mixture is tuned to the planned size; frozen with it. */
  readonly rho: number;
  readonly halfWidth: number;
  readonly interval: Interval;
  /** ln of the evidence against no effect: a bet that starts at 1 and on average gains nothing under it. */
  readonly logEvidence: number;
  /** min(1, 1 ÷ evidence). The least one so far may be kept: see `Evidence`. */
  readonly pValue: number;
}

export interface SequentialPlan {
  readonly alpha: number;
  /** Units of both arms together that the experiment is planned for. Never changed once it runs. */
  readonly plannedUnits: number;
}

/** `units` are those of both arms together. Throws RangeError without a standard error. */
export function alwaysValid(
  effect: Effect,
  units: number,
  { alpha, plannedUnits }: SequentialPlan,
): AlwaysValid {
  const { estimate, standardError } = effect;
  if (!(standardError > 0)) {
    throw new RangeError('An effect without a standard error says nothing.');
  }
  const rho = sequentialRho(alpha, plannedUnits);
  const grown = units * rho ** 2;
  const halfWidth =
    standardError * Math.sqrt(((2 * (grown + 1)) / grown) * Math.log(Math.sqrt(grown + 1) / alpha));
  const z = estimate / standardError;
  const logEvidence = (grown * z ** 2) / (2 * (grown + 1)) - Math.log1p(grown) / 2;
  return {
    rho,
    halfWidth,
    interval: around(estimate, halfWidth),
    logEvidence,
    pValue: Math.min(1, Math.exp(-logEvidence)),
  };
}

/** ρ at which the interval is narrowest when the planned size is reached. */
export function sequentialRho(alpha: number, plannedUnits: number): number {
  if (!(plannedUnits > 0)) {
    throw new RangeError(`An experiment is planned for more than zero units, not ${plannedUnits}.`);
  }
  const logAlpha = Math.log(alpha);
  return Math.sqrt((-2 * logAlpha + Math.log(1 - 2 * logAlpha)) / plannedUnits);
}

/**
 * How far beyond the estimate a bound on one side only lies: with probability 1 − alpha the truth never
 * passes it at any look.
 */
export function oneSidedHalfWidth(
  { standardError }: Effect,
  units: number,
  { alpha, plannedUnits }: SequentialPlan,
): number {
  const rho = sequentialRho(2 * alpha, plannedUnits);
  const grown = units * rho ** 2;
  return (
    standardError *
    Math.sqrt(((2 * (grown + 1)) / grown) * Math.log1p(Math.sqrt(grown + 1) / (2 * alpha)))
  );
}
