import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import { startRequestOf } from './attempt-record.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { recordOutcome } from './record-outcome.ts';

/**
 * The shopper said too early that they paid: the same code is shown again, or, where its time is up, the
 * page that offers a new one. Nothing else is undone by it; money that was sent all the same is found.
 * `not_found`: not of this session.
 */
export async function withdrawClaim(
  context: AppContext,
  input: { sessionId: CheckoutSessionId; attemptId: PaymentAttemptId },
): Promise<'done' | 'not_found'> {
  const attempt = await findAttempt(context.database.db, input.attemptId);
  if (attempt === null || attempt.sessionId !== input.sessionId) return 'not_found';
  if (context.providers[attempt.provider].confirmedBy !== 'merchant') return 'done';
  if (attempt.status !== 'pending') return 'done';
  const connection = await connectProvider(context, attempt.providerAccountId);
  const shown = await connection.startPayment(startRequestOf(attempt));
  await recordOutcome(context, {
    attemptId: attempt.id,
    answer: unlessOver(shown, context.clock.now()),
    source: 'shopper',
  });
  return 'done';
}

function unlessOver(shown: ProviderAnswer, now: Date): ProviderAnswer {
  const { outcome } = shown;
  const over =
    outcome.kind === 'requires_action' && outcome.expiresAt !== null && outcome.expiresAt <= now;
  return over ? { ...shown, outcome: { kind: 'expired' } } : shown;
}
