import type { ExposureRow, ShownBefore } from '#lib/db/stores/ordering-store.ts';
import type { SessionRow } from '#lib/db/stores/session-store.ts';
import type { Device } from '#lib/domain/device.ts';
import type { Money } from '#lib/domain/money.ts';
import type { Decision, DecisionRequest } from '#lib/ordering/decide-order.ts';
import { RANKING_LIFE_MS, orderFrom, prepareRanking } from '#lib/ordering/decide-order.ts';
import { downFor } from '#lib/ordering/down-method.ts';
import {
  type OrderingContext,
  levelKeys,
  orderingContext,
} from '#lib/ordering/ordering-context.ts';
import { SHARED_LEARNER, armLearner } from '#lib/ordering/ordering-config.ts';
import { type OrderingRules, merchantsOrder } from '#lib/ordering/ordering-rules.ts';
import { EMPTY_ORDERING_STATE } from '#lib/ordering/ordering-state.ts';
import {
  type OrderingPolicyId,
  ORDERING_POLICIES,
  isOrderingPolicy,
} from '#lib/ordering/policies/table.ts';
import type { ExperimentArm } from '#lib/experiments/experiment-arm.ts';
import type { AppContext } from '../context.ts';
import { type ChosenArm, chooseArm } from './choose-arm.ts';
import type { MerchantOrdering } from './ordering-book.ts';

/** How methods are laid out, for position effects: one way so far. */
export const LAYOUT = 'list';

/** How long a known shopper sees an order again, from when it was decided. */
const SAME_ORDER_MS = 24 * 60 * 60 * 1000;

/** Who looks at the page, as far as a request says. */
export interface PageVisitor {
  readonly device: Device;
  /** `shopperRegion`. */
  readonly region: string | null;
  readonly locale: string;
}

/** An order decided now; `exposure` is what is to be written of it once it was shown. */
export interface SessionOrder {
  readonly order: readonly string[];
  /** Null: it was shown before and is written already. */
  readonly exposure: ExposureRow | null;
}

/** What a decision needs of the app: no database. */
type Deciding = Pick<AppContext, 'clock' | 'log' | 'ordering'>;

export interface OrderRequest {
  readonly session: Pick<SessionRow, 'id' | 'merchantId' | 'livemode'>;
  readonly total: Money;
  readonly shownBefore: ShownBefore;
  /** What can be chosen from the list, in the merchant's own order. */
  readonly usable: readonly string[];
  readonly leftOut: ExposureRow['leftOut'];
  readonly visitor: PageVisitor;
}

/**
 * The order in which a session's methods are listed: as it was shown, else decided from what is in memory. Never
 * throws and never waits: what cannot be decided is in the merchant's own order, and is counted.
 */
export function orderSession(context: Deciding, request: OrderRequest): SessionOrder {
  const shown = request.shownBefore.session;
  const ordering = context.ordering.of(request.session);
  let own = request;
  if (ordering !== null) {
    try {
      own = ownOrder(ordering, request);
      if (shown === null) {
        return decide(context, ordering, { ...request, ...shownUsable(ordering, request) });
      }
    } catch (error) {
      context.log.error({ session: request.session.id, err: error }, 'no order could be decided');
    }
  }
  if (shown !== null) return { order: inOrder(own.usable, shown.order), exposure: null };
  context.ordering.countFallback();
  return fallback(context, own);
}

/** What the merchant lets be shown, as its rules order it. */
function ownOrder(ordering: MerchantOrdering, request: OrderRequest): OrderRequest {
  const { usable, leftOut } = shownUsable(ordering, request);
  const rules = { ...ordering.config.rules, hidden: [], amounts: [] };
  const amountMinor = Number(request.total.amountMinor);
  return {
    ...request,
    usable: merchantsOrder(rules, contextOf(request), usable, amountMinor),
    leftOut,
  };
}

/** What is left where the merchant hides some; all, where that would leave nothing to pay with. */
function shownUsable(
  ordering: MerchantOrdering,
  request: OrderRequest,
): Pick<OrderRequest, 'usable' | 'leftOut'> {
  const { usable, leftOut } = request;
  const shown = merchantsOrder(
    { ...ordering.config.rules, order: [], orderByRegion: {} },
    contextOf(request),
    usable,
    Number(request.total.amountMinor),
  );
  if (shown.length === 0 || shown.length === usable.length) return { usable, leftOut };
  const hidden = usable.filter((method) => !shown.includes(method));
  return {
    usable: shown,
    leftOut: [...leftOut, ...hidden.map((method) => ({ method, reason: 'hidden' }))],
  };
}

