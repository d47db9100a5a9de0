import { at } from '../at.ts';
import type { Contender } from '../contender.ts';
import { paidChance } from '../shopper.ts';
import type { Traffic } from '../traffic.ts';
import { REGIONS, WORLD_METHODS } from '../world-contexts.ts';

const SAMPLED_VISITS = 120;
const MAX_PASSES = 4;

/**
 * One order a region that never changes, found in hindsight: what a person could have set who knew all
 * that was to come. Not a policy anyone can have.
 */
export function tunedStatic(traffic: Traffic): Contender {
  const orders = REGIONS.map((_, region) => bestOrder(traffic, region));
  return {
    name: 'tuned static, hindsight',
    order: ({ eligible, context }) =>
      at(orders, context.region).filter((method) => eligible.includes(method)),
    observe() {},
  };
}

function bestOrder({ world, visits }: Traffic, region: number): readonly number[] {
  const here = visits.filter((visit) => visit.context.region === region);
  const every = Math.max(1, Math.floor(here.length / SAMPLED_VISITS));
  const sample = here
    .filter((_, index) => index % every === 0)
    .map(({ context, atMs, eligible }) => ({ eligible, instant: world.instantAt(context, atMs) }));
  const worth = (order: readonly number[]) =>
    sample.reduce(
      (sum, { eligible, instant }) =>
        sum +
        paidChance(
          instant,
          order.filter((method) => eligible.includes(method)),
        ),
      0,
    );
  let order = WORLD_METHODS.map((_, method) => method);
  let value = worth(order);
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const before = value;
    for (let from = 0; from < order.length; from += 1) {
      for (let to = 0; to < order.length; to += 1) {
        const moved = [...order];
        moved.splice(from, 1);
        moved.splice(to, 0, at(order, from));
        const next = worth(moved);
        if (next <= value) continue;
        order = moved;
        value = next;
      }
    }
    if (value === before) break;
  }
  return order;
}
