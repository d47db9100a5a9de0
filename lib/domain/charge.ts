import type { CaptureId, DisputeMovementId, PaymentAttemptId, RefundId } from './ids.ts';
import type { AttemptStatus } from './payment-attempt.ts';
import { unreachable } from './unreachable.ts';

/**
 * What Stripe's vocabulary calls a charge is an attempt whose provider gave it a definite result: money held
 * or taken, or refused. One whose hold was let go stays a charge. Nothing more is stored of it than the attempt,
 * so its id is made of the attempt's.
 */
export type ChargeId = `ch_${string}`;

/** A movement on the merchant's balance: a capture, a refund that was carried out, or disputed money. */
export type BalanceTransactionId = `txn_${string}`;

export function chargeIdOf(attemptId: PaymentAttemptId): ChargeId {
  return `ch_${randomPart(attemptId)}`;
}

/** The attempt that a charge's id was made of; what has not that form names none. */
export function attemptOfCharge(chargeId: string): PaymentAttemptId | null {
  const part = /^ch_([0-9A-Za-z]{24})$/.exec(chargeId)?.[1];
  return part === undefined ? null : (`pa_${part}` as PaymentAttemptId); // the same random part
}

export function balanceTransactionIdOf(
  movement: CaptureId | RefundId | DisputeMovementId,
): BalanceTransactionId {
  return `txn_${randomPart(movement)}`;
}

/** How an attempt's charge stands; null while, or where, there is none. */
export function chargeStatusOf(attempt: {
  readonly status: AttemptStatus;
  /** When its money was first held; null: never. */
  readonly heldAt: Date | null;
}): 'succeeded' | 'failed' | null {
  if (isHoldReleased(attempt)) return 'succeeded';
  switch (attempt.status) {
    case 'authorized':
    case 'captured':
      return 'succeeded';
    case 'declined':
      return 'failed';
    case 'kept':
    case 'sending':
    case 'unknown':
    case 'requires_action':
    case 'pending':
    case 'expired':
    case 'canceled':
      return null;
    default:
      return unreachable(attempt.status);
  }
}

/** Money was held by it and let go, by the merchant's wish or because its time was up. */
export function isHoldReleased(attempt: {
  readonly status: AttemptStatus;
  readonly heldAt: Date | null;
}): boolean {
  const { status, heldAt } = attempt;
  return heldAt !== null && (status === 'canceled' || status === 'expired');
}

function randomPart(id: string): string {
  return id.slice(id.indexOf('_') + 1);
}
