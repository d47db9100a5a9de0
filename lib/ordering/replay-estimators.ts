/** One logged session, and what another policy would have made of it. */
export interface LoggedDecision {
  /** Chance of what was shown under the policy that showed it; positive. */
  readonly logged: number;
  /** Chance of the same under the policy that is asked about. */
  readonly target: number;
  /** 1: paid. */
  readonly reward: number;
  /** What a model expects: of what was shown, and of what the other policy would show. */
  readonly model: { readonly shown: number; readonly target: number };
}

export interface Estimate {
  readonly value: number;
  /** 95 %, by the normal approximation. */
  readonly low: number;
  readonly high: number;
}

export type ReplayEstimates =
  | {
      readonly kind: 'estimated';
      readonly effectiveSampleSize: number;
      readonly ips: Estimate;
      readonly snips: Estimate;
      readonly doublyRobust: Estimate;
    }
  /** Too few sessions were shown what the other policy would show: any figure would mislead. */
  | { readonly kind: 'refused'; readonly effectiveSampleSize: number };

export const LEAST_EFFECTIVE_SAMPLE_SIZE = 500;
const Z_95 = 1.959964;

/** Sums over sessions, of which any number can be taken in without being kept. */
export interface ReplaySums {
  readonly sessions: number;
  /** Of w = target / logged, of w², and of w·r, w²·r and w²·r² with r the reward. */
  readonly w: number;
  readonly w2: number;
  readonly wr: number;
  readonly w2r: number;
  readonly w2r2: number;
  /** Of the doubly robust value of each session, and of its square. */
  readonly d: number;
  readonly d2: number;
}

export const NO_SESSIONS: ReplaySums = {
  sessions: 0,
  w: 0,
  w2: 0,
  wr: 0,
  w2r: 0,
  w2r2: 0,
  d: 0,
  d2: 0,
};

/** One more session. Throws RangeError for a logged chance that is not positive. */
export function addSession(sums: ReplaySums, session: LoggedDecision): ReplaySums {
  const { logged, target, reward, model } = session;
  if (!(logged > 0)) throw new RangeError('What was shown has to have had a chance to be.');
  const w = target / logged;
  const d = model.target + w * (reward - model.shown);
  return {
    sessions: sums.sessions + 1,
    w: sums.w + w,
    w2: sums.w2 + w * w,
    wr: sums.wr + w * reward,
    w2r: sums.w2r + w * w * reward,
    w2r2: sums.w2r2 + w * w * reward * reward,
    d: sums.d + d,
    d2: sums.d2 + d * d,
  };
}

/**
 * What share of sessions another policy would have had paid, from sessions it did not order: by inverse
 * propensities, the same self-normalised, and doubly robust (Dudík, Langford, Li 2011). To choose what is
 * worth an experiment, never in place of one. Throws RangeError for a logged chance that is not positive.
 */
export function estimateFromReplay(sessions: readonly LoggedDecision[]): ReplayEstimates {
  return estimateFromSums(sessions.reduce(addSession, NO_SESSIONS));
}

/** The same from sums. */
export function estimateFromSums(sums: ReplaySums): ReplayEstimates {
  const { sessions, w, w2, wr, w2r, w2r2, d, d2 } = sums;
  const effectiveSampleSize = w2 === 0 ? 0 : (w * w) / w2;
  if (effectiveSampleSize < LEAST_EFFECTIVE_SAMPLE_SIZE) {
    return { kind: 'refused', effectiveSampleSize };
  }
  const ratio = wr / w;
  // The delta method: the spread of w(r − R), whose mean is nought, over the mean weight.
  const squares = w2r2 - 2 * ratio * w2r + ratio * ratio * w2;
  const snipsVariance = squares / Math.max(1, sessions - 1) / (w / sessions) ** 2;
  return {
    kind: 'estimated',
    effectiveSampleSize,
    ips: meanOf({ sessions, total: wr, squares: w2r2 }),
    snips: around(ratio, snipsVariance, sessions),
    doublyRobust: meanOf({ sessions, total: d, squares: d2 }),
  };
}

function meanOf(sums: {
  readonly sessions: number;
  readonly total: number;
  readonly squares: number;
}): Estimate {
  const { sessions, total, squares } = sums;
  const variance = (squares - (total * total) / sessions) / Math.max(1, sessions - 1);
  return around(total / sessions, variance, sessions);
}

function around(value: number, variance: number, sessions: number): Estimate {
  const reach = Z_95 * Math.sqrt(Math.max(0, variance) / sessions);
  return { value, low: value - reach, high: value + reach };
}
