import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { isDetached } from '#lib/db/stores/kept-card-store.ts';
import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { keptFor, startRequestOf } from './attempt-record.ts';
import type { AppContext } from './context.ts';
import { providerCustomerFor } from './provider-customer.ts';
import { startSetup } from './setup-attempt.ts';

/**
 * Makes an attempt's call to its provider, the first time or again: it is the same call. Where the card is to
 * be kept, its customer is at the provider first; without one nothing is charged. Outside any transaction.
 */
export async function sendAttempt(
  context: AppContext,
  attempt: AttemptRow,
  connection: ProviderConnection,
): Promise<ProviderAnswer> {
  const wish = keptFor(attempt);
  if (wish === null) return connection.startPayment(startRequestOf(attempt));
  const customer = await providerCustomerFor(context, {
    customerId: wish.customerId,
    providerAccountId: attempt.providerAccountId,
    connection,
  });
  switch (customer.kind) {
    case 'created': {
      const keepCard = { providerCustomer: customer.providerCustomer, usage: wish.usage };
      return wish.alone === true
        ? startSetup(attempt, connection, keepCard)
        : connection.startPayment({ ...startRequestOf(attempt), keepCard });
    }
    case 'refused':
      return declined(customer.providerCode);
    case 'unknown':
      return declined('customer_not_made');
    default:
      return unreachable(customer);
  }
}

/** Whether the attempt is to charge a kept card that was let go since it was ordered. */
export async function chargesDetachedCard(
  context: AppContext,
  { keptCardId }: AttemptRow,
): Promise<boolean> {
  return keptCardId !== null && (await isDetached(context.database.db, keptCardId));
}

/** The end of such an attempt, of which the provider has no trace. */
export const CARD_DETACHED: ProviderAnswer = {
  outcome: {
    kind: 'declined',
    code: 'processing_error',
    providerCode: 'payment_method_detached',
  },
  providerReference: null,
};

/** Nothing was asked of the provider that could charge, so that it says nothing of the card. */
function declined(providerCode: string): ProviderAnswer {
  return {
    outcome: { kind: 'declined', code: 'provider_unavailable', providerCode },
    providerReference: null,
  };
}
