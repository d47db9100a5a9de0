import { and, eq, inArray } from 'drizzle-orm';
import type { CaptureRequestId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { captureRequest } from '../schema/capture-request.ts';

export type CaptureRequestRow = typeof captureRequest.$inferSelect;

export async function insertCaptureRequest(tx: Db, row: CaptureRequestRow): Promise<void> {
  await tx.insert(captureRequest).values(row);
}

/** What is asked for of an attempt's hold and has not come to an end; null: nothing. */
export async function findOpenCapture(
  db: Db,
  attemptId: PaymentAttemptId,
): Promise<CaptureRequestRow | null> {
  const [row] = await db
    .select()
    .from(captureRequest)
    .where(and(eq(captureRequest.attemptId, attemptId), eq(captureRequest.status, 'pending')))
    .limit(1);
  return row ?? null;
}

/** The same of any of these attempts: of one order, that is. */
export async function hasOpenCapture(
  db: Db,
  attemptIds: readonly PaymentAttemptId[],
): Promise<boolean> {
  const rows = await db
    .select({ id: captureRequest.id })
    .from(captureRequest)
    .where(
      and(inArray(captureRequest.attemptId, [...attemptIds]), eq(captureRequest.status, 'pending')),
    )
    .limit(1);
  return rows.length > 0;
}

/** A request that rows of ours refer to. Throws when it does not exist, which no write allows. */
export async function getCaptureRequest(db: Db, id: CaptureRequestId): Promise<CaptureRequestRow> {
  const [row] = await db.select().from(captureRequest).where(eq(captureRequest.id, id)).limit(1);
  if (row === undefined) throw new Error(`Capture request ${id} does not exist.`);
  return row;
}

/** Gives a request that is open another key in place of the one it was just asked with. */
export async function replaceCaptureKey(
  tx: Db,
  request: Pick<CaptureRequestRow, 'id' | 'idempotencyKey'>,
  change: { idempotencyKey: string; now: Date },
): Promise<void> {
  await tx
    .update(captureRequest)
    .set({ idempotencyKey: change.idempotencyKey, updatedAt: change.now })
    .where(
      and(
        eq(captureRequest.id, request.id),
        eq(captureRequest.idempotencyKey, request.idempotencyKey),
        eq(captureRequest.status, 'pending'),
      ),
    );
}

/** How a request ends. */
export interface CaptureEnd {
  readonly status: 'succeeded' | 'declined' | 'failed';
  readonly failureCode: string | null;
  readonly now: Date;
}

/**
 * Ends this very request; false where it came to an end before. Call it under its session's lock.
 */
export async function endCapture(tx: Db, id: CaptureRequestId, end: CaptureEnd): Promise<boolean> {
  const ended = await tx
    .update(captureRequest)
    .set(ending(end))
    .where(and(eq(captureRequest.id, id), eq(captureRequest.status, 'pending')))
    .returning({ id: captureRequest.id });
  return ended.length > 0;
}

/**
 * Ends what is open of an attempt whose money is held no more; nothing where nothing is. Call it under its
 * session's lock.
 */
export async function endOpenCapture(
  tx: Db,
  attemptId: PaymentAttemptId,
  end: CaptureEnd,
): Promise<void> {
  await tx
    .update(captureRequest)
    .set(ending(end))
    .where(and(eq(captureRequest.attemptId, attemptId), eq(captureRequest.status, 'pending')));
}

function ending({ status, failureCode, now }: CaptureEnd) {
  return { status, failureCode, updatedAt: now };
}
