import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { IntentStatus } from '#lib/domain/payment-intent.ts';
import type { PaymentFacts } from './payment-facts.ts';
import { paymentErrorObject } from './payment-error-object.ts';
import { attemptUrl } from './payment-intent-object.ts';
import { unixSeconds } from './unix-seconds.ts';

/**
 * A setup intent on Stripe's wire, with every field that the SDKs' typings of API version
 * 2026-10-28.endive require.
 */
export function setupIntentObject(facts: PaymentFacts) {
  const { session, intent, attempts } = facts;
  const kept = attempts.find(({ id }) => id === intent.paidByAttemptId);
  const waiting = attempts.findLast(({ status }) => status === 'requires_action');
  return {
    id: intent.id,
    object: 'setup_intent' as const,
    allowed_payment_method_types: session.allowedMethods,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason:
      intent.status === 'canceled' && intent.cancelRequestedAt !== null
        ? intent.cancellationReason
        : null,
    client_secret: null,
    created: unixSeconds(intent.createdAt),
    customer: session.customerId,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: intent.status === 'succeeded' ? null : lastError(attempts.at(-1)),
    latest_attempt: null,
    livemode: intent.livemode,
    mandate: null,
    metadata: intent.metadata,
    next_action:
      intent.status === 'requires_action' && waiting !== undefined
        ? {
            redirect_to_url: { return_url: session.successUrl, url: attemptUrl(facts, waiting) },
            type: 'redirect_to_url' as const,
          }
        : null,
    on_behalf_of: null,
    payment_method: kept?.keptCardId ?? null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: statusOf(intent.status),
    usage: session.keepCard?.usage ?? 'off_session',
  };
}

function statusOf(status: IntentStatus): Exclude<IntentStatus, 'requires_capture'> {
  if (status === 'requires_capture') throw new Error('A setup holds no money.');
  return status;
}

function lastError(attempt: AttemptRow | undefined) {
  const error = paymentErrorObject(attempt);
  if (error === null) return null;
  const { code, message, type } = error;
  return {
    code,
    ...('decline_code' in error ? { decline_code: error.decline_code } : {}),
    message,
    payment_method_type: 'card',
    type,
  };
}
