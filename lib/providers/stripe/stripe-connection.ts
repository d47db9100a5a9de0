import { type ExpressMethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import type { PaymentOutcome, ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import type {
  CaptureAnswer,
  CaptureRequest,
  LookupAnswer,
  PaymentLookup,
  ProviderConnection,
  ProviderEnvironment,
  StartPaymentRequest,
} from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { ApiFailure } from './api-failure.ts';
import { checkStripeConnection } from './check-connection.ts';
import { type StripeCredentials, createStripeClient } from './client.ts';
import { retrieveDispute } from './dispute.ts';
import { readStripeNotification } from './notification.ts';
import { confirmationOf } from './confirmation.ts';
import {
  type AttemptFacts,
  answerOf,
  declineCodeOf,
  declineOf,
  isLeftConfirmable,
} from './payment-intent-outcome.ts';
import { refund } from './refund.ts';
import { retrievePayout } from './payout.ts';
import { retrieveReview } from './review.ts';
import { connectSavedCards } from './saved-cards.ts';
import { createSavedCardsApi } from './saved-cards-api.ts';
import { type StripeApi, createStripeApi } from './stripe-api.ts';
import { stripeTestShopper } from './test-shopper.ts';
import type { PaymentIntentWire } from './wire.ts';

/** A merchant's Stripe account. One PaymentIntent serves one attempt and is never confirmed twice. */
export function connectStripe(
  credentials: StripeCredentials,
  environment: ProviderEnvironment,
): ProviderConnection {
  const client = createStripeClient(credentials, environment);
  const api = createStripeApi(client);
  const { simulatorOrigin } = environment;
  return {
    startPayment: (request) => startPayment(api, request),
    retrievePayment: (lookup) => retrievePayment(api, lookup),
    cancelPayment: (lookup) => cancelPayment(api, lookup),
    capturePayment: (request) => capturePayment(api, request),
    refundPayment: (request) => refund(api, request),
    retrieveDispute: (reference) => retrieveDispute(api, reference),
    retrieveReview: (reference) => retrieveReview(api, reference),
    retrievePayout: (reference) => retrievePayout(api, reference),
    readNotification: ({ headers, rawBody, now }) =>
      readStripeNotification({
        signatureHeader: headers['stripe-signature'],
        rawBody,
        secret: credentials.webhookSecret,
        now,
      }),
    checkConnection: () => checkStripeConnection(client),
    browserSettings: () => ({
      publishableKey: credentials.publishableKey,
      scriptUrl: simulatorOrigin === null ? null : `${simulatorOrigin}/stripe.js`,
    }),
    testShopper: stripeTestShopper(client, credentials, environment),
    savedCards: connectSavedCards(createSavedCardsApi(client)),
  };
}

async function startPayment(api: StripeApi, request: StartPaymentRequest): Promise<ProviderAnswer> {
  const asked = confirmationOf(request);
  if (!asked.ok) return refusal(asked.code, null);
  const { method, input } = request;
  if (isExpressMethod(method) && input.confirmationToken !== undefined) {
    const { confirmationToken } = input;
    const objection = await objectionToWallet(api, request, { method, confirmationToken });
    if (objection !== null) return objection;
  }
  const created = await api.createAndConfirm(request, asked.confirmation);
  if (created.ok) return settled(api, created.value, request);
  const { failure } = created;
  switch (failure.kind) {
    case 'card':
      return failure.intent === null
        ? { outcome: declineOf(failure.error, request.method), providerReference: null }
        : settled(api, failure.intent, request);
    case 'refused':
      return startRefused(api, request, failure);
    case 'unauthorized':
      return refusal(failure.code, null);
    case 'unknown':
      return { outcome: failure, providerReference: null };
    default:
      return unreachable(failure);
  }
}

/**
 * Whether the token comes from the wallet the attempt is said to be of: what a browser says of itself may
 * not bring a typed card past a merchant who takes wallets only. Null: it does. Nothing is charged here.
 */
async function objectionToWallet(
  api: StripeApi,
  request: StartPaymentRequest,
  said: { readonly method: ExpressMethodId; readonly confirmationToken: string },
): Promise<ProviderAnswer | null> {
  const token = await api.retrieveConfirmationToken(said.confirmationToken);
  if (token.ok) {
    const wallet = token.value.payment_method_preview?.card?.wallet?.type;
    return wallet === said.method ? null : refusal('not_this_wallet', null);
  }
  const { failure } = token;
  if (failure.kind === 'refused') {
    return startRefused(api, request, { ...failure, param: 'confirmation_token' });
  }
  if (failure.kind === 'unauthorized') return refusal(failure.code, null);
  return { outcome: unknownOutcome(failure), providerReference: null };
}

async function startRefused(
  api: StripeApi,
  request: StartPaymentRequest,
  failure: Extract<ApiFailure, { kind: 'refused' }>,
): Promise<ProviderAnswer> {
  if (failure.intent !== null) {
    const answer = await settled(api, failure.intent, request);
    const untried = failure.intent.last_payment_error == null && answer.outcome.kind === 'declined';
    return untried ? refusal(failure.code, failure.intent.id) : answer;
  }
  // A token that was used may have been used by this very attempt, were its idempotency key forgotten
  // at Stripe: then a payment with our reference exists. Only its absence makes this a refusal.
  if (failure.param === 'confirmation_token') {
    const found = await api.findByAttempt(request);
    if (!found.ok) return { outcome: unknownOutcome(found.failure), providerReference: null };
    if (found.value !== null) return settled(api, found.value, request);
  }
  return refusal(failure.code, null);
}

async function retrievePayment(api: StripeApi, lookup: PaymentLookup): Promise<LookupAnswer> {
  const current = await currentIntent(api, lookup);
  if (current.kind !== 'intent') return current.answer;
  return settled(api, current.intent, lookup);
}

async function cancelPayment(api: StripeApi, lookup: PaymentLookup): Promise<LookupAnswer> {
  const current = await currentIntent(api, lookup);
  if (current.kind !== 'intent') return current.answer;
  const { intent } = current;
  // A decline is cancelled by being settled; succeeded and canceled are the end.
  if (isLeftConfirmable(intent)) return settled(api, intent, lookup);
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    return answerOf(intent, lookup);
  }
  const canceled = await api.cancel(intent.id);
  if (canceled.ok) return settled(api, canceled.value, lookup);
  // Refused: it has moved on since we looked.
  if (canceled.failure.kind === 'refused') return retrievePayment(api, lookup);
  return { outcome: unknownOutcome(canceled.failure), providerReference: intent.id };
}

async function capturePayment(api: StripeApi, request: CaptureRequest): Promise<CaptureAnswer> {
  const { payment } = request;
  const current = await currentIntent(api, payment);
  if (current.kind === 'absent') {
    return {
      outcome: { kind: 'unknown', cause: 'provider_error', detail: 'nothing to capture is found' },
      providerReference: null,
    };
  }
  if (current.kind === 'unknown') return current.answer;
  const { intent } = current;
  // Taken before, by this very request whose answer was lost, or let go.
  if (intent.status !== 'requires_capture') return settled(api, intent, payment);
  const captured = await api.capture(intent.id, request);
  if (captured.ok) return settled(api, captured.value, payment);
  const { failure } = captured;
  // Not known: the capture has not been seen to happen.
  if (failure.kind === 'unknown') {
    const { erred, ...outcome } = failure;
    const unseen = { outcome, providerReference: intent.id };
    // A PaymentIntent is captured once, whatever the key: another key takes nothing twice.
    return erred === true ? { ...unseen, keySpent: true } : unseen;
  }
  const after = await api.retrieve(intent.id);
  const moved = after.ok && after.value.status !== 'requires_capture';
  if (moved) return settled(api, after.value, payment);
  const refusal =
    failure.kind === 'card'
      ? { code: declineCodeOf(failure.error), byBank: true }
      : { code: failure.code, byBank: false };
  return {
    ...(after.ok
      ? answerOf(after.value, payment)
      : { outcome: unknownOutcome(after.failure), providerReference: intent.id }),
    refusal,
  };
}

type CurrentIntent =
  | { readonly kind: 'intent'; readonly intent: PaymentIntentWire }
  | { readonly kind: 'absent'; readonly answer: { readonly outcome: { readonly kind: 'absent' } } }
  | { readonly kind: 'unknown'; readonly answer: ProviderAnswer };

/**
 * The intent by its id, else by our reference. An id that Stripe does not know is not absence: we
 * have it from Stripe, so the account's keys must have changed.
 */
async function currentIntent(api: StripeApi, lookup: PaymentLookup): Promise<CurrentIntent> {
  const { providerReference } = lookup;
  const found =
    providerReference === null
      ? await api.findByAttempt(lookup)
      : await api.retrieve(providerReference);
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

/**
 * The answer about an intent, after making sure that one which is over cannot be confirmed again by
 * whoever holds its client secret. A decline is reported even if that cancel fails; an intent that
 * was never tried only once it is cancelled, and if it got further meanwhile, how far it got.
 */
async function settled(
  api: StripeApi,
  intent: PaymentIntentWire,
  facts: AttemptFacts,
): Promise<ProviderAnswer> {
  if (!isLeftConfirmable(intent)) return answerOf(intent, facts);
  const canceled = await api.cancel(intent.id);
  const after = canceled.ok ? canceled.value : intentOf(canceled.failure);
  if (after?.status === 'canceled') return answerOf(intent, facts);
  if (after !== null && !isLeftConfirmable(after)) return answerOf(after, facts);
  if (intent.last_payment_error) return answerOf(intent, facts);
  return {
    outcome: {
      kind: 'unknown',
      cause: 'provider_error',
      detail: `${intent.status} and could not be cancelled`,
    },
    providerReference: intent.id,
  };
}

function intentOf(failure: ApiFailure): PaymentIntentWire | null {
  return failure.kind === 'card' || failure.kind === 'refused' ? failure.intent : null;
}

function refusal(code: string, providerReference: string | null): ProviderAnswer {
  return {
    outcome: { kind: 'declined', code: 'processing_error', providerCode: code },
    providerReference,
  };
}

/** A failure of a call that was to read or move what exists already: it says nothing of the payment. */
function unknownOutcome(failure: ApiFailure): PaymentOutcome {
  switch (failure.kind) {
    case 'unknown':
      return failure;
    case 'card':
      return { kind: 'unknown', cause: 'provider_error', detail: 'card error' };
    case 'refused':
    case 'unauthorized':
      return { kind: 'unknown', cause: 'provider_error', detail: `refused: ${failure.code}` };
    default:
      return unreachable(failure);
  }
}
