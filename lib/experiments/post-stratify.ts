import type { Effect } from './effect.ts';
import { addRatioSums, ratioSample, type RatioSums } from './sample.ts';

/** Fewer units than this in either arm, and a stratum is put together with the other small ones. */
export const MIN_UNITS_PER_STRATUM = 20;

/** What the two arms have of one stratum: a context known before anybody saw an order. */
export interface Stratum {
  readonly control: RatioSums;
  readonly treatment: RatioSums;
}

/**
 * The difference within each stratum, weighted by how common the stratum is in both arms together: what
 * chance alone made uneven between the arms no longer counts. For the mix of contexts as it was seen.
 * Null where an arm is as good as empty.
 */
export function postStratified(strata: readonly Stratum[]): Effect | null {
  const used = withoutSmall(strata);
  const total = used.reduce((sum, { control, treatment }) => sum + sessions(control, treatment), 0);
  let estimate = 0;
  let variance = 0;
  for (const { control, treatment } of used) {
    if (!isEstimable(control) || !isEstimable(treatment)) return null;
    const [a, b] = [ratioSample(control), ratioSample(treatment)];
    const weight = sessions(control, treatment) / total;
    estimate += weight * (b.mean - a.mean);
    variance += weight ** 2 * (a.variance / a.units + b.variance / b.units);
  }
  return total > 0 ? { estimate, standardError: Math.sqrt(variance) } : null;
}

/** Small strata become one, and where that is small too it goes to the smallest of the others. */
function withoutSmall(strata: readonly Stratum[]): readonly Stratum[] {
  const bySize = strata.toSorted((a, b) => fewest(a) - fewest(b));
  const large = bySize.filter((stratum) => fewest(stratum) >= MIN_UNITS_PER_STRATUM);
  const small = bySize.slice(0, bySize.length - large.length);
  if (small.length === 0) return large;
  const joined = small.reduce(join);
  const [smallest, ...others] = large;
  if (fewest(joined) >= MIN_UNITS_PER_STRATUM || smallest === undefined) return [joined, ...large];
  return [join(joined, smallest), ...others];
}

const fewest = ({ control, treatment }: Stratum) => Math.min(control.units, treatment.units);

const isEstimable = ({ units, denominator }: RatioSums) => units >= 2 && denominator > 0;

const sessions = (control: RatioSums, treatment: RatioSums) =>
  control.denominator + treatment.denominator;

function join(a: Stratum, b: Stratum): Stratum {
  return {
    control: addRatioSums(a.control, b.control),
    treatment: addRatioSums(a.treatment, b.treatment),
  };
}
