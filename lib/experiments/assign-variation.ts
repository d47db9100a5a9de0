import { placeOf } from './bucket-hash.ts';
import { armRanges, type ExperimentDesign } from './experiment-design.ts';
import { ExperimentDesignError } from './experiment-design-error.ts';

/** Shoppers who are in no experiment at all, so that all experiments together can be measured. */
export interface Holdout {
  /** Of the holdout alone. */
  readonly seed: string;
  /** From 0 up to 1. */
  readonly share: number;
}

export type Assignment =
  | {
      readonly inExperiment: true;
      /** Index among the design's arms. */
      readonly variation: number;
      readonly arm: string;
      /** `sticky`: the arm this unit was shown first, whatever the hash says by now. */
      readonly by: 'hash' | 'sticky';
    }
  | { readonly inExperiment: false; readonly because: 'holdout' | 'namespace' | 'coverage' };

/**
 * Which arm a unit (a known shopper, otherwise a session) is in. The same unit gets the same answer
 * everywhere, without a database. `sticky` is the arm that was written down when the unit first saw one;
 * it stands, for changing what a shopper sees would spoil both arms.
 *
 * Throws ExperimentDesignError for a sticky arm that the design does not have.
 */
export function assignVariation({
  design,
  unit,
  sticky = null,
  holdout = null,
}: {
  readonly design: ExperimentDesign;
  readonly unit: string;
  readonly sticky?: string | null;
  readonly holdout?: Holdout | null;
}): Assignment {
  if (sticky !== null) return stickyAssignment(design, sticky);
  if (holdout !== null && isHeldOut(design, holdout, unit)) {
    return { inExperiment: false, because: 'holdout' };
  }
  if (design.namespace !== null) {
    const { seed, from, to } = design.namespace;
    const place = placeOf(design.hash, seed, unit);
    if (place < from || place >= to) return { inExperiment: false, because: 'namespace' };
  }
  const place = placeOf(design.hash, design.seed, unit);
  const variation = armRanges(design).findIndex(([from, to]) => place >= from && place < to);
  const arm = design.arms[variation];
  if (arm === undefined) return { inExperiment: false, because: 'coverage' };
  return { inExperiment: true, variation, arm: arm.key, by: 'hash' };
}

function stickyAssignment(design: ExperimentDesign, sticky: string): Assignment {
  const variation = design.arms.findIndex(({ key }) => key === sticky);
  if (variation === -1) {
    const known = design.arms.map(({ key }) => key).join(', ');
    throw new ExperimentDesignError('sticky', `there is no arm "${sticky}", only ${known}.`);
  }
  return { inExperiment: true, variation, arm: sticky, by: 'sticky' };
}

function isHeldOut(design: ExperimentDesign, { seed, share }: Holdout, unit: string): boolean {
  if (!(share >= 0 && share < 1)) {
    throw new ExperimentDesignError('holdout.share', `has to be from 0 to below 1, not ${share}.`);
  }
  if (seed === design.seed || seed === design.namespace?.seed) {
    throw new ExperimentDesignError('holdout.seed', 'has to be a seed of its own.');
  }
  return placeOf('murmur3', seed, unit) < share;
}
