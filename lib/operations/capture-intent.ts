import type { Db } from '#lib/db/client.ts';
import { findAttempt, setNextCheck } from '#lib/db/stores/attempt-store.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type CaptureRequestRow,
  getCaptureRequest,
  hasOpenCapture,
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

/** A capture that is committed, and its intent as it stood then. */
export interface OrderedCapture {
  readonly intent: OwnIntent;
  readonly request: CaptureRequestRow;
}

/** How a capture that was ordered stands; `declined`: the card's bank refused. */
export type CaptureResult = Pick<CaptureRequestRow, 'status' | 'failureCode'>;

/**
 * Orders that held money be taken: `amount` of it in minor units, all of it where that is null. The caller
 * carries it out with `carryOutCapture` once this is committed; should it not come to that, the reconciler
 * does. However many ask at once: they follow each other under the session's lock, and one is under way at a
 * time. What was ordered, and the intent it is of; null: the merchant has no such intent.
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
): Promise<OrderedCapture | null> {
  const found = await findOwnIntent(tx, input, input.id);
  if (found === null) return null;
  await lockSession(tx, found.sessionId);
  const { intent, attempts } = await readPayment(tx, found.id);
  const attempt = heldAttempt(attempts);
  if (intent.status !== 'requires_capture' || attempt === undefined) {
    throw refused(`it is ${intent.status}, and only one that is requires_capture can be`);
  }
  if (intent.cancelRequestedAt !== null) throw refused('it is being canceled');
  // Of whichever hold: another may have become the one that counts meanwhile.
  const ids = attempts.map(({ id }) => id);
  if (await hasOpenCapture(tx, ids)) throw refused('a capture is under way');
  const amount = input.amount ?? attempt.amount;
  if (amount > attempt.amount) {
    const { currency } = attempt;
    const most = `${toMajorString(money(attempt.amount, currency))} ${currency}`;
    throw new CaptureRefusedError('amount', `must be at most what is held, ${most}`);
  }
  const now = context.clock.now();
  const id = newId('capture_request');
  const request: CaptureRequestRow = {
    id,
    merchantId: input.merchantId,
    attemptId: attempt.id,
    amount,
    status: 'pending',
    idempotencyKey: id,
    failureCode: null,
    createdAt: now,
    updatedAt: now,
  };
  await insertCaptureRequest(tx, request);
  // Not before the caller has had its time.
  await setNextCheck(tx, attempt.id, leaseUntil(context, now));
  await updateIntentNotes(tx, intent.id, {
    description: intent.description,
    metadata: input.metadata(intent.metadata),
  });
  const after = await retrieveIntent(tx, input, intent.id);
  return after === null ? null : { intent: after, request };
}

/**
 * Asks the provider for what was ordered. The request as it ended, whoever was told of its end first, or
 * `pending` where the provider says nothing.
 */
export async function carryOutCapture(
  context: AppContext,
  { request: { id } }: { readonly request: Pick<CaptureRequestRow, 'id'> },
): Promise<CaptureResult> {
  const { db } = context.database;
  const request = await getCaptureRequest(db, id);
  if (request.status !== 'pending') return request;
  const attempt = await findAttempt(db, request.attemptId);
  if (attempt?.status === 'authorized') {
    await executeCapture(context, { attempt, request, source: 'merchant' });
  }
  return getCaptureRequest(db, id);
}

function refused(why: string): CaptureRefusedError {
  return new CaptureRefusedError('payment', `This PaymentIntent cannot be captured: ${why}.`);
}
