import type { Random } from '#lib/ordering/random.ts';
import { at } from './at.ts';
import { WORLD_METHODS, drawIndex } from './world-contexts.ts';
import type { Instant } from './world.ts';

const MAX_ATTEMPTS = 3;
/** Of those who have a method of their own, so many leave before they try it. */
const LOYAL_LEAVING = 0.09;
/** Who has a method of their own is a little less ready to try another. */
const LOYAL_RETRY = 0.8;
/** At each method that is not taken, so many of those who go down the list leave. */
const CASCADE_LEAVING = 0.03;

export type Segment = 'flexible' | 'loyal' | 'cascade';

/** Chance to take a method of this weight, coming to it on the way down the list. */
function takes(weight: number): number {
  return 1 - Math.exp(-0.8 * weight);
}

/** What each place of an order pulls and pays, in arrays that are used again: this runs millions of times. */
const pulls = new Float64Array(WORLD_METHODS.length);
const chances = new Float64Array(WORLD_METHODS.length);
const retries = new Float64Array(WORLD_METHODS.length);

/** P(paid | order): exact, for what is true at the instant. `order` holds methods' indexes. */
export function paidChance(instant: Instant, order: readonly number[]): number {
  const { weights, success, retry, positions, shape } = instant;
  const count = order.length;
  // Their sums make the share of every list without one or two of its methods a subtraction.
  let pull = 0;
  let pays = 0;
  for (let place = 0; place < count; place += 1) {
    const method = order[place] ?? 0;
    const own = (weights[method] ?? 0) * (positions[place] ?? 0);
    const chance = success[method] ?? 0;
    pulls[place] = own;
    chances[place] = chance;
    retries[place] = (1 - chance) * (retry[method] ?? 0);
    pull += own;
    pays += own * chance;
  }
  let flexible = 0;
  let loyal = 0;
  let liked = 0;
  for (let place = 0; place < count; place += 1) {
    const chance = chances[place] ?? 0;
    const again = (retries[place] ?? 0) * secondTry(count, { pull, pays, without: place });
    const like = weights[order[place] ?? 0] ?? 0;
    flexible += (pulls[place] ?? 0) * (chance + again);
    liked += like;
    loyal += like * (chance + LOYAL_RETRY * again);
  }
  return (
    (shape.flexible * flexible) / (instant.leaving + pull) +
    (shape.loyal * (1 - LOYAL_LEAVING) * loyal) / liked +
    shape.cascade * cascadeChance(instant, order)
  );
}

/** Chance that the second or third try is paid, the first having failed at a place. */
function secondTry(
  count: number,
  sums: { readonly pull: number; readonly pays: number; readonly without: number },
): number {
  if (count < 2) return 0;
  const first = pulls[sums.without] ?? 0;
  const pull = sums.pull - first;
  const pays = sums.pays - first * (chances[sums.without] ?? 0);
  let total = 0;
  for (let place = 0; place < count; place += 1) {
    if (place === sums.without) continue;
    const own = pulls[place] ?? 0;
    const chance = chances[place] ?? 0;
    const third = count < 3 ? 0 : (pays - own * chance) / (pull - own);
    total += own * (chance + (retries[place] ?? 0) * third);
  }
  return total / pull;
}

/** From the bottom of the list up, with one, two and three tries left. */
function cascadeChance({ weights }: Instant, order: readonly number[]): number {
  let [one, two, three] = [0, 0, 0];
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const taken = takes(weights[order[place] ?? 0] ?? 0);
    const passed = (1 - taken) * (1 - CASCADE_LEAVING);
    const chance = chances[place] ?? 0;
    const again = retries[place] ?? 0;
    three = taken * (chance + again * two) + passed * three;
    two = taken * (chance + again * one) + passed * two;
    one = taken * chance + passed * one;
  }
  return three;
}

export function drawSegment(random: Random, { shape }: Instant): Segment {
  const draw = random.next();
  if (draw < shape.flexible) return 'flexible';
  return draw < shape.flexible + shape.loyal ? 'loyal' : 'cascade';
}

/** The place of the first method chosen; null: the shopper leaves. */
export function firstChoice(
  random: Random,
  instant: Instant,
  order: readonly number[],
  segment: Segment,
): number | null {
  if (order.length === 0) return null;
  if (segment === 'cascade') return goDown(random, instant, order, 0);
  if (segment === 'loyal') {
    if (random.next() < LOYAL_LEAVING) return null;
    return drawIndex(
      random,
      order.map((method) => at(instant.weights, method)),
    );
  }
  const pulls = order.map(
    (method, place) => at(instant.weights, method) * at(instant.positions, place),
  );
  const place = drawIndex(random, [...pulls, instant.leaving]);
  return place === order.length ? null : place;
}

/** The place of the next try after those that failed; null: the shopper gives up. */
export function nextChoice(
  random: Random,
  instant: Instant,
  order: readonly number[],
  past: { readonly segment: Segment; readonly tried: readonly number[] },
): number | null {
  const { segment, tried } = past;
  const last = tried.at(-1);
  if (last === undefined || tried.length >= Math.min(MAX_ATTEMPTS, order.length)) return null;
  const ready =
    at(instant.retry, at(order, last)) *
    (segment === 'loyal' && tried.length === 1 ? LOYAL_RETRY : 1);
  if (random.next() >= ready) return null;
  if (segment === 'cascade') return goDown(random, instant, order, last + 1);
  const pulls = order.map((method, place) =>
    tried.includes(place) ? 0 : at(instant.weights, method) * at(instant.positions, place),
  );
  return drawIndex(random, pulls);
}

function goDown(
  random: Random,
  instant: Instant,
  order: readonly number[],
  from: number,
): number | null {
  for (let place = from; place < order.length; place += 1) {
    if (random.next() < takes(at(instant.weights, at(order, place)))) return place;
    if (random.next() < CASCADE_LEAVING) return null;
  }
  return null;
}
