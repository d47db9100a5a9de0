import {
  type DiscrepancyRow,
  listDiscrepancies as list,
} from '#lib/db/stores/discrepancy-store.ts';
import type { AppContext } from '../context.ts';
import { requireMerchant } from './admin-input.ts';

/** More than a person reads at a time; those left over are the oldest. */
const MAX_LISTED = 200;

/** A discrepancy as an operator reads it. */
export interface ListedDiscrepancy {
  readonly id: string;
  readonly kind: string;
  readonly merchant: string;
  readonly session: string | null;
  readonly attempt: string | null;
  readonly detail: unknown;
  readonly raisedAt: string;
  readonly resolvedAt: string | null;
}

/**
 * What is true of the money and against what was expected, the newest first, at most 200. `open`: only
 * what nobody has dealt with. Throws AdminInputError when there is no such merchant.
 */
export async function listDiscrepancies(
  context: AppContext,
  input: { merchant: string | null; open: boolean },
): Promise<readonly ListedDiscrepancy[]> {
  const merchantId =
    input.merchant === null ? null : (await requireMerchant(context, input.merchant)).id;
  const rows = await list(context.database.db, {
    merchantId,
    openOnly: input.open,
    limit: MAX_LISTED,
  });
  return rows.map(describe);
}

function describe(row: DiscrepancyRow): ListedDiscrepancy {
  return {
    id: row.id,
    kind: row.kind,
    merchant: row.merchantId,
    session: row.sessionId,
    attempt: row.attemptId,
    detail: row.detail,
    raisedAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}
