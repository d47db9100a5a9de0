import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { findCustomer } from '#lib/db/stores/customer-store.ts';
import {
  type KeptCardRow,
  findKeptCard,
  forgetWishesOf,
  listKeptCards,
  lockKeptCard,
  markAllDetached,
  markDetached,
} from '#lib/db/stores/kept-card-store.ts';
import type { CustomerId } from '#lib/domain/ids.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { AppContext } from './context.ts';
import { emitEvents } from './emit-events.ts';
import { noSuch } from './param-error.ts';
import { paymentMethodObject } from './payment-method-object.ts';
import { leaseUntil } from './work-through.ts';

export function retrieveCard(tx: Db, owner: Owner, id: string): Promise<KeptCardRow | null> {
  return findKeptCard(tx, owner, id);
}

/** A card that is kept for this customer; null for one that is detached, too. */
export async function retrieveCardOf(
  tx: Db,
  owner: Owner,
  asked: { customer: string; id: string },
): Promise<KeptCardRow | null> {
  const card = await findKeptCard(tx, owner, asked.id);
  return card?.customerId === asked.customer && card.detachedAt === null ? card : null;
}

/**
 * The cards that are kept, of one customer or of all. Null: the cursor is none of them. Throws ParamError,
 * naming `customer`, where there is no such customer; a deleted one has no cards.
 */
export async function listOwnCards(
  tx: Db,
  owner: Owner,
  asked: { customer: string | null; page: PageRequest },
): Promise<Page<KeptCardRow> | null> {
  const customerId = asked.customer === null ? null : await idOf(tx, owner, asked.customer);
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findKeptCard(tx, owner, id);
  if (id !== null && cursor === null) return null;
  if (customerId !== null && cursor !== null && cursor.customerId !== customerId) return null;
  const rows = await listKeptCards(tx, owner, { customerId, page: asked.page, cursor });
  return toPage(rows, asked.page);
}

async function idOf(tx: Db, owner: Owner, customer: string): Promise<CustomerId> {
  const found = await findCustomer(tx, owner, customer);
  if (found === null) throw noSuch('customer', customer, 'customer');
  return found.id;
}

/**
 * Lets a card go: from its commit on nobody charges it. The provider is told by `detachAtProvider`, for which
 * the caller has it leased. `not_attached`: it was let go before. Null: there is no such card.
 */
export async function detachCard(
  context: AppContext,
  tx: Db,
  owner: Owner,
  id: string,
): Promise<KeptCardRow | 'not_attached' | null> {
  const card = await lockKeptCard(tx, owner, id);
  if (card === null) return null;
  if (card.detachedAt !== null) return 'not_attached';
  const now = context.clock.now();
  const change = { detachedAt: now, nextDetachAt: leaseUntil(context, now) };
  await markDetached(tx, card.id, change);
  const detached = { ...card, ...change };
  await emitDetached(context, tx, owner, [detached]);
  return detached;
}

/** The same of all cards of a customer who is deleted; the background work tells the provider. */
export async function detachCardsOf(
  context: AppContext,
  tx: Db,
  owner: Owner,
  customerId: CustomerId,
): Promise<void> {
  await forgetWishesOf(tx, customerId);
  const cards = await markAllDetached(tx, customerId, context.clock.now());
  await emitDetached(context, tx, owner, cards);
}

async function emitDetached(
  context: AppContext,
  tx: Db,
  owner: Owner,
  cards: readonly KeptCardRow[],
): Promise<void> {
  const events = cards.map((card) => ({
    type: 'payment_method.detached' as const,
    subject: card.id,
    object: paymentMethodObject(card),
    previousAttributes: { customer: card.customerId },
  }));
  await emitEvents(context, tx, owner, events);
}
