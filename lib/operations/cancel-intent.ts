import type { Db } from '#lib/db/client.ts';
import { type AttemptRow, bringCheckForward, listAttempts } from '#lib/db/stores/attempt-store.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { hasOpenCapture } from '#lib/db/stores/capture-request-store.ts';
import { findOwnIntent, markIntentCanceled } from '#lib/db/stores/payment-store.ts';
import { type IntentRow, lockSession } from '#lib/db/stores/session-store.ts';
import type {
  CancellationReason,
  IntentPurpose,
  IntentStatus,
} from '#lib/domain/payment-intent.ts';
import { callOffAttempt } from './call-off-attempt.ts';
import type { AppContext } from './context.ts';
import { expireSessionWithin } from './expire-sessions.ts';
import { type OwnIntent, retrieveIntent } from './own-payments.ts';
import { leaseUntil } from './work-through.ts';

export type CancelResult =
  | { readonly kind: 'canceled'; readonly intent: OwnIntent }
  /** It cannot be canceled as it stands. */
  | { readonly kind: 'refused'; readonly status: IntentStatus };

/**
 * Cancels an intent by ending its session, or by letting go the money that is held for it. What is open of it
 * is called off by `callOffIntent` once this is committed; the intent is canceled the moment nothing of it can
 * be paid any more. Null: no such intent.
 */
export async function cancelIntent(
  context: AppContext,
  tx: Db,
  input: Owner & { id: string; reason: CancellationReason | null; purpose?: IntentPurpose },
): Promise<CancelResult | null> {
  const found = await findOwnIntent(tx, input, input.id, input.purpose);
  if (found === null) return null;
  const session = await lockSession(tx, found.sessionId);
  const current = (await findOwnIntent(tx, input, input.id, input.purpose)) ?? found;
  const refused = { kind: 'refused', status: current.status } as const;
  if (current.status === 'requires_capture') return releaseHold(context, tx, { ...input, current });
  if (session?.status !== 'open') return refused;
  // First, so that the event of the session's end tells of it; a caller that is refused rolls it back.
  await markIntentCanceled(tx, found.id, { at: context.clock.now(), reason: input.reason });
  if ((await expireSessionWithin(context, tx, found.sessionId)) !== 'expired') {
    return { ...refused, status: 'processing' };
  }
  const intent = await retrieveIntent(tx, input, input.id, input.purpose);
  return intent === null ? null : { kind: 'canceled', intent };
}

/** Held money that is being taken cannot be let go any more. Canceling twice is canceling once. */
async function releaseHold(
  context: AppContext,
  tx: Db,
  input: Owner & { id: string; reason: CancellationReason | null; current: IntentRow },
): Promise<CancelResult | null> {
  const { current } = input;
  const attempts = await listAttempts(tx, current.sessionId);
  const ids = attempts.map(({ id }) => id);
  if (await hasOpenCapture(tx, ids)) return { kind: 'refused', status: 'processing' };
  if (current.cancelRequestedAt === null) {
    await markIntentCanceled(tx, current.id, { at: context.clock.now(), reason: input.reason });
  }
  // By now the caller lets it go itself; should it die before, the reconciler does.
  for (const attempt of attempts.filter(({ status }) => status === 'authorized')) {
    await bringCheckForward(tx, attempt.id, leaseUntil(context, context.clock.now()));
  }
  const intent = await retrieveIntent(tx, input, input.id);
  return intent === null ? null : { kind: 'canceled', intent };
}

/**
 * Calls off whatever of a canceled intent can still be paid, at once. A provider that is not reached is
 * asked again by the reconciler.
 */
export async function callOffIntent(context: AppContext, intent: OwnIntent): Promise<void> {
  const { db } = context.database;
  const open = ({ status }: AttemptRow) => status === 'requires_action' || status === 'authorized';
  const attempts = await listAttempts(db, intent.item.sessionId);
  for (const attempt of attempts.filter(open)) await callOffAttempt(context, attempt, 'merchant');
}
