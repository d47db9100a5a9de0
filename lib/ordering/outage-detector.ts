import { MINUTE_MS } from './decay.ts';
import { decidedWithin } from './delay-distribution.ts';
import {
  type DownMethod,
  type OutageScope,
  type SuspectedMethod,
  downDuring,
  inScope,
} from './down-method.ts';
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
  /** Those that may be out of order too: not yet so likely that it would be said. */
  readonly suspected: readonly SuspectedMethod[];
}

/** Only attempts begun so lately are looked at. */
export const WATCHED_MS = 60 * MINUTE_MS;
/**
 * In an outage so much of the usual chance is left: nearly nothing, or a part. Usual days that are worse than
 * the counters know look like the second, which has to say more to be believed.
 */
const OUTAGES = [
  { left: 0.05, handicap: 0 },
  { left: 0.25, handicap: 1 },
] as const;
/** By which of what is left it is judged whether a method works again: between the two. */
const LEFT_UNTIL_RECOVERED = 0.15;
/** A late attempt says nothing before this share of those that are paid would have been. */
const PENDING_FROM = 0.5;
/**
 * So many nats short of an alarm a method is suspected. To stand on top while out of order costs many times
 * what standing low while in order does, and a suspicion is over with the next payment or two.
 */
const SUSPECTED_SHORT_OF = 4;
/**
 * And not before so many: a suspected method is seldom chosen, and in a quiet hour the attempts that would decide
 * would not come.
 */
const LEAST_SUSPICION = 8;
/**
 * Nats for an alarm about a method with so many attempts in the last hour or fewer, and what grows with their
 * logarithm. At 1 there would be as many false alarms in each hour. Above it a quiet hour has more of them and a busy
 * one fewer: one nat more is over in seconds when many choose the method, and takes minutes when few do.
 */
const THRESHOLD = { nats: 10.2, attempts: 20, growth: 1.3 };
/** A region or an app has to say so many nats more than all shoppers: what is out is mostly out for all. */
const SCOPE_HANDICAP = 1;
/** Before so many outcomes it is not known what is usual. */
const ENOUGH_OUTCOMES = 150;
const RECOVERY_THRESHOLD = 3;
/** Nobody is surer of a method than this: four failures in a row happen to the best. */
const MAX_CHANCE = 0.88;
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
  const { raised, suspected } = findOutages(state, kept, recent, nowMs);
  return { down: [...kept, ...raised], raised, recovered, suspected };
}

/** The state with what a scan found; another version where a method's standing changed. */
export function withScan(state: OrderingState, scan: OutageScan): OrderingState {
  const { down, suspected } = scan;
  const changed =
    scan.raised.length + scan.recovered.length > 0 ||
    suspicionsKey(suspected) !== suspicionsKey(state.suspected ?? []);
  return { ...state, down, suspected, version: state.version + (changed ? 1 : 0) };
}

function suspicionsKey(suspected: readonly SuspectedMethod[]): string {
  return JSON.stringify(suspected.map(({ method, scope }) => [method, scope]));
}

/** One scope's sums of ratios from the latest attempt back, by kind of outage, and where one was highest. */
interface Suspicion {
  readonly scope: OutageScope;
  readonly sums: number[];
  /** Less what the scope and the kind of outage are handicapped by. */
  highest: number;
  sinceMs: number;
}

/** The scopes of one method, by kind; looked up for every attempt of an hour at every look. */
interface MethodSuspicions {
  readonly everywhere: Suspicion;
  readonly regions: Map<string, Suspicion>;
  readonly apps: Map<string, Suspicion>;
}

