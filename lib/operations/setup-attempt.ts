import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { findProviderCustomer } from '#lib/db/stores/kept-card-store.ts';
import type { PaymentOutcome, ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import type { LookupAnswer, ProviderConnection } from '#lib/domain/provider.ts';
import type { KeepCardRequest, SetupAnswer, SetupLookup } from '#lib/domain/saved-card.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { keptFor, lookupOf, startRequestOf } from './attempt-record.ts';
import type { AppContext } from './context.ts';

/**
 * An attempt that keeps a card and pays nothing is a setup at its provider, whose answers are put in the words
 * of payments here: so it is recorded, followed and shown as any attempt is.
 */
export async function startSetup(
  attempt: AttemptRow,
  connection: ProviderConnection,
  keepCard: KeepCardRequest,
): Promise<ProviderAnswer> {
  const { idempotencyKey, description, returnUrl, startedAt, input } = startRequestOf(attempt);
  const { confirmationToken } = input;
  if (connection.savedCards === null || confirmationToken === undefined) {
    const providerCode =
      confirmationToken === undefined ? 'missing_confirmation_token' : 'cards_are_not_kept';
    return {
      outcome: { kind: 'declined', code: 'processing_error', providerCode },
      providerReference: null,
    };
  }
  return answerOf(
    await connection.savedCards.startSetup({
      ...keepCard,
      setupId: attempt.id,
      idempotencyKey,
      confirmationToken,
      description,
      returnUrl,
      startedAt,
    }),
  );
}

/** How the attempt stands at its provider, be it a payment or a setup. */
export async function retrieveAttempt(
  context: AppContext,
  attempt: AttemptRow,
  connection: ProviderConnection,
): Promise<LookupAnswer> {
  if (!isSetup(attempt)) return connection.retrievePayment(lookupOf(attempt));
  return lookUp(context, attempt, connection, 'retrieveSetup');
}

/** Asks that nothing more come of the attempt, be it a payment or a setup. */
export async function cancelAtProvider(
  context: AppContext,
  attempt: AttemptRow,
  connection: ProviderConnection,
): Promise<LookupAnswer> {
  if (!isSetup(attempt)) return connection.cancelPayment(lookupOf(attempt));
  return lookUp(context, attempt, connection, 'cancelSetup');
}

export function isSetup(attempt: AttemptRow): boolean {
  return keptFor(attempt)?.alone === true;
}

async function lookUp(
  context: AppContext,
  attempt: AttemptRow,
  { savedCards }: ProviderConnection,
  call: 'retrieveSetup' | 'cancelSetup',
): Promise<LookupAnswer> {
  const lookup = await setupLookupOf(context, attempt);
  // Without a customer at the provider nothing was ever sent that could have kept a card.
  if (lookup === null || savedCards === null) return { outcome: { kind: 'absent' } };
  const answer = await savedCards[call](lookup);
  return isFound(answer) ? answerOf(answer) : { outcome: { kind: 'absent' } };
}

function isFound(
  answer: Awaited<ReturnType<NonNullable<ProviderConnection['savedCards']>['retrieveSetup']>>,
): answer is SetupAnswer {
  return answer.outcome.kind !== 'absent';
}

async function setupLookupOf(
  context: AppContext,
  attempt: AttemptRow,
): Promise<SetupLookup | null> {
  const wish = keptFor(attempt);
  if (wish === null) return null;
  const { providerAccountId } = attempt;
  const { customerId } = wish;
  const at = await findProviderCustomer(context.database.db, { customerId, providerAccountId });
  if (at === null || at.reference === null) return null;
  return {
    setupId: attempt.id,
    providerCustomer: at.reference,
    providerReference: attempt.providerReference,
    startedAt: attempt.createdAt,
  };
}

function answerOf({ outcome, providerReference }: SetupAnswer): ProviderAnswer {
  if (outcome.kind === 'kept') {
    const { brand, last4 } = outcome.card;
    return {
      outcome: { kind: 'kept' },
      providerReference,
      instrument: { brand, last4 },
      keptCard: outcome.card,
    };
  }
  return { outcome: inWordsOfPayments(outcome), providerReference };
}

function inWordsOfPayments(
  outcome: Exclude<SetupAnswer['outcome'], { kind: 'kept' }>,
): PaymentOutcome {
  switch (outcome.kind) {
    case 'requires_action':
      return { ...outcome, expiresAt: null };
    case 'pending':
    case 'declined':
    case 'canceled':
    case 'unknown':
      return outcome;
    default:
      return unreachable(outcome);
  }
}
