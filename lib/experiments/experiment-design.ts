import type { BucketHash } from './bucket-hash.ts';
import { ExperimentDesignError } from './experiment-design-error.ts';

declare const designBrand: unique symbol;

/** A stretch of a namespace, of which an experiment has its own: `from` included, `to` not. */
export interface NamespaceShare {
  /** Experiments of one namespace share its seed, and no shopper is in two of them. */
  readonly seed: string;
  readonly from: number;
  readonly to: number;
}

export interface Arm {
  /** `static`, `engine`. */
  readonly key: string;
  readonly weight: number;
}

export interface ExperimentParams {
  /** Of this experiment alone: one that is shared puts the same shoppers into the same arms again. */
  readonly seed: string;
  readonly hash: BucketHash;
  /** The first is the control. Weights sum to one, and stay what they are for as long as it runs. */
  readonly arms: readonly Arm[];
  /** The share of shoppers who take part, above 0 and up to 1. It may only be raised. */
  readonly coverage: number;
  readonly namespace: NamespaceShare | null;
}

/** Parameters that were checked. Made by `experimentDesign` alone. */
export interface ExperimentDesign extends ExperimentParams {
  readonly [designBrand]: true;
}

export const MIN_ARMS = 2;
export const MAX_ARMS = 10;
/** How far from one a sum of shares written in decimals may be. */
const SUM_TOLERANCE = 1e-6;

/** Checks a description. Throws ExperimentDesignError naming what is wrong. */
export function experimentDesign(params: ExperimentParams): ExperimentDesign {
  if (params.seed === '') throw new ExperimentDesignError('seed', 'must not be empty.');
  const total = checkArms(params.arms);
  checkCoverage(params.coverage, 'coverage');
  if (params.namespace !== null) checkNamespace(params.namespace, params.seed);
  // Thirds written as 0.333333 would leave a gap at the end that nobody asked for.
  const arms = params.arms.map(({ key, weight }) => ({ key, weight: weight / total }));
  const checked: ExperimentParams = { ...params, arms };
  return checked as ExperimentDesign; // the one place that brands
}

/** Returns what the weights sum to, which is one but for rounding. */
export function checkArms(arms: readonly Arm[]): number {
  if (arms.length < MIN_ARMS || arms.length > MAX_ARMS) {
    throw new ExperimentDesignError(
      'arms',
      `${MIN_ARMS} to ${MAX_ARMS} are needed, not ${arms.length}.`,
    );
  }
  const seen = new Set<string>();
  arms.forEach(({ key, weight }, index) => {
    if (key === '') throw new ExperimentDesignError(`arms[${index}].key`, 'must not be empty.');
    if (seen.has(key)) {
      throw new ExperimentDesignError(`arms[${index}].key`, `"${key}" is there twice.`);
    }
    seen.add(key);
    if (!(weight > 0 && weight < 1)) {
      throw new ExperimentDesignError(
        `arms[${index}].weight`,
        `"${key}" needs a share above 0 and below 1, not ${weight}.`,
      );
    }
  });
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  if (Math.abs(total - 1) > SUM_TOLERANCE) {
    const shares = arms.map(({ key, weight }) => `${key} ${weight}`).join(', ');
    throw new ExperimentDesignError('arms', `the shares sum to ${total} and not to 1 (${shares}).`);
  }
  return total;
}

export function checkCoverage(coverage: number, param: string): void {
  if (coverage > 0 && coverage <= 1) return;
  throw new ExperimentDesignError(param, `has to be above 0 and at most 1, not ${coverage}.`);
}

function checkNamespace({ seed, from, to }: NamespaceShare, experimentSeed: string): void {
  if (seed === '') throw new ExperimentDesignError('namespace.seed', 'must not be empty.');
  if (seed === experimentSeed) {
    throw new ExperimentDesignError(
      'namespace.seed',
      "must not be the experiment's own: who is in would decide which arm they get.",
    );
  }
  if (!(from >= 0 && from < to && to <= 1)) {
    throw new ExperimentDesignError(
      'namespace',
      `has to be a stretch of 0 to 1, not ${from} to ${to}.`,
    );
  }
}

/** Where each arm lies in 0 … 1. An arm's start does not depend on coverage, so raising it moves nobody. */
export function armRanges(
  design: Pick<ExperimentDesign, 'arms' | 'coverage'>,
): readonly (readonly [from: number, to: number])[] {
  let from = 0;
  return design.arms.map(({ weight }) => {
    const range = [from, from + weight * design.coverage] as const;
    from += weight;
    return range;
  });
}

/** Throws ExperimentDesignError where two experiments of one namespace would have the same shoppers. */
export function checkDisjoint(
  experiments: readonly { readonly name: string; readonly namespace: NamespaceShare }[],
): void {
  for (const [index, { name, namespace }] of experiments.entries()) {
    for (const other of experiments.slice(0, index)) {
      const shared =
        namespace.seed === other.namespace.seed &&
        namespace.from < other.namespace.to &&
        other.namespace.from < namespace.to;
      if (!shared) continue;
      throw new ExperimentDesignError(
        'namespace',
        `"${name}" (${namespace.from} to ${namespace.to}) and "${other.name}" ` +
          `(${other.namespace.from} to ${other.namespace.to}) would share shoppers.`,
      );
    }
  }
}

/** What of a running experiment may change as it runs, and what makes another experiment of it. */
export function changeOf(
  before: ExperimentDesign,
  after: ExperimentDesign,
): 'none' | 'wider' | 'new_phase' {
  const fixed = ({ seed, hash, arms, namespace }: ExperimentDesign) =>
    JSON.stringify([
      seed,
      hash,
      arms.map(({ key, weight }) => [key, weight]),
      namespace === null ? null : [namespace.seed, namespace.from, namespace.to],
    ]);
  if (fixed(before) !== fixed(after) || after.coverage < before.coverage) return 'new_phase';
  return after.coverage > before.coverage ? 'wider' : 'none';
}
