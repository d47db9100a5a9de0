import { asc, eq, inArray } from 'drizzle-orm';
import type { MerchantId, OperatorId } from '#lib/domain/ids.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import type { Db } from '../client.ts';
import { merchant } from '../schema/merchant.ts';
import { operator, operatorMembership } from '../schema/operator.ts';

export type OperatorRow = typeof operator.$inferSelect;

/** A merchant that an operator works for, as the dashboard names it. */
export interface Membership {
  readonly merchantId: MerchantId;
  readonly role: OperatorRole;
  readonly name: string;
  readonly nameZh: string | null;
}

/** False when the address has an account already. */
export async function insertOperator(tx: Db, row: OperatorRow): Promise<boolean> {
  const inserted = await tx
    .insert(operator)
    .values(row)
    .onConflictDoNothing({ target: operator.emailKey })
    .returning({ id: operator.id });
  return inserted.length > 0;
}

export async function findOperator(db: Db, id: OperatorId): Promise<OperatorRow | null> {
  const [row] = await db.select().from(operator).where(eq(operator.id, id));
  return row ?? null;
}

/** `key`: an address's `emailKey`. */
export async function findOperatorByEmail(db: Db, key: string): Promise<OperatorRow | null> {
  const [row] = await db.select().from(operator).where(eq(operator.emailKey, key));
  return row ?? null;
}

/** The addresses of operators by their ids, whoever's they are. */
export async function findOperatorEmails(
  db: Db,
  ids: readonly OperatorId[],
): Promise<ReadonlyMap<OperatorId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: operator.id, email: operator.email })
    .from(operator)
    .where(inArray(operator.id, [...new Set(ids)]));
  return new Map(rows.map(({ id, email }) => [id, email]));
}

export async function setPasswordHash(tx: Db, id: OperatorId, passwordHash: string): Promise<void> {
  await tx.update(operator).set({ passwordHash }).where(eq(operator.id, id));
}

/** Makes an operator one of a merchant's; what they are already stays. Returns whether it is new. */
export async function insertMembership(
  tx: Db,
  row: typeof operatorMembership.$inferInsert,
): Promise<boolean> {
  const inserted = await tx
    .insert(operatorMembership)
    .values(row)
    .onConflictDoNothing()
    .returning({ merchantId: operatorMembership.merchantId });
  return inserted.length > 0;
}

/** The merchants of an operator, the longest standing first. */
export async function listMemberships(db: Db, id: OperatorId): Promise<readonly Membership[]> {
  return db
    .select({
      merchantId: operatorMembership.merchantId,
      role: operatorMembership.role,
      name: merchant.name,
      nameZh: merchant.nameZh,
    })
    .from(operatorMembership)
    .innerJoin(merchant, eq(merchant.id, operatorMembership.merchantId))
    .where(eq(operatorMembership.operatorId, id))
    .orderBy(asc(operatorMembership.createdAt), asc(operatorMembership.merchantId));
}
