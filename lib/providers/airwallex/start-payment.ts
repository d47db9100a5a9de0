import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import type { StartPaymentRequest } from '#lib/domain/provider.ts';
import type { AirwallexApi } from './airwallex-api.ts';
import { answerOf, refusal, unknownOutcome } from './answer.ts';
import type { ApiFailure } from './http-client.ts';
import { unreadable } from './payment-intent-outcome.ts';
import type { PaymentIntentWire } from './wire.ts';

/**
 * Creates the attempt's intent and confirms it. Safe to repeat: each step has its own request id, and
 * a step that was taken before is gone on from.
 */
export async function startPayment(
  api: AirwallexApi,
  request: StartPaymentRequest,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  if (request.captureMethod === 'manual') {
    // A push payment or wallet transfer cannot be held; taking the money at once was not asked for.
    return refusal('manual_capture_not_supported', null);
  }
  if (request.keepCard !== undefined || request.savedCard !== undefined) {
    return refusal('saved_cards_not_supported', null);
  }
  const created = await createOrFind(api, request, signal);
  if ('answer' in created) return created.answer;
  const { intent } = created;
  const confirmed = await api.confirm(intent.id, request, signal);
  if (confirmed.ok) return answerOf(api, confirmed.value, request, signal);
  const { failure } = confirmed;
  // Confirmed before (a repeat after a crash), or past confirming: the intent's state has the answer.
  if (isRepeat(failure) || isStateRefusal(failure)) {
    const current = await api.retrieve(intent.id, signal);
    return current.ok
      ? answerOf(api, current.value, request, signal)
      : { outcome: unknownOutcome(current.failure), providerReference: intent.id };
  }
  return failure.kind === 'unknown'
    ? { outcome: failure, providerReference: intent.id }
    : refusal(failure.code, intent.id);
}

async function createOrFind(
  api: AirwallexApi,
  request: StartPaymentRequest,
  signal: AbortSignal,
): Promise<{ readonly intent: PaymentIntentWire } | { readonly answer: ProviderAnswer }> {
  const created = await api.create(request, signal);
  if (created.ok) return { intent: created.value };
  const { failure } = created;
  if (failure.kind === 'unknown') return { answer: { outcome: failure, providerReference: null } };
  if (!isRepeat(failure)) return { answer: refusal(failure.code, null) };
  // The request id was used: by us, so the intent is there under our reference.
  const found = await api.findByAttempt(request.attemptId, signal);
  if (found.ok && found.value !== null) return { intent: found.value };
  const outcome = found.ok
    ? unreadable('duplicate request without a payment')
    : unknownOutcome(found.failure);
  return { answer: { outcome, providerReference: null } };
}

function isRepeat(failure: ApiFailure): boolean {
  return failure.kind === 'refused' && failure.code === 'duplicate_request';
}

function isStateRefusal(failure: ApiFailure): boolean {
  return failure.kind === 'refused' && failure.code === 'invalid_status_for_operation';
}
