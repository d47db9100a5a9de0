import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { ProviderAccountRow } from '#lib/db/stores/provider-account-store.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { chargesCard } from '#lib/domain/method-id.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { callOffAttempt } from './call-off-attempt.ts';
import { reportCardHold } from './card-limits.ts';
import { connectAccount } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { type Refusal, type StartPaymentInput, prepareAttempt } from './prepare-attempt.ts';
import { recordOutcome } from './record-outcome.ts';
import { countRequest } from './request-limits.ts';
import { sendAttempt } from './send-attempt.ts';

export type StartPaymentResult =
  /** The attempt to show: a new one, or the one this submission or another tab had begun. */
  { readonly kind: 'attempt'; readonly attemptId: PaymentAttemptId } | Refusal;

/** More tabs than this opening attempts against each other are no shopper's. */
const MAX_ROUNDS = 4;

/**
 * Begins to pay a session with a method. The attempt is committed before the provider is called, and
 * the provider is called outside any transaction. However often and from however many tabs this is
 * called, one pull attempt at a time is in flight, and the same submission finds the attempt it made.
 */
export async function startPayment(
  context: AppContext,
  input: StartPaymentInput,
): Promise<StartPaymentResult> {
  const calledOff = new Set<PaymentAttemptId>();
  // Each round calls off what is open and was not before; another tab may open more meanwhile.
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const prepared = await prepareAttempt(context, input, calledOff);
    switch (prepared.kind) {
      case 'call_off_first':
        for (const attempt of prepared.attempts) {
          await callOffAttempt(context, attempt, 'shopper');
          calledOff.add(attempt.id);
        }
        continue;
      case 'existing':
        return { kind: 'attempt', attemptId: prepared.attemptId };
      case 'created':
        // What is counted of cards was counted before: it decides who may charge at all.
        await Promise.all([
          callProvider(context, prepared),
          chargesCard(input.method)
            ? null
            : countRequest(context, { attempt: prepared.attempt, address: input.address ?? null }),
        ]);
        return { kind: 'attempt', attemptId: prepared.attempt.id };
      case 'card_held': {
        const address = input.address ?? null;
        await reportCardHold(context, { ...prepared, address });
        return prepared;
      }
      case 'requests_held':
        context.log.warn(
          { session: input.sessionId, waitMs: Math.ceil(prepared.waitMs) },
          'payment request held up',
        );
        return prepared;
      case 'not_found':
      case 'session_over':
      case 'method_not_available':
      case 'answers_wrong':
      case 'too_many_attempts':
        return prepared;
      default:
        return unreachable(prepared);
    }
  }
  return { kind: 'too_many_attempts' };
}

async function callProvider(
  context: AppContext,
  { attempt, account }: { attempt: AttemptRow; account: ProviderAccountRow },
): Promise<void> {
  const connection = connectAccount(context, account);
  const answer = await sendAttempt(context, attempt, connection);
  await recordOutcome(context, { attemptId: attempt.id, answer, source: 'shopper' });
}
