import { findCustomerById } from '#lib/db/stores/customer-store.ts';
import {
  findProviderCustomer,
  recordProviderCustomer,
  wishProviderCustomer,
} from '#lib/db/stores/kept-card-store.ts';
import type { CustomerId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import type { CreateCustomerAnswer } from '#lib/domain/saved-card.ts';
import type { AppContext } from './context.ts';

/**
 * The customer that a provider's account keeps cards for, made there once for each of ours. The wish is
 * committed first, and its key and what it says are the same however often and by however many it is asked,
 * so that none is made twice and none is made that nobody knows of. Call it outside any transaction.
 */
export async function providerCustomerFor(
  context: AppContext,
  asked: {
    customerId: CustomerId;
    providerAccountId: ProviderAccountId;
    connection: ProviderConnection;
  },
): Promise<CreateCustomerAnswer> {
  const { db } = context.database;
  const { customerId, providerAccountId, connection } = asked;
  const customer = await findCustomerById(db, customerId);
  const wish = await wishProviderCustomer(db, {
    customerId,
    providerAccountId,
    idempotencyKey: `${customerId}:${providerAccountId}`,
    email: customer?.email ?? null,
    name: customer?.name ?? null,
    requestedAt: context.clock.now(),
    reference: null,
  });
  if (wish.reference !== null) return { kind: 'created', providerCustomer: wish.reference };
  if (connection.savedCards === null) {
    return { kind: 'refused', providerCode: 'cards_are_not_kept' };
  }
  const { idempotencyKey, email, name, requestedAt } = wish;
  const answer = await connection.savedCards.createCustomer({
    customerId,
    idempotencyKey,
    email,
    name,
    requestedAt,
  });
  if (answer.kind !== 'created') return answer;
  await recordProviderCustomer(db, asked, answer.providerCustomer);
  const after = await findProviderCustomer(db, asked);
  return { kind: 'created', providerCustomer: after?.reference ?? answer.providerCustomer };
}
