import type { FailureCode } from '#lib/domain/failure-code.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { OutcomeRecord } from './ordering-record.ts';

/**
 * Whose failure a decline was. What the shopper called off, typed wrong or said too early says nothing of the method: the next
 * try with it is the first that does.
 */
export function failureReason(code: FailureCode | null): NonNullable<OutcomeRecord['reason']> {
  switch (code) {
    case 'wallet_cancelled':
    case 'expired_card':
    case 'incorrect_cvc':
    case 'invalid_card':
    case 'transfer_not_found':
      return 'customer';
    case 'insufficient_funds':
    case 'do_not_honor':
    case 'authentication_failed':
    case 'fraud_suspected':
    case 'card_not_supported':
    case 'limit_exceeded':
      return 'issuer';
    case 'issuer_unavailable':
    case 'provider_unavailable':
    case 'timeout':
    case 'processing_error':
      return 'technical';
    case null:
      return 'unknown';
    default:
      return unreachable(code);
  }
}
