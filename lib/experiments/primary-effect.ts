import { cuped, type CovariateSums } from './cuped.ts';
import { type Effect, effectOf } from './effect.ts';
import type { Adjustment } from './experiment-plan.ts';
import { PRIMARY_METRIC } from './metrics.ts';
import { postStratified } from './post-stratify.ts';
import { isReadable } from './readable.ts';
import { NO_SUMS, ratioSample } from './sample.ts';
import type { ArmTally } from './tally-sessions.ts';
import { unreachable } from '#lib/domain/unreachable.ts';

/** The arm against its control on the primary metric, adjusted as planned; null where it cannot be read yet. */
export function primaryEffect(
  adjustment: Adjustment,
  control: ArmTally,
  treatment: ArmTally,
): Effect | null {
  const [a, b] = [control.sums[PRIMARY_METRIC], treatment.sums[PRIMARY_METRIC]];
  if (!isReadable(a) || !isReadable(b)) return null;
  switch (adjustment) {
    case 'none':
      return effectOf(ratioSample(a), ratioSample(b), 'absolute');
    case 'context': {
      const contexts = new Set([...control.byContext.keys(), ...treatment.byContext.keys()]);
      return postStratified(
        [...contexts].map((context) => ({
          control: control.byContext.get(context) ?? NO_SUMS,
          treatment: treatment.byContext.get(context) ?? NO_SUMS,
        })),
      );
    }
    case 'before': {
      const adjusted = cuped(besideBefore(control), besideBefore(treatment));
      return effectOf(adjusted.control, adjusted.treatment, 'absolute');
    }
    default:
      return unreachable(adjustment);
  }
}

/**
 * Of each unit its share of the ratio, R + (numerator − R · denominator) ÷ mean denominator, beside what was
 * known of it before: the mean of these is R and their variance the delta method's.
 */
function besideBefore({ sums, before }: ArmTally): CovariateSums {
  const { units, numerator, denominator } = sums[PRIMARY_METRIC];
  const ratio = ratioSample(sums[PRIMARY_METRIC]);
  const perUnit = denominator / units;
  return {
    units,
    sumY: units * ratio.mean,
    squaresY: units * ratio.mean ** 2 + (units - 1) * ratio.variance,
    sumX: before.sum,
    squaresX: before.squares,
    products:
      ratio.mean * before.sum +
      (before.byNumerator - (numerator / denominator) * before.byDenominator) / perUnit,
  };
}
