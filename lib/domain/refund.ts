import type { RefundAnswer } from './provider.ts';
import { unreachable } from './unreachable.ts';

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

/**
 * What of a refund comes out of what was overpaid: that first, then sales. In minor units; `given` is what
 * earlier refunds of the capture that did not fail took from there.
 */
export function overpaymentPart(input: {
  readonly amount: bigint;
  readonly surplus: bigint;
  readonly given: bigint;
}): bigint {
  const left = input.surplus > input.given ? input.surplus - input.given : 0n;
  return input.amount < left ? input.amount : left;
}

/**
 * What a provider's answer does to a refund.
 *
 * - `succeeded`, `failed`: how the refund ended.
 * - `returned`: it had succeeded, and the shopper's bank sent the money back.
 * - `waits`: it has not ended, or the provider could not be asked.
 * - `nothing`: it stands as it stood.
 */
export type RefundDecision = 'succeeded' | 'failed' | 'returned' | 'waits' | 'nothing';

/** Decides what an answer does to a refund. Pure and total; `failed` is the end at every provider. */
export function decideRefund(current: RefundStatus, answer: RefundAnswer['kind']): RefundDecision {
  switch (current) {
    case 'pending':
      return answer === 'pending' || answer === 'unknown' ? 'waits' : answer;
    case 'succeeded':
      return answer === 'failed' ? 'returned' : 'nothing';
    case 'failed':
      return 'nothing';
    default:
      return unreachable(current);
  }
}

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** Waits between tries of a refund that has not ended, the last one repeated. */
const RETRY_MS = [5_000, 15_000, 60_000, 300_000, 1_800_000, HOUR];

/**
 * A refund that succeeded can still come back, for about a month (closed card, closed account):
 * https://docs.stripe.com/refunds#failed-refunds. Providers notify us of it; this is for when they do not.
 */
const WATCH_MS = [HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 45 * DAY];

/** When the provider is asked next about a refund; null when there is nothing left to ask. */
export function nextRefundCheckAt(input: {
  readonly status: RefundStatus;
  readonly createdAt: Date;
  readonly now: Date;
  /** Tries so far. */
  readonly tryCount: number;
}): Date | null {
  const { status, createdAt, now, tryCount } = input;
  switch (status) {
    case 'pending':
      return after(now, RETRY_MS[Math.min(tryCount, RETRY_MS.length - 1)] ?? HOUR);
    case 'succeeded':
      return WATCH_MS.map((ms) => after(createdAt, ms)).find((at) => at > now) ?? null;
    case 'failed':
      return null;
    default:
      return unreachable(status);
  }
}

function after(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms);
}
