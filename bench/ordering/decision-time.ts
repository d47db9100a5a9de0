import { prepareRanking, orderFrom } from '#lib/ordering/decide-order.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { at } from './at.ts';
import { quantile } from '../statistics.ts';
import type { Traffic } from './traffic.ts';
import { methodName } from './traffic.ts';

const WARM_UP = 2_000;
const MEASURED = 10_000;

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
    const startedAt = performance.now();
    orderFrom(prepareRanking(request), request);
    if (index >= WARM_UP) times.push(1000 * (performance.now() - startedAt));
  }
  return { p50Micros: quantile(times, 0.5), p99Micros: quantile(times, 0.99) };
}
