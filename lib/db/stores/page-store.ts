import { and, eq } from 'drizzle-orm';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { checkoutSession, paymentAttempt } from '../schema.ts';

export async function isSession(db: Db, id: CheckoutSessionId): Promise<boolean> {
  const rows = await db
    .select({ id: checkoutSession.id })
    .from(checkoutSession)
    .where(eq(checkoutSession.id, id))
    .limit(1);
  return rows.length > 0;
}

export async function isAttemptOfSession(
  db: Db,
  { sessionId, attemptId }: { sessionId: CheckoutSessionId; attemptId: PaymentAttemptId },
): Promise<boolean> {
  const rows = await db
    .select({ id: paymentAttempt.id })
    .from(paymentAttempt)
    .where(and(eq(paymentAttempt.id, attemptId), eq(paymentAttempt.sessionId, sessionId)))
    .limit(1);
  return rows.length > 0;
}
