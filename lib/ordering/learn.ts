import { CHOICE_HALF_LIFE_MS, SUCCESS_HALF_LIFE_MS, decayFactor } from './decay.ts';
import { addDelay } from './delay-distribution.ts';
import { downDuring } from './down-method.ts';
import { estimateContext } from './estimates.ts';
import { levelKeys } from './ordering-context.ts';
import type {
  CountedAttempt,
  Exposure,
  OrderingRecord,
  OutcomeRecord,
  SessionLearning,
} from './ordering-record.ts';
import { type OrderingState, addToCounter, changeCells } from './ordering-state.ts';

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

/**
 * One step of the minorise-maximise update of a multinomial logit with position effects: every option's
 * exposure grows by its position effect over the sum, the chosen one's count by one (Hunter 2004).
 */
function countChoice(
  state: OrderingState,
  exposure: Exposure,
  choice: { readonly method: string | null; readonly place: number | null; readonly atMs: number },
): OrderingState {
  const { context, shown, layout } = exposure;
  const { atMs } = choice;
  const estimate = estimateContext(state, context, shown, { layout, nowMs: atMs });
  const leaving = estimate.leaving.shape / estimate.leaving.rate;
  const options = estimate.methods.map(({ method, weight }, place) => ({
    method,
    weight: weight.shape / weight.rate,
    effect: estimate.positions[place] ?? 0,
  }));
  const sum = options.reduce((total, { weight, effect }) => total + weight * effect, leaving);

  const counted = changeCells(state, levelKeys(context), atMs, (cell) => {
    const methods = { ...cell.methods };
    for (const { method, effect } of options) {
      const n = method === choice.method ? 1 : 0;
      methods[method] = addToCounter(methods[method], { n, e: effect / sum }, atMs);
    }
    const left = { n: choice.method === null ? 1 : 0, e: 1 / sum };
    return { ...cell, methods, leaving: addToCounter(cell.leaving, left, atMs) };
  });
  const before = state.positions[layout];
  const decay = before === undefined ? 1 : decayFactor(atMs - before.atMs, CHOICE_HALF_LIFE_MS);
  const length = Math.max(options.length, before?.places.length ?? 0);
  const places = Array.from({ length }, (_, place) => {
    const seen = before?.places[place] ?? { n: 0, e: 0 };
    return {
      n: seen.n * decay + (choice.place === place ? 1 : 0),
      e: seen.e * decay + (options[place]?.weight ?? 0) / sum,
    };
  });
  const positions = {
    ...counted.positions,
    [layout]: { places, atMs: Math.max(atMs, before?.atMs ?? atMs) },
  };
  return { ...counted, positions };
}

/** Who was taken to have left has chosen: the exposure was counted then, only the choice moves. */
function takeBackLeaving(
  state: OrderingState,
  exposure: Exposure,
  choice: {
    readonly method: string | null;
    readonly place: number | null;
    readonly leftAtMs: number;
    readonly atMs: number;
  },
): OrderingState {
  const { method, atMs } = choice;
  if (method === null) return state;
  const remains = decayFactor(atMs - choice.leftAtMs, CHOICE_HALF_LIFE_MS);
  const counted = changeCells(state, levelKeys(exposure.context), atMs, (cell) => ({
    ...cell,
    leaving: addToCounter(cell.leaving, { n: -remains }, atMs),
    methods: {
      ...cell.methods,
      [method]: addToCounter(cell.methods[method], { n: remains }, atMs),
    },
  }));
  const seen = counted.positions[exposure.layout];
  if (seen === undefined) return counted;
  const places = seen.places.map((counter, place) =>
    place === choice.place ? { ...counter, n: counter.n + remains } : counter,
  );
  return {
    ...counted,
    positions: { ...counted.positions, [exposure.layout]: { ...seen, places } },
  };
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
  return {
    state: countOutcome(chosen.state, exposure, { counted, record }),
    session: {
      ...chosen.session,
      attempts: { ...chosen.session.attempts, [record.attemptId]: counted },
    },
  };
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
  added: { readonly method: string; readonly s: number; readonly f: number; readonly atMs: number },
): OrderingState {
  const { method, s, f, atMs } = added;
  return changeCells(state, levelKeys(exposure.context), atMs, (cell) => ({
    ...cell,
    methods: { ...cell.methods, [method]: addToCounter(cell.methods[method], { s, f }, atMs) },
  }));
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
  const changed = changeOutcomes(state, exposure, { method, s: 1, f: -remains, atMs });
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
  record: { readonly atMs: number; readonly paid: boolean },
): Learned {
  if (session.closed) return { state, session };
  const closed = { ...session, closed: true };
  const first = Object.values(session.attempts).find(({ attemptNo }) => attemptNo === 1);
  // In quarantine too nothing is learned: an outage is when shoppers recover as at no other time.
  if (first?.as !== 'failed') return { state, session: closed };
  const recovery = { method: first.method, paid: record.paid, atMs: record.atMs };
  return {
    state: changeRecovery(state, { ...recovery, sign: 1, nowMs: record.atMs }),
    session: { ...closed, recovery },
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
    });
    attempts[id] = { ...attempt, as: 'quarantined' };
  }
  return { state: changed, session: { ...session, attempts } };
}
