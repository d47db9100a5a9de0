import { at } from './at.ts';
import { paidChance } from './shopper.ts';
import type { Instant } from './world.ts';

const MAX_PASSES = 20;

/** The best order there is to find: from the true index order, moving one method at a time while it helps. */
export function oracleOrder(instant: Instant, methods: readonly number[]): readonly number[] {
  let order = [...trueIndexOrder(instant, methods)];
  let value = paidChance(instant, order);
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const before = value;
    for (let from = 0; from < order.length; from += 1) {
      for (let to = 0; to < order.length; to += 1) {
        if (from === to) continue;
        const moved = [...order];
        moved.splice(from, 1);
        moved.splice(to, 0, at(order, from));
        const next = paidChance(instant, moved);
        if (next <= value + 1e-12) continue;
        order = moved;
        value = next;
      }
    }
    if (value === before) break;
  }
  return order;
}

/** Sorted by the index w·(v − λ), with everything known. */
export function trueIndexOrder(instant: Instant, methods: readonly number[]): readonly number[] {
  const { weights, success, retry } = instant;
  let mean = 0;
  let pull = 0;
  for (const method of methods) {
    mean += at(weights, method) * at(success, method);
    pull += at(weights, method);
  }
  const value = (method: number) => {
    const s = at(success, method);
    return s + (1 - s) * at(retry, method) * (mean / pull);
  };
  let order = [...methods];
  let lambda = paidChance(instant, order);
  for (let iteration = 0; iteration < 4; iteration += 1) {
    const index = (method: number) => at(weights, method) * (value(method) - lambda);
    order = [...methods].sort((a, b) => index(b) - index(a));
    lambda = paidChance(instant, order);
  }
  return order;
}
