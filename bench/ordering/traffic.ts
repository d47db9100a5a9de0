import { DAY_MS } from '#lib/ordering/decay.ts';
import { exponential, seededRandom } from '#lib/ordering/random.ts';
import { at } from './at.ts';
import type { Visit } from './contender.ts';
import { oracleOrder, trueIndexOrder } from './oracle.ts';
import { paidChance } from './shopper.ts';
import { WORLD_METHODS, drawContext } from './world-contexts.ts';
import type { World } from './world.ts';

/** What the orders that learn nothing are worth for one visit, as chances to be paid. */
export interface Reference {
  readonly merchants: number;
  readonly oracle: number;
  readonly trueIndex: number;
}

/** The visits of a world, the same for whoever orders them. */
export interface Traffic {
  readonly world: World;
  readonly visits: readonly Visit[];
  /** Of the visits that are scored, by their index. */
  readonly references: ReadonlyMap<number, Reference>;
}

const AMOUNTS_MINOR = [5_000, 25_000, 90_000, 400_000];

/** A newcomer cannot be used before its day. */
export interface Newcomer {
  readonly method: number;
  readonly fromMs: number;
}

export function createTraffic(
  world: World,
  options: {
    readonly sessionsPerDay: number;
    /** One in so many visits is scored. */
    readonly scoreEvery: number;
    readonly newcomer?: Newcomer;
  },
): Traffic {
  const { sessionsPerDay, scoreEvery, newcomer } = options;
  const random = seededRandom(`traffic/${world.seed}`);
  const visits: Visit[] = [];
  const endMs = world.days * DAY_MS;
  // Thinned from the busiest hour's rate.
  const betweenMs = DAY_MS / (sessionsPerDay * PEAK);
  for (let atMs = exponential(random, betweenMs); atMs < endMs;) {
    if (random.next() < dayRate(atMs) / PEAK) {
      const context = drawContext(random);
      const eligible = at(world.eligible, context.index);
      visits.push({
        id: `${world.seed}-${visits.length}`,
        atMs,
        context,
        amountMinor: at(AMOUNTS_MINOR, context.band),
        eligible:
          newcomer !== undefined && atMs < newcomer.fromMs
            ? eligible.filter((method) => method !== newcomer.method)
            : eligible,
      });
    }
    atMs += exponential(random, betweenMs);
  }
  return { world, visits, references: referencesOf(world, visits, scoreEvery) };
}

const PEAK = 1.7;

/** Visits at a time of day over the mean: few at night, most in the evening. */
function dayRate(atMs: number): number {
  const hour = (atMs % DAY_MS) / 3_600_000;
  return 1 + 0.7 * Math.sin((2 * Math.PI * (hour - 13)) / 24);
}

function referencesOf(
  world: World,
  visits: readonly Visit[],
  scoreEvery: number,
): ReadonlyMap<number, Reference> {
  const references = new Map<number, Reference>();
  // What is best changes with the hour and with outages, not from one shopper to the next alike.
  const best = new Map<string, { oracle: readonly number[]; trueIndex: readonly number[] }>();
  for (let index = 0; index < visits.length; index += scoreEvery) {
    const { context, atMs, eligible } = at(visits, index);
    const instant = world.instantAt(context, atMs);
    const disturbed = world.outages
      .map((outage, number) => (outage.fromMs <= atMs && atMs < outage.untilMs ? number : ''))
      .join('');
    const key = `${context.index}/${Math.floor(atMs / 3_600_000)}/${disturbed}/${eligible.length}`;
    let orders = best.get(key);
    if (orders === undefined) {
      orders = {
        oracle: oracleOrder(instant, eligible),
        trueIndex: trueIndexOrder(instant, eligible),
      };
      best.set(key, orders);
    }
    references.set(index, {
      merchants: paidChance(instant, eligible),
      oracle: paidChance(instant, orders.oracle),
      trueIndex: paidChance(instant, orders.trueIndex),
    });
  }
  return references;
}

export function methodName(method: number): string {
  return at(WORLD_METHODS, method);
}

const INDEX_BY_NAME = new Map<string, number>(
  WORLD_METHODS.map((method, index) => [method, index]),
);

/** Throws RangeError where it is not one of the world's. */
export function indexOfMethod(name: string): number {
  const index = INDEX_BY_NAME.get(name);
  if (index === undefined) throw new RangeError(`No method ${name}.`);
  return index;
}
