import type { Sample } from './sample.ts';

/** In the metric's own unit, or as a share of the control's mean. */
export type EffectScale = 'absolute' | 'relative';

/** How far a treatment lies from its control, and the standard error of that. */
export interface Effect {
  readonly estimate: number;
  readonly standardError: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Treatment minus control, or that over the control's mean with the error by the delta method. Throws
 * RangeError for a relative effect on a control whose mean is zero.
 */
export function effectOf(control: Sample, treatment: Sample, scale: EffectScale): Effect {
  const ofControl = control.variance / control.units;
  const ofTreatment = treatment.variance / treatment.units;
  const difference = treatment.mean - control.mean;
  if (scale === 'absolute') {
    return { estimate: difference, standardError: Math.sqrt(ofControl + ofTreatment) };
  }
  if (control.mean === 0) {
    throw new RangeError('Nothing is a share of a control whose mean is zero.');
  }
  const square = control.mean ** 2;
  return {
    estimate: difference / control.mean,
    standardError: Math.sqrt(
      ofTreatment / square + (ofControl * treatment.mean ** 2) / square ** 2,
    ),
  };
}

export function around(estimate: number, halfWidth: number): Interval {
  return { low: estimate - halfWidth, high: estimate + halfWidth };
}
