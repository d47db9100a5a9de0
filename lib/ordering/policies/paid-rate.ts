import { type ChoiceModel, type ChoiceOption, expectedPaid, indexOrder } from '../choice-model.ts';
import { type ContextEstimate, type MethodEstimate, estimateContext } from '../estimates.ts';
import { methodEvidence } from '../method-evidence.ts';
import type { OrderingPolicy, RankingRequest } from '../ordering-policy.ts';
import { type Random, beta, gamma, seededRandom } from '../random.ts';

export interface PaidRateParameters {
  readonly id: string;
  /** c of the index w·(v − cλ): below 1 it holds to what is popular, a hedge against a wrong model. */
  readonly caution: number;
  readonly draws: number;
  /** Of the posterior's variance. Shoppers go down the list by themselves: little need be tried on top. */
  readonly varianceScale: number;
  /** The least chance of each method to stand first. */
  readonly floor: number;
  /** Whether what is paid counts less what is lost to fees. */
  readonly netOfFees: boolean;
}

export const PAID_RATE: PaidRateParameters = {
  id: 'paid-rate',
  caution: 0.97,
  draws: 64,
  varianceScale: 0.25,
  floor: 0.002,
  netOfFees: false,
};

/** The order in which most sessions end paid: by the index of the choice model, with a little chance. */
export function createPaidRate(parameters: PaidRateParameters): OrderingPolicy {
  return {
    id: parameters.id,
    version: 1,
    rank(request) {
      const { state, context, methods, layout, nowMs } = request;
      const estimate = estimateContext(state, context, methods, { layout, nowMs });
      const kept = keptShares(request, parameters);
      const model = meanModel(estimate, kept);
      const best = indexOrder(model, parameters.caution);
      return {
        ranked: best.order.map(({ method, index }) => ({ method, score: index })),
        topPropensities: topPropensities(request, {
          estimate,
          kept,
          parameters,
          threshold: parameters.caution * best.expectedPaid,
        }),
        evidence: methodEvidence(request, estimate),
        expectedPaid: {
          ranked: best.expectedPaid,
          merchants: expectedPaid(model, model.options),
        },
      };
    },
  };
}

function keptShares(request: RankingRequest, { netOfFees }: PaidRateParameters): readonly number[] {
  return request.methods.map((method) =>
    netOfFees ? 1 - Math.min(1, Math.max(0, request.feeShares[method] ?? 0)) : 1,
  );
}

function meanModel(estimate: ContextEstimate, kept: readonly number[]): ChoiceModel {
  return {
    options: estimate.methods.map((method, index): ChoiceOption => {
      const { a, b } = method.success;
      return {
        method: method.method,
        weight: method.weight.shape / method.weight.rate,
        value: (kept[index] ?? 1) * sessionValue(a / (a + b), method),
      };
    }),
    leaving: estimate.leaving.shape / estimate.leaving.rate,
    positions: estimate.positions,
  };
}

function sessionValue(success: number, { recovery }: MethodEstimate): number {
  return success + (1 - success) * recovery;
}

function topPropensities(
  request: RankingRequest,
  parts: {
    readonly estimate: ContextEstimate;
    readonly kept: readonly number[];
    readonly parameters: PaidRateParameters;
    readonly threshold: number;
  },
): Readonly<Record<string, number>> {
  const { mayLead, methods } = request;
  const { estimate, kept, parameters, threshold } = parts;
  const [only, ...others] = mayLead;
  if (only === undefined) return {};
  if (others.length === 0) return { [only]: 1 };
  const leaders = estimate.methods
    .map((method, index) => ({ method, kept: kept[index] ?? 1 }))
    .filter((_, index) => mayLead.includes(methods[index] ?? ''));
  const ranges = leaders.map((leader) => indexRange(leader, parameters, threshold));
  const sure = Math.max(...ranges.map(({ low }) => low));
  const contending = [...leaders.entries()].filter(([index]) => (ranges[index]?.high ?? 0) >= sure);
  const random = seededRandom(request.seed);
  const wins = leaders.map(() => 0);
  for (let draw = 0; draw < parameters.draws; draw += 1) {
    let winner = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (const [index, leader] of contending) {
      const drawn = drawIndex(random, leader, parameters, threshold);
      if (drawn <= highest) continue;
      highest = drawn;
      winner = index;
    }
    wins[winner] = (wins[winner] ?? 0) + 1;
  }
  // With many methods the floors together never take more than half.
  const floor = Math.min(parameters.floor, 0.5 / leaders.length);
  return Object.fromEntries(
    leaders.map(({ method }, index) => [
      method.method,
      floor + ((1 - leaders.length * floor) * (wins[index] ?? 0)) / parameters.draws,
    ]),
  );
}

interface Leader {
  readonly method: MethodEstimate;
  readonly kept: number;
}

/** So many standard deviations from its mean nothing is drawn in a lifetime of rankings. */
const FURTHEST_DEVIATIONS = 7;

/** What lies outside is never drawn: methods that cannot win, and most cannot, need no draws. */
function indexRange(
  { method, kept }: Leader,
  { varianceScale }: PaidRateParameters,
  threshold: number,
): { readonly low: number; readonly high: number } {
  const { weight, success, recovery } = method;
  const reach = FURTHEST_DEVIATIONS * Math.sqrt(varianceScale);
  const w = weight.shape / weight.rate;
  const wReach = (reach * Math.sqrt(weight.shape)) / weight.rate;
  const n = success.a + success.b;
  const s = success.a / n;
  const sReach = reach * Math.sqrt((s * (1 - s)) / (n + varianceScale));
  const [low, high] = [Math.max(0, s - sReach), Math.min(1, s + sReach)].map(
    (chance) => kept * (chance + (1 - chance) * recovery) - threshold,
  );
  const [least, most] = [Math.max(0, w - wReach), w + wReach];
  // Below the threshold a greater weight makes it worse.
  return {
    low: (low ?? 0) * ((low ?? 0) > 0 ? least : most),
    high: (high ?? 0) * ((high ?? 0) > 0 ? most : least),
  };
}

/** The index of one method with weight and success drawn, their variance scaled. */
function drawIndex(
  random: Random,
  leader: Leader,
  { varianceScale }: PaidRateParameters,
  threshold: number,
): number {
  const { weight, success } = leader.method;
  const w = gamma(random, weight.shape / varianceScale) / (weight.rate / varianceScale);
  const s = beta(random, success.a / varianceScale, success.b / varianceScale);
  return w * (leader.kept * sessionValue(s, leader.method) - threshold);
}
