import { METRICS, type MetricKey } from './metrics.ts';
import type { RatioSums } from './sample.ts';

/** With fewer units than this in an arm the intervals, which hold for large samples, do not hold. */
export const MIN_UNITS_PER_ARM = 200;
/** Of a share: so many that did and so many that did not. */
export const MIN_EVENTS = 30;

/** Whether an arm's figures can be compared by intervals for large samples: the primary metric's rule. */
export function isReadable({ units, numerator, denominator }: RatioSums): boolean {
  return (
    units >= MIN_UNITS_PER_ARM && numerator >= MIN_EVENTS && denominator - numerator >= MIN_EVENTS
  );
}

/**
 * The same for two arms on any metric. The events of a share are counted in both arms together, since
 * what a guardrail is there for may happen in one arm only. Where few sessions have a part in a metric, as with money
 * in a currency that few pay in, their spread says nothing yet, however many units there are besides.
 */
export function areReadable(key: MetricKey, control: RatioSums, treatment: RatioSums): boolean {
  if (Math.min(control.units, treatment.units) < MIN_UNITS_PER_ARM) return false;
  if (Math.min(control.denominator, treatment.denominator) < MIN_UNITS_PER_ARM) return false;
  if (!METRICS[key].isShare) return true;
  const events = control.numerator + treatment.numerator;
  const others = control.denominator + treatment.denominator - events;
  return events >= MIN_EVENTS && others >= MIN_EVENTS;
}
