import type { MethodId } from '#lib/domain/method-id.ts';
import { fromMajor } from '#lib/domain/money.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import type { PaymentOutcome, ReportedCapture } from '#lib/domain/payment-outcome.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { attemptExpiresAt } from '#lib/methods/attempt-expires-at.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { failureCodeOf } from './failure-code-map.ts';
import type { PaymentAttemptWire, PaymentIntentWire } from './wire.ts';

/** What of our attempt an outcome needs. */
export interface AttemptFacts {
  readonly method: MethodId;
  readonly startedAt: Date;
}

/**
 * An outcome read off the intent alone. `paid` and `untried` need more: the list of captures, or to
 * know who asks.
 */
export type IntentReading =
  | { readonly kind: 'outcome'; readonly outcome: PaymentOutcome }
  | { readonly kind: 'paid' }
  | { readonly kind: 'untried' };

/**
 * Reads an intent. Every status is named; none means success by default. Money is believed whatever
 * the intent's status: a code paid after it expired leaves a captured attempt behind.
 */
export function readIntent(intent: PaymentIntentWire, facts: AttemptFacts): IntentReading {
  const latest = intent.latest_payment_attempt ?? null;
  if (latest !== null && isCaptured(latest)) return { kind: 'paid' };
  switch (intent.status) {
    case 'REQUIRES_PAYMENT_METHOD':
      return latest === null ? { kind: 'untried' } : read(endOf(latest));
    case 'REQUIRES_CUSTOMER_ACTION':
      return read(requiredAction(intent, facts));
    case 'PENDING':
    case 'PENDING_REVIEW':
      return read({ kind: 'pending' });
    case 'REQUIRES_CAPTURE':
      return read(authorized(intent));
    case 'SUCCEEDED':
      return { kind: 'paid' };
    case 'CANCELLED':
      return read({ kind: 'canceled' });
    default:
      return unreachable(intent.status);
  }
}

/** Every movement of money among an intent's attempts, oldest first; null when one is unreadable. */
export function capturesOf(attempts: readonly PaymentAttemptWire[]): ReportedCapture[] | null {
  const captures: ReportedCapture[] = [];
  for (const attempt of attempts) {
    if (!isCaptured(attempt)) continue;
    const amount = fromMajor(attempt.captured_amount, attempt.currency);
    if (amount === null) return null;
    // Later statuses (settled, paid out) move `updated_at` on to when those happened.
    const capturedAt =
      attempt.status === 'CAPTURE_REQUESTED' ? attempt.updated_at : attempt.created_at;
    captures.push({ reference: attempt.id, amount, capturedAt });
  }
  return captures.toSorted((a, b) => a.capturedAt.getTime() - b.capturedAt.getTime());
}

export function unreadable(detail: string): PaymentOutcome {
  return { kind: 'unknown', cause: 'unreadable_answer', detail };
}

function read(outcome: PaymentOutcome): IntentReading {
  return { kind: 'outcome', outcome };
}

/** An attempt whose capture was asked for is paid: Airwallex answers for the rest of the way. */
function isCaptured(attempt: PaymentAttemptWire): boolean {
  switch (attempt.status) {
    case 'CAPTURE_REQUESTED':
    case 'SETTLED':
    case 'PAID':
      return attempt.captured_amount > 0;
    case 'RECEIVED':
    case 'AUTHENTICATION_REDIRECTED':
    case 'PENDING_AUTHORIZATION':
    case 'AUTHORIZED':
    case 'CANCELLED':
    case 'EXPIRED':
    case 'FAILED':
      return false;
    default:
      return unreachable(attempt.status);
  }
}

/** How the latest attempt left an intent that wants another method. */
function endOf(attempt: PaymentAttemptWire): PaymentOutcome {
  switch (attempt.status) {
    case 'FAILED': {
      const providerCode = attempt.failure_code ?? 'FAILED';
      return { kind: 'declined', code: failureCodeOf(attempt.failure_code ?? null), providerCode };
    }
    case 'CANCELLED':
      return { kind: 'declined', code: 'wallet_cancelled', providerCode: 'CANCELLED' };
    case 'EXPIRED':
      return { kind: 'expired' };
    case 'RECEIVED':
    case 'AUTHENTICATION_REDIRECTED':
    case 'PENDING_AUTHORIZATION':
    case 'AUTHORIZED':
    case 'CAPTURE_REQUESTED':
    case 'SETTLED':
    case 'PAID':
      // The two objects disagree: one of them is about to change.
      return { kind: 'pending' };
    default:
      return unreachable(attempt.status);
  }
}

function requiredAction(intent: PaymentIntentWire, facts: AttemptFacts): PaymentOutcome {
  const nextAction = nextActionOf(intent, facts.method);
  if (nextAction === null) {
    // Not `pending`, which would take away a code that the shopper may be about to pay.
    return unreadable('REQUIRES_CUSTOMER_ACTION without an action that can be offered');
  }
  // Airwallex's answer carries no expiry: the FPS code has one inside (tag 26.05), in a time zone that no
  // document states.
  return { kind: 'requires_action', nextAction, expiresAt: attemptExpiresAt(facts) };
}

function nextActionOf(intent: PaymentIntentWire, method: MethodId): NextAction | null {
  const action = intent.next_action ?? null;
  if (action === null) return null;
  switch (action.type) {
    case 'redirect':
      return leadsSomewhereSafe(action.url, method) ? { type: 'redirect', url: action.url } : null;
    case 'render_qrcode':
      if (action.payload === null) return null;
      return {
        type: 'show_qr',
        payload: action.payload,
        scheme: method === 'fps' ? 'fps' : 'wallet',
      };
    default:
      return unreachable(action);
  }
}

/**
 * A web address, or a link of the method's own app: Airwallex's answer for Octopus may be
 * `octopus://payment?…`. No other scheme is given to the browser, `javascript:` least of all.
 */
function leadsSomewhereSafe(url: string, method: MethodId): boolean {
  const scheme = new URL(url).protocol.slice(0, -1);
  const schemes = ['https', 'http', ...(METHODS[method].appLinkSchemes ?? [])];
  return schemes.includes(scheme);
}

function authorized(intent: PaymentIntentWire): PaymentOutcome {
  const amount = fromMajor(intent.amount, intent.currency);
  return amount === null ? unreadable('amount') : { kind: 'authorized', amount };
}
