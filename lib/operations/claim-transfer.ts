import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { AppContext } from './context.ts';
import { recordOutcome } from './record-outcome.ts';

/**
 * The shopper says that the money was sent. It is their word, and counts as nothing more: the attempt
 * waits for the merchant, who alone can see its account, and the session waits with it. Where somebody
 * can be asked, or the attempt is decided, nothing changes. `not_found`: not of this session.
 */
export async function claimTransfer(
  context: AppContext,
  input: { sessionId: CheckoutSessionId; attemptId: PaymentAttemptId },
): Promise<'done' | 'not_found'> {
  const attempt = await findAttempt(context.database.db, input.attemptId);
  if (attempt === null || attempt.sessionId !== input.sessionId) return 'not_found';
  if (context.providers[attempt.provider].confirmedBy !== 'merchant') return 'done';
  if (attempt.status !== 'requires_action' && attempt.status !== 'expired') return 'done';
  await recordOutcome(context, {
    attemptId: attempt.id,
    answer: { outcome: { kind: 'pending' }, providerReference: attempt.providerReference },
    source: 'shopper',
  });
  return 'done';
}
