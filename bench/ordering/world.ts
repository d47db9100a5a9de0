import { type Random, seededRandom } from '#lib/ordering/random.ts';
import { at } from './at.ts';
import { merchantsOrders } from './merchants-order.ts';
import {
  DEVICES,
  REGIONS,
  WORLD_CONTEXTS,
  WORLD_METHODS,
  type WorldContext,
} from './world-contexts.ts';
import { type Outage, drawOutages, outageFactor } from './world-outages.ts';
import { HOUR_MS, drawDrift, drawTraits, traitOf } from './world-traits.ts';

/** How a world differs from the usual one; the engine is told nothing of it. */
export interface WorldShape {
  readonly name: string;
  /** Shares of shoppers: who weighs all of the list, who has a method, who goes down the list. */
  readonly flexible: number;
  readonly loyal: number;
  readonly cascade: number;
  /** Multiplies how steeply attention falls down the list. */
  readonly positionScale: number;
}

export const BASE_SHAPE: WorldShape = {
  name: 'base',
  flexible: 0.5,
  loyal: 0.35,
  cascade: 0.15,
  positionScale: 1,
};

/** Worlds that the engine's model is wrong about. */
export const OTHER_SHAPES: readonly WorldShape[] = [
  { ...BASE_SHAPE, name: 'cascade-heavy', flexible: 0.35, loyal: 0.25, cascade: 0.4 },
  { ...BASE_SHAPE, name: 'loyal-heavy', flexible: 0.3, loyal: 0.6, cascade: 0.1 },
  { ...BASE_SHAPE, name: 'weak position', positionScale: 0.6 },
  { ...BASE_SHAPE, name: 'strong position', positionScale: 1.4 },
];

/** What is true of every method for one kind of shopper at one moment; arrays by method. */
export interface Instant {
  readonly shape: WorldShape;
  readonly weights: Float64Array;
  readonly success: Float64Array;
  /** Chance to try another method after a failure of this one. */
  readonly retry: Float64Array;
  /** Of the attempts that fail, the share that says nothing until its time is up. */
  readonly silent: Float64Array;
  /** What a place of the list multiplies a weight by. */
  readonly positions: Float64Array;
  readonly leaving: number;
}

export interface MethodTimes {
  readonly paidMedianMs: number;
  readonly failedMedianMs: number;
  /** When an attempt that nobody decides is over. */
  readonly expiresAfterMs: number;
}

export interface World {
  readonly seed: string;
  readonly days: number;
  /** By context: the methods that can be used, in the merchant's own order. */
  readonly eligible: readonly (readonly number[])[];
  readonly times: readonly MethodTimes[];
  readonly outages: readonly Outage[];
  instantAt(context: WorldContext, atMs: number): Instant;
}

const METHOD_COUNT = WORLD_METHODS.length;
const METHOD_INDEXES: readonly number[] = WORLD_METHODS.map((_, method) => method);
const POSITION_EXPONENTS = [0.85, 0.7, 0.5];
const LEAVING_SHARE = 0.17;

