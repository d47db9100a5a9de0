import type {
  CreateCustomerRequest,
  SavedCards,
  SetupLookup,
  StartSetupRequest,
} from '#lib/domain/saved-card.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';

export function customerRequest(
  changes: Partial<CreateCustomerRequest> = {},
): CreateCustomerRequest {
  return {
    customerId: 'cus_ours',
    idempotencyKey: 'cus_ours',
    email: 'mei@example.com',
    name: '陳美',
    requestedAt: new Date(),
    ...changes,
  };
}

export function setupRequest(changes: Partial<StartSetupRequest> = {}): StartSetupRequest {
  return {
    setupId: 'set_one',
    idempotencyKey: 'set_one',
    providerCustomer: 'cus_1',
    usage: 'off_session',
    confirmationToken: 'ctoken_1',
    description: 'Harbour Tea, card for later',
    returnUrl: 'http://localhost:3000/return',
    startedAt: new Date(),
    ...changes,
  };
}

export function setupLookup(changes: Partial<SetupLookup> = {}): SetupLookup {
  return {
    setupId: 'set_one',
    providerCustomer: 'cus_1',
    providerReference: 'seti_1',
    startedAt: new Date(),
    ...changes,
  };
}

/** The part of a connection that keeps cards, which Stripe's has. */
export function savedCardsOf(connection: ProviderConnection): SavedCards {
  if (connection.savedCards === null) throw new Error('the connection keeps no cards');
  return connection.savedCards;
}
