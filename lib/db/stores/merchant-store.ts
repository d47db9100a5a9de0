import { asc, eq } from 'drizzle-orm';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { EmbedOrigins } from '#lib/domain/session-embed.ts';
import type { Db } from '../client.ts';
import { merchant } from '../schema/merchant.ts';

export type MerchantRow = typeof merchant.$inferSelect;

export async function insertMerchant(db: Db, row: typeof merchant.$inferInsert): Promise<void> {
  await db.insert(merchant).values(row);
}

/** Null when there is no such merchant: for ids that a person typed. */
export async function findMerchant(db: Db, id: MerchantId): Promise<MerchantRow | null> {
  const [row] = await db.select().from(merchant).where(eq(merchant.id, id)).limit(1);
  return row ?? null;
}

/** As `findMerchant`, holding its row until the transaction ends. */
export async function lockMerchant(tx: Db, id: MerchantId): Promise<MerchantRow | null> {
  const [row] = await tx.select().from(merchant).where(eq(merchant.id, id)).for('update');
  return row ?? null;
}

export async function setEmbedOrigins(
  tx: Db,
  id: MerchantId,
  embedOrigins: EmbedOrigins,
): Promise<void> {
  await tx.update(merchant).set({ embedOrigins }).where(eq(merchant.id, id));
}

/** All merchants, the oldest first, at most `limit`. */
export async function listMerchants(db: Db, limit: number): Promise<readonly MerchantRow[]> {
  return db.select().from(merchant).orderBy(asc(merchant.createdAt), asc(merchant.id)).limit(limit);
}
