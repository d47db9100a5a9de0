import type { UnknownCause } from '#lib/domain/payment-outcome.ts';
import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  DetachCardAnswer,
  SavedCards,
  SetupAnswer,
  SetupLookup,
  SetupLookupAnswer,
  StartSetupRequest,
} from '#lib/domain/saved-card.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { ApiFailure } from './api-failure.ts';
import type { SetupIntentWire } from './saved-card-wire.ts';
import type { SavedCardsApi } from './saved-cards-api.ts';
import { isSetupLeftConfirmable, setupAnswerOf, setupDeclineOf } from './setup-intent-outcome.ts';

/** Stripe's customers and SetupIntents. One SetupIntent serves one setup and is never confirmed twice. */
export function connectSavedCards(api: SavedCardsApi): SavedCards {
  return {
    createCustomer: (request) => createCustomer(api, request),
    startSetup: (request) => startSetup(api, request),
    retrieveSetup: (lookup) => retrieveSetup(api, lookup),
    cancelSetup: (lookup) => cancelSetup(api, lookup),
    detachCard: (paymentMethod) => detachCard(api, paymentMethod),
  };
}

/** Looked up first: a repeat finds the customer after Stripe has forgotten the key as well. */
async function createCustomer(
  api: SavedCardsApi,
  request: CreateCustomerRequest,
): Promise<CreateCustomerAnswer> {
  const known = await api.findCustomer(request);
  if (!known.ok) return notDone(known.failure);
  if (known.value !== null) return { kind: 'created', providerCustomer: known.value.id };
  const created = await api.createCustomer(request);
  return created.ok
    ? { kind: 'created', providerCustomer: created.value.id }
    : notDone(created.failure);
}

async function startSetup(api: SavedCardsApi, request: StartSetupRequest): Promise<SetupAnswer> {
  const created = await api.createAndConfirm(request);
  if (created.ok) return settled(api, created.value);
  const { failure } = created;
  switch (failure.kind) {
    case 'card':
      return failure.setup === null
        ? { outcome: setupDeclineOf(failure.error), providerReference: null }
        : settled(api, failure.setup);
    case 'refused':
      return startRefused(api, request, failure);
    case 'unauthorized':
      return refusal(failure.code);
    case 'unknown':
      return { outcome: failure, providerReference: null };
    default:
      return unreachable(failure);
  }
}

/**
 * A token that was used may have been used by this very setup, were its idempotency key forgotten at
 * Stripe: then a SetupIntent with our reference exists. Only its absence makes this a refusal.
 */
async function startRefused(
  api: SavedCardsApi,
  request: StartSetupRequest,
  failure: Extract<ApiFailure, { kind: 'refused' }>,
): Promise<SetupAnswer> {
  if (failure.param === 'confirmation_token') {
    const found = await api.findBySetup(request);
    if (!found.ok) return unknownAnswer(found.failure, null);
    if (found.value !== null) return settled(api, found.value);
  }
  return refusal(failure.code);
}

async function retrieveSetup(api: SavedCardsApi, lookup: SetupLookup): Promise<SetupLookupAnswer> {
  const current = await currentSetup(api, lookup);
  return 'answer' in current ? current.answer : settled(api, current.intent);
}

async function cancelSetup(api: SavedCardsApi, lookup: SetupLookup): Promise<SetupLookupAnswer> {
  const current = await currentSetup(api, lookup);
  if ('answer' in current) return current.answer;
  const { intent } = current;
  // What is left confirmable is cancelled by being settled; succeeded and canceled are the end.
  if (isSetupLeftConfirmable(intent)) return settled(api, intent);
  if (intent.status === 'succeeded' || intent.status === 'canceled') return setupAnswerOf(intent);
  const canceled = await api.cancel(intent.id);
  if (canceled.ok) return settled(api, canceled.value);
  // Refused: it has moved on since we looked.
  if (canceled.failure.kind === 'refused') return retrieveSetup(api, lookup);
  return unknownAnswer(canceled.failure, intent.id);
}

/**
 * The intent by its id, else by our reference. An id that Stripe does not know is not absence: we
 * have it from Stripe, so the account's keys must have changed.
 */
async function currentSetup(
  api: SavedCardsApi,
  lookup: SetupLookup,
): Promise<{ readonly intent: SetupIntentWire } | { readonly answer: SetupLookupAnswer }> {
  const { providerReference } = lookup;
  const found =
    providerReference === null
      ? await api.findBySetup(lookup)
      : await api.retrieve(providerReference);
  if (!found.ok) return { answer: unknownAnswer(found.failure, providerReference) };
  return found.value === null
    ? { answer: { outcome: { kind: 'absent' } } }
    : { intent: found.value };
}

/**
 * The answer about an intent, after making sure that one which is over cannot be confirmed again by
 * whoever holds its client secret. A decline is reported even if that cancel fails; an intent that
 * was never tried only once it is cancelled, and if it got further meanwhile, how far it got.
 */
async function settled(api: SavedCardsApi, intent: SetupIntentWire): Promise<SetupAnswer> {
  if (!isSetupLeftConfirmable(intent)) return setupAnswerOf(intent);
  const canceled = await api.cancel(intent.id);
  if (canceled.ok) return setupAnswerOf(intent);
  const again = await api.retrieve(intent.id);
  if (again.ok && !isSetupLeftConfirmable(again.value)) {
    return setupAnswerOf(again.value.status === 'canceled' ? intent : again.value);
  }
  return intent.last_setup_error
    ? setupAnswerOf(intent)
    : unknownAnswer(canceled.failure, intent.id);
}

/** On a refusal the card is looked at: one that nobody keeps is what was asked for. */
async function detachCard(api: SavedCardsApi, paymentMethod: string): Promise<DetachCardAnswer> {
  const detached = await api.detach(paymentMethod);
  if (detached.ok) return { kind: 'detached' };
  const { failure } = detached;
  if (failure.kind === 'refused') {
    const current = await api.retrieveMethod(paymentMethod);
    if (current.ok && !current.value.customer) return { kind: 'detached' };
  }
  return notDone(failure);
}

interface NotKnown {
  readonly kind: 'unknown';
  readonly cause: UnknownCause;
  readonly detail: string;
}

/** What a failure proves of a call that was to make or let go of something. */
function notDone(
  failure: ApiFailure,
): NotKnown | { readonly kind: 'refused'; readonly providerCode: string } {
  switch (failure.kind) {
    case 'unknown':
      return failure;
    case 'card':
      return { kind: 'refused', providerCode: failure.error.code ?? 'card_error' };
    case 'refused':
    case 'unauthorized':
      return { kind: 'refused', providerCode: failure.code };
    default:
      return unreachable(failure);
  }
}

/** A failure of a call that was to read or cancel what exists already: it says nothing of the setup. */
function unknownAnswer(failure: ApiFailure, providerReference: string | null): SetupAnswer {
  const told = notDone(failure);
  return {
    outcome:
      told.kind === 'unknown'
        ? told
        : { kind: 'unknown', cause: 'provider_error', detail: `refused: ${told.providerCode}` },
    providerReference,
  };
}

function refusal(code: string): SetupAnswer {
  return {
    outcome: { kind: 'declined', code: 'processing_error', providerCode: code },
    providerReference: null,
  };
}
