import type { Db } from '#lib/db/client.ts';
import { setNextCheck } from '#lib/db/stores/attempt-store.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type CaptureRequestRow,
  findOpenCapture,
  getCaptureRequest,
  insertCaptureRequest,
} from '#lib/db/stores/capture-request-store.ts';
import { findOwnIntent, updateIntentNotes } from '#lib/db/stores/payment-store.ts';
import { type IntentRow, lockSession } from '#lib/db/stores/session-store.ts';
import { money, toMajorString } from '#lib/domain/money.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';
import { executeCapture } from './execute-capture.ts';
import { heldAttempt } from './held-money.ts';
import { type OwnIntent, readPayment, retrieveIntent } from './own-payments.ts';
import { leaseUntil } from './work-through.ts';

/** Why held money cannot be taken as it was asked. */
export class CaptureRefusedError extends Error {
  readonly about: 'amount' | 'payment';

  constructor(about: 'amount' | 'payment', message: string) {
    super(message);
    this.name = 'CaptureRefusedError';
    this.about = about;
  }
}

/** How a capture that was ordered stands; `declined`: the card's bank refused. */
export type CaptureResult = Pick<CaptureRequestRow, 'status' | 'failureCode'>;

/**
 * Orders that held money be taken: `amount` of it in minor units, all of it where that is null. The caller
 * carries it out with `carryOutCapture` once this is committed; should it not come to that, the reconciler
 * does. However many ask at once: they follow each other under the session's lock, and one is under way at a
 * time. Null: the merchant has no such intent.
 *
 * Throws CaptureRefusedError.
 */
export async function captureIntent(
  context: AppContext,
  tx: Db,
  input: Owner & {
    readonly id: string;
    readonly amount: bigint | null;
    readonly metadata: (before: IntentRow['metadata']) => IntentRow['metadata'];
  },
): Promise<OwnIntent | null> {
  const found = await findOwnIntent(tx, input, input.id);
  if (found === null) return null;
  await lockSession(tx, found.sessionId);
  const { intent, attempts } = await readPayment(tx, found.id);
  const attempt = heldAttempt(attempts);
  if (intent.status !== 'requires_capture' || attempt === undefined) {
    throw refused(`it is ${intent.status}, and only one that is requires_capture can be`);
  }
  if (intent.cancelRequestedAt !== null) throw refused('it is being canceled');
  if ((await findOpenCapture(tx, attempt.id)) !== null) throw refused('a capture is under way');
  const amount = input.amount ?? attempt.amount;
  if (amount > attempt.amount) {
    const { currency } = attempt;
    const most = `${toMajorString(money(attempt.amount, currency))} ${currency}`;
    throw new CaptureRefusedError('amount', `must be at most what is held, ${most}`);
  }
  const now = context.clock.now();
  const id = newId('capture_request');
  await insertCaptureRequest(tx, {
    id,
    merchantId: input.merchantId,
    attemptId: attempt.id,
    amount,
    status: 'pending',
    idempotencyKey: id,
    failureCode: null,
    createdAt: now,
    updatedAt: now,
  });
  // Not before the caller has had its time.
  await setNextCheck(tx, attempt.id, leaseUntil(context, now));
  await updateIntentNotes(tx, intent.id, {
    description: intent.description,
    metadata: input.metadata(intent.metadata),
  });
  return retrieveIntent(tx, input, intent.id);
}

/**
 * Asks the provider for what was ordered of an intent's hold. The request as it ended, or `pending` where the
 * provider says nothing; null: nothing is ordered.
 */
export async function carryOutCapture(
  context: AppContext,
  { payment }: OwnIntent,
): Promise<CaptureResult | null> {
  const { db } = context.database;
  for (const attempt of payment.attempts) {
    const request = await findOpenCapture(db, attempt.id);
    if (request === null || attempt.status !== 'authorized') continue;
    await executeCapture(context, { attempt, request, source: 'merchant' });
    return getCaptureRequest(db, request.id);
  }
  return null;
}

function refused(why: string): CaptureRefusedError {
  return new CaptureRefusedError('payment', `This PaymentIntent cannot be captured: ${why}.`);
}
