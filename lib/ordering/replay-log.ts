import { prepareRanking } from './decide-order.ts';
import { learn } from './learn.ts';
import {
  type Exposure,
  NOTHING_LEARNED,
  type OrderingRecord,
  type SessionLearning,
} from './ordering-record.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from './ordering-state.ts';
import { createPendingRecords } from './pending-records.ts';
import {
  type DecidedBy,
  type DecisionRecord,
  modelledPaid,
  orderLedBy,
  requestOf,
} from './replay-decision.ts';
import {
  NO_SESSIONS,
  type ReplayEstimates,
  addSession,
  estimateFromSums,
} from './replay-estimators.ts';

/** A session whose list was shown, and all that is known of it by now. */
export interface LoggedSession extends DecisionRecord {
  /** Whether a policy drew the order; the merchant's own, or one that was seen before, was not drawn. */
  readonly drawn: boolean;
  readonly counts: boolean;
  readonly records: readonly OrderingRecord[];
  readonly paid: boolean;
  /** False: it teaches, and is not part of the estimate. */
  readonly judged: boolean;
}

/** Sessions that say nothing of what another policy would have done, by why. */
export interface LeftOut {
  /** There was one method. */
  readonly single: number;
  /** No other method could have stood first: the merchant's own order, a pin, the same order as before. */
  readonly determined: number;
  /** Test traffic, programs, and whoever is suspected of testing cards. */
  readonly notCounted: number;
}

export interface ReplayResult {
  readonly sessions: number;
  readonly paid: number;
  readonly leftOut: LeftOut;
  /** Shown again in the very same order: no assumption is made. */
  readonly wholeOrder: ReplayEstimates;
  /** The same method first: what stands below it is taken to make no difference. */
  readonly firstPlace: ReplayEstimates;
}

export interface Replay {
  /** The next session, by the time at which its list was shown. Throws RangeError for one that is earlier. */
  show(session: LoggedSession): void;
  result(): ReplayResult;
}

/**
 * Goes through a log by time and learns from it as it goes, so that each of the other policy's decisions knows
 * what was known then and no more. Keeps what sessions under way have yet to teach, and nothing of the others.
 */
export function createReplay(by: Omit<DecidedBy, 'state'>): Replay {
  const learning = createLearning();
  let lastMs = Number.NEGATIVE_INFINITY;
  let whole = NO_SESSIONS;
  let first = NO_SESSIONS;
  let paid = 0;
  let leftOut: LeftOut = { single: 0, determined: 0, notCounted: 0 };
  return {
    show(session) {
      const { atMs } = session.decision;
      if (atMs < lastMs) throw new RangeError('Sessions are replayed by time.');
      lastMs = atMs;
      const state = learning.until(atMs);
      if (session.judged) {
        const why = whyLeftOut(session);
        if (why === null) {
          const decided = judge(session, { ...by, state });
          whole = addSession(whole, decided.whole);
          first = addSession(first, decided.first);
          paid += session.paid ? 1 : 0;
        } else {
          leftOut = { ...leftOut, [why]: leftOut[why] + 1 };
        }
      }
      learning.add(session);
    },
    result: () => ({
      sessions: whole.sessions,
      paid,
      leftOut,
      wholeOrder: estimateFromSums(whole),
      firstPlace: estimateFromSums(first),
    }),
  };
}

function whyLeftOut({ decision, drawn, counts }: LoggedSession): keyof LeftOut | null {
  if (!counts) return 'notCounted';
  if (decision.order.length < 2) return 'single';
  const chances = Object.values(decision.topPropensities).filter((chance) => chance > 0);
  return drawn && chances.length > 1 ? null : 'determined';
}

function judge(session: LoggedSession, by: DecidedBy) {
  const { decision } = session;
  const request = requestOf(session, by);
  const prepared = prepareRanking(request);
  const [lead = ''] = decision.order;
  const logged = decision.topPropensities[lead] ?? 0;
  const target = prepared.ranking.topPropensities[lead] ?? 0;
  const alike = orderLedBy(prepared, request, lead);
  const expected = Object.entries(prepared.ranking.topPropensities).reduce(
    (sum, [method, chance]) =>
      sum + chance * modelledPaid(request, orderLedBy(prepared, request, method)),
    0,
  );
  const reward = session.paid ? 1 : 0;
  const isSame = alike.join() === decision.order.join();
  return {
    whole: {
      logged,
      target: isSame ? target : 0,
      reward,
      model: { shown: modelledPaid(request, decision.order), target: expected },
    },
    first: {
      logged,
      target,
      reward,
      model: { shown: modelledPaid(request, alike), target: expected },
    },
  };
}

/** The state as the records of a log make it, in the order in which things happened. */
function createLearning() {
  const pending = createPendingRecords<{ readonly exposure: Exposure }>();
  const underWay = new Map<string, { learned: SessionLearning; left: number }>();
  let state: OrderingState = EMPTY_ORDERING_STATE;
  return {
    /** What was known at a time. */
    until(atMs: number): OrderingState {
      for (const { exposure, record } of pending.takeUntil(atMs)) {
        const known = underWay.get(exposure.sessionId) ?? { learned: NOTHING_LEARNED, left: 1 };
        const after = learn({ state, session: known.learned }, exposure, record);
        ({ state } = after);
        if (known.left <= 1) underWay.delete(exposure.sessionId);
        else underWay.set(exposure.sessionId, { learned: after.session, left: known.left - 1 });
      }
      return state;
    },
    add({ decision, layout, counts, records }: LoggedSession): void {
      if (!counts || records.length === 0) return;
      const { sessionId, atMs, context, order } = decision;
      const exposure: Exposure = { sessionId, atMs, context, shown: order, layout, counts };
      underWay.set(sessionId, { learned: NOTHING_LEARNED, left: records.length });
      for (const record of records) pending.add({ exposure, record });
    },
  };
}
