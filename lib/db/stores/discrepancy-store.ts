import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { DiscrepancyKind } from '#lib/domain/discrepancy.ts';
import type { CheckoutSessionId, MerchantId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import type { Db } from '../client.ts';
import { discrepancy } from '../schema.ts';

/** Raises a discrepancy with its evidence; the same one about the same subject is raised once. */
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
  },
): Promise<void> {
  await tx
    .insert(discrepancy)
    .values({
      id: newId('discrepancy'),
      merchantId: input.merchantId,
      kind: input.kind,
      subject: input.subject,
      sessionId: input.sessionId,
      attemptId: input.attemptId,
      detail: input.detail,
      createdAt: input.now,
    })
    .onConflictDoNothing();
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
