import {
  listDueSessions,
  listEventsAfter,
  listEventsNumbered,
  lockLearningCursor,
  moveLearningCursor,
} from '#lib/db/stores/learning-store.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import {
  type FollowedEvents,
  NOTHING_FOLLOWED,
  followOn,
  passedBy,
  resumeFrom,
} from './followed-events.ts';
import { learnSessions } from './learn-sessions.ts';

/** Events, and sessions that are due, in one round. PGlite has one connection, and pages wait for it. */
const MOST_AT_ONCE = { postgres: 500, pglite: 100 } as const;

/** A state is written whole: orders are read again every other second, so it need not be more often. */
const LEAST_PAUSE_MS = 2_000;

/** What a node remembers from round to round. */
export interface LearningMemory {
  followed: FollowedEvents;
  /** When the last round was, by `elapsedMs`; null: there is more to take at once. */
  lastRoundMs: number | null;
  /** A clock that only goes forward. */
  readonly elapsedMs: () => number;
}

export function createLearningMemory(
  elapsedMs: LearningMemory['elapsedMs'] = () => performance.now(),
): LearningMemory {
  return { followed: NOTHING_FOLLOWED, lastRoundMs: null, elapsedMs };
}

/**
 * Learns from what became of sessions whose list was shown: from their attempts' new events, and by looking at
 * those whose time has come. One node at a time; a round is one transaction, so that a node that dies in it has
 * counted nothing, and one after it counts nothing twice. Returns how much it took if there may be more.
 */
export async function learnFromSessions(
  context: AppContext,
  memory: LearningMemory,
): Promise<number> {
  const nowMs = memory.elapsedMs();
  if (memory.lastRoundMs !== null && nowMs - memory.lastRoundMs < LEAST_PAUSE_MS) return 0;
  const now = context.clock.now();
  const limit = MOST_AT_ONCE[context.database.kind];
  const round = await context.database.db.transaction(async (tx) => {
    const passed = await lockLearningCursor(tx);
    if (passed === null) return null;
    const from = resumeFrom(memory.followed, passed);
    const late = await listEventsNumbered(tx, [...from.missing.keys()]);
    const events = await listEventsAfter(tx, { after: from.readTo, limit });
    const due = await listDueSessions(tx, { now, limit });
    const ids = [...late, ...events].flatMap(({ sessionId }) => sessionId ?? []);
    const sessions = [...new Set<CheckoutSessionId>([...ids, ...due])];
    const states = await learnSessions(context, tx, sessions);
    const followed = followOn(
      from,
      { late: late.map(({ id }) => id), ids: events.map(({ id }) => id) },
      nowMs,
    );
    if (passedBy(followed) !== passed) await moveLearningCursor(tx, passedBy(followed));
    return { followed, late, events, due, sessions, states };
  });
  memory.lastRoundMs = nowMs;
  if (round === null) return 0;
  const { followed, late, events, due, sessions, states } = round;
  memory.followed = followed;
  const isFull = events.length === limit || due.length === limit;
  if (isFull) memory.lastRoundMs = null;
  const last = events.at(-1);
  const behindMs = isFull && last !== undefined ? now.getTime() - last.at.getTime() : 0;
  if (sessions.length > 0) {
    context.log.debug(
      {
        events: events.length,
        late: late.length,
        due: due.length,
        sessions: sessions.length,
        states,
        behindSeconds: Math.round(behindMs / 1000),
      },
      'learned from sessions',
    );
  }
  return isFull ? events.length + due.length : 0;
}