export function createWorld(options: {
  readonly seed: string;
  readonly days: number;
  readonly shape?: WorldShape;
  /** In the place of those drawn. */
  readonly outages?: readonly Outage[];
  /** A method that nobody could use before a day. */
  readonly newcomer?: { readonly method: number; readonly appealing: boolean };
}): World {
  const { seed, days, shape = BASE_SHAPE, newcomer } = options;
  const random = seededRandom(`world/${seed}`);
  const appeal = drawTraits(random, {
    method: 0.7,
    region: 0.6,
    device: 0.4,
    app: 0.4,
    band: 0.25,
  });
  const reliability = drawTraits(random, {
    method: 0.85,
    region: 0.45,
    device: 0.25,
    app: 0.5,
    band: 0.2,
  });
  const usable = drawUsable(random);
  const retry = Float64Array.from(WORLD_METHODS, () => 0.25 + 0.5 * random.next());
  const silent = Float64Array.from(WORLD_METHODS, () => 0.05 + 0.3 * random.next());
  const times = WORLD_METHODS.map((_, method) => ({
    paidMedianMs: 1000 * 8 * 6 ** random.next(),
    failedMedianMs: 1000 * 5 * 6 ** random.next(),
    expiresAfterMs: (method === 1 ? 30 : 15) * 60_000,
  }));
  if (newcomer !== undefined) {
    appeal.method[newcomer.method] = newcomer.appealing ? 1.2 : -1.6;
    reliability.method[newcomer.method] = newcomer.appealing ? 0.9 : -0.6;
  }
  const appealDrift = drawDrift(random, { days, spread: 0.25, memoryHours: 240, shiftsPerWeek: 1 });
  const successDrift = drawDrift(random, {
    days,
    spread: 0.25,
    memoryHours: 120,
    shiftsPerWeek: 1,
  });
  const outages = options.outages ?? drawOutages(random, days);
  const positions = POSITION_EXPONENTS.map((exponent) =>
    Float64Array.from(
      { length: METHOD_COUNT },
      (_, place) => (place + 1) ** (-exponent * shape.positionScale),
    ),
  );

  // Who leaves without choosing does so for reasons of their own, which no drift of tastes changes.
  const leaving = WORLD_CONTEXTS.map((context) => {
    const methods = at(usable, context.index);
    const place = at(positions, context.device);
    const attention = methods.reduce((sum, _, index) => sum + at(place, index), 0);
    const liking = methods.reduce(
      (sum, method) => sum + Math.exp(traitOf(appeal, method, context)),
      0,
    );
    const drawn = (attention * liking) / methods.length;
    return (drawn * LEAVING_SHARE) / (1 - LEAVING_SHARE);
  });
  // Most shoppers of an hour see what others of it have seen.
  const known = new Map<number, Instant>();
  const undisturbedAt = (context: WorldContext, hour: number): Instant => {
    const key = hour * WORLD_CONTEXTS.length + context.index;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const weights = new Float64Array(METHOD_COUNT);
    const success = new Float64Array(METHOD_COUNT);
    for (let method = 0; method < METHOD_COUNT; method += 1) {
      const drifted = (drift: readonly Float64Array[]) =>
        at(at(drift, method * REGIONS.length + context.region), hour);
      weights[method] = Math.exp(traitOf(appeal, method, context) + drifted(appealDrift));
      const logOdds = 1.75 + traitOf(reliability, method, context) + drifted(successDrift);
      success[method] = 1 / (1 + Math.exp(-logOdds));
    }
    const place = at(positions, context.device);
    const instant: Instant = {
      shape,
      weights,
      success,
      retry,
      silent,
      positions: place,
      leaving: at(leaving, context.index),
    };
    known.set(key, instant);
    return instant;
  };
  const eligible = merchantsOrders(random, usable, (context) => undisturbedAt(context, 0));
  return {
    seed,
    days,
    eligible,
    times,
    outages,
    instantAt(context, atMs) {
      const hour = Math.min(days * 24 - 1, Math.max(0, Math.floor(atMs / HOUR_MS)));
      const undisturbed = undisturbedAt(context, hour);
      const active = outages.filter((outage) => outage.fromMs <= atMs && atMs < outage.untilMs);
      if (active.length === 0) return undisturbed;
      const success = undisturbed.success.slice();
      const quiet = undisturbed.silent.slice();
      for (const outage of active) {
        const factor = outageFactor(outage, context);
        if (factor === 1) continue;
        success[outage.method] = at(success, outage.method) * factor;
        quiet[outage.method] = outage.silent ? 1 : 0;
      }
      return { ...undisturbed, success, silent: quiet };
    },
  };
}

/** By context, whether each method can be used: about two thirds can. */
function drawUsable(random: Random): readonly (readonly number[])[] {
  const draw = (count: number, share: number) =>
    Array.from({ length: METHOD_COUNT * count }, () => random.next() < share);
  const byRegion = new Set(
    REGIONS.flatMap((_, region) =>
      METHOD_INDEXES.map((method) => ({ method, draw: random.next() }))
        .toSorted((a, b) => a.draw - b.draw)
        .slice(0, random.next() < 0.75 ? 9 : 10)
        .map(({ method }) => method * REGIONS.length + region),
    ),
  );
  const byDevice = draw(DEVICES.length, 0.96);
  const byApp = draw(2, 0.96);
  const byBand = draw(4, 0.97);
  return WORLD_CONTEXTS.map((context) => {
    const able = METHOD_INDEXES.filter(
      (method) =>
        byRegion.has(method * REGIONS.length + context.region) &&
        at(byDevice, method * DEVICES.length + context.device) &&
        at(byApp, method * 2 + context.app) &&
        at(byBand, method * 4 + context.band),
    );
    return able.length >= 3 ? able : METHOD_INDEXES.slice(0, 3);
  });
}
