import type { FailureCode } from './failure-code.ts';
import { type MethodId, chargesCard } from './method-id.ts';
import type { NextAction } from './next-action.ts';
import type { PaymentOutcome } from './payment-outcome.ts';
import { unreachable } from './unreachable.ts';

/**
 * One try to pay an intent with one method at one provider.
 *
 * - `sending`: committed by us; the provider has been or is about to be called.
 * - `unknown`: called, and we do not know how it ended. Chased by the reconciler.
 * - `requires_action`: the shopper has something to do (3-D Secure, wallet, QR code).
 * - `pending`: the provider is working on it.
 * - `authorized`: money is held, to be captured.
 * - `captured`: money has moved. Nothing takes it back but a refund, which is an object of its own.
 * - `kept`: the card is kept, which is all there was to do. No money has moved, or will by this attempt.
 * - `declined`, `expired`, `canceled`: over, without money.
 */
export const ATTEMPT_STATUSES = [
  'sending',
  'unknown',
  'requires_action',
  'pending',
  'authorized',
  'captured',
  'kept',
  'declined',
  'expired',
  'canceled',
] as const;

export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

/**
 * The legal moves. Money is believed from any state: a QR code paid after it expired, a card the
 * provider first reported as declined, a payment that succeeded while we cancelled it. Such a move is
 * recorded and, where it contradicts what we believed (see CONTRADICTIONS), raised to the merchant.
 */
export const ATTEMPT_TRANSITIONS: Readonly<Record<AttemptStatus, readonly AttemptStatus[]>> = {
  sending: [
    'unknown',
    'requires_action',
    'pending',
    'authorized',
    'captured',
    'kept',
    'declined',
    'expired',
    'canceled',
  ],
  unknown: [
    'requires_action',
    'pending',
    'authorized',
    'captured',
    'kept',
    'declined',
    'expired',
    'canceled',
  ],
  requires_action: ['pending', 'authorized', 'captured', 'kept', 'declined', 'expired', 'canceled'],
  pending: ['requires_action', 'authorized', 'captured', 'kept', 'declined', 'expired', 'canceled'],
  authorized: ['captured', 'canceled', 'expired'],
  captured: [],
  kept: ['captured'],
  declined: ['authorized', 'captured', 'kept'],
  expired: ['pending', 'authorized', 'captured', 'kept'],
  canceled: ['authorized', 'captured', 'kept'],
};

/** Moves that are legal, recorded, and against what we or the provider said before. */
const CONTRADICTIONS: ReadonlySet<string> = new Set([
  'declined>authorized',
  'declined>captured',
  'canceled>authorized',
  'canceled>captured',
  'kept>captured',
]);

/** The provider has not said how it ended. */
export const IN_FLIGHT_STATUSES = [
  'sending',
  'unknown',
  'pending',
] as const satisfies AttemptStatus[];

/** Not over: the reconciler keeps asking. */
export const ACTIVE_STATUSES = [
  'sending',
  'unknown',
  'requires_action',
  'pending',
  'authorized',
] as const satisfies AttemptStatus[];

export function isInFlight(status: AttemptStatus): boolean {
  return (IN_FLIGHT_STATUSES as readonly AttemptStatus[]).includes(status);
}

export function isActive(status: AttemptStatus): boolean {
  return (ACTIVE_STATUSES as readonly AttemptStatus[]).includes(status);
}

/**
 * Whether the provider never answered the start of an attempt whose method takes no money before the shopper
 * has acted on that answer: a code to scan, an address to go to. However the answer was lost (no connection,
 * no answer in time, an error, one that cannot be read), nobody was shown anything that could be paid, though
 * the request may well exist at the provider. So the shopper need not wait for it; the reconciler does. A
 * provider that says a payment is under way is `pending`, and waited for; a card is charged by the call itself.
 */
