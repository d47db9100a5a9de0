import { and, asc, eq, isNotNull, lte, notInArray, sql } from 'drizzle-orm';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { inboundNotification } from '../schema/inbound-notification.ts';

export type InboundRow = typeof inboundNotification.$inferSelect;

/** Stores a notification once; false when the provider had sent it before. */
export async function insertNotification(
  db: Db,
  row: typeof inboundNotification.$inferInsert,
): Promise<boolean> {
  const inserted = await db
    .insert(inboundNotification)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: inboundNotification.id });
  return inserted.length > 0;
}

/** Takes the notification that is longest due, of accounts not told to pass over, and leases it, as `claimDueAttempt`. */
export async function claimDueNotification(
  db: Db,
  input: { now: Date; leaseUntil: Date; passOver: readonly ProviderAccountId[] },
): Promise<InboundRow | null> {
  return db.transaction(async (tx) => {
    const [due] = await tx
      .select()
      .from(inboundNotification)
      .where(
        and(
          isNotNull(inboundNotification.nextTryAt),
          lte(inboundNotification.nextTryAt, input.now),
          notInArray(inboundNotification.providerAccountId, [...input.passOver]),
        ),
      )
      .orderBy(asc(inboundNotification.nextTryAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (due === undefined) return null;
    await tx
      .update(inboundNotification)
      .set({
        nextTryAt: input.leaseUntil,
        tryCount: sql`${inboundNotification.tryCount} + 1`,
      })
      .where(eq(inboundNotification.id, due.id));
    return due;
  });
}

/** Marks a notification as dealt with, or puts it off with the reason. */
export async function settleNotification(
  db: Db,
  id: InboundRow['id'],
  result: { processedAt: Date } | { nextTryAt: Date; error: string },
): Promise<void> {
  await db
    .update(inboundNotification)
    .set(
      'processedAt' in result
        ? { processedAt: result.processedAt, nextTryAt: null, lastError: null }
        : { nextTryAt: result.nextTryAt, lastError: result.error },
    )
    .where(eq(inboundNotification.id, id));
}
