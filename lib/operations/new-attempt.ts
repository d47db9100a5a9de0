import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { ProviderAccountRow } from '#lib/db/stores/provider-account-store.ts';
import type { IntentRow, SessionRow } from '#lib/db/stores/session-store.ts';
import { nextCheckAt } from '#lib/domain/check-schedule.ts';
import type { KeptCardId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { newId } from '#lib/platform/ids.ts';
import { type AttemptRequest, sendingGraceMs } from './attempt-record.ts';
import type { AppContext } from './context.ts';

/** An attempt to pay an intent in full, about to be committed and then sent. */
export function newAttempt(
  context: AppContext,
  facts: {
    session: SessionRow;
    intent: IntentRow;
    account: Pick<ProviderAccountRow, 'id' | 'provider'>;
    method: MethodId;
    request: (id: PaymentAttemptId) => AttemptRequest;
    inputHash: string | null;
    keptCardId: KeptCardId | null;
  },
): AttemptRow {
  const { session, intent, account, method } = facts;
  const now = context.clock.now();
  const id = newId('payment_attempt');
  const { direction } = METHODS[method];
  return {
    id,
    merchantId: session.merchantId,
    sessionId: session.id,
    intentId: intent.id,
    method,
    direction,
    provider: account.provider,
    providerAccountId: account.id,
    status: 'sending',
    amount: intent.amount,
    currency: intent.currency,
    idempotencyKey: id,
    providerReference: null,
    request: facts.request(id),
    inputHash: facts.inputHash,
    nextAction: null,
    instrument: null,
    keptCardId: facts.keptCardId,
    disputed: false,
    reviewId: null,
    failureCode: null,
    providerFailureCode: null,
    expiresAt: null,
    createdAt: now,
    updatedAt: now,
    nextCheckAt: nextCheckAt({
      status: 'sending',
      direction,
      statusSince: now,
      now,
      expiresAt: null,
      sessionExpiresAt: session.expiresAt,
      sendingGraceMs: sendingGraceMs(context),
    }),
    heldAt: null,
    statusSince: now,
    leasedUntil: null,
  };
}