export function isUnreached(attempt: {
  readonly status: AttemptStatus;
  readonly method: MethodId;
}): boolean {
  return attempt.status === 'unknown' && !chargesCard(attempt.method);
}

/** Whether another pull attempt of the session has to wait for this one. */
export function mayStillCharge(attempt: {
  readonly status: AttemptStatus;
  readonly method: MethodId;
  readonly direction: 'pull' | 'push';
}): boolean {
  return attempt.direction === 'pull' && isInFlight(attempt.status) && !isUnreached(attempt);
}

export function canTransition(from: AttemptStatus, to: AttemptStatus): boolean {
  return ATTEMPT_TRANSITIONS[from].includes(to);
}

/** What of an attempt an outcome can change. */
export interface AttemptState {
  readonly status: AttemptStatus;
  readonly nextAction: NextAction | null;
  readonly expiresAt: Date | null;
  readonly failureCode: FailureCode | null;
  readonly providerFailureCode: string | null;
}

/** What of an attempt no outcome takes back. */
export interface AttemptPast {
  /** Its money was held at some time. */
  readonly wasHeld: boolean;
}

export type AttemptDecision =
  /** The outcome moves the attempt; `contradiction` says that it goes against an earlier word. */
  | { readonly kind: 'moved'; readonly state: AttemptState; readonly contradiction: boolean }
  /** Same status, newer particulars (a refreshed QR code). */
  | { readonly kind: 'refreshed'; readonly state: AttemptState }
  /** Nothing new: a duplicate, or an older truth arriving late. */
  | { readonly kind: 'ignored' };

/**
 * Decides what an outcome does to an attempt. Pure, total and idempotent: applying the same outcome
 * twice ignores the second, and an outcome that is not a legal move is ignored, so that the order in
 * which notifications arrive does not matter. A hold that was let go does not come back: that it is held is
 * what was true before.
 */
export function decideAttempt(
  current: AttemptState,
  outcome: PaymentOutcome,
  past: AttemptPast,
): AttemptDecision {
  const beforeTheEnd = outcome.kind === 'authorized' || outcome.kind === 'pending';
  if (beforeTheEnd && past.wasHeld && !isActive(current.status)) return { kind: 'ignored' };
  const to: AttemptStatus = outcome.kind;
  if (to === current.status) {
    const state = withParticulars(current, outcome);
    return sameParticulars(current, state) ? { kind: 'ignored' } : { kind: 'refreshed', state };
  }
  if (!canTransition(current.status, to)) return { kind: 'ignored' };
  return {
    kind: 'moved',
    state: withParticulars({ ...current, status: to }, outcome),
    contradiction: CONTRADICTIONS.has(`${current.status}>${to}`),
  };
}

function withParticulars(state: AttemptState, outcome: PaymentOutcome): AttemptState {
  switch (outcome.kind) {
    case 'requires_action':
      return { ...state, nextAction: outcome.nextAction, expiresAt: outcome.expiresAt };
    case 'declined':
      return {
        ...state,
        nextAction: null,
        failureCode: outcome.code,
        providerFailureCode: outcome.providerCode,
      };
    case 'authorized':
      return {
        ...state,
        nextAction: null,
        expiresAt: outcome.until ?? null,
        failureCode: null,
        providerFailureCode: null,
      };
    case 'captured':
    case 'kept':
      return { ...state, nextAction: null, failureCode: null, providerFailureCode: null };
    case 'canceled':
    case 'pending':
      return { ...state, nextAction: null };
    case 'expired':
    case 'unknown':
      return state;
    default:
      return unreachable(outcome);
  }
}

function sameParticulars(a: AttemptState, b: AttemptState): boolean {
  return (
    JSON.stringify(a.nextAction) === JSON.stringify(b.nextAction) &&
    a.expiresAt?.getTime() === b.expiresAt?.getTime() &&
    a.failureCode === b.failureCode &&
    a.providerFailureCode === b.providerFailureCode
  );
}
