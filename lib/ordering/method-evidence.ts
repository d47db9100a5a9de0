import { type ContextEstimate, type SuccessPosterior, levelEvidence } from './estimates.ts';
import type { MethodEvidence, RankingRequest } from './ordering-policy.ts';

/** What is kept of an estimate, by method. */
export function methodEvidence(
  request: RankingRequest,
  estimate: ContextEstimate,
): Readonly<Record<string, MethodEvidence>> {
  const { state, context, nowMs } = request;
  const drawn = estimate.methods.map(({ weight }) => weight.shape / weight.rate);
  const leaving = estimate.leaving.shape / estimate.leaving.rate;
  const evidence: Record<string, MethodEvidence> = {};
  for (const [own, { method, success, recovery, down }] of estimate.methods.entries()) {
    // Ahead of the others, which keep their order.
    let sum = leaving;
    let place = 1;
    for (const [index, weight] of drawn.entries()) {
      sum += weight * (index === own ? 1 : (estimate.positions[place] ?? 0));
      if (index !== own) place += 1;
    }
    evidence[method] = {
      ...levelEvidence(state, context, method, nowMs),
      chosenWhenFirst: (drawn[own] ?? 0) / sum,
      success: credible(success),
      recovery,
      downSinceMs: down?.sinceMs ?? null,
    };
  }
  return evidence;
}

const Z_95 = 1.959964;

/** Mean and 95 % interval of a beta, by the normal approximation to its log-odds. */
export function credible({ a, b }: SuccessPosterior): MethodEvidence['success'] {
  const centre = Math.log(a / b);
  const reach = Z_95 * Math.sqrt(1 / a + 1 / b);
  const chance = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));
  return { mean: a / (a + b), low: chance(centre - reach), high: chance(centre + reach) };
}
