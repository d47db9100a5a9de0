import { isDeclinedCard } from '#lib/domain/card-limits.ts';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import { type MethodId, chargesCard, isExpressMethod } from '#lib/domain/method-id.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import { MINUTE_MS } from './decay.ts';
import { failureReason } from './failure-reason.ts';
import type { Exposure, OrderingRecord, OutcomeRecord } from './ordering-record.ts';

/** Nothing chosen for so long: the shopper left. */
export const LEFT_AFTER_MS = 15 * MINUTE_MS;

/** A session with so many declined cards is taken to test them, and teaches nothing more. */
const DECLINED_CARDS_OF_SUSPECTS = 4;

/** When a session whose time is up has been ended, its open codes called off. */
const ENDED_AFTER_MS = 3 * MINUTE_MS;
/** How often to look at one that stays open for a payment in flight. */
const IN_FLIGHT_LOOK_MS = 10 * MINUTE_MS;

/** One change of an attempt, as it was recorded. */
export interface AttemptChange {
  readonly atMs: number;
  readonly from: AttemptStatus | null;
  readonly to: AttemptStatus;
  /** Who learned of it. */
  readonly source: string;
  readonly failureCode: FailureCode | null;
}

export interface AttemptHistory {
  readonly id: string;
  readonly method: MethodId;
  readonly startedAtMs: number;
  /** In the order in which they were recorded. */
  readonly changes: readonly AttemptChange[];
}

/** All that happened in a session so far. */
export interface SessionHistory {
  /** Oldest first. */
  readonly attempts: readonly AttemptHistory[];
  readonly expiresAtMs: number;
  /** Null: it did not expire. One that was paid late has both. */
  readonly expiredAtMs: number | null;
  readonly completedAtMs: number | null;
}

/**
 * What a session's history says of the list it was shown, by time. Made of changes and not of how things stand, so
 * that whoever looks often and whoever looks once come to the same: a longer history has the same records and more.
 * Nothing is said of what counts for nothing: what the shopper called off, another try with the same method, and,
 * from its fourth declined card on, a session at all.
 */
export function sessionRecords(
  exposure: Pick<Exposure, 'atMs'>,
  history: SessionHistory,
  nowMs: number,
): readonly OrderingRecord[] {
  const { attempts } = history;
  if (attempts.filter(wasDeclinedCard).length >= DECLINED_CARDS_OF_SUSPECTS) return [];
  const outcomes = attempts.flatMap(({ startedAtMs }, place) =>
    startedAtMs < exposure.atMs ? [] : outcomeRecords(history, place),
  );
  return [
    ...choiceRecords(exposure, attempts, nowMs),
    ...firstOfMethods(outcomes.toSorted(byTime)),
    ...closingRecords(history),
  ].toSorted(byTime);
}

const byTime = (a: OrderingRecord, b: OrderingRecord) => a.atMs - b.atMs;

/** When to look at a session again though nothing happens in it; null: never. */
export function nextLookMs(
  exposure: Pick<Exposure, 'atMs'>,
  history: SessionHistory,
  nowMs: number,
): number | null {
  const leftAtMs = exposure.atMs + LEFT_AFTER_MS;
  if (history.attempts.length === 0 && nowMs < leftAtMs) return leftAtMs;
  if (history.expiredAtMs !== null || history.completedAtMs !== null) return null;
  const endedAtMs = history.expiresAtMs + ENDED_AFTER_MS;
  return nowMs < endedAtMs ? endedAtMs : nowMs + IN_FLIGHT_LOOK_MS;
}

function wasDeclinedCard({ method, changes }: AttemptHistory): boolean {
  return (
    chargesCard(method) &&
    changes.some(({ to, failureCode }) => isDeclinedCard({ status: to, failureCode }))
  );
}

