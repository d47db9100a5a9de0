import { type SQL, and, asc, eq, inArray, isNotNull, lte } from 'drizzle-orm';
import type {
  DisputeId,
  PaymentAttemptId,
  PaymentIntentId,
  ProviderAccountId,
} from '#lib/domain/ids.ts';
import { heldByDispute } from '#lib/domain/dispute.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { dispute, disputeMovement } from '../schema/dispute.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import type { Owner } from './bank-transfer-store.ts';

export type DisputeRow = typeof dispute.$inferSelect;
export type DisputeMovementRow = typeof disputeMovement.$inferSelect;

/** A dispute with what it took and gave back, the oldest first. */
export interface DisputeWithMovements {
  readonly dispute: DisputeRow;
  readonly movements: readonly DisputeMovementRow[];
}

/** What a dispute holds of overpaid money, in minor units. */
export function overpaymentHeld({ dispute: row, movements }: DisputeWithMovements): bigint {
  const held = heldByDispute(movements);
  return row.fromOverpayment < held ? row.fromOverpayment : held;
}

/** The disputes of these intents, the oldest first. */
export async function listDisputesOf(
  db: Db,
  intentIds: readonly PaymentIntentId[],
): Promise<readonly DisputeWithMovements[]> {
  if (intentIds.length === 0) return [];
  return withMovements(db, inArray(dispute.intentId, [...intentIds]));
}

/** A dispute by the provider's name of it; null while it is not recorded. */
export async function findDisputeByReference(
  db: Db,
  providerAccountId: ProviderAccountId,
  providerReference: string,
): Promise<DisputeWithMovements | null> {
  const [found] = await withMovements(
    db,
    and(
      eq(dispute.providerAccountId, providerAccountId),
      eq(dispute.providerReference, providerReference),
    ),
  );
  return found ?? null;
}

async function withMovements(
  db: Db,
  where: SQL | undefined,
): Promise<readonly DisputeWithMovements[]> {
  const rows = await db
    .select()
    .from(dispute)
    .leftJoin(disputeMovement, eq(disputeMovement.disputeId, dispute.id))
    .where(where)
    .orderBy(
      asc(dispute.createdAt),
      asc(dispute.id),
      asc(disputeMovement.movedAt),
      asc(disputeMovement.id),
    );
  const byId = new Map<DisputeId, { dispute: DisputeRow; movements: DisputeMovementRow[] }>();
  for (const row of rows) {
    const known = byId.get(row.dispute.id) ?? { dispute: row.dispute, movements: [] };
    if (row.dispute_movement !== null) known.movements.push(row.dispute_movement);
    byId.set(row.dispute.id, known);
  }
  return [...byId.values()];
}

/** Writes a new dispute, and on its attempt that there is one. Call it under its session's lock. */
export async function insertDispute(tx: Db, row: DisputeRow): Promise<void> {
  await tx.insert(dispute).values(row);
  await tx
    .update(paymentAttempt)
    .set({ disputed: true })
    .where(eq(paymentAttempt.id, row.attemptId));
}

/** Writes a dispute as it stands now. Call it under its session's lock. */
export async function updateDispute(tx: Db, row: DisputeRow): Promise<void> {
  const { id, ...change } = row;
  await tx.update(dispute).set(change).where(eq(dispute.id, id));
}

export async function insertDisputeMovements(
  tx: Db,
  rows: readonly DisputeMovementRow[],
): Promise<void> {
  if (rows.length > 0) await tx.insert(disputeMovement).values([...rows]);
}

/** Takes the open dispute that is longest due for a look, as `claimDueRefund` does. */
export async function claimDueDispute(
  db: Db,
  input: { now: Date; leaseUntil: Date },
): Promise<DisputeRow | null> {
  return db.transaction(async (tx) => {
    const [due] = await tx
      .select()
      .from(dispute)
      .where(and(isNotNull(dispute.nextCheckAt), lte(dispute.nextCheckAt, input.now)))
      .orderBy(asc(dispute.nextCheckAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (due === undefined) return null;
    await setDisputeCheck(tx, due.id, input.leaseUntil);
    return due;
  });
}

export async function setDisputeCheck(db: Db, id: DisputeId, at: Date | null): Promise<void> {
  await db.update(dispute).set({ nextCheckAt: at }).where(eq(dispute.id, id));
}

function own({ merchantId, livemode }: Owner): SQL | undefined {
  return and(eq(dispute.merchantId, merchantId), eq(paymentIntent.livemode, livemode));
}

/** Null for what is another merchant's or of the other mode, too. */
export async function findOwnDispute(db: Db, owner: Owner, id: string): Promise<DisputeRow | null> {
  const [row] = await db
    .select({ dispute })
    .from(dispute)
    .innerJoin(paymentIntent, eq(paymentIntent.id, dispute.intentId))
    .where(and(eq(dispute.id, id as DisputeId), own(owner))) // looked up, not trusted
    .limit(1);
  return row?.dispute ?? null;
}

/** A merchant's disputes, the newest first, and one more than the page holds. */
export async function listDisputes(
  db: Db,
  owner: Owner,
  asked: {
    intentId: string | null;
    attemptId: PaymentAttemptId | null;
    created: CreatedRange;
    page: PageRequest;
    cursor: DisputeRow | null;
  },
): Promise<readonly DisputeRow[]> {
  const { intentId, attemptId } = asked;
  const query = pageQuery(dispute, asked.page, asked.cursor);
  const rows = await db
    .select({ dispute })
    .from(dispute)
    .innerJoin(paymentIntent, eq(paymentIntent.id, dispute.intentId))
    .where(
      and(
        own(owner),
        intentId === null ? undefined : eq(dispute.intentId, intentId as PaymentIntentId), // looked up, not trusted
        attemptId === null ? undefined : eq(dispute.attemptId, attemptId),
        createdWithin(dispute.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
  return rows.map((row) => row.dispute);
}
