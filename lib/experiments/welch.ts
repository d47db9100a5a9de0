import { studentQuantile, studentTwoSidedP } from './distributions/student-t.ts';
import { around, type Effect, type EffectScale, effectOf, type Interval } from './effect.ts';
import type { Sample } from './sample.ts';

export interface WelchTest extends Effect {
  readonly degreesOfFreedom: number;
  readonly t: number;
  /** Two-sided. Valid for one look at a time fixed beforehand, and for no other. */
  readonly pValue: number;
  /** At 1 − alpha, for one look as well. */
  readonly interval: Interval;
}

/**
 * Welch's test of two arms with unequal variances. Whoever looks more than once uses `alwaysValid`
 * instead. Throws RangeError where neither arm varies at all.
 */
export function welchTest(
  control: Sample,
  treatment: Sample,
  { alpha, scale }: { readonly alpha: number; readonly scale: EffectScale },
): WelchTest {
  const effect = effectOf(control, treatment, scale);
  if (!(effect.standardError > 0)) {
    throw new RangeError('Two arms that do not vary cannot be tested.');
  }
  const degreesOfFreedom = welchDegreesOfFreedom(control, treatment);
  const t = effect.estimate / effect.standardError;
  const halfWidth = studentQuantile(1 - alpha / 2, degreesOfFreedom) * effect.standardError;
  return {
    ...effect,
    degreesOfFreedom,
    t,
    pValue: studentTwoSidedP(t, degreesOfFreedom),
    interval: around(effect.estimate, halfWidth),
  };
}

/** Satterthwaite's, of the absolute difference on either scale, as gbstats has it. */
function welchDegreesOfFreedom(control: Sample, treatment: Sample): number {
  const ofControl = control.variance / control.units;
  const ofTreatment = treatment.variance / treatment.units;
  return (
    (ofControl + ofTreatment) ** 2 /
    (ofControl ** 2 / (control.units - 1) + ofTreatment ** 2 / (treatment.units - 1))
  );
}
