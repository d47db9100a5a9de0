import { countChoice, takeBackLeaving } from './count-choice.ts';
import { SUCCESS_HALF_LIFE_MS, decayFactor } from './decay.ts';
import { addDelay } from './delay-distribution.ts';
import { downDuring } from './down-method.ts';
import { levelKeys } from './ordering-context.ts';
import type {
  CountedAttempt,
  Exposure,
  OrderingRecord,
  OutcomeRecord,
  SessionLearning,
} from './ordering-record.ts';
import { type OrderingState, addEvidence } from './ordering-state.ts';

/** The state, and what one session has been counted for. */
export interface Learned {
  readonly state: OrderingState;
  readonly session: SessionLearning;
}

/**
 * Counts one thing that happened. The same record again changes nothing; records may come in any order.
 * What cannot be counted (a method that was not shown, a session that does not count) changes nothing.
 */
export function learn(before: Learned, exposure: Exposure, record: OrderingRecord): Learned {
  if (!exposure.counts) return before;
  switch (record.type) {
    case 'chosen':
      return learnChoice(before, exposure, { method: record.method, atMs: record.atMs });
    case 'left':
      return learnChoice(before, exposure, { method: null, atMs: record.atMs });
    case 'outcome':
      return learnOutcome(before, exposure, record);
    case 'closed':
      return learnClosing(before, record);
  }
}

function learnChoice(
  { state, session }: Learned,
  exposure: Exposure,
  choice: { readonly method: string | null; readonly atMs: number },
): Learned {
  const { method, atMs } = choice;
  const place = method === null ? null : exposure.shown.indexOf(method);
  if (place === -1) return { state, session };
  const earlier = session.choice;
  if (earlier !== null && (earlier.method !== null || method === null)) return { state, session };
  const learned = { ...session, choice: { method, atMs } };
  if (earlier !== null) {
    return {
      state: takeBackLeaving(state, exposure, { method, place, leftAtMs: earlier.atMs, atMs }),
      session: learned,
    };
  }
  return { state: countChoice(state, exposure, { method, place, atMs }), session: learned };
}

function learnOutcome(before: Learned, exposure: Exposure, record: OutcomeRecord): Learned {
  if (!exposure.shown.includes(record.method)) return before;
  const known = before.session.attempts[record.attemptId];
  if (known !== undefined) return learnLatePayment(before, exposure, { record, known });
  // An outcome may be heard of before the choice that led to it.
  const chosen =
    record.attemptNo === 1
      ? learnChoice(before, exposure, { method: record.method, atMs: record.startedAtMs })
      : before;
  const counted: CountedAttempt = {
    method: record.method,
    as: countedAs(chosen, exposure, record),
    attemptNo: record.attemptNo,
    startedAtMs: record.startedAtMs,
    atMs: record.atMs,
  };
  return countRecovery({
    state: countOutcome(chosen.state, exposure, { counted, record }),
    session: {
      ...chosen.session,
      attempts: { ...chosen.session.attempts, [record.attemptId]: counted },
    },
  });
}

function countedAs(
  { state, session }: Learned,
  exposure: Exposure,
  record: OutcomeRecord,
): CountedAttempt['as'] {
  if (record.outcome !== 'paid' && record.reason === 'customer') return 'nothing';
  // Who tries the same method again after a decline is another population: only the first is counted.
  const again = Object.values(session.attempts).some(
    ({ method, as }) => method === record.method && as !== 'nothing',
  );
  if (again) return 'nothing';
  if (downDuring(state.down, exposure.context, record) !== null) return 'quarantined';
  return record.outcome === 'paid' ? 'paid' : 'failed';
}

function countOutcome(
  state: OrderingState,
  exposure: Exposure,
  { counted, record }: { readonly counted: CountedAttempt; readonly record: OutcomeRecord },
): OrderingState {
  const { method, as, atMs } = counted;
  if (as === 'quarantined') {
    const paid = record.outcome === 'paid';
    const during = downDuring(state.down, exposure.context, record);
    const down = state.down.map((one) =>
      one === during
        ? { ...one, paid: one.paid + (paid ? 1 : 0), failed: one.failed + (paid ? 0 : 1) }
        : one,
    );
    return { ...state, down, version: state.version + 1 };
  }
  if (as === 'nothing') return state;
  const changed = changeOutcomes(state, exposure, { method, atMs, ...oneMore(as) });
  const delayMs = Math.max(0, atMs - record.startedAtMs);
  const delays = addDelay(changed.delays[method], { as, delayMs }, atMs);
  return { ...changed, delays: { ...changed.delays, [method]: delays } };
}

function oneMore(as: 'paid' | 'failed'): { readonly s: number; readonly f: number } {
  return as === 'paid' ? { s: 1, f: 0 } : { s: 0, f: 1 };
}

