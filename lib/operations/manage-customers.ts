import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type CustomerRow,
  findCustomer,
  insertCustomer,
  listCustomers,
  updateCustomer,
} from '#lib/db/stores/customer-store.ts';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';
import { detachCardsOf } from './own-cards.ts';
import { ParamError } from './param-error.ts';

/** What a merchant writes of a customer; what is left out stays as it is. */
export interface CustomerFacts {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Record<string, string> | undefined;
}

export async function createCustomer(
  context: AppContext,
  tx: Db,
  owner: Owner,
  facts: CustomerFacts,
): Promise<CustomerRow> {
  const row: CustomerRow = {
    id: newId('customer'),
    merchantId: owner.merchantId,
    livemode: owner.livemode,
    name: facts.name ?? null,
    email: facts.email ?? null,
    phone: facts.phone ?? null,
    description: facts.description ?? null,
    metadata: facts.metadata ?? {},
    createdAt: context.clock.now(),
    deletedAt: null,
  };
  await insertCustomer(tx, row);
  return row;
}

/** Null: there is no such customer. Throws ParamError for one that is deleted. */
export async function changeCustomer(
  tx: Db,
  owner: Owner,
  asked: CustomerFacts & { id: string },
): Promise<CustomerRow | null> {
  const row = await findCustomer(tx, owner, asked.id);
  if (row === null) return null;
  if (row.deletedAt !== null) throw new ParamError('id', 'This customer has been deleted.');
  const change = {
    name: asked.name ?? row.name,
    email: asked.email ?? row.email,
    phone: asked.phone ?? row.phone,
    description: asked.description ?? row.description,
    metadata: { ...row.metadata, ...asked.metadata },
  };
  await updateCustomer(tx, row.id, change);
  return { ...row, ...change };
}

export function retrieveCustomer(tx: Db, owner: Owner, id: string): Promise<CustomerRow | null> {
  return findCustomer(tx, owner, id);
}

/**
 * Deletes what is known of a person, and lets their cards go. The id stays, for the sessions that name it. Null: there is none, or it
 * was deleted before.
 */
export async function removeCustomer(
  context: AppContext,
  tx: Db,
  owner: Owner,
  id: string,
): Promise<CustomerRow | null> {
  const row = await findCustomer(tx, owner, id);
  if (row === null || row.deletedAt !== null) return null;
  const change = {
    name: null,
    email: null,
    phone: null,
    description: null,
    metadata: {},
    deletedAt: context.clock.now(),
  };
  await updateCustomer(tx, row.id, change);
  await detachCardsOf(context, tx, owner, row.id);
  context.wakeWorker();
  return { ...row, ...change };
}

/** Null: the cursor is none of them. */
export async function pageOfCustomers(
  tx: Db,
  owner: Owner,
  asked: { email: string | null; created: CreatedRange | null; page: PageRequest },
): Promise<Page<CustomerRow> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findCustomer(tx, owner, id);
  if (id !== null && cursor === null) return null;
  return toPage(await listCustomers(tx, owner, { ...asked, cursor }), asked.page);
}
