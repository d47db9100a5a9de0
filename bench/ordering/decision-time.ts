import { prepareRanking, orderFrom } from '#lib/ordering/decide-order.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { at } from './at.ts';
import { quantile } from '../statistics.ts';
import { type Traffic, methodName } from './traffic.ts';

const WARM_UP = 2_000;
const MEASURED = 6_000;
/** The quickest of so many counts: what else the machine does is not the decision's time. */
const REPEATS = 3;

/** Microseconds for one decision with a ranking of its own, by what a state has learned. */
export function timeDecisions(
  state: OrderingState,
  { visits }: Traffic,
): { readonly p50Micros: number; readonly p99Micros: number } {
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + MEASURED; index += 1) {
    const visit = at(visits, index % visits.length);
    const eligible = visit.eligible.map(methodName);
    const request = {
      sessionId: visit.id,
      context: visit.context.seen,
      amountMinor: visit.amountMinor,
      eligible,
      rules: { ...NO_RULES, order: eligible },
      policy: ORDERING_POLICIES['paid-rate'],
      state,
      feeShares: {},
      layout: 'list',
      nowMs: visit.atMs,
    };
    let quickest = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const startedAt = performance.now();
      orderFrom(prepareRanking(request), request);
      quickest = Math.min(quickest, performance.now() - startedAt);
    }
    if (index >= WARM_UP) times.push(1000 * quickest);
  }
  return { p50Micros: quantile(times, 0.5), p99Micros: quantile(times, 0.99) };
}
