import Stripe from 'stripe';
import type { UnknownCause } from '#lib/domain/payment-outcome.ts';
import { type SetupIntentWire, setupIntentSchema } from './saved-card-wire.ts';
import {
  type PaymentErrorWire,
  type PaymentIntentWire,
  paymentErrorSchema,
  paymentIntentSchema,
} from './wire.ts';

/**
 * What a call that did not succeed tells.
 *
 * - `card`: the card was refused (402).
 * - `refused`: Stripe would not do this; the call itself moved no money.
 * - `unauthorized`: as `refused`, but about our key and not about the payment.
 * - `unknown`: the call may or may not have had its effect. `erred`: Stripe answered with an error of its own,
 *   which it gives again to the same key for a day. https://docs.stripe.com/api/idempotent_requests
 */
export type ApiFailure =
  | {
      readonly kind: 'card';
      readonly error: PaymentErrorWire;
      readonly intent: PaymentIntentWire | null;
      readonly setup: SetupIntentWire | null;
    }
  | {
      readonly kind: 'refused';
      readonly code: string;
      /** Name of the parameter at fault. */
      readonly param: string | null;
      /** The PaymentIntent as it stands, where the refusal is about its state. */
      readonly intent: PaymentIntentWire | null;
      /** The SetupIntent, likewise. */
      readonly setup: SetupIntentWire | null;
    }
  | { readonly kind: 'unauthorized'; readonly code: string }
  | {
      readonly kind: 'unknown';
      readonly cause: UnknownCause;
      readonly detail: string;
      readonly erred?: true;
    };

/** What the failure of a call that only reads says of what it was to read: nothing. */
export function unanswered(failure: ApiFailure): Extract<ApiFailure, { kind: 'unknown' }> {
  if (failure.kind === 'unknown') return failure;
  const code = failure.kind === 'card' ? 'card_error' : failure.code;
  return { kind: 'unknown', cause: 'provider_error', detail: `refused: ${code}` };
}

/** What the failure of a call that reads an object by its id says of it: that there is none, or nothing. */
export function unfound(
  failure: ApiFailure,
): { readonly kind: 'absent' } | Extract<ApiFailure, { kind: 'unknown' }> {
  return failure.kind === 'refused' && ABSENT_CODES.has(failure.code)
    ? { kind: 'absent' }
    : unanswered(failure);
}

const ABSENT_CODES: ReadonlySet<string> = new Set(['resource_missing', 'http_404']);

/**
 * Sorts an error of the SDK by what it proves. Its message is never passed on: Stripe's messages
 * quote parameters and parts of keys. Throws what is not the SDK's: that is a defect of ours.
 */
export function apiFailure(error: unknown): ApiFailure {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  if (error instanceof Stripe.errors.StripeConnectionError) return connectionFailure(error);
  const status = error.statusCode;
  if (status === undefined) {
    return { kind: 'unknown', cause: 'unreadable_answer', detail: 'answer is not JSON' };
  }
  const detail = `HTTP ${status}${error.requestId ? `, request ${error.requestId}` : ''}`;
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return { kind: 'unknown', cause: 'rate_limited', detail };
  }
  // Another request holds our key, or had other parameters: what that one did is not known here.
  if (status === 409 || error instanceof Stripe.errors.StripeIdempotencyError) {
    return { kind: 'unknown', cause: 'provider_error', detail };
  }
  if (status >= 500) return { kind: 'unknown', cause: 'provider_error', detail, erred: true };
  const code = error.code ?? `http_${status}`;
  switch (status) {
    case 402:
      return {
        kind: 'card',
        error: cardError(error),
        intent: intentIn(error),
        setup: setupIn(error),
      };
    case 400:
    case 404:
      return {
        kind: 'refused',
        code,
        param: error.param ?? null,
        intent: intentIn(error),
        setup: setupIn(error),
      };
    case 401:
    case 403:
      return { kind: 'unauthorized', code };
    default:
      return { kind: 'unknown', cause: 'provider_error', detail };
  }
}

function connectionFailure(error: Stripe.errors.StripeConnectionError): ApiFailure {
  const cause: unknown = error.detail;
  const timedOut = cause instanceof Error && 'code' in cause && cause.code === 'ETIMEDOUT';
  return timedOut
    ? { kind: 'unknown', cause: 'timeout', detail: 'no answer in time' }
    : { kind: 'unknown', cause: 'network', detail: 'connection failed' };
}

function cardError(error: Stripe.errors.StripeError): PaymentErrorWire {
  const parsed = paymentErrorSchema.safeParse(error.raw);
  return parsed.success ? parsed.data : { type: 'card_error' };
}

function intentIn(error: Stripe.errors.StripeError): PaymentIntentWire | null {
  const parsed = paymentIntentSchema.safeParse(error.payment_intent);
  return parsed.success ? parsed.data : null;
}

function setupIn(error: Stripe.errors.StripeError): SetupIntentWire | null {
  const parsed = setupIntentSchema.safeParse(error.setup_intent);
  return parsed.success ? parsed.data : null;
}
