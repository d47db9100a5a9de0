import { type AuditHead, readAuditHead, readAuditRows } from '#lib/db/stores/audit-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { hashOf } from './write-audit.ts';

export type AuditVerdict =
  | { readonly kind: 'whole'; readonly head: AuditHead }
  /** From this entry on it is not what was written. */
  | { readonly kind: 'broken'; readonly seq: number };

const BATCH = 500;

/**
 * Reads a merchant's audit log from its beginning and makes every hash again. It shows that entries were changed,
 * left out or put in; who can write the whole table anew can also write it whole, so keep the last hash elsewhere.
 */
export async function verifyAuditLog(
  context: AppContext,
  merchantId: MerchantId,
): Promise<AuditVerdict> {
  const { db } = context.database;
  const head = (await readAuditHead(db, merchantId)) ?? { seq: 0, hash: '' };
  let last: AuditHead = { seq: 0, hash: '' };
  while (last.seq < head.seq) {
    const rows = await readAuditRows(db, merchantId, { afterSeq: last.seq, limit: BATCH });
    for (const row of rows) {
      const { seq, hash, previousHash } = row;
      const follows = seq === last.seq + 1 && previousHash === last.hash;
      if (!follows || hash !== hashOf(row, last.hash)) return broken(last);
      last = { seq, hash };
    }
    if (rows.length === 0) return broken(last);
  }
  // Written after the head was read: an entry more is no fault.
  return last.seq > head.seq || last.hash === head.hash
    ? { kind: 'whole', head: last }
    : broken(last);
}

function broken(last: AuditHead): AuditVerdict {
  return { kind: 'broken', seq: last.seq + 1 };
}