function changeOutcomes(
  state: OrderingState,
  exposure: Exposure,
  added: {
    readonly method: string;
    readonly s: number;
    readonly f: number;
    readonly atMs: number;
    readonly takesBack?: true;
  },
): OrderingState {
  const { method, s, f, atMs, ...how } = added;
  const evidence = { methods: { [method]: { s, f } }, ...how };
  return addEvidence(state, levelKeys(exposure.context), evidence, atMs);
}

/** Money that came after its attempt was counted as failed: what is left of that failure is taken back. */
function learnLatePayment(
  { state, session }: Learned,
  exposure: Exposure,
  { record, known }: { readonly record: OutcomeRecord; readonly known: CountedAttempt },
): Learned {
  if (record.outcome !== 'paid' || known.as !== 'failed') return { state, session };
  const { atMs } = record;
  const { method } = known;
  const remains = decayFactor(atMs - known.atMs, SUCCESS_HALF_LIFE_MS);
  const changed = changeOutcomes(state, exposure, {
    method,
    s: 1,
    f: -remains,
    atMs,
    takesBack: true,
  });
  const attempts = {
    ...session.attempts,
    [record.attemptId]: { ...known, as: 'paid' as const, atMs },
  };
  const { recovery } = session;
  if (recovery === null || known.attemptNo !== 1) {
    return { state: changed, session: { ...session, attempts } };
  }
  // Its first attempt did not fail, so there was nothing to recover from.
  return {
    state: changeRecovery(changed, { ...recovery, sign: -1, nowMs: atMs }),
    session: { ...session, attempts, recovery: null },
  };
}

function learnClosing(
  { state, session }: Learned,
  { paid, atMs }: { readonly atMs: number; readonly paid: boolean },
): Learned {
  const { closed, recovery } = session;
  if (closed !== null && (closed.paid || !paid)) return { state, session };
  // Taken to be over unpaid until money came: as if it had been paid all along.
  const undone =
    recovery === null ? state : changeRecovery(state, { ...recovery, sign: -1, nowMs: atMs });
  return countRecovery({
    state: undone,
    session: { ...session, closed: { paid, atMs }, recovery: null },
  });
}

/** Once a session is over and its first attempt is known to have failed, whichever is heard of first. */
function countRecovery({ state, session }: Learned): Learned {
  const { closed } = session;
  if (closed === null || session.recovery !== null) return { state, session };
  const first = Object.values(session.attempts).find(({ attemptNo }) => attemptNo === 1);
  // In quarantine too nothing is learned: an outage is when shoppers recover as at no other time.
  if (first?.as !== 'failed') return { state, session };
  const recovery = { method: first.method, ...closed };
  return {
    state: changeRecovery(state, { ...recovery, sign: 1, nowMs: closed.atMs }),
    session: { ...session, recovery },
  };
}

function changeRecovery(
  state: OrderingState,
  change: {
    readonly method: string;
    readonly paid: boolean;
    readonly atMs: number;
    readonly sign: 1 | -1;
    readonly nowMs: number;
  },
): OrderingState {
  const { method, nowMs } = change;
  const before = state.recoveries[method] ?? { tried: 0, paid: 0, atMs: nowMs };
  const decay = decayFactor(nowMs - before.atMs, SUCCESS_HALF_LIFE_MS);
  const remains = change.sign * decayFactor(nowMs - change.atMs, SUCCESS_HALF_LIFE_MS);
  const counter = {
    tried: Math.max(0, before.tried * decay + remains),
    paid: Math.max(0, before.paid * decay + (change.paid ? remains : 0)),
    atMs: Math.max(nowMs, before.atMs),
  };
  return {
    ...state,
    recoveries: { ...state.recoveries, [method]: counter },
    version: state.version + 1,
  };
}

/**
 * Takes a session's outcomes out of the slow counters that a newly found outage explains; what was seen is
 * already in the outage's own counts.
 */
export function quarantine(
  { state, session }: Learned,
  exposure: Exposure,
  nowMs: number,
): Learned {
  let changed = state;
  const attempts: Record<string, CountedAttempt> = {};
  for (const [id, attempt] of Object.entries(session.attempts)) {
    const { method, as } = attempt;
    const down = downDuring(state.down, exposure.context, attempt);
    if (down === null || (as !== 'paid' && as !== 'failed')) {
      attempts[id] = attempt;
      continue;
    }
    const remains = -decayFactor(nowMs - attempt.atMs, SUCCESS_HALF_LIFE_MS);
    const { s, f } = oneMore(as);
    changed = changeOutcomes(changed, exposure, {
      method,
      s: s * remains,
      f: f * remains,
      atMs: nowMs,
      takesBack: true,
    });
    attempts[id] = { ...attempt, as: 'quarantined' };
  }
  return { state: changed, session: { ...session, attempts } };
}
