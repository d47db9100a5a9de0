import { and, asc, desc, eq, gt, lt } from 'drizzle-orm';
import type { AuditEntry } from '#lib/domain/audit-entry.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { auditHead, auditLog } from '../schema/audit-log.ts';

export interface AuditHead {
  /** 0 before the first entry. */
  readonly seq: number;
  readonly hash: string;
}

export interface AuditRow extends AuditEntry {
  readonly previousHash: string;
  readonly hash: string;
}

const BEFORE_THE_FIRST: AuditHead = { seq: 0, hash: '' };

/** The last entry of a merchant's log, held until the transaction ends: entries are written one after another. */
export async function lockAuditHead(tx: Db, merchantId: MerchantId): Promise<AuditHead> {
  await tx
    .insert(auditHead)
    .values({ merchantId, ...BEFORE_THE_FIRST })
    .onConflictDoNothing();
  const [head] = await tx
    .select({ seq: auditHead.seq, hash: auditHead.hash })
    .from(auditHead)
    .where(eq(auditHead.merchantId, merchantId))
    .for('update');
  if (head === undefined) throw new Error(`The audit log of ${merchantId} has no head.`);
  return head;
}

/** Under `lockAuditHead`. */
export async function insertAuditRow(tx: Db, row: AuditRow): Promise<void> {
  const { actor, ...entry } = row;
  await tx.insert(auditLog).values({
    ...entry,
    operatorId: actor?.operatorId ?? null,
    email: actor?.email ?? null,
    role: actor?.role ?? null,
  });
  await tx
    .update(auditHead)
    .set({ seq: row.seq, hash: row.hash })
    .where(eq(auditHead.merchantId, row.merchantId));
}

/** Null before the first entry. */
export async function readAuditHead(db: Db, merchantId: MerchantId): Promise<AuditHead | null> {
  const [head] = await db
    .select({ seq: auditHead.seq, hash: auditHead.hash })
    .from(auditHead)
    .where(eq(auditHead.merchantId, merchantId));
  return head ?? null;
}

/** The newest first, those before `beforeSeq` where it is given. */
export async function listAuditRows(
  db: Db,
  merchantId: MerchantId,
  page: { beforeSeq: number | null; limit: number },
): Promise<readonly AuditRow[]> {
  const rows = await db
    .select()
    .from(auditLog)
    .where(
      and(
        eq(auditLog.merchantId, merchantId),
        page.beforeSeq === null ? undefined : lt(auditLog.seq, page.beforeSeq),
      ),
    )
    .orderBy(desc(auditLog.seq))
    .limit(page.limit);
  return rows.map(toEntry);
}

/** In the order in which they were written, after `afterSeq`. */
export async function readAuditRows(
  db: Db,
  merchantId: MerchantId,
  page: { afterSeq: number; limit: number },
): Promise<readonly AuditRow[]> {
  const rows = await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.merchantId, merchantId), gt(auditLog.seq, page.afterSeq)))
    .orderBy(asc(auditLog.seq))
    .limit(page.limit);
  return rows.map(toEntry);
}

function toEntry(row: typeof auditLog.$inferSelect): AuditRow {
  const { operatorId, email, role, ...entry } = row;
  const actor =
    operatorId === null || email === null || role === null ? null : { operatorId, email, role };
  return { ...entry, actor };
}
