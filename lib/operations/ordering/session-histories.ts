import type { RecordedChange } from '#lib/db/stores/learning-store.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { AttemptHistory, SessionHistory } from '#lib/ordering/session-records.ts';

/** By session, its attempts with their changes, both in the order in which `listChanges` has them. */
export function attemptHistories(
  changes: readonly RecordedChange[],
): ReadonlyMap<CheckoutSessionId, readonly AttemptHistory[]> {
  const ofSession = groupBy(changes, ({ sessionId }) => sessionId);
  return new Map([...ofSession].map(([id, own]) => [id, attemptsOf(own)]));
}

function attemptsOf(changes: readonly RecordedChange[]): readonly AttemptHistory[] {
  const attempts = groupBy(changes, ({ attemptId }) => attemptId);
  return [...attempts.values()].flatMap((of): AttemptHistory | readonly [] => {
    const [first] = of;
    if (first === undefined) return [];
    return {
      id: first.attemptId,
      method: first.method,
      startedAtMs: first.startedAt.getTime(),
      changes: of.map(({ at, from, to, source, failureCode }) => ({
        atMs: at.getTime(),
        from,
        to,
        source,
        failureCode,
      })),
    };
  });
}

/** All that happened in a session, by its row and its attempts. */
export function sessionHistory(
  session: {
    readonly expiresAt: Date;
    readonly expiredAt: Date | null;
    readonly completedAt: Date | null;
  },
  attempts: readonly AttemptHistory[],
): SessionHistory {
  return {
    attempts,
    expiresAtMs: session.expiresAt.getTime(),
    expiredAtMs: session.expiredAt?.getTime() ?? null,
    completedAtMs: session.completedAt?.getTime() ?? null,
  };
}

/** In the order in which they come. */
function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
