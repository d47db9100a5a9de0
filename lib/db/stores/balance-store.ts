import { and, eq } from 'drizzle-orm';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { PaymentAttemptId, PaymentIntentId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { type Cursor, createdWithin, pageQuery } from '../cursor-page.ts';
import { capture, refund } from '../schema/money.ts';
import { paymentIntent } from '../schema/payment.ts';
import type { Owner } from './bank-transfer-store.ts';
import type { CaptureRow, RefundRow } from './money-store.ts';

/** Money that came in or was given back, of an intent. */
export type MovementRow =
  | { readonly intentId: PaymentIntentId; readonly capture: CaptureRow; readonly refund: null }
  | { readonly intentId: PaymentIntentId; readonly capture: null; readonly refund: RefundRow };

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
  return rows.map((row) => ({ ...row, refund: null }));
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
  return rows.map((row) => ({ ...row, capture: null }));
}
