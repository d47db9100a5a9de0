import {
  type PreparedRanking,
  RANKING_LIFE_MS,
  type Decision,
  orderFrom,
  prepareRanking,
} from '#lib/ordering/decide-order.ts';
import { expectedSuccess } from '#lib/ordering/estimates.ts';
import { learn, quarantine } from '#lib/ordering/learn.ts';
import {
  type OutageScan,
  WATCHED_MS,
  type WatchedAttempt,
  scanForOutages,
  withScan,
} from '#lib/ordering/outage-detector.ts';
import type { OrderingPolicy } from '#lib/ordering/ordering-policy.ts';
import {
  type Exposure,
  NOTHING_LEARNED,
  type SessionLearning,
} from '#lib/ordering/ordering-record.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';
import type { Contender, Visit } from './contender.ts';
import { indexOfMethod, methodName } from './traffic.ts';

const LAYOUT = 'list';
/** The engine as a contender: one of the table's policies, learning as the product would. */
export function engine(
  policy: OrderingPolicy,
  options: {
    readonly onDecision?: (decision: Decision) => void;
    readonly onScan?: (scan: OutageScan, nowMs: number) => void;
    /** False: outages are learned of by the slow counters alone. */
    readonly detects?: boolean;
  } = {},
): Contender & { readonly state: OrderingState } {
  let state = EMPTY_ORDERING_STATE;
  const prepared = new Map<
    number,
    { readonly untilMs: number; readonly ranking: PreparedRanking }
  >();
  const sessions = new Map<
    string,
    { readonly exposure: Exposure; readonly learning: SessionLearning }
  >();
  let watched: Watched[] = [];
  const undecided = new Map<string, Watched>();
  const detects = options.detects ?? true;

  return {
    name: policy.id,
    get state() {
      return state;
    },
    order(visit) {
      const request = {
        sessionId: visit.id,
        context: visit.context.seen,
        amountMinor: visit.amountMinor,
        eligible: visit.eligible.map(methodName),
        rules: { ...NO_RULES, order: visit.eligible.map(methodName) },
        policy,
        state,
        feeShares: {},
        layout: LAYOUT,
        nowMs: visit.atMs,
      };
      const kept = prepared.get(visit.context.index);
      const ranking =
        kept !== undefined &&
        visit.atMs < kept.untilMs &&
        kept.ranking.merchants.length === visit.eligible.length
          ? kept.ranking
          : prepareRanking(request);
      if (ranking !== kept?.ranking) {
        prepared.set(visit.context.index, { untilMs: visit.atMs + RANKING_LIFE_MS, ranking });
      }
      const decision = orderFrom(ranking, request);
      options.onDecision?.(decision);
      const order = decision.order.map(indexOfMethod);
      sessions.set(visit.id, { exposure: exposureOf(visit, order), learning: NOTHING_LEARNED });
      return order;
    },
    began(visit, attempt) {
      if (!detects) return;
      const { context } = visit;
      const method = methodName(attempt.method);
      const started: Watched = {
        method,
        region: context.seen.region,
        inApp: context.seen.inApp,
        startedAtMs: attempt.startedAtMs,
        expected: expectedSuccess(state, context.seen, method, attempt.startedAtMs),
        outcome: null,
      };
      watched.push(started);
      undecided.set(attempt.id, started);
    },
    observe(visit, _, record) {
      const kept = sessions.get(visit.id);
      // Money that comes when all else is over: as rare here as in a shop, and left uncounted.
      if (kept === undefined) return;
      const { exposure } = kept;
      const learned = learn({ state, session: kept.learning }, exposure, record);
      state = learned.state;
      if (record.type === 'closed' || record.type === 'left') sessions.delete(visit.id);
      else sessions.set(visit.id, { exposure, learning: learned.session });
      if (record.type !== 'outcome' || !detects) return;
      const attempt = undecided.get(record.attemptId);
      undecided.delete(record.attemptId);
      if (attempt !== undefined) {
        attempt.outcome = { paid: record.outcome === 'paid', atMs: record.atMs };
      }
    },
    tick(nowMs) {
      if (!detects) return;
      watched = watched.filter(({ startedAtMs }) => startedAtMs > nowMs - WATCHED_MS);
      const before = state.version;
      const scan = scanForOutages(state, watched, nowMs);
      state = withScan(state, scan);
      if (scan.raised.length > 0) {
        for (const [id, { exposure, learning }] of sessions) {
          const clean = quarantine({ state, session: learning }, exposure, nowMs);
          state = clean.state;
          sessions.set(id, { exposure, learning: clean.session });
        }
      }
      if (state.version !== before) prepared.clear();
      options.onScan?.(scan, nowMs);
    },
  };
}

interface Watched extends WatchedAttempt {
  outcome: WatchedAttempt['outcome'];
}

function exposureOf(visit: Visit, order: readonly number[]): Exposure {
  return {
    sessionId: visit.id,
    atMs: visit.atMs,
    context: visit.context.seen,
    shown: order.map(methodName),
    layout: LAYOUT,
    counts: true,
  };
}