function contextOf({ visitor, total }: OrderRequest): OrderingContext {
  return orderingContext({ region: visitor.region, device: visitor.device, amount: total });
}

/** `usable` as `shown` has it; what was not among it then comes last. */
function inOrder(usable: readonly string[], shown: readonly string[]): readonly string[] {
  const placeOf = (method: string) => {
    const place = shown.indexOf(method);
    return place === -1 ? shown.length : place;
  };
  return usable.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** What an order is decided by, of a policy or an arm. */
interface Course {
  readonly policy: OrderingPolicyId;
  readonly rules: OrderingRules;
  readonly learner: string;
  readonly source: ExposureRow['source'];
}

function decide(
  context: Deciding,
  ordering: MerchantOrdering,
  request: OrderRequest,
): SessionOrder {
  const { session, shownBefore } = request;
  const now = context.clock.now();
  const unit = unitOf(session, shownBefore);
  const chosen =
    ordering.config.pausedAt === null
      ? chooseArm(ordering, { unit, before: shownBefore.elsewhere, now })
      : null;
  const course = courseOf(ordering, chosen);
  const shopperContext = contextOf(request);
  const decideBy = (by: Course) =>
    decideCourse(ordering, by, { request, context: shopperContext, nowMs: now.getTime() });
  const decided = decideBy(course);
  const again = sameAgain(ordering, { ...request, chosen }, decided, now);
  const decision = again ?? decided;
  const exposure: ExposureRow = {
    ...exposureOf(request, decision),
    source: again === null ? course.source : 'returning',
    learner: course.learner,
  };
  if (chosen?.kind !== 'experiment') return { order: decision.order, exposure };
  return {
    order: decision.order,
    exposure: {
      ...exposure,
      experimentId: chosen.experiment.id,
      arm: chosen.arm.key,
      unit: chosen.unit,
      exclusion: decision.pinned.length > 0 ? 'pinned' : null,
      ordersDiffer: doDiffer(
        chosen.experiment.arms
          .filter(({ key }) => !chosen.experiment.stopped.has(key))
          .map((arm) => decideBy(armCourse(ordering, chosen, arm)).order),
      ),
    },
  };
}

/** A shopper who starts an expired session again is the one who was there before. */
function unitOf(session: OrderRequest['session'], { shopper, elsewhere }: ShownBefore): string {
  return shopper ?? elsewhere?.unit ?? elsewhere?.sessionId ?? session.id;
}

function courseOf(ordering: MerchantOrdering, chosen: ChosenArm | null): Course {
  const { policy, rules, pausedAt } = ordering.config;
  if (pausedAt !== null) {
    return { policy: 'fixed', rules, learner: SHARED_LEARNER, source: 'forced' };
  }
  if (chosen !== null) return armCourse(ordering, chosen, chosen.arm);
  return {
    policy,
    rules,
    learner: SHARED_LEARNER,
    source: policy === 'fixed' ? 'static' : 'policy',
  };
}

function armCourse(ordering: MerchantOrdering, chosen: ChosenArm, arm: ExperimentArm): Course {
  const { rules } = ordering.config;
  const separate = chosen.kind !== 'rollout' && chosen.experiment.separateLearners;
  const own = separate ? armLearner(chosen.experiment.id, arm.key) : SHARED_LEARNER;
  return {
    policy: arm.policy !== null && isOrderingPolicy(arm.policy) ? arm.policy : 'fixed',
    rules: arm.order === null ? rules : { ...rules, order: arm.order, orderByRegion: {} },
    // Until it has learned something of its own, an arm knows what all know.
    learner: ordering.states.has(own) ? own : SHARED_LEARNER,
    source: 'policy',
  };
}

function decideCourse(
  ordering: MerchantOrdering,
  course: Course,
  facts: {
    readonly request: OrderRequest;
    readonly context: OrderingContext;
    readonly nowMs: number;
  },
): Decision {
  const { request, context, nowMs } = facts;
  const { policy, rules, learner } = course;
  const known = ordering.states.get(learner) ?? EMPTY_ORDERING_STATE;
  const asked: DecisionRequest = {
    sessionId: request.session.id,
    context,
    amountMinor: Number(request.total.amountMinor),
    eligible: request.usable,
    // What is hidden was taken out above, unless that left nothing.
    rules: { ...rules, hidden: [], amounts: [] },
    policy: ORDERING_POLICIES[policy],
    // The kill switch stops what moves methods by itself, outages included; their words stay.
    state: course.source === 'forced' ? { ...known, down: [] } : known,
    feeShares: ordering.config.feeShares,
    layout: LAYOUT,
    nowMs,
  };
  const key = [
    policy,
    learner,
    rules.order.join(),
    levelKeys(context).band,
    merchantsOrder(asked.rules, context, asked.eligible, asked.amountMinor).join(),
    Math.floor(nowMs / RANKING_LIFE_MS),
  ].join('|');
  let prepared = ordering.rankings.get(key);
  if (prepared === undefined) {
    if (ordering.rankings.size >= MOST_RANKINGS) ordering.rankings.clear();
    prepared = prepareRanking(asked);
    ordering.rankings.set(key, prepared);
  }
  return orderFrom(prepared, asked);
}

const MOST_RANKINGS = 5_000;

/**
 * What a known shopper saw in the last day, where the same methods can be used, none has gone down since, and
 * neither the merchant nor an experiment has changed what is to be shown.
 */
function sameAgain(
  ordering: MerchantOrdering,
  { shownBefore, chosen }: OrderRequest & { readonly chosen: ChosenArm | null },
  decided: Decision,
  now: Date,
): Decision | null {
  const { elsewhere } = shownBefore;
  if (elsewhere === null || now.getTime() - elsewhere.at.getTime() > SAME_ORDER_MS) return null;
  const { config, configuredAt } = ordering;
  if (config.pausedAt !== null || (configuredAt !== null && configuredAt > elsewhere.at)) {
    return null;
  }
  const inArm = chosen?.kind === 'experiment' ? chosen : null;
  if (elsewhere.experimentId !== (inArm?.experiment.id ?? null)) return null;
  if (elsewhere.arm !== (inArm?.arm.key ?? null)) return null;
  const { order } = elsewhere;
  if (order.length !== decided.order.length) return null;
  if (!order.every((method) => decided.order.includes(method))) return null;
  const { down } = ordering.states.get(SHARED_LEARNER) ?? EMPTY_ORDERING_STATE;
  if (order.some((method) => downFor(down, decided.context, method) !== null)) return null;
  const [first] = order;
  return {
    ...decided,
    order,
    topPropensities: first === undefined ? {} : { [first]: 1 },
    explored: false,
  };
}

function exposureOf(request: OrderRequest, decision: Decision): ExposureRow {
  const { session, shownBefore, visitor } = request;
  return {
    sessionId: session.id,
    merchantId: session.merchantId,
    livemode: session.livemode,
    at: new Date(decision.atMs),
    decision,
    leftOut: request.leftOut,
    layout: LAYOUT,
    source: 'static',
    learner: SHARED_LEARNER,
    counts: true,
    locale: visitor.locale,
    returning: shownBefore.elsewhere !== null,
    shopper: shownBefore.shopper,
    experimentId: null,
    arm: null,
    unit: null,
    exclusion: null,
    ordersDiffer: null,
  };
}

function doDiffer(orders: readonly (readonly string[])[]): boolean {
  return new Set(orders.map((order) => order.join())).size > 1;
}

/** The merchant's own order, with nothing to explain it by. */
function fallback(context: Deciding, request: OrderRequest): SessionOrder {
  const { session, usable } = request;
  const decision: Decision = {
    sessionId: session.id,
    atMs: context.clock.now().getTime(),
    context: contextOf(request),
    policyId: 'fixed',
    policyVersion: ORDERING_POLICIES.fixed.version,
    stateVersion: 0,
    rankingSeed: '',
    order: usable,
    merchantsOrder: usable,
    scores: {},
    topPropensities: usable[0] === undefined ? {} : { [usable[0]]: 1 },
    explored: false,
    pinned: [],
    evidence: {},
    expectedPaid: null,
  };
  return {
    order: usable,
    exposure: { ...exposureOf(request, decision), source: 'fallback', exclusion: 'fallback' },
  };
}
