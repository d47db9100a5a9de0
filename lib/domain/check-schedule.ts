import type { AttemptStatus } from './payment-attempt.ts';
import { unreachable } from './unreachable.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits between two questions about an attempt whose end we do not know. The last one repeats. */
const CHASE = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, HOUR];
/** While the shopper has something to do. A waiting page asks oftener by itself. */
const ATTEND = [20 * SECOND, 40 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
/** After the end, for methods where money can still come: a code paid late, or paid twice. */
const WATCH = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 24 * HOUR];
/** While money is held and not yet taken. */
const HOLD = [HOUR, 6 * HOUR, 24 * HOUR];

/** An attempt still unknown after this long is raised to the merchant. */
export const UNKNOWN_ALERT_MS = 15 * MINUTE;

/** How long after its start an attempt may be sent again with the same key, if the provider has no trace of it. */
export const RESEND_WINDOW_MS = 5 * MINUTE;

export interface CheckScheduleInput {
  readonly status: AttemptStatus;
  readonly direction: 'pull' | 'push';
  /** Checks made since the attempt came into this status. */
  readonly checkCount: number;
  readonly now: Date;
  readonly expiresAt: Date | null;
  /** How long the first call may take; only then is a `sending` attempt anybody else's business. */
  readonly sendingGraceMs: number;
}

/** When the provider is asked next about an attempt; null when there is nothing left to ask. */
export function nextCheckAt(input: CheckScheduleInput): Date | null {
  const after = (ms: number) => new Date(input.now.getTime() + ms);
  switch (input.status) {
    case 'sending':
      return after(input.sendingGraceMs);
    case 'unknown':
    case 'pending':
      return after(repeating(CHASE, input.checkCount));
    case 'requires_action': {
      const regular = after(repeating(ATTEND, input.checkCount));
      // The moment after it expires is the moment the shopper wants to know.
      const expiry = input.expiresAt === null ? null : input.expiresAt.getTime() + SECOND;
      return expiry !== null && expiry > input.now.getTime() && expiry < regular.getTime()
        ? new Date(expiry)
        : regular;
    }
    case 'authorized':
      return after(repeating(HOLD, input.checkCount));
    case 'expired':
      return finite(WATCH, input.checkCount, after);
    case 'captured':
    case 'declined':
    case 'canceled':
      // What the shopper sends can be sent again, or after all.
      return input.direction === 'push' ? finite(WATCH, input.checkCount, after) : null;
    default:
      return unreachable(input.status);
  }
}

function repeating(steps: readonly number[], count: number): number {
  return steps[Math.min(count, steps.length - 1)] ?? HOUR;
}

function finite(steps: readonly number[], count: number, after: (ms: number) => Date): Date | null {
  const step = steps[count];
  return step === undefined ? null : after(step);
}
