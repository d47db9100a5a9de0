import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import {
  type MovementFilter,
  type MovementRow,
  listCaptureMovements,
  listDisputeMovements,
  listRefundMovements,
} from '#lib/db/stores/balance-store.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { attemptOfCharge } from '#lib/domain/charge.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { balanceTransactionObject } from './balance-transaction-object.ts';
import { type OfPayment, readPayment, withPayments } from './own-payments.ts';

export type OwnMovement = OfPayment<MovementRow>;

const ANYTHING: MovementFilter = { created: { from: null, before: null }, currency: null };
const ONE: PageRequest = { limit: 1, startingAfter: null, endingBefore: null };

/** A movement as a balance transaction. */
export function movementObject({ item }: OwnMovement) {
  switch (item.kind) {
    case 'capture':
      return balanceTransactionObject({ capture: item.capture });
    case 'refund':
      return balanceTransactionObject({ refund: item.refund });
    case 'disputed':
      return balanceTransactionObject({ disputed: item.disputed });
    default:
      return unreachable(item);
  }
}

/** Null: the merchant has no such movement in this mode. */
export async function retrieveMovement(
  tx: Db,
  owner: Owner,
  id: string,
): Promise<OwnMovement | null> {
  const item = await findMovement(tx, owner, id);
  return item === null ? null : { item, payment: await readPayment(tx, item.intentId) };
}

async function findMovement(tx: Db, owner: Owner, id: string): Promise<MovementRow | null> {
  const part = /^txn_([0-9A-Za-z]{24})$/.exec(id)?.[1];
  if (part === undefined) return null;
  const one = { ...ANYTHING, page: ONE, cursor: null };
  const [captured] = await listCaptureMovements(tx, owner, {
    ...one,
    id: `cap_${part}`,
    attemptId: null,
  });
  if (captured !== undefined) return captured;
  const [refunded] = await listRefundMovements(tx, owner, { ...one, id: `re_${part}` });
  if (refunded !== undefined) return refunded;
  const moved = { ...one, id: `dpm_${part}`, disputeId: null };
  const [disputed] = await listDisputeMovements(tx, owner, moved);
  return disputed ?? null;
}

/** A merchant's movements, the newest first; null: the cursor is none of them. */
export async function listMovements(
  tx: Db,
  owner: Owner,
  asked: MovementFilter & {
    page: PageRequest;
    type: 'charge' | 'refund' | 'adjustment' | null;
    /** A charge, a refund or a dispute. */
    source: string | null;
  },
): Promise<Page<OwnMovement> | null> {
  const { page, type, source } = asked;
  const id = cursorId(page);
  const from = id === null ? null : await findMovement(tx, owner, id);
  if (id !== null && from === null) return null;
  const query = { ...asked, cursor: from === null ? null : placeOf(from) };
  const attemptId = source === null ? null : attemptOfCharge(source);
  const wants = (one: typeof type) => type === null || type === one;
  const captures =
    wants('charge') && (source === null || attemptId !== null)
      ? await listCaptureMovements(tx, owner, { ...query, id: null, attemptId })
      : [];
  const refunds =
    wants('refund') && attemptId === null
      ? await listRefundMovements(tx, owner, { ...query, id: source })
      : [];
  const disputed =
    wants('adjustment') && attemptId === null
      ? await listDisputeMovements(tx, owner, { ...query, id: null, disputeId: source })
      : [];
  const backwards = page.endingBefore !== null;
  // The first of all together are among the first of each.
  const rows = [...captures, ...refunds, ...disputed].toSorted((a, b) =>
    backwards ? compare(a, b) : compare(b, a),
  );
  return withPayments(tx, toPage(rows, page), (row) => row.intentId);
}

function placeOf(row: MovementRow): { createdAt: Date; id: string } {
  switch (row.kind) {
    case 'capture':
      return { createdAt: row.capture.recordedAt, id: row.capture.id };
    case 'refund':
      return { createdAt: row.refund.createdAt, id: row.refund.id };
    case 'disputed':
      return { createdAt: row.disputed.recordedAt, id: row.disputed.id };
    default:
      return unreachable(row);
  }
}

/**
 * As the database compares them: by time, then by id. The kinds' prefixes are in this order: `cap_`, `dpm_`, `re_`;
 * a cursor is found in the lists of the other kinds by them.
 */
function compare(a: MovementRow, b: MovementRow): number {
  const [first, second] = [placeOf(a), placeOf(b)];
  const byTime = first.createdAt.getTime() - second.createdAt.getTime();
  if (byTime !== 0) return byTime;
  const order = { capture: 0, disputed: 1, refund: 2 } as const;
  return order[a.kind] - order[b.kind];
}
