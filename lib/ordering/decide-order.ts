import type { OrderingContext } from './ordering-context.ts';
import type { MethodEvidence, OrderingPolicy, Ranking } from './ordering-policy.ts';
import {
  type OrderingRules,
  mayLead,
  merchantsOrder,
  pinnedPlaces,
  withinDisplacement,
} from './ordering-rules.ts';
import type { OrderingState } from './ordering-state.ts';
import { seededRandom } from './random.ts';

export interface DecisionRequest {
  readonly sessionId: string;
  readonly context: OrderingContext;
  readonly amountMinor: number;
  /** What can pay this session, by the catalogue. */
  readonly eligible: readonly string[];
  readonly rules: OrderingRules;
  readonly policy: OrderingPolicy;
  readonly state: OrderingState;
  readonly feeShares: Readonly<Record<string, number>>;
  readonly layout: string;
  readonly nowMs: number;
}

/** The order of one session with all that is needed to explain and to replay it. Plain data. */
export interface Decision {
  readonly sessionId: string;
  readonly atMs: number;
  readonly context: OrderingContext;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly stateVersion: number;
  /** What chance followed from: of the ranking, and of this session. */
  readonly rankingSeed: string;
  readonly order: readonly string[];
  readonly merchantsOrder: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
  /** How likely each method was to stand first; sums to 1, and is empty where there is none. */
  readonly topPropensities: Readonly<Record<string, number>>;
  /** First only because chance had it so. */
  readonly explored: boolean;
  readonly pinned: readonly string[];
  readonly evidence: Readonly<Record<string, MethodEvidence>>;
  readonly expectedPaid: Ranking['expectedPaid'];
}

/** How long a ranking may be used again for the same context: it is as of the beginning of that time. */
export const RANKING_LIFE_MS = 60_000;

/** A ranking, and what it was made for; good for every session alike within its minute. */
export interface PreparedRanking {
  readonly ranking: Ranking;
  readonly seed: string;
  readonly merchants: readonly string[];
  readonly pins: ReadonlyMap<number, string>;
  readonly free: readonly string[];
  readonly stateVersion: number;
  readonly policy: OrderingPolicy;
}

/** The order of a session. The same request gives the same order. */
export function decideOrder(request: DecisionRequest): Decision {
  return orderFrom(prepareRanking(request), request);
}

/** All of a decision that does not depend on which session it is. */
export function prepareRanking(request: Omit<DecisionRequest, 'sessionId'>): PreparedRanking {
  const { context, rules, state, policy, nowMs } = request;
  const merchants = merchantsOrder(rules, context, request.eligible, request.amountMinor);
  const pins = pinnedPlaces(rules, merchants);
  const pinned = new Set(pins.values());
  const free = merchants.filter((method) => !pinned.has(method));
  // Every session of a minute has the same ranking, whichever it was first made for.
  const minute = Math.floor(nowMs / RANKING_LIFE_MS);
  const seed = `${policy.id}/${policy.version}/${state.version}/${minute}`;
  const ranking = policy.rank({
    state,
    context,
    methods: merchants,
    mayLead: mayLead(rules, free),
    feeShares: request.feeShares,
    layout: request.layout,
    nowMs: minute * RANKING_LIFE_MS,
    seed,
  });
  return { ranking, seed, merchants, pins, free, stateVersion: state.version, policy };
}

/** One session's order from a ranking made for its context. */
export function orderFrom(
  prepared: PreparedRanking,
  request: Pick<DecisionRequest, 'sessionId' | 'context' | 'rules' | 'nowMs'>,
): Decision {
  const { ranking, merchants, pins, free, policy } = prepared;
  const pinnedFirst = pins.get(0);
  const propensities = pinnedFirst === undefined ? ranking.topPropensities : { [pinnedFirst]: 1 };
  const isFree = new Set(free);
  const wanted = ranking.ranked.map(({ method }) => method).filter((method) => isFree.has(method));
  // Without the draw: what would stand first.
  const best = withinDisplacement(request.rules, free, wanted)[0];
  const lead = pinnedFirst === undefined ? drawLead(propensities, request.sessionId) : undefined;
  const led = lead === undefined ? wanted : [lead, ...wanted.filter((method) => method !== lead)];
  const filling = [...withinDisplacement(request.rules, free, led)];
  const order = merchants.map((_, place) => pins.get(place) ?? filling.shift() ?? '');
  return {
    sessionId: request.sessionId,
    atMs: request.nowMs,
    context: request.context,
    policyId: policy.id,
    policyVersion: policy.version,
    stateVersion: prepared.stateVersion,
    rankingSeed: prepared.seed,
    order,
    merchantsOrder: merchants,
    scores: Object.fromEntries(ranking.ranked.map(({ method, score }) => [method, score])),
    topPropensities: propensities,
    explored: lead !== undefined && lead !== best,
    pinned: order.filter((method) => !isFree.has(method)),
    evidence: ranking.evidence,
    expectedPaid: ranking.expectedPaid,
  };
}

/** Which method stands first, by its logged chance; what follows from the session's id alone. */
function drawLead(
  propensities: Readonly<Record<string, number>>,
  sessionId: string,
): string | undefined {
  const entries = Object.entries(propensities);
  let left = seededRandom(`lead/${sessionId}`).next();
  for (const [method, propensity] of entries) {
    left -= propensity;
    if (left < 0) return method;
  }
  return entries.findLast(([, propensity]) => propensity > 0)?.[0];
}
