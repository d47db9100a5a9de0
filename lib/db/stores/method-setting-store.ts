import { and, asc, eq } from 'drizzle-orm';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { methodSetting } from '../schema.ts';

export type MethodSettingRow = typeof methodSetting.$inferSelect;

/** The methods a merchant offers in one mode, in its own order. */
export async function listMethodSettings(
  db: Db,
  merchantId: MerchantId,
  livemode: boolean,
): Promise<readonly MethodSettingRow[]> {
  return db
    .select()
    .from(methodSetting)
    .where(and(eq(methodSetting.merchantId, merchantId), eq(methodSetting.livemode, livemode)))
    .orderBy(asc(methodSetting.position), asc(methodSetting.method));
}

/** Replaces a merchant's methods in one mode. Call it in a transaction. */
export async function replaceMethodSettings(
  tx: Db,
  merchantId: MerchantId,
  livemode: boolean,
  rows: readonly MethodSettingRow[],
): Promise<void> {
  await tx
    .delete(methodSetting)
    .where(and(eq(methodSetting.merchantId, merchantId), eq(methodSetting.livemode, livemode)));
  if (rows.length > 0) await tx.insert(methodSetting).values([...rows]);
}
