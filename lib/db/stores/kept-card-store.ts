import { and, asc, eq, gt, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { CustomerId, KeptCardId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { pageQuery } from '../cursor-page.ts';
import { keptCard, providerCustomer } from '../schema/kept-card.ts';
import type { Owner } from './bank-transfer-store.ts';

export type ProviderCustomerRow = typeof providerCustomer.$inferSelect;
export type KeptCardRow = typeof keptCard.$inferSelect;

/** Where a customer is kept at a provider's account. */
interface Keeper {
  readonly customerId: CustomerId;
  readonly providerAccountId: ProviderAccountId;
}

/** Commits the wish for a provider's customer, or finds the one that was committed before. */
export async function wishProviderCustomer(
  db: Db,
  row: ProviderCustomerRow,
): Promise<ProviderCustomerRow> {
  await db.insert(providerCustomer).values(row).onConflictDoNothing();
  const found = await findProviderCustomer(db, row);
  if (found === null) throw new Error(`The provider customer of ${row.customerId} is gone.`);
  return found;
}

/**
 * Makes of a wish that was refused a new one, unless somebody was sooner: then theirs, or what it came to, is
 * returned. `refusedKey`: the key it was asked with.
 */
export async function renewProviderCustomerWish(
  db: Db,
  keeper: Keeper,
  refusedKey: string,
  change: Pick<ProviderCustomerRow, 'idempotencyKey' | 'email' | 'name' | 'requestedAt'>,
): Promise<ProviderCustomerRow> {
  await db
    .update(providerCustomer)
    .set(change)
    .where(
      and(
        of(keeper),
        isNull(providerCustomer.reference),
        eq(providerCustomer.idempotencyKey, refusedKey),
      ),
    );
  const found = await findProviderCustomer(db, keeper);
  if (found === null) throw new Error(`The provider customer of ${keeper.customerId} is gone.`);
  return found;
}

export async function findProviderCustomer(
  db: Db,
  keeper: Keeper,
): Promise<ProviderCustomerRow | null> {
  const [row] = await db.select().from(providerCustomer).where(of(keeper)).limit(1);
  return row ?? null;
}

/** Writes the provider's id of a customer; the first one stays. What it was asked with is forgotten. */
export async function recordProviderCustomer(
  db: Db,
  keeper: Keeper,
  reference: string,
): Promise<void> {
  await db
    .update(providerCustomer)
    .set({ reference, email: null, name: null })
    .where(and(of(keeper), isNull(providerCustomer.reference)));
}

/** Takes what is known of a person out of wishes that were not granted yet. */
export async function forgetWishesOf(tx: Db, customerId: CustomerId): Promise<void> {
  await tx
    .update(providerCustomer)
    .set({ email: null, name: null })
    .where(eq(providerCustomer.customerId, customerId));
}

function of({ customerId, providerAccountId }: Keeper) {
  return and(
    eq(providerCustomer.customerId, customerId),
    eq(providerCustomer.providerAccountId, providerAccountId),
  );
}

/** Writes a card that a provider keeps, once. Null: it was written before. */
export async function insertKeptCard(tx: Db, row: KeptCardRow): Promise<KeptCardRow | null> {
  const [made] = await tx.insert(keptCard).values(row).onConflictDoNothing().returning();
  return made ?? null;
}

/** How many cards were kept for a customer since then, whoever let them go meanwhile. */
export async function countCardsKept(db: Db, customerId: CustomerId, since: Date): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(keptCard)
    .where(and(eq(keptCard.customerId, customerId), gt(keptCard.createdAt, since)));
  return row?.count ?? 0;
}

/** The card by the provider's own id of it. */
export async function findKeptCardAtProvider(
  db: Db,
  providerAccountId: ProviderAccountId,
  providerMethod: string,
): Promise<KeptCardRow | null> {
  const [row] = await db
    .select()
    .from(keptCard)
    .where(
      and(
        eq(keptCard.providerAccountId, providerAccountId),
        eq(keptCard.providerMethod, providerMethod),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** A detached one is found too: whoever shows it says so. Null for what is another merchant's. */
export async function findKeptCard(db: Db, owner: Owner, id: string): Promise<KeptCardRow | null> {
  const [row] = await db.select().from(keptCard).where(ownedBy(owner, id)).limit(1);
  return row ?? null;
}

/** Whether a card was let go. One that nobody knows is none to charge either. */
export async function isDetached(db: Db, id: KeptCardId): Promise<boolean> {
  const [row] = await db
    .select({ detachedAt: keptCard.detachedAt })
    .from(keptCard)
    .where(eq(keptCard.id, id))
    .limit(1);
  return row === undefined || row.detachedAt !== null;
}

/** As `findKeptCard`, and keeps it as it is until the transaction ends: charged or let go, not both at once. */
export async function lockKeptCard(tx: Db, owner: Owner, id: string): Promise<KeptCardRow | null> {
  const [row] = await tx.select().from(keptCard).where(ownedBy(owner, id)).limit(1).for('update');
  return row ?? null;
}

/** Cards that are kept, the newest first, and one more than the page holds. */
export async function listKeptCards(
  db: Db,
  owner: Owner,
  asked: { customerId: CustomerId | null; page: PageRequest; cursor: KeptCardRow | null },
): Promise<readonly KeptCardRow[]> {
  const query = pageQuery(keptCard, asked.page, asked.cursor);
  return db
    .select()
    .from(keptCard)
    .where(
      and(
        ownedBy(owner),
        isNull(keptCard.detachedAt),
        asked.customerId === null ? undefined : eq(keptCard.customerId, asked.customerId),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

/** Lets a card go: from then on nobody charges it. `nextDetachAt`: when the provider is told. */
export async function markDetached(
  tx: Db,
  id: KeptCardId,
  change: { detachedAt: Date; nextDetachAt: Date },
): Promise<void> {
  await tx.update(keptCard).set(change).where(eq(keptCard.id, id));
}

/** The same of all cards of a customer; the cards as they are then. */
export async function markAllDetached(
  tx: Db,
  customerId: CustomerId,
  now: Date,
): Promise<readonly KeptCardRow[]> {
  return tx
    .update(keptCard)
    .set({ detachedAt: now, nextDetachAt: now })
    .where(and(eq(keptCard.customerId, customerId), isNull(keptCard.detachedAt)))
    .returning();
}

/** Takes the card whose provider is longest due to be told, and leases it until `leaseUntil`. */
export async function claimCardToDetach(
  db: Db,
  input: { now: Date; leaseUntil: Date },
): Promise<KeptCardRow | null> {
  return db.transaction(async (tx) => {
    const [due] = await tx
      .select()
      .from(keptCard)
      .where(and(isNotNull(keptCard.nextDetachAt), lte(keptCard.nextDetachAt, input.now)))
      .orderBy(asc(keptCard.nextDetachAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (due === undefined) return null;
    await tx
      .update(keptCard)
      .set({ nextDetachAt: input.leaseUntil })
      .where(eq(keptCard.id, due.id));
    return due;
  });
}

/** Writes that the provider was told. `nextDetachAt` null: it need not be told again. */
export async function settleDetachment(
  db: Db,
  id: KeptCardId,
  nextDetachAt: Date | null,
): Promise<void> {
  await db
    .update(keptCard)
    .set({ nextDetachAt, detachTries: sql`${keptCard.detachTries} + 1` })
    .where(eq(keptCard.id, id));
}

function ownedBy(owner: Owner, id?: string) {
  return and(
    eq(keptCard.merchantId, owner.merchantId),
    eq(keptCard.livemode, owner.livemode),
    id === undefined ? undefined : eq(keptCard.id, id as KeptCardId), // looked up, not trusted
  );
}