function findOutages(
  state: OrderingState,
  down: readonly DownMethod[],
  attempts: readonly WatchedAttempt[],
  nowMs: number,
): Pick<OutageScan, 'raised' | 'suspected'> {
  const byMethod = new Map<string, MethodSuspicions>();
  // From the latest back: what the sum is highest over began with the outage.
  for (const attempt of attempts.toReversed()) {
    if (downDuring(down, attempt, attempt) !== null) continue;
    const ratios = OUTAGES.map(({ left }) => outageRatio(state, attempt, { left, nowMs }));
    if (ratios.every((ratio) => ratio === 0)) continue;
    let suspicions = byMethod.get(attempt.method);
    if (suspicions === undefined) {
      suspicions = {
        everywhere: suspicionOf({ kind: 'everywhere' }, nowMs),
        regions: new Map(),
        apps: new Map(),
      };
      byMethod.set(attempt.method, suspicions);
    }
    const { region, inApp } = attempt;
    suspect(suspicions.everywhere, attempt, ratios);
    let inRegion = suspicions.regions.get(region);
    if (inRegion === undefined) {
      inRegion = suspicionOf({ kind: 'region', region }, nowMs);
      suspicions.regions.set(region, inRegion);
    }
    suspect(inRegion, attempt, ratios);
    if (inApp === null) continue;
    let inThisApp = suspicions.apps.get(inApp);
    if (inThisApp === undefined) {
      inThisApp = suspicionOf({ kind: 'in_app', inApp }, nowMs);
      suspicions.apps.set(inApp, inThisApp);
    }
    suspect(inThisApp, attempt, ratios);
  }
  const raised: DownMethod[] = [];
  const suspected: SuspectedMethod[] = [];
  for (const [method, { everywhere, regions, apps }] of byMethod) {
    // Where several scopes are suspect, it is the one that explains most: a wider one has more failures
    // in it if all of it is out, and more successes if it is not.
    const worst = [...regions.values(), ...apps.values()].reduce(
      (most, one) => (one.highest > most.highest ? one : most),
      everywhere,
    );
    const threshold = alarmThreshold(
      attempts.filter((attempt) => attempt.method === method).length,
    );
    const suspicious = Math.max(LEAST_SUSPICION, threshold - SUSPECTED_SHORT_OF);
    if (worst.highest < suspicious || !isKnown(state, method, nowMs)) continue;
    const seen = seenSince(method, worst, attempts);
    if (worst.highest < threshold) suspected.push(seen);
    else {
      const { highest } = worst;
      raised.push({ ...seen, alarmedAtMs: nowMs, evidence: highest, recoveredAtMs: null });
    }
  }
  return { raised, suspected };
}

function suspicionOf(scope: OutageScope, nowMs: number): Suspicion {
  return { scope, sums: OUTAGES.map(() => 0), highest: 0, sinceMs: nowMs };
}

function suspect(
  suspicion: Suspicion,
  { startedAtMs }: WatchedAttempt,
  ratios: readonly number[],
): void {
  const { scope, sums } = suspicion;
  const ofScope = scope.kind === 'everywhere' ? 0 : SCOPE_HANDICAP;
  for (const [kind, { handicap }] of OUTAGES.entries()) {
    const sum = (sums[kind] ?? 0) + (ratios[kind] ?? 0);
    sums[kind] = sum;
    if (sum - handicap - ofScope <= suspicion.highest) continue;
    suspicion.highest = sum - handicap - ofScope;
    suspicion.sinceMs = startedAtMs;
  }
}

function seenSince(
  method: string,
  { scope, sinceMs }: Suspicion,
  attempts: readonly WatchedAttempt[],
): SuspectedMethod {
  const since = attempts.filter(
    (attempt) =>
      attempt.method === method && attempt.startedAtMs >= sinceMs && inScope(scope, attempt),
  );
  return {
    method,
    scope,
    sinceMs,
    paid: since.filter(({ outcome }) => outcome?.paid === true).length,
    failed: since.filter(({ outcome }) => outcome?.paid === false).length,
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
    sum -= outageRatio(state, attempt, { left: LEFT_UNTIL_RECOVERED, nowMs });
    if (sum >= RECOVERY_THRESHOLD) return true;
  }
  return false;
}

/** ln P(as it stands | outage that leaves so much) − ln P(as it stands | as usual), in nats. */
export function outageRatio(
  state: Pick<OrderingState, 'delays'>,
  attempt: WatchedAttempt,
  { left, nowMs }: { readonly left: number; readonly nowMs: number },
): number {
  const usual = Math.min(MAX_CHANCE, Math.max(MIN_CHANCE, attempt.expected));
  const inOutage = left * usual;
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
  return Math.min(failure, Math.max(0, ratio));
}

function isKnown(state: OrderingState, method: string, nowMs: number): boolean {
  const cell = state.levels.all['all'];
  if (cell === undefined) return false;
  const { s, f } = weighed(cell.methods[method], cellWeights(cell, nowMs));
  return s + f >= ENOUGH_OUTCOMES;
}

/** By all attempts of the last hour, whatever became of them. */
function alarmThreshold(lately: number): number {
  const { nats, attempts, growth } = THRESHOLD;
  return nats + growth * Math.log(Math.max(attempts, lately) / attempts);
}
