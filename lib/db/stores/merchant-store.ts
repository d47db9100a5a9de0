import { asc, eq } from 'drizzle-orm';
import type { MerchantId } from '#lib/domain/ids.ts';
import {
  NO_ORIGINS,
  type OriginPurpose,
  type OriginsByMode,
} from '#lib/domain/merchant-origins.ts';
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

/** The origins that a merchant lists for something; none where there is no such merchant. */
export async function findMerchantOrigins(
  db: Db,
  id: MerchantId,
  purpose: OriginPurpose,
): Promise<OriginsByMode> {
  const column = purpose === 'embed' ? merchant.embedOrigins : merchant.returnOrigins;
  const [row] = await db.select({ origins: column }).from(merchant).where(eq(merchant.id, id));
  return row?.origins ?? NO_ORIGINS;
}

export async function setMerchantOrigins(
  tx: Db,
  id: MerchantId,
  purpose: OriginPurpose,
  origins: OriginsByMode,
): Promise<void> {
  const change = purpose === 'embed' ? { embedOrigins: origins } : { returnOrigins: origins };
  await tx.update(merchant).set(change).where(eq(merchant.id, id));
}

/** How a merchant presents itself to shoppers. */
export type MerchantLooks = Pick<
  MerchantRow,
  'name' | 'nameZh' | 'accentColor' | 'supportEmail' | 'supportUrl' | 'termsUrl'
>;

export async function setMerchantLooks(
  tx: Db,
  id: MerchantId,
  looks: MerchantLooks | Pick<MerchantRow, 'logoUrl'>,
): Promise<void> {
  await tx.update(merchant).set(looks).where(eq(merchant.id, id));
}

/** All merchants, the oldest first, at most `limit`. */
export async function listMerchants(db: Db, limit: number): Promise<readonly MerchantRow[]> {
  return db.select().from(merchant).orderBy(asc(merchant.createdAt), asc(merchant.id)).limit(limit);
}
