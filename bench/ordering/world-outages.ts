import { DAY_MS } from '#lib/ordering/decay.ts';
import { type Random, exponential, normal } from '#lib/ordering/random.ts';
import { REGIONS, WORLD_METHODS, type WorldContext } from './world-contexts.ts';

/** A time in which a method fails, more or less, for all or for some. */
export interface Outage {
  readonly method: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** What the chance of success is multiplied by. */
  readonly factor: number;
  /** Null: everywhere. */
  readonly region: number | null;
  readonly inAppOnly: boolean;
  /** Attempts hang until their time is up, instead of being declined. */
  readonly silent: boolean;
}

const OUTAGES_PER_WEEK = 5;

export function drawOutages(random: Random, days: number): readonly Outage[] {
  const outages: Outage[] = [];
  const betweenMs = (7 * DAY_MS) / OUTAGES_PER_WEEK;
  let fromMs = exponential(random, betweenMs);
  while (fromMs < days * DAY_MS) {
    const where = random.next();
    outages.push({
      method: Math.floor(random.next() * WORLD_METHODS.length),
      fromMs,
      untilMs: fromMs + 3_600_000 * Math.exp(0.7 * normal(random)),
      factor: random.next() < 0.6 ? 0.03 : 0.4,
      region: where > 0.5 && where < 0.8 ? Math.floor(random.next() * REGIONS.length) : null,
      inAppOnly: where >= 0.8,
      silent: random.next() < 0.4,
    });
    fromMs += exponential(random, betweenMs);
  }
  return outages;
}

/** What an outage that is under way multiplies the chance of success by; 1 where it is not felt. */
export function outageFactor(outage: Outage, context: WorldContext): number {
  if (outage.region !== null && outage.region !== context.region) return 1;
  if (outage.inAppOnly && context.app === 0) return 1;
  return outage.factor;
}
