import type { PaymentOutcome, ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { AirwallexApi } from './airwallex-api.ts';
import { failureCodeOf } from './failure-code-map.ts';
import type { ApiFailure } from './http-client.ts';
import { type AttemptFacts, capturesOf, readIntent, unreadable } from './payment-intent-outcome.ts';
import type { PaymentIntentWire } from './wire.ts';

/** The answer about an intent. Asks for its captures where money has moved. */
export async function answerOf(
  api: AirwallexApi,
  intent: PaymentIntentWire,
  facts: AttemptFacts,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  const reading = readIntent(intent, facts);
  const providerReference = intent.id;
  switch (reading.kind) {
    case 'outcome':
      return { outcome: reading.outcome, providerReference };
    case 'paid':
      return { outcome: await paidOutcome(api, intent, signal), providerReference };
    case 'untried':
      // Confirmed without an attempt to show for it: there is nothing that could be paid.
      return refusal(intent.status.toLowerCase(), providerReference);
    default:
      return unreachable(reading);
  }
}

/**
 * All captures of the intent: an FPS code can be paid twice, and each transfer is an attempt of its
 * own. Should the list not be had, the latest capture is still true and a later look finds the rest.
 */
async function paidOutcome(
  api: AirwallexApi,
  intent: PaymentIntentWire,
  signal: AbortSignal,
): Promise<PaymentOutcome> {
  const listed = await api.listAttempts(intent.id, signal);
  const latest = intent.latest_payment_attempt;
  const captures = capturesOf(listed.ok ? listed.value : latest ? [latest] : []);
  if (captures === null) return unreadable('captured_amount');
  const [first, ...rest] = captures;
  if (first !== undefined) return { kind: 'captured', captures: [first, ...rest] };
  return listed.ok ? unreadable('paid without a captured attempt') : unknownOutcome(listed.failure);
}

/** A call that Airwallex refused and that moved no money. */
export function refusal(code: string, providerReference: string | null): ProviderAnswer {
  return {
    outcome: { kind: 'declined', code: failureCodeOf(code), providerCode: code },
    providerReference,
  };
}

/** A failure of a call that was to read or move what exists already: it says nothing of the payment. */
export function unknownOutcome(failure: ApiFailure): PaymentOutcome {
  return failure.kind === 'unknown'
    ? failure
    : { kind: 'unknown', cause: 'provider_error', detail: `refused: ${failure.code}` };
}
