import { type Random, normal } from '#lib/ordering/random.ts';
import { at } from './at.ts';
import { oracleOrder } from './oracle.ts';
import { paidChance } from './shopper.ts';
import { WORLD_CONTEXTS, WORLD_METHODS, type WorldContext, drawContext } from './world-contexts.ts';
import type { Instant } from './world.ts';

/** How far the merchant's own order is from chance, of the way to the best one. */
const MERCHANTS_KNOWLEDGE = 0.39;
const CANDIDATES = 60;
const SAMPLED_SHOPPERS = 60;

/**
 * The merchant's own order of all methods, kept to what each context can use: of many guesses the one whose
 * worth is nearest to what we say merchants know. So no world has a merchant who knows everything.
 */
export function merchantsOrders(
  random: Random,
  usable: readonly (readonly number[])[],
  instantOf: (context: WorldContext) => Instant,
): readonly (readonly number[])[] {
  const sample = Array.from({ length: SAMPLED_SHOPPERS }, () => {
    const context = drawContext(random);
    return { methods: at(usable, context.index), instant: instantOf(context) };
  });
  const worth = (order: readonly number[]) =>
    sample.reduce((sum, { methods, instant }) => {
      const shown = order.filter((method) => methods.includes(method));
      return sum + paidChance(instant, shown);
    }, 0);
  const best = sample.reduce(
    (sum, { methods, instant }) => sum + paidChance(instant, oracleOrder(instant, methods)),
    0,
  );
  const candidates = Array.from({ length: CANDIDATES }, (_, candidate) => {
    // The first third by chance alone, the others more and more by what is liked.
    const liking = Math.max(0, candidate / CANDIDATES - 1 / 3);
    const score = WORLD_METHODS.map((__, method) => {
      const liked = sample.reduce((sum, { instant }) => sum + at(instant.weights, method), 0);
      return liking * Math.log(liked) + 0.5 * normal(random);
    });
    const order = WORLD_METHODS.map((__, method) => method).toSorted(
      (a, b) => at(score, b) - at(score, a),
    );
    return { order, worth: worth(order) };
  });
  const byChance = candidates.slice(0, CANDIDATES / 3);
  const chance = byChance.reduce((sum, one) => sum + one.worth, 0) / byChance.length;
  const wanted = chance + MERCHANTS_KNOWLEDGE * (best - chance);
  const chosen = candidates.reduce((nearest, one) =>
    Math.abs(one.worth - wanted) < Math.abs(nearest.worth - wanted) ? one : nearest,
  );
  return WORLD_CONTEXTS.map((context) => {
    const methods = at(usable, context.index);
    return chosen.order.filter((method) => methods.includes(method));
  });
}
