import { and, eq, isNull } from 'drizzle-orm';
import type { CustomerId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { customer } from '../schema/customer.ts';
import type { Owner } from './bank-transfer-store.ts';

export type CustomerRow = typeof customer.$inferSelect;

export async function insertCustomer(tx: Db, row: CustomerRow): Promise<void> {
  await tx.insert(customer).values(row);
}

/** A deleted one is found too: whoever shows it says so. */
export async function findCustomer(db: Db, owner: Owner, id: string): Promise<CustomerRow | null> {
  const [row] = await db
    .select()
    .from(customer)
    .where(and(eq(customer.id, id as CustomerId), ownedBy(owner))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

/** A customer that a row of ours names. */
export async function findCustomerById(db: Db, id: CustomerId): Promise<CustomerRow | null> {
  const [row] = await db.select().from(customer).where(eq(customer.id, id)).limit(1);
  return row ?? null;
}

/** The same, and waits for whoever is deleting them: who keeps a card for somebody has to know. */
export async function lockCustomer(tx: Db, id: CustomerId): Promise<CustomerRow | null> {
  const [row] = await tx.select().from(customer).where(eq(customer.id, id)).limit(1).for('share');
  return row ?? null;
}

export async function updateCustomer(
  tx: Db,
  id: CustomerId,
  change: Partial<
    Pick<CustomerRow, 'name' | 'email' | 'phone' | 'description' | 'metadata' | 'deletedAt'>
  >,
): Promise<void> {
  await tx.update(customer).set(change).where(eq(customer.id, id));
}

/** A merchant's customers who are not deleted, the newest first, and one more than the page holds. */
export async function listCustomers(
  db: Db,
  owner: Owner,
  asked: {
    email: string | null;
    created: CreatedRange | null;
    page: PageRequest;
    cursor: CustomerRow | null;
  },
): Promise<readonly CustomerRow[]> {
  const query = pageQuery(customer, asked.page, asked.cursor);
  return db
    .select()
    .from(customer)
    .where(
      and(
        ownedBy(owner),
        isNull(customer.deletedAt),
        asked.email === null ? undefined : eq(customer.email, asked.email),
        asked.created === null ? undefined : createdWithin(customer.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

function ownedBy(owner: Owner) {
  return and(eq(customer.merchantId, owner.merchantId), eq(customer.livemode, owner.livemode));
}
