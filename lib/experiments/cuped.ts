import { covariance, type Sample } from './sample.ts';

/** Sums over the units of one arm: what was measured (y) beside what was known before (x). */
export interface CovariateSums {
  readonly units: number;
  readonly sumY: number;
  readonly squaresY: number;
  readonly sumX: number;
  readonly squaresX: number;
  readonly products: number;
}

/**
 * Takes out of both arms what the time before already told (Deng, Xu, Kohavi and Walker 2013). Of use
 * for shoppers who came before only: x has to be from before the experiment. Without variation of x
 * nothing is adjusted.
 */
export function cuped(
  control: CovariateSums,
  treatment: CovariateSums,
): { readonly theta: number; readonly control: Sample; readonly treatment: Sample } {
  const varianceX = (of: CovariateSums) => covariance(of.units, of.sumX, of.sumX, of.squaresX);
  const shared = (of: CovariateSums) => covariance(of.units, of.sumX, of.sumY, of.products);
  const pooledVariance = pooled(control, treatment, varianceX);
  const theta = pooledVariance > 0 ? pooled(control, treatment, shared) / pooledVariance : 0;
  const meanX = (control.sumX + treatment.sumX) / (control.units + treatment.units);
  const adjusted = (of: CovariateSums): Sample => ({
    units: of.units,
    mean: of.sumY / of.units - theta * (of.sumX / of.units - meanX),
    variance:
      covariance(of.units, of.sumY, of.sumY, of.squaresY) +
      theta ** 2 * varianceX(of) -
      2 * theta * shared(of),
  });
  return { theta, control: adjusted(control), treatment: adjusted(treatment) };
}

function pooled(
  control: CovariateSums,
  treatment: CovariateSums,
  of: (arm: CovariateSums) => number,
): number {
  return (
    ((control.units - 1) * of(control) + (treatment.units - 1) * of(treatment)) /
    (control.units + treatment.units - 2)
  );
}
