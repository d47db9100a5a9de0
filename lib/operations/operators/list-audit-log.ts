import { type AuditRow, listAuditRows } from '#lib/db/stores/audit-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';

const PAGE_ROWS = 50;

export interface AuditPage {
  /** The newest first. */
  readonly entries: readonly AuditRow[];
  /** What to ask for the older ones by; null: there are none. */
  readonly olderThan: number | null;
}

/** A page of a merchant's audit log. `beforeSeq`: those before this entry; null: the newest. */
export async function listAuditLog(
  context: AppContext,
  merchantId: MerchantId,
  page: { beforeSeq: number | null },
): Promise<AuditPage> {
  const { beforeSeq } = page;
  // One more than is shown tells whether there is more.
  const rows = await listAuditRows(context.database.db, merchantId, {
    beforeSeq,
    limit: PAGE_ROWS + 1,
  });
  const entries = rows.slice(0, PAGE_ROWS);
  const last = entries.at(-1);
  return { entries, olderThan: rows.length > PAGE_ROWS && last !== undefined ? last.seq : null };
}
