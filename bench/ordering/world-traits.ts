import { DAY_MS } from '#lib/ordering/decay.ts';
import { type Random, exponential, normal } from '#lib/ordering/random.ts';
import { at } from './at.ts';
import { DEVICES, REGIONS, WORLD_METHODS, type WorldContext } from './world-contexts.ts';

export const HOUR_MS = 3_600_000;
const METHOD_COUNT = WORLD_METHODS.length;

/** What each part of a context adds to each method: arrays by method, then by part. */
interface Traits {
  readonly method: Float64Array;
  readonly region: Float64Array;
  readonly device: Float64Array;
  readonly app: Float64Array;
  readonly band: Float64Array;
}

/** How much each part of a context moves each method, in standard deviations of log-odds or log-weight. */
export function drawTraits(random: Random, spread: Readonly<Record<keyof Traits, number>>): Traits {
  const draw = (count: number, deviation: number) =>
    Float64Array.from({ length: METHOD_COUNT * count }, () => deviation * normal(random));
  return {
    method: draw(1, spread.method),
    region: draw(REGIONS.length, spread.region),
    device: draw(DEVICES.length, spread.device),
    app: draw(2, spread.app),
    band: draw(4, spread.band),
  };
}

export function traitOf(traits: Traits, method: number, context: WorldContext): number {
  return (
    at(traits.method, method) +
    at(traits.region, method * REGIONS.length + context.region) +
    at(traits.device, method * DEVICES.length + context.device) +
    at(traits.app, method * 2 + context.app) +
    at(traits.band, method * 4 + context.band)
  );
}

/** By method and region, hour by hour: an Ornstein–Uhlenbeck process, and now and then a step. */
export function drawDrift(
  random: Random,
  options: {
    readonly days: number;
    readonly spread: number;
    readonly memoryHours: number;
    readonly shiftsPerWeek: number;
  },
): readonly Float64Array[] {
  const { days, spread, memoryHours, shiftsPerWeek } = options;
  const hours = days * 24;
  const kept = Math.exp(-1 / memoryHours);
  const step = spread * Math.sqrt(1 - kept * kept);
  const series = Array.from({ length: METHOD_COUNT * REGIONS.length }, () => {
    const values = new Float64Array(hours);
    let value = spread * normal(random);
    for (let hour = 0; hour < hours; hour += 1) {
      values[hour] = value;
      value = value * kept + step * normal(random);
    }
    return values;
  });
  const betweenMs = (7 * DAY_MS) / shiftsPerWeek;
  for (let atMs = exponential(random, betweenMs); atMs < days * DAY_MS;) {
    const method = Math.floor(random.next() * METHOD_COUNT);
    const shift = 0.6 * normal(random);
    for (let region = 0; region < REGIONS.length; region += 1) {
      const values = at(series, method * REGIONS.length + region);
      for (let hour = Math.floor(atMs / HOUR_MS); hour < hours; hour += 1) {
        values[hour] = at(values, hour) + shift;
      }
    }
    atMs += exponential(random, betweenMs);
  }
  return series;
}
