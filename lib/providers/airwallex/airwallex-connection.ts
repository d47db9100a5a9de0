import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import type {
  CaptureAnswer,
  CaptureRequest,
  LookupAnswer,
  PaymentLookup,
  ProviderConnection,
  ProviderEnvironment,
} from '#lib/domain/provider.ts';
import { type AirwallexApi, createAirwallexApi } from './airwallex-api.ts';
import { answerOf, refusal, unknownOutcome } from './answer.ts';
import { checkAirwallexConnection } from './check-connection.ts';
import type { AirwallexCredentials } from './credentials.ts';
import { retrieveDispute } from './dispute.ts';
import { createHttpClient } from './http-client.ts';
import { readAirwallexNotification } from './notification.ts';
import { readIntent, unreadable } from './payment-intent-outcome.ts';
import { refund } from './refund.ts';
import { startPayment } from './start-payment.ts';
import { airwallexTestShopper } from './test-shopper.ts';
import type { PaymentIntentWire } from './wire.ts';

const ORIGIN = {
  live: 'https://api.airwallex.com',
  demo: 'https://api-demo.airwallex.com',
} as const;

/** A merchant's Airwallex account. One PaymentIntent serves one attempt and is confirmed once. */
export function connectAirwallex(
  credentials: AirwallexCredentials,
  environment: ProviderEnvironment,
): ProviderConnection {
  const origin = environment.simulatorOrigin ?? ORIGIN[credentials.environment];
  const api = createAirwallexApi(createHttpClient(origin, credentials));
  // One bound for all the requests that an operation makes, login included.
  const bound = (): AbortSignal => AbortSignal.timeout(environment.timeoutMs);
  return {
    startPayment: (request) => startPayment(api, request, bound()),
    retrievePayment: (lookup) => retrievePayment(api, lookup, bound()),
    cancelPayment: (lookup) => cancelPayment(api, lookup, bound()),
    capturePayment: (request) => capturePayment(api, request, bound()),
    refundPayment: (request) => refund(api, request, bound()),
    retrieveDispute: (reference) => retrieveDispute(api, reference, bound()),
    readNotification: ({ headers, rawBody, now }) =>
      readAirwallexNotification({ headers, rawBody, secret: credentials.webhookSecret, now }),
    checkConnection: () =>
      checkAirwallexConnection(
        credentials,
        {
          origin,
          otherOrigin:
            environment.simulatorOrigin === null
              ? ORIGIN[credentials.environment === 'live' ? 'demo' : 'live']
              : null,
        },
        bound(),
      ),
    // FPS and the wallets have no fields in the page.
    browserSettings: () => null,
    testShopper: credentials.environment === 'demo' ? airwallexTestShopper(environment) : null,
    savedCards: null,
  };
}

async function retrievePayment(
  api: AirwallexApi,
  lookup: PaymentLookup,
  signal: AbortSignal,
): Promise<LookupAnswer> {
  const current = await currentIntent(api, lookup, signal);
  if (current.kind !== 'intent') return current.answer;
  const { intent } = current;
  return readIntent(intent, lookup).kind === 'untried'
    ? untriedAnswer(api, intent, lookup, signal)
    : answerOf(api, intent, lookup, signal);
}

/**
 * An intent that was created but never confirmed: no code was issued and no wallet asked, so there is
 * nothing that could be paid. While its id was not known to us it is no payment at all, and starting
 * again with the same key goes on where it stopped. Otherwise the confirm was sent and may be on its
 * way still: the intent is cancelled, so that it cannot take effect any more, before the attempt is
 * declared over.
 */
async function untriedAnswer(
  api: AirwallexApi,
  intent: PaymentIntentWire,
  lookup: PaymentLookup,
  signal: AbortSignal,
): Promise<LookupAnswer> {
  if (lookup.providerReference === null) return { outcome: { kind: 'absent' } };
  const canceled = await api.cancel(intent, lookup.idempotencyKey, signal);
  if (canceled.ok) return refusal('not_confirmed', intent.id);
  const current = await api.retrieve(intent.id, signal);
  return current.ok && readIntent(current.value, lookup).kind !== 'untried'
    ? answerOf(api, current.value, lookup, signal)
    : { outcome: unknownOutcome(canceled.failure), providerReference: intent.id };
}

async function cancelPayment(
  api: AirwallexApi,
  lookup: PaymentLookup,
  signal: AbortSignal,
): Promise<LookupAnswer> {
  const current = await currentIntent(api, lookup, signal);
  if (current.kind !== 'intent') return current.answer;
  const { intent } = current;
  if (readIntent(intent, lookup).kind === 'paid' || intent.status === 'CANCELLED') {
    return answerOf(api, intent, lookup, signal);
  }
  const canceled = await api.cancel(intent, lookup.idempotencyKey, signal);
  if (canceled.ok) return answerOf(api, canceled.value, lookup, signal);
  // Refused: it is past cancelling, or was cancelled before. Its state now is the answer.
  if (canceled.failure.kind === 'refused') return retrievePayment(api, lookup, signal);
  return { outcome: unknownOutcome(canceled.failure), providerReference: intent.id };
}

async function capturePayment(
  api: AirwallexApi,
  request: CaptureRequest,
  signal: AbortSignal,
): Promise<CaptureAnswer> {
  const { payment } = request;
  const current = await currentIntent(api, payment, signal);
  if (current.kind === 'absent') {
    return { outcome: unreadable('nothing to capture is found'), providerReference: null };
  }
  if (current.kind === 'unknown') return current.answer;
  const { intent } = current;
  if (intent.status !== 'REQUIRES_CAPTURE') return answerOf(api, intent, payment, signal);
  const captured = await api.capture(intent.id, request, signal);
  if (captured.ok) return answerOf(api, captured.value, payment, signal);
  const { failure } = captured;
  if (failure.kind === 'unknown') return { outcome: failure, providerReference: intent.id };
  const after = await api.retrieve(intent.id, signal);
  if (!after.ok) return { outcome: unknownOutcome(after.failure), providerReference: intent.id };
  const answer = await answerOf(api, after.value, payment, signal);
  // A repeated request id is refused as such: by then the first one has been carried out.
  const isHeld = after.value.status === 'REQUIRES_CAPTURE' && failure.code !== 'duplicate_request';
  return isHeld ? { ...answer, refusal: { code: failure.code, byBank: false } } : answer;
}

type CurrentIntent =
  | { readonly kind: 'intent'; readonly intent: PaymentIntentWire }
  | { readonly kind: 'absent'; readonly answer: { readonly outcome: { readonly kind: 'absent' } } }
  | { readonly kind: 'unknown'; readonly answer: ProviderAnswer };

/**
 * The intent by its id, else by our reference. An id that Airwallex does not know is not absence: we
 * have it from Airwallex, so the account's credentials must have changed.
 */
async function currentIntent(
  api: AirwallexApi,
  lookup: PaymentLookup,
  signal: AbortSignal,
): Promise<CurrentIntent> {
  const { providerReference } = lookup;
  const found =
    providerReference === null
      ? await api.findByAttempt(lookup.attemptId, signal)
      : await api.retrieve(providerReference, signal);
  if (!found.ok) {
    return {
      kind: 'unknown',
      answer: { outcome: unknownOutcome(found.failure), providerReference },
    };
  }
  return found.value === null
    ? { kind: 'absent', answer: { outcome: { kind: 'absent' } } }
    : { kind: 'intent', intent: found.value };
}
