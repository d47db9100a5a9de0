import type { OrderingContext } from './ordering-context.ts';

/** A list of methods as one session was shown it. */
export interface Exposure {
  readonly sessionId: string;
  readonly atMs: number;
  readonly context: OrderingContext;
  /** What could be chosen, from the top. */
  readonly shown: readonly string[];
  readonly layout: string;
  /** False for test mode, bots and whoever is suspected of card testing: nothing is learned from them. */
  readonly counts: boolean;
}

/** What happened in a session, in whatever order it becomes known. */
export type OrderingRecord =
  /** The shopper set out to pay with a method. Only a session's first is counted. */
  | { readonly type: 'chosen'; readonly atMs: number; readonly method: string }
  /** Nothing was chosen for 15 minutes. Taken back should something be chosen after all. */
  | { readonly type: 'left'; readonly atMs: number }
  | OutcomeRecord
  /** The session is over, and was paid or not. One that was not can be paid after all. */
  | { readonly type: 'closed'; readonly atMs: number; readonly paid: boolean };

export interface OutcomeRecord {
  readonly type: 'outcome';
  readonly atMs: number;
  readonly attemptId: string;
  readonly method: string;
  /** 1 for the first of its session. */
  readonly attemptNo: number;
  readonly startedAtMs: number;
  /** `expired`: its time ran out. `superseded`: the shopper gave up on it for another. */
  readonly outcome: 'paid' | 'failed' | 'expired' | 'superseded';
  /** Whose failure it was; what the shopper called off says nothing of the method. */
  readonly reason: 'technical' | 'issuer' | 'customer' | 'unknown' | null;
}

/** How an attempt was counted, to count it once and to take it back. */
export interface CountedAttempt {
  readonly method: string;
  /** `quarantined`: it began while the method was down, and says nothing of better days. */
  readonly as: 'paid' | 'failed' | 'nothing' | 'quarantined';
  readonly attemptNo: number;
  readonly startedAtMs: number;
  readonly atMs: number;
}

/** What a session has been counted for so far: plain data, kept with the session. */
export interface SessionLearning {
  /** Null until something was chosen or the shopper left. */
  readonly choice: { readonly method: string | null; readonly atMs: number } | null;
  readonly attempts: Readonly<Record<string, CountedAttempt>>;
  /** The method whose recovery the session was counted for when it closed, and how. */
  readonly recovery: {
    readonly method: string;
    readonly paid: boolean;
    readonly atMs: number;
  } | null;
  /** How the session ended; kept for a first attempt whose failure is heard of later. */
  readonly closed: { readonly paid: boolean; readonly atMs: number } | null;
}

export const NOTHING_LEARNED: SessionLearning = {
  choice: null,
  attempts: {},
  recovery: null,
  closed: null,
};
