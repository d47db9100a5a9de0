import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import {
  type MovementFilter,
  type MovementRow,
  listCaptureMovements,
  listRefundMovements,
} from '#lib/db/stores/balance-store.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { attemptOfCharge } from '#lib/domain/charge.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { balanceTransactionObject } from './balance-transaction-object.ts';
import { type OfPayment, readPayment, withPayments } from './own-payments.ts';

export type OwnMovement = OfPayment<MovementRow>;

const ANYTHING: MovementFilter = { created: { from: null, before: null }, currency: null };
const ONE: PageRequest = { limit: 1, startingAfter: null, endingBefore: null };

/** A movement as a balance transaction. */
export function movementObject({ item }: OwnMovement) {
  return item.refund === null
    ? balanceTransactionObject({ capture: item.capture })
    : balanceTransactionObject({ refund: item.refund });
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
  return refunded ?? null;
}

/** A merchant's movements, the newest first; null: the cursor is none of them. */
export async function listMovements(
  tx: Db,
  owner: Owner,
  asked: MovementFilter & {
    page: PageRequest;
    type: 'charge' | 'refund' | null;
    /** A charge or a refund. */
    source: string | null;
  },
): Promise<Page<OwnMovement> | null> {
  const { page, type, source } = asked;
  const id = cursorId(page);
  const from = id === null ? null : await findMovement(tx, owner, id);
  if (id !== null && from === null) return null;
  const query = { ...asked, cursor: from === null ? null : placeOf(from) };
  const attemptId = source === null ? null : attemptOfCharge(source);
  const captures =
    type === 'refund' || (source !== null && attemptId === null)
      ? []
      : await listCaptureMovements(tx, owner, { ...query, id: null, attemptId });
  const refunds =
    type === 'charge' || attemptId !== null
      ? []
      : await listRefundMovements(tx, owner, { ...query, id: source });
  const backwards = page.endingBefore !== null;
  // The first of both together are among the first of each.
  const rows = [...captures, ...refunds].toSorted((a, b) =>
    backwards ? compare(a, b) : compare(b, a),
  );
  return withPayments(tx, toPage(rows, page), (row) => row.intentId);
}

function placeOf(row: MovementRow): { createdAt: Date; id: string } {
  return row.refund === null
    ? { createdAt: row.capture.recordedAt, id: row.capture.id }
    : { createdAt: row.refund.createdAt, id: row.refund.id };
}

/** As the database compares them: by time, then by id, where a capture's comes before a refund's. */
function compare(a: MovementRow, b: MovementRow): number {
  const [first, second] = [placeOf(a), placeOf(b)];
  const byTime = first.createdAt.getTime() - second.createdAt.getTime();
  if (byTime !== 0) return byTime;
  const kind = (row: MovementRow) => (row.refund === null ? 0 : 1);
  return kind(a) - kind(b);
}
