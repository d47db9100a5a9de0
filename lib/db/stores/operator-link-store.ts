import { and, eq, gt, isNull } from 'drizzle-orm';
import type { MerchantId, OperatorLinkId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { operatorLink } from '../schema/operator.ts';

export type OperatorLinkRow = typeof operatorLink.$inferSelect;

export async function insertOperatorLink(tx: Db, row: OperatorLinkRow): Promise<void> {
  await tx.insert(operatorLink).values(row);
}

/** One that can still be used, by the SHA-256 (hex) of what its address holds. */
export async function findOpenLink(
  db: Db,
  tokenHash: string,
  now: Date,
): Promise<OperatorLinkRow | null> {
  const [row] = await db.select().from(operatorLink).where(openWith(tokenHash, now));
  return row ?? null;
}

/** As `findOpenLink`, held until the transaction ends: two who open one link are one after the other. */
export async function lockOpenLink(
  tx: Db,
  tokenHash: string,
  now: Date,
): Promise<OperatorLinkRow | null> {
  const [row] = await tx.select().from(operatorLink).where(openWith(tokenHash, now)).for('update');
  return row ?? null;
}

function openWith(tokenHash: string, now: Date) {
  return and(
    eq(operatorLink.tokenHash, tokenHash),
    isNull(operatorLink.usedAt),
    isNull(operatorLink.revokedAt),
    gt(operatorLink.expiresAt, now),
  );
}

/** Under `lockOpenLink`. */
export async function useUpLink(tx: Db, id: OperatorLinkId, now: Date): Promise<void> {
  await tx.update(operatorLink).set({ usedAt: now }).where(eq(operatorLink.id, id));
}

/** Takes back what an address was sent before for the same: the latest link alone counts. */
export async function revokeOperatorLinks(
  tx: Db,
  input: {
    emailKey: string;
    purpose: OperatorLinkRow['purpose'];
    merchantId: MerchantId | null;
    now: Date;
  },
): Promise<void> {
  await tx
    .update(operatorLink)
    .set({ revokedAt: input.now })
    .where(
      and(
        eq(operatorLink.emailKey, input.emailKey),
        eq(operatorLink.purpose, input.purpose),
        input.merchantId === null
          ? isNull(operatorLink.merchantId)
          : eq(operatorLink.merchantId, input.merchantId),
        isNull(operatorLink.usedAt),
        isNull(operatorLink.revokedAt),
      ),
    );
}
