import { normalQuantile } from './distributions/normal.ts';
import type { Interval } from './effect.ts';
import type { Counts } from './sample.ts';

/** Wilson's interval (1927) of one share, for a single look: true to its level for few units and near 0 and 1. */
export function wilsonInterval({ units, successes }: Counts, alpha: number): Interval {
  const share = successes / units;
  const z = normalQuantile(1 - alpha / 2);
  const shrink = 1 + z ** 2 / units;
  const centre = (share + z ** 2 / (2 * units)) / shrink;
  const halfWidth =
    (z / shrink) * Math.sqrt((share * (1 - share)) / units + z ** 2 / (4 * units ** 2));
  return { low: Math.max(0, centre - halfWidth), high: Math.min(1, centre + halfWidth) };
}
