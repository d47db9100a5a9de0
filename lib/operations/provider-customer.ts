import { findCustomerById } from '#lib/db/stores/customer-store.ts';
import {
  type ProviderCustomerRow,
  findProviderCustomer,
  recordProviderCustomer,
  renewProviderCustomerWish,
  wishProviderCustomer,
} from '#lib/db/stores/kept-card-store.ts';
import type { CustomerId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import type { CreateCustomerAnswer, SavedCards } from '#lib/domain/saved-card.ts';
import { randomBase62 } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';

interface Keeper {
  readonly customerId: CustomerId;
  readonly providerAccountId: ProviderAccountId;
}

/**
 * The customer that a provider's account keeps cards for, made there once for each of ours. The wish is
 * committed first, and its key and what it says are the same however often and by however many it is asked,
 * so that none is made twice and none is made that nobody knows of. One that is refused made none: it is renewed
 * by what the customer is now, and asked again at once where that is something else. Call it outside any transaction.
 */
export async function providerCustomerFor(
  context: AppContext,
  asked: Keeper & { connection: ProviderConnection },
): Promise<CreateCustomerAnswer> {
  const { customerId, providerAccountId, connection } = asked;
  const keeper = { customerId, providerAccountId };
  const wish = await wishProviderCustomer(context.database.db, {
    ...keeper,
    ...(await wishOf(context, keeper, `${customerId}:${providerAccountId}`)),
    reference: null,
  });
  const { savedCards } = connection;
  const answer = await ask(context, savedCards, wish);
  if (answer.kind !== 'refused' || savedCards === null) return answer;
  const renewed = await renew(context, wish);
  const saysTheSame = renewed.email === wish.email && renewed.name === wish.name;
  if (renewed.reference === null && saysTheSame) return answer;
  const again = await ask(context, savedCards, renewed);
  if (again.kind === 'refused') await renew(context, renewed);
  return again;
}

async function ask(
  context: AppContext,
  savedCards: SavedCards | null,
  wish: ProviderCustomerRow,
): Promise<CreateCustomerAnswer> {
  if (wish.reference !== null) return { kind: 'created', providerCustomer: wish.reference };
  if (savedCards === null) return { kind: 'refused', providerCode: 'cards_are_not_kept' };
  const { customerId, idempotencyKey, email, name, requestedAt } = wish;
  const answer = await savedCards.createCustomer({
    customerId,
    idempotencyKey,
    email,
    name,
    requestedAt,
  });
  if (answer.kind !== 'created') return answer;
  const { db } = context.database;
  await recordProviderCustomer(db, wish, answer.providerCustomer);
  const after = await findProviderCustomer(db, wish);
  return { kind: 'created', providerCustomer: after?.reference ?? answer.providerCustomer };
}

/** The refused key is spent: a provider may answer it as before, whatever is sent with it. */
async function renew(
  context: AppContext,
  refused: ProviderCustomerRow,
): Promise<ProviderCustomerRow> {
  const { customerId, providerAccountId, idempotencyKey } = refused;
  const keeper = { customerId, providerAccountId };
  const key = `${customerId}:${providerAccountId}:${randomBase62(8)}`;
  const change = await wishOf(context, keeper, key);
  return renewProviderCustomerWish(context.database.db, keeper, idempotencyKey, change);
}

async function wishOf(
  context: AppContext,
  { customerId }: Keeper,
  idempotencyKey: string,
): Promise<Pick<ProviderCustomerRow, 'idempotencyKey' | 'email' | 'name' | 'requestedAt'>> {
  const customer = await findCustomerById(context.database.db, customerId);
  return {
    idempotencyKey,
    email: customer?.email ?? null,
    name: customer?.name ?? null,
    requestedAt: context.clock.now(),
  };
}
