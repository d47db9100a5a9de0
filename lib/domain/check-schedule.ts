import { nextEndAt } from './merchant-confirmed.ts';
import type { AttemptStatus } from './payment-attempt.ts';
import { unreachable } from './unreachable.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** An attempt undecided for this long is raised to the merchant. */
export const UNDECIDED_ALERT_MS = 15 * MINUTE;

/** How long after its start an attempt may be sent again with the same key, if the provider has no trace of it. */
export const RESEND_WINDOW_MS = 5 * MINUTE;

/**
 * Between two looks at a setup that waits for its shopper. The browser holds what confirms it at the provider, and
 * after a failed check of the bank's it could try other cards there, unseen, until it is looked at and called off.
 */
export const SETUP_CHECK_MS = 25 * SECOND;
/** How long a setup waits for its shopper; then it is called off, and may be begun anew. */
export const SETUP_ACTION_MS = 15 * MINUTE;

/** After the end, for methods where money can still come: a code paid late, or paid twice. */
const WATCH = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, 24 * HOUR, 72 * HOUR];

export interface CheckScheduleInput {
  readonly status: AttemptStatus;
  readonly direction: 'pull' | 'push';
  /** When the attempt came into this status. */
  readonly statusSince: Date;
  readonly now: Date;
  /** When the attempt expires at the provider; null where it does not say. */
  readonly expiresAt: Date | null;
  /** When the session's time is up: an open attempt is called off then. */
  readonly sessionExpiresAt: Date;
  /** Of held money: since when it is to be taken or let go (`planHold`). Left out: it is not. */
  readonly holdPressingSince?: Date | undefined;
  /** A card is kept, and nothing paid. Left out: it is a payment. */
  readonly isSetup?: boolean;
  /** How long the first call may take; only then is a `sending` attempt anybody else's business. */
  readonly sendingGraceMs: number;
  /** `merchant`: there is nobody to ask, only ends to keep (`PaymentProvider.confirmedBy`). */
  readonly confirmedBy?: 'merchant' | undefined;
}

/**
 * When the provider is asked next about an attempt; null when there is nothing left to ask. It goes by
 * time alone, not by how often was asked: a page that polls uses nothing up.
 */
export function nextCheckAt(input: CheckScheduleInput): Date | null {
  if (
    input.confirmedBy === 'merchant' &&
    input.status !== 'sending' &&
    input.status !== 'unknown'
  ) {
    return nextEndAt(input);
  }
  switch (input.status) {
    case 'sending':
      return after(input.now, input.sendingGraceMs);
    case 'unknown':
    case 'pending':
      return after(input.now, growing(input, 5 * SECOND));
    case 'requires_action':
      return earliest(
        [
          ...(input.isSetup === true
            ? [after(input.now, SETUP_CHECK_MS), after(input.statusSince, SETUP_ACTION_MS)]
            : [after(input.now, growing(input, 20 * SECOND))]),
          // The moments after which the shopper, or the merchant, wants to know.
          ...(input.expiresAt === null ? [] : [after(input.expiresAt, SECOND)]),
          after(input.sessionExpiresAt, 0),
        ],
        input.now,
      );
    case 'authorized':
      return input.holdPressingSince === undefined
        ? earliest(
            [
              after(input.now, HOUR),
              ...(input.expiresAt === null ? [] : [after(input.expiresAt, SECOND)]),
            ],
            input.now,
          )
        : after(
            input.now,
            growing({ now: input.now, statusSince: input.holdPressingSince }, 5 * SECOND),
          );
    case 'expired':
      return watched(input);
    case 'captured':
    case 'kept':
    case 'declined':
    case 'canceled':
      // What the shopper sends can be sent again, or after all.
      return input.direction === 'push' ? watched(input) : null;
    default:
      return unreachable(input.status);
  }
}

/** Whether a setup has waited for its shopper as long as it may. */
export function isSetupOverdue({
  status,
  statusSince,
  now,
}: Pick<CheckScheduleInput, 'status' | 'statusSince' | 'now'>): boolean {
  return status === 'requires_action' && now >= after(statusSince, SETUP_ACTION_MS);
}

/** Half as long again as it has lasted: often at first, hourly in the end. */
function growing(
  { now, statusSince }: Pick<CheckScheduleInput, 'now' | 'statusSince'>,
  leastMs: number,
): number {
  const elapsedMs = now.getTime() - statusSince.getTime();
  return Math.min(Math.max(elapsedMs / 2, leastMs), HOUR);
}

function watched({ now, statusSince }: CheckScheduleInput): Date | null {
  return WATCH.map((step) => after(statusSince, step)).find((at) => at > now) ?? null;
}

function earliest(candidates: readonly Date[], now: Date): Date {
  const coming = candidates.filter((at) => at > now).map((at) => at.getTime());
  return new Date(Math.min(...coming));
}

function after(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms);
}
