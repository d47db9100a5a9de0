import { setTimeout as pause } from 'node:timers/promises';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { isActive } from '#lib/domain/payment-attempt.ts';
import { checkAttempt } from './check-attempt.ts';
import type { AppContext } from './context.ts';

/** A browser on its way back waits this long for the provider; then the page waits, live, instead. */
const PATIENCE_MS = 4_000;

/**
 * The shopper is back from a wallet or from 3-D Secure: ask the provider once how the attempt stands,
 * so that the next page says what happened rather than "waiting". A provider that does not answer is
 * asked again by the reconciler while the page waits.
 */
export async function returnToAttempt(
  context: AppContext,
  input: { sessionId: CheckoutSessionId; attemptId: PaymentAttemptId },
): Promise<void> {
  const attempt = await findAttempt(context.database.db, input.attemptId);
  if (attempt === null || attempt.sessionId !== input.sessionId) return;
  // "I have paid" under a code that expired comes here too: money the shopper sent may have come after all.
  const mayHaveCome = attempt.direction === 'push' && attempt.status !== 'captured';
  if (!isActive(attempt.status) && !mayHaveCome) return;
  const checked = checkAttempt(context, attempt.id, { source: 'return' }).catch(
    (error: unknown) => {
      context.log.error({ attempt: attempt.id, err: error }, 'check on return failed');
    },
  );
  await Promise.race([checked, pause(PATIENCE_MS)]);
}
