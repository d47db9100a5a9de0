import { and, eq } from 'drizzle-orm';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type {
  DisputeId,
  DisputeMovementId,
  PaymentAttemptId,
  PaymentIntentId,
} from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { type Cursor, createdWithin, pageQuery } from '../cursor-page.ts';
import { dispute, disputeMovement } from '../schema/dispute.ts';
import { capture, refund } from '../schema/money.ts';
import { paymentIntent } from '../schema/payment.ts';
import type { Owner } from './bank-transfer-store.ts';
import type { DisputeMovementRow } from './dispute-store.ts';
import type { CaptureRow, RefundRow } from './money-store.ts';

/** Money that came in, was given back or was disputed, of an intent. */
export type MovementRow =
  | { readonly intentId: PaymentIntentId; readonly kind: 'capture'; readonly capture: CaptureRow }
  | { readonly intentId: PaymentIntentId; readonly kind: 'refund'; readonly refund: RefundRow }
  | {
      readonly intentId: PaymentIntentId;
      readonly kind: 'disputed';
      readonly disputed: DisputeMovementRow;
    };

export interface MovementFilter {
  readonly created: CreatedRange;
  readonly currency: CurrencyCode | null;
}

interface Asked extends MovementFilter {
  readonly page: PageRequest;
  readonly cursor: Cursor | null;
}

/** A merchant's captures, or the one with this id, in the page's order and one more than it holds. */
export async function listCaptureMovements(
  db: Db,
  owner: Owner,
  asked: Asked & { id: string | null; attemptId: PaymentAttemptId | null },
): Promise<readonly MovementRow[]> {
  const columns = { createdAt: capture.recordedAt, id: capture.id };
  const query = pageQuery(columns, asked.page, asked.cursor);
  const rows = await db
    .select({ intentId: capture.intentId, capture })
    .from(capture)
    .innerJoin(paymentIntent, eq(paymentIntent.id, capture.intentId))
    .where(
      and(
        eq(capture.merchantId, owner.merchantId),
        eq(paymentIntent.livemode, owner.livemode),
        asked.id === null ? undefined : eq(capture.id, asked.id as CaptureRow['id']), // looked up, not trusted
        asked.attemptId === null ? undefined : eq(capture.attemptId, asked.attemptId),
        asked.currency === null ? undefined : eq(capture.currency, asked.currency),
        createdWithin(capture.recordedAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
  return rows.map((row) => ({ ...row, kind: 'capture' }));
}

/** The same of the refunds that were carried out; one that came back moved nothing in the end. */
export async function listRefundMovements(
  db: Db,
  owner: Owner,
  asked: Asked & { id: string | null },
): Promise<readonly MovementRow[]> {
  const query = pageQuery(refund, asked.page, asked.cursor);
  const rows = await db
    .select({ intentId: capture.intentId, refund })
    .from(refund)
    .innerJoin(capture, eq(capture.id, refund.captureId))
    .innerJoin(paymentIntent, eq(paymentIntent.id, capture.intentId))
    .where(
      and(
        eq(refund.merchantId, owner.merchantId),
        eq(paymentIntent.livemode, owner.livemode),
        eq(refund.status, 'succeeded'),
        asked.id === null ? undefined : eq(refund.id, asked.id as RefundRow['id']), // looked up, not trusted
        asked.currency === null ? undefined : eq(refund.currency, asked.currency),
        createdWithin(refund.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
  return rows.map((row) => ({ ...row, kind: 'refund' }));
}

/** The same of what disputes withdrew and gave back; `disputeId`: of that one alone. */
export async function listDisputeMovements(
  db: Db,
  owner: Owner,
  asked: Asked & { id: string | null; disputeId: string | null },
): Promise<readonly MovementRow[]> {
  const { id, disputeId } = asked;
  const columns = { createdAt: disputeMovement.recordedAt, id: disputeMovement.id };
  const query = pageQuery(columns, asked.page, asked.cursor);
  const rows = await db
    .select({ intentId: dispute.intentId, disputed: disputeMovement })
    .from(disputeMovement)
    .innerJoin(dispute, eq(dispute.id, disputeMovement.disputeId))
    .innerJoin(paymentIntent, eq(paymentIntent.id, dispute.intentId))
    .where(
      and(
        eq(disputeMovement.merchantId, owner.merchantId),
        eq(paymentIntent.livemode, owner.livemode),
        id === null ? undefined : eq(disputeMovement.id, id as DisputeMovementId), // looked up, not trusted
        disputeId === null ? undefined : eq(dispute.id, disputeId as DisputeId), // looked up, not trusted
        asked.currency === null ? undefined : eq(disputeMovement.currency, asked.currency),
        createdWithin(disputeMovement.recordedAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
  return rows.map((row) => ({ ...row, kind: 'disputed' }));
}
