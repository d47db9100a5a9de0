import type { MethodRow } from '#lib/domain/checkout-view.ts';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { unreachable } from '#lib/domain/unreachable.ts';

/**
 * Which method to offer in one tap after a decline: the first of the merchant's list that can succeed
 * where this one did not, and that goes on without typing. Null: trying the same again is the better
 * advice, or there is no other.
 */
export function suggestedMethod(
  code: FailureCode,
  declined: MethodId,
  methods: readonly MethodRow[],
): MethodId | null {
  if (!anotherMethodHelps(code)) return null;
  const other = methods.find(
    (row) =>
      row.method !== declined &&
      row.reason === null &&
      row.outage === undefined &&
      row.flow !== 'fields',
  );
  return other?.method ?? null;
}

function anotherMethodHelps(code: FailureCode): boolean {
  switch (code) {
    case 'insufficient_funds':
    case 'do_not_honor':
    case 'authentication_failed':
    case 'fraud_suspected':
    case 'card_not_supported':
    case 'limit_exceeded':
    case 'issuer_unavailable':
    case 'provider_unavailable':
      return true;
    // A slip of the finger, a change of mind, or nothing certain yet.
    case 'expired_card':
    case 'incorrect_cvc':
    case 'invalid_card':
    case 'wallet_cancelled':
    case 'timeout':
    // Who did send the money must not be led to pay once more.
    case 'transfer_not_found':
    case 'processing_error':
      return false;
    default:
      return unreachable(code);
  }
}
