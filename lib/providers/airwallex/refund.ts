import type { RefundAnswer, RefundRequest } from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { AirwallexApi } from './airwallex-api.ts';
import { unanswered } from './http-client.ts';
import type { RefundWire } from './wire.ts';

/**
 * Refunds a payment once for each idempotency key. Airwallex answers the create call with RECEIVED,
 * and a repeat of it with that same old answer or with `duplicate_request`; either way the refund is
 * then read as it now stands, so that a repeat is the way to learn how a pending refund ended. One
 * whose id we have is only read: it is followed for longer than a request id may be remembered.
 */
export async function refund(
  api: AirwallexApi,
  request: RefundRequest,
  signal: AbortSignal,
): Promise<RefundAnswer> {
  if (request.refundReference !== null) {
    const current = await api.retrieveRefund(request.refundReference, signal);
    return current.ok ? answerOf(current.value) : unanswered(current.failure);
  }
  const created = await api.createRefund(request, signal);
  if (created.ok) return currentAnswer(api, created.value, signal);
  const { failure } = created;
  if (failure.kind === 'refused' && failure.code === 'duplicate_request') {
    const found = await api.findRefund(request, signal);
    if (!found.ok) return unanswered(found.failure);
    if (found.value !== null) return answerOf(found.value);
    const detail = 'duplicate request without a refund';
    return { kind: 'unknown', cause: 'unreadable_answer', detail };
  }
  // Only a refusal of the refund itself is a failure; one of our credentials says nothing of it.
  return failure.kind === 'refused'
    ? { kind: 'failed', providerCode: failure.code }
    : unanswered(failure);
}

async function currentAnswer(
  api: AirwallexApi,
  created: RefundWire,
  signal: AbortSignal,
): Promise<RefundAnswer> {
  const answer = answerOf(created);
  if (answer.kind !== 'pending') return answer;
  const current = await api.retrieveRefund(created.id, signal);
  return current.ok ? answerOf(current.value) : answer;
}

function answerOf(wire: RefundWire): RefundAnswer {
  switch (wire.status) {
    case 'RECEIVED':
    case 'PROCESSING':
    case 'ACCEPTED':
      return { kind: 'pending', refundReference: wire.id };
    case 'SUCCEEDED':
    case 'SETTLED':
      return { kind: 'succeeded', refundReference: wire.id };
    case 'FAILED':
      return { kind: 'failed', providerCode: wire.failure_reason ?? 'FAILED' };
    default:
      return unreachable(wire.status);
  }
}
