import { and, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { DiscrepancyKind } from '#lib/domain/discrepancy.ts';
import type {
  CheckoutSessionId,
  DiscrepancyId,
  MerchantId,
  PaymentAttemptId,
} from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import type { Db } from '../client.ts';
import { discrepancy } from '../schema/money.ts';

/**
 * Raises a discrepancy with its evidence; the same one about the same subject is raised once. `again`: one that was
 * dealt with is opened once more, with what is true now; one that is open already is left as it is.
 */
export async function raiseDiscrepancy(
  tx: Db,
  input: {
    merchantId: MerchantId;
    kind: DiscrepancyKind;
    subject: string;
    sessionId: CheckoutSessionId | null;
    attemptId: PaymentAttemptId | null;
    detail: Readonly<Record<string, string | number | null>>;
    now: Date;
    again?: boolean;
  },
): Promise<void> {
  const insert = tx.insert(discrepancy).values({
    id: newId('discrepancy'),
    merchantId: input.merchantId,
    kind: input.kind,
    subject: input.subject,
    sessionId: input.sessionId,
    attemptId: input.attemptId,
    detail: input.detail,
    createdAt: input.now,
  });
  if (input.again !== true) {
    await insert.onConflictDoNothing();
    return;
  }
  await insert.onConflictDoUpdate({
    target: [discrepancy.merchantId, discrepancy.kind, discrepancy.subject],
    set: { detail: input.detail, createdAt: input.now, resolvedAt: null },
    setWhere: isNotNull(discrepancy.resolvedAt),
  });
}

export type DiscrepancyRow = typeof discrepancy.$inferSelect;

/** Discrepancies, the newest first, at most `limit`. */
export async function listDiscrepancies(
  db: Db,
  input: { merchantId: MerchantId | null; openOnly: boolean; limit: number },
): Promise<readonly DiscrepancyRow[]> {
  return db
    .select()
    .from(discrepancy)
    .where(
      and(
        input.merchantId === null ? undefined : eq(discrepancy.merchantId, input.merchantId),
        input.openOnly ? isNull(discrepancy.resolvedAt) : undefined,
      ),
    )
    .orderBy(desc(discrepancy.createdAt), desc(discrepancy.id))
    .limit(input.limit);
}

/** Marks an open discrepancy as dealt with; the row after it. Null when there is none that is open. */
export async function resolveDiscrepancy(
  db: Db,
  id: DiscrepancyId,
  now: Date,
): Promise<DiscrepancyRow | null> {
  const [row] = await db
    .update(discrepancy)
    .set({ resolvedAt: now })
    .where(and(eq(discrepancy.id, id), isNull(discrepancy.resolvedAt)))
    .returning();
  return row ?? null;
}

/** Marks discrepancies about a subject as dealt with; those that are already stay as they are. */
export async function resolveDiscrepancies(
  tx: Db,
  input: {
    merchantId: MerchantId;
    kinds: readonly DiscrepancyKind[];
    subject: string;
    now: Date;
  },
): Promise<void> {
  await tx
    .update(discrepancy)
    .set({ resolvedAt: input.now })
    .where(
      and(
        eq(discrepancy.merchantId, input.merchantId),
        inArray(discrepancy.kind, [...input.kinds]),
        eq(discrepancy.subject, input.subject),
        isNull(discrepancy.resolvedAt),
      ),
    );
}
