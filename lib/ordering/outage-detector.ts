import { DAY_MS, MINUTE_MS, SUCCESS_HALF_LIFE_MS, decayFactor } from './decay.ts';
import { decidedWithin } from './delay-distribution.ts';
import { type DownMethod, type OutageScope, downDuring, inScope } from './down-method.ts';
import { type OrderingState, cellWeights, weighed } from './ordering-state.ts';

/** A first attempt of a session on a method, as it stands. */
export interface WatchedAttempt {
  readonly method: string;
  readonly region: string;
  readonly inApp: string | null;
  readonly startedAtMs: number;
  /** The chance that it is paid, by the slow counters when it began (`expectedSuccess`). */
  readonly expected: number;
  /** Null while nobody has decided it; what the shopper called off is left out altogether. */
  readonly outcome: { readonly paid: boolean; readonly atMs: number } | null;
}

export interface OutageScan {
  /** For the state: those before, those raised, and for an hour those that are over. */
  readonly down: readonly DownMethod[];
  readonly raised: readonly DownMethod[];
  readonly recovered: readonly DownMethod[];
}

/** Only attempts begun so lately are looked at. */
export const WATCHED_MS = 60 * MINUTE_MS;
/** In an outage so much of the usual chance is left. */
const LEFT_IN_OUTAGE = 0.15;
/** An attempt that is only late is weaker evidence than its likelihood says: delays have their own causes. */
const PENDING_WEIGHT = 0.6;
/** A late attempt says nothing before this share of those that are paid would have been. */
const PENDING_FROM = 0.5;
const LEAST_THRESHOLD = 6;
/** False alarms a method and month that are put up with, over the three kinds of scope. */
const FALSE_ALARMS = 0.1;
const SCOPE_KINDS = 3;
/** Before so many outcomes it is not known what is usual. */
const ENOUGH_OUTCOMES = 150;
const RECOVERY_THRESHOLD = 3;
/** Nobody is surer of a method than this: three failures in a row happen to the best. */
const MAX_CHANCE = 0.95;
const MIN_CHANCE = 0.05;

/**
 * Looks for methods that stopped working, and for those that work again: for each method and scope the
 * greatest sum of log-likelihood ratios over the latest attempts (Page's CUSUM, written as a scan). A pure
 * function of the attempts and the time. `attempts` in the order in which they began.
 */
export function scanForOutages(
  state: OrderingState,
  attempts: readonly WatchedAttempt[],
  nowMs: number,
): OutageScan {
  const recent = attempts.filter(({ startedAtMs }) => startedAtMs > nowMs - WATCHED_MS);
  const recovered: DownMethod[] = [];
  const kept: DownMethod[] = [];
  for (const one of state.down) {
    if (one.recoveredAtMs !== null) {
      if (one.recoveredAtMs > nowMs - WATCHED_MS) kept.push(one);
      continue;
    }
    const over = worksAgain(state, one, recent, nowMs) ? { ...one, recoveredAtMs: nowMs } : one;
    kept.push(over);
    if (over !== one) recovered.push(over);
  }
  const raised = findOutages(state, kept, recent, nowMs);
  return { down: [...kept, ...raised], raised, recovered };
}

/** The state with what a scan found; another version where a method's standing changed. */
export function withScan(state: OrderingState, scan: OutageScan): OrderingState {
  const changed = scan.raised.length + scan.recovered.length > 0;
  return { ...state, down: scan.down, version: state.version + (changed ? 1 : 0) };
}

interface Suspicion {
  readonly method: string;
  readonly scope: OutageScope;
  sum: number;
  highest: number;
  sinceMs: number;
}

function findOutages(
  state: OrderingState,
  down: readonly DownMethod[],
  attempts: readonly WatchedAttempt[],
  nowMs: number,
): readonly DownMethod[] {
  const suspicions = new Map<string, Suspicion>();
  // From the latest back: what the sum is highest over began with the outage.
  for (const attempt of attempts.toReversed()) {
    if (downDuring(down, attempt, attempt) !== null) continue;
    const ratio = outageRatio(state, attempt, nowMs);
    if (ratio === 0) continue;
    for (const scope of scopesOf(attempt)) {
      const key = `${attempt.method} ${scopeKey(scope)}`;
      let suspicion = suspicions.get(key);
      if (suspicion === undefined) {
        suspicion = { method: attempt.method, scope, sum: 0, highest: 0, sinceMs: nowMs };
        suspicions.set(key, suspicion);
      }
      suspicion.sum += ratio;
      if (suspicion.sum > suspicion.highest) {
        suspicion.highest = suspicion.sum;
        suspicion.sinceMs = attempt.startedAtMs;
      }
    }
  }
  const worst = new Map<string, Suspicion>();
  for (const suspicion of suspicions.values()) {
    if (suspicion.highest < alarmThreshold(state, suspicion.method, nowMs)) continue;
    // Where several scopes are suspect, it is the one that explains most: a wider one has more failures
    // in it if all of it is out, and more successes if it is not.
    const other = worst.get(suspicion.method);
    if (other === undefined || suspicion.highest > other.highest) {
      worst.set(suspicion.method, suspicion);
    }
  }
  return [...worst.values()].map((suspicion) => alarm(suspicion, attempts, nowMs));
}

