import type { Db } from '#lib/db/client.ts';
import {
  type LearnedSession,
  type ShownList,
  listChanges,
  listLearned,
  listShown,
  writeLearned,
} from '#lib/db/stores/learning-store.ts';
import {
  type StateKey,
  type StateRow,
  insertState,
  lockStates,
  writeState,
} from '#lib/db/stores/ordering-state-store.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { learn } from '#lib/ordering/learn.ts';
import { SHARED_LEARNER } from '#lib/ordering/ordering-config.ts';
import {
  type Exposure,
  NOTHING_LEARNED,
  type OrderingRecord,
} from '#lib/ordering/ordering-record.ts';
import { EMPTY_ORDERING_STATE } from '#lib/ordering/ordering-state.ts';
import { nextLookMs, sessionRecords } from '#lib/ordering/session-records.ts';
import type { AppContext } from '../context.ts';
import { ownerKey } from './ordering-book.ts';
import { attemptHistories, sessionHistory } from './session-histories.ts';

/** A session's list, what came of it, and what it has been counted for. */
interface Taught {
  readonly shown: ShownList;
  readonly exposure: Exposure;
  readonly session: LearnedSession;
  readonly records: readonly OrderingRecord[];
  readonly lookAtMs: number | null;
}

/** The states that a batch changes, by `stateKey`. */
type States = ReadonlyMap<string, StateRow>;

/**
 * Brings learned states up to date with all that is known of these sessions: once for all that each has been
 * counted for already, in the caller's transaction. Returns how many states it changed.
 */
export async function learnSessions(
  context: AppContext,
  tx: Db,
  sessionIds: readonly CheckoutSessionId[],
): Promise<number> {
  if (sessionIds.length === 0) return 0;
  const shown = await listShown(tx, sessionIds);
  const states = await statesToTeach(context, tx, shown);
  const taught = await readTaught(context, tx, shown);
  const changed = teach(context, states, taught);
  const now = context.clock.now();
  for (const [key, state] of changed.states) {
    if (state === states.get(key)) continue;
    await writeState(tx, { ...state, now });
  }
  await writeLearned(tx, changed.sessions);
  return [...changed.states].filter(([key, state]) => state !== states.get(key)).length;
}

function stateKey(key: StateKey): string {
  return `${ownerKey(key)}/${key.learner}`;
}

/** The state that all of a merchant's sessions teach, and that of an arm which learns for itself. */
function learnersOf({ merchantId, livemode, learner }: ShownList): readonly StateKey[] {
  return [...new Set([SHARED_LEARNER, learner])].map((one) => ({
    merchantId,
    livemode,
    learner: one,
  }));
}

/**
 * Locked; where there is none yet it is made: a merchant's of nothing, an arm's of what all know. What is out of
 * order is so for every arm: outcomes from an outage teach none of them.
 */
async function statesToTeach(
  context: AppContext,
  tx: Db,
  shown: readonly ShownList[],
): Promise<States> {
  const keys = new Map(shown.flatMap(learnersOf).map((key) => [stateKey(key), key]));
  const found = withSharedOutages(await lockStates(tx, [...keys.values()]));
  const missing = [...keys.values()].filter((key) => !found.has(stateKey(key)));
  if (missing.length === 0) return found;
  const now = context.clock.now();
  for (const key of missing) {
    const shared = found.get(stateKey({ ...key, learner: SHARED_LEARNER }));
    await insertState(tx, { ...key, state: shared?.state ?? EMPTY_ORDERING_STATE, now });
  }
  return withSharedOutages(await lockStates(tx, [...keys.values()]));
}

function withSharedOutages(locked: readonly StateRow[]): States {
  const states = new Map(locked.map((state) => [stateKey(state), state]));
  for (const [key, arm] of states) {
    const shared = states.get(stateKey({ ...arm, learner: SHARED_LEARNER }));
    if (shared === undefined || shared === arm) continue;
    states.set(key, { ...arm, state: { ...arm.state, down: shared.state.down } });
  }
  return states;
}

async function readTaught(
  context: AppContext,
  tx: Db,
  shown: readonly ShownList[],
): Promise<readonly Taught[]> {
  const ids = shown.map(({ sessionId }) => sessionId);
  const sessions = new Map((await listLearned(tx, ids)).map((row) => [row.sessionId, row]));
  const attempts = attemptHistories(await listChanges(tx, ids));
  const nowMs = context.clock.now().getTime();
  return shown.flatMap((list) => {
    const session = sessions.get(list.sessionId);
    if (session === undefined) return [];
    const exposure: Exposure = {
      sessionId: list.sessionId,
      atMs: list.at.getTime(),
      context: list.context,
      shown: list.order,
      layout: list.layout,
      counts: list.counts,
    };
    const known = { shown: list, exposure, session };
    const nothing = { ...known, records: [], lookAtMs: null };
    if (!list.counts) return [nothing];
    try {
      const history = sessionHistory(session, attempts.get(list.sessionId) ?? []);
      const records = sessionRecords(exposure, history, nowMs);
      return [{ ...known, records, lookAtMs: nextLookMs(exposure, history, nowMs) }];
    } catch (error) {
      sayUnlearned(context, list.sessionId, error);
      return [nothing];
    }
  });
}

/** One session that cannot be counted keeps no other from being learned from. */
function sayUnlearned(context: AppContext, session: CheckoutSessionId, error: unknown): void {
  context.log.error({ session, err: error }, 'session could not be learned from');
}

/** Counts what has not been counted, of all sessions together by time, as it happened. */
function teach(
  context: AppContext,
  before: States,
  taught: readonly Taught[],
): {
  readonly states: States;
  readonly sessions: readonly Pick<LearnedSession, 'sessionId' | 'learned' | 'lookAt'>[];
} {
  const states = new Map(before);
  const learned = new Map(taught.map(({ session }) => [session.sessionId, session.learned]));
  const broken = new Set<CheckoutSessionId>();
  const lessons = taught
    .flatMap((one) => one.records.map((record) => ({ one, record })))
    .toSorted((a, b) => a.record.atMs - b.record.atMs);
  for (const { one, record } of lessons) {
    const { sessionId } = one.shown;
    for (const key of learnersOf(one.shown)) {
      const state = states.get(stateKey(key));
      const counted = learned.get(sessionId);
      if (state === undefined || counted === undefined || broken.has(sessionId)) continue;
      try {
        const session = counted[key.learner] ?? NOTHING_LEARNED;
        const after = learn({ state: state.state, session }, one.exposure, record);
        if (after.state !== state.state) {
          states.set(stateKey(key), { ...state, state: after.state });
        }
        if (after.session !== session) {
          learned.set(sessionId, { ...counted, [key.learner]: after.session });
        }
      } catch (error) {
        broken.add(sessionId);
        sayUnlearned(context, sessionId, error);
      }
    }
  }
  const sessions = taught.flatMap(({ session, lookAtMs }) => {
    const { sessionId } = session;
    const now = learned.get(sessionId) ?? session.learned;
    const lookAt = lookAtMs === null || broken.has(sessionId) ? null : new Date(lookAtMs);
    const same = now === session.learned && lookAt?.getTime() === session.lookAt?.getTime();
    return same ? [] : [{ sessionId, learned: now, lookAt }];
  });
  return { states, sessions };
}
