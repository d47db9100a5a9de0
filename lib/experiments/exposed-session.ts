import type { Money } from '#lib/domain/money.ts';

/** A session's outcome counts this long after its order was shown, and is read no sooner, unless its plan says otherwise. */
export const MATURITY_MS = 60 * 60 * 1000;

/** Why a session is left out. All are known before any outcome, and their rate is tested for each arm. */
export const EXCLUSIONS = ['fallback', 'pinned', 'bot', 'test'] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

/** One session whose order was rendered to a shopper, as far as it is known now. */
export interface ExposedSession {
  /** What was assigned: the shopper where one is known, else the session. */
  readonly unit: string;
  readonly arm: string;
  /** When the order was on the screen, not when the arm was drawn. */
  readonly exposedAt: Date;
  /** How long its outcome counts from then on; left out: `MATURITY_MS`. The same for all of an experiment. */
  readonly maturityMs?: number;
  /** What was known of it before: region, device, in-app, amount band. */
  readonly context: string;
  readonly exclusion: Exclusion | null;
  /** Whether the arms would have shown different orders. Where they are the same no arm can do anything. */
  readonly ordersDiffer: boolean;
  /** The unit's own value of the primary metric from before the experiment; 0 where there is none. */
  readonly before: number;
  /** Begun within the time that counts. */
  readonly attempts: number;
  /** Null while it is undecided, or where there was none: pending is never a failure. */
  readonly firstAttempt: { readonly paid: boolean; readonly resolvedAt: Date } | null;
  /** What was to be paid. */
  readonly price: Money;
  readonly paid: {
    readonly at: Date;
    readonly amount: Money;
    /** Given back so far, and disputed so far: in the amount's currency. */
    readonly refunded: Money;
    readonly disputed: Money;
  } | null;
  /** Until the list of methods was drawn; null where the browser did not say. */
  readonly renderMs: number | null;
}

/** Whether the time that counts is over: until then an early payer would count and a late one not yet. */
export function isMature(
  { exposedAt, maturityMs = MATURITY_MS }: Pick<ExposedSession, 'exposedAt' | 'maturityMs'>,
  asOf: Date,
): boolean {
  return asOf.getTime() - exposedAt.getTime() >= maturityMs;
}

/** Whether something happened within the time that counts, the same for early sessions and late ones. */
export function isInTime(
  { exposedAt, maturityMs = MATURITY_MS }: Pick<ExposedSession, 'exposedAt' | 'maturityMs'>,
  at: Date,
): boolean {
  return at.getTime() - exposedAt.getTime() <= maturityMs;
}
