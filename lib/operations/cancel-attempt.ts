import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { callOffAttempt } from './call-off-attempt.ts';
import type { AppContext } from './context.ts';

/**
 * The shopper gives up an attempt to choose another way. A code or wallet request is called off at the
 * provider; an attempt that is already deciding (or over) is left as it is, and the page shows it.
 * `not_found` when the attempt is not of this session.
 */
export async function cancelAttempt(
  context: AppContext,
  input: { sessionId: CheckoutSessionId; attemptId: PaymentAttemptId },
): Promise<'done' | 'not_found'> {
  const attempt = await findAttempt(context.database.db, input.attemptId);
  if (attempt === null || attempt.sessionId !== input.sessionId) return 'not_found';
  if (attempt.status === 'requires_action') await callOffAttempt(context, attempt, 'shopper');
  return 'done';
}