function alarm(
  { method, scope, highest, sinceMs }: Suspicion,
  attempts: readonly WatchedAttempt[],
  nowMs: number,
): DownMethod {
  const since = attempts.filter(
    (attempt) =>
      attempt.method === method && attempt.startedAtMs >= sinceMs && inScope(scope, attempt),
  );
  return {
    method,
    scope,
    sinceMs,
    alarmedAtMs: nowMs,
    evidence: highest,
    paid: since.filter(({ outcome }) => outcome?.paid === true).length,
    failed: since.filter(({ outcome }) => outcome?.paid === false).length,
    recoveredAtMs: null,
  };
}

/** Whether the attempts begun since the alarm say, the other way round, that it works. */
function worksAgain(
  state: OrderingState,
  down: DownMethod,
  attempts: readonly WatchedAttempt[],
  nowMs: number,
): boolean {
  let sum = 0;
  for (const attempt of attempts.toReversed()) {
    const concerned =
      attempt.method === down.method &&
      attempt.startedAtMs >= down.alarmedAtMs &&
      inScope(down.scope, attempt);
    if (!concerned) continue;
    sum -= outageRatio(state, attempt, nowMs);
    if (sum >= RECOVERY_THRESHOLD) return true;
  }
  return false;
}

/** ln P(as it stands | outage) − ln P(as it stands | as usual), in nats. */
export function outageRatio(
  state: Pick<OrderingState, 'delays'>,
  attempt: WatchedAttempt,
  nowMs: number,
): number {
  const usual = Math.min(MAX_CHANCE, Math.max(MIN_CHANCE, attempt.expected));
  const inOutage = LEFT_IN_OUTAGE * usual;
  const failure = Math.log((1 - inOutage) / (1 - usual));
  // What is decided after the time that is looked at is not known then.
  if (attempt.outcome !== null && attempt.outcome.atMs <= nowMs) {
    return attempt.outcome.paid ? Math.log(inOutage / usual) : failure;
  }
  const ageMs = nowMs - attempt.startedAtMs;
  const delays = state.delays[attempt.method];
  const paidBy = decidedWithin(delays, 'paid', ageMs);
  if (paidBy < PENDING_FROM) return 0;
  const failedBy = decidedWithin(delays, 'failed', ageMs);
  const stillOpen = Math.max(1e-6, 1 - usual * paidBy - (1 - usual) * failedBy);
  const ratio = Math.log((1 - inOutage * paidBy) / stillOpen);
  return PENDING_WEIGHT * Math.min(failure, Math.max(0, ratio));
}

/** Infinite until enough is known of the method. */
function alarmThreshold(state: OrderingState, method: string, nowMs: number): number {
  const cell = state.levels.all['all'];
  if (cell === undefined) return Number.POSITIVE_INFINITY;
  const { s, f } = weighed(cell.methods[method], cellWeights(cell, nowMs));
  if (s + f < ENOUGH_OUTCOMES) return Number.POSITIVE_INFINITY;
  // What a steady rate would have come to by now, decayed: the rate times this long.
  const ageMs = Math.max(DAY_MS, nowMs - cell.sinceMs);
  const countedMs =
    (SUCCESS_HALF_LIFE_MS / Math.LN2) * (1 - decayFactor(ageMs, SUCCESS_HALF_LIFE_MS));
  const monthly = ((s + f) * 30 * DAY_MS) / countedMs;
  const looks = Math.max(50, monthly) * SCOPE_KINDS;
  return Math.max(LEAST_THRESHOLD, Math.log(looks / FALSE_ALARMS) - 2);
}

function scopesOf({ region, inApp }: WatchedAttempt): readonly OutageScope[] {
  return [
    { kind: 'everywhere' },
    { kind: 'region', region },
    ...(inApp === null ? [] : [{ kind: 'in_app', inApp } as const]),
  ];
}

function scopeKey(scope: OutageScope): string {
  switch (scope.kind) {
    case 'everywhere':
      return 'everywhere';
    case 'region':
      return `region ${scope.region}`;
    case 'in_app':
      return `in ${scope.inApp}`;
  }
}