function choiceRecords(
  { atMs }: Pick<Exposure, 'atMs'>,
  attempts: readonly AttemptHistory[],
  nowMs: number,
): readonly OrderingRecord[] {
  const [first] = attempts;
  const leftAtMs = atMs + LEFT_AFTER_MS;
  if (first === undefined) return nowMs < leftAtMs ? [] : [{ type: 'left', atMs: leftAtMs }];
  // An attempt from before the list was seen says nothing of it.
  if (first.startedAtMs < atMs) return [];
  const left: readonly OrderingRecord[] =
    first.startedAtMs > leftAtMs ? [{ type: 'left', atMs: leftAtMs }] : [];
  // Nor does a button beside the list.
  if (isExpressMethod(first.method)) return left;
  return [...left, { type: 'chosen', atMs: first.startedAtMs, method: first.method }];
}

/** How an attempt ended, and that it was paid after all; empty as long as nobody knows. */
function outcomeRecords(history: SessionHistory, place: number): readonly OutcomeRecord[] {
  const attempt = history.attempts[place];
  if (attempt === undefined) return [];
  const records: OutcomeRecord[] = [];
  for (const change of attempt.changes) {
    const ended = endOf(history, place, change);
    // What was said of it first stands, unless money came.
    if (ended === null || (records.length > 0 && ended.outcome !== 'paid')) continue;
    records.push({
      type: 'outcome',
      attemptId: attempt.id,
      method: attempt.method,
      attemptNo: place + 1,
      startedAtMs: attempt.startedAtMs,
      ...ended,
    });
    if (ended.outcome === 'paid') break;
  }
  return records;
}

type End = Pick<OutcomeRecord, 'atMs' | 'outcome' | 'reason'>;

function endOf(history: SessionHistory, place: number, change: AttemptChange): End | null {
  const { atMs } = change;
  switch (change.to) {
    case 'authorized':
    case 'captured':
    case 'kept':
      return { atMs, outcome: 'paid', reason: null };
    case 'declined': {
      const reason = failureReason(change.failureCode);
      return reason === 'customer' ? null : { atMs, outcome: 'failed', reason };
    }
    case 'expired':
      return { atMs, outcome: 'expired', reason: null };
    case 'canceled':
      return endOfCanceled(history, place, change);
    case 'sending':
    case 'unknown':
    case 'requires_action':
    case 'pending':
      return null;
  }
}

/** Null: its shopper called it off, or the merchant. */
function endOfCanceled(
  history: SessionHistory,
  place: number,
  { atMs, from, source }: AttemptChange,
): End | null {
  if (source === 'merchant') return null;
  // Its start was never answered: there was nothing yet to call off.
  if (from === 'sending' || from === 'unknown') {
    return { atMs, outcome: 'failed', reason: 'technical' };
  }
  const next = history.attempts[place + 1];
  if (next !== undefined) {
    return next.method === history.attempts[place]?.method
      ? null
      : { atMs: Math.max(atMs, next.startedAtMs), outcome: 'superseded', reason: null };
  }
  // Called off by us, for the session's time was up.
  return atMs < history.expiresAtMs ? null : { atMs, outcome: 'expired', reason: null };
}

/** Who tries a method again after it failed is another population: of each the first that ended. */
function firstOfMethods(outcomes: readonly OutcomeRecord[]): readonly OutcomeRecord[] {
  const first = new Map<string, string>();
  for (const { method, attemptId } of outcomes) {
    if (!first.has(method)) first.set(method, attemptId);
  }
  return outcomes.filter(({ method, attemptId }) => first.get(method) === attemptId);
}

/** One that expired may be paid after all. */
function closingRecords({ expiredAtMs, completedAtMs }: SessionHistory): readonly OrderingRecord[] {
  const closed = (atMs: number | null, paid: boolean): readonly OrderingRecord[] =>
    atMs === null ? [] : [{ type: 'closed', atMs, paid }];
  return [...closed(expiredAtMs, false), ...closed(completedAtMs, true)];
}
