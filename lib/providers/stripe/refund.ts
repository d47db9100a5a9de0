import type { RefundAnswer, RefundRequest } from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { type ApiFailure, unanswered } from './api-failure.ts';
import type { StripeApi } from './stripe-api.ts';
import type { RefundWire } from './wire.ts';

/**
 * Refunds a payment once for each `refundId`, however often it is asked: a refund that carries our
 * id is answered as it now stands, which also makes a repeat the way to learn how a pending refund
 * ended, and holds after Stripe has forgotten the idempotency key. One whose id we have is only read.
 */
export async function refund(api: StripeApi, request: RefundRequest): Promise<RefundAnswer> {
  if (request.refundReference !== null) {
    const current = await api.retrieveRefund(request.refundReference);
    return current.ok ? answerOf(current.value) : unanswered(current.failure);
  }
  const known = await api.findRefund(request);
  if (!known.ok) return unanswered(known.failure);
  if (known.value !== null) return answerOf(known.value);
  const created = await api.createRefund(request);
  return created.ok ? answerOf(created.value) : failedAnswer(created.failure);
}

function answerOf(wire: RefundWire): RefundAnswer {
  switch (wire.status) {
    case 'succeeded':
      return { kind: 'succeeded', refundReference: wire.id };
    case 'pending':
    case 'requires_action':
      return { kind: 'pending', refundReference: wire.id };
    case 'failed':
    case 'canceled':
      return { kind: 'failed', providerCode: wire.failure_reason ?? wire.status };
    default:
      return unreachable(wire.status);
  }
}

/** What the failure of the create call proves: only a refusal of the refund itself is a failure. */
function failedAnswer(failure: ApiFailure): RefundAnswer {
  if (failure.kind === 'refused') return { kind: 'failed', providerCode: failure.code };
  if (failure.kind === 'card') {
    return { kind: 'failed', providerCode: failure.error.code ?? 'card_error' };
  }
  return unanswered(failure);
}
