import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import {
  type CaptureRow,
  type RefundRow,
  bookTransaction,
  insertCapture,
  insertRefund,
} from '#lib/db/stores/money-store.ts';
import type { IntentRow, SessionRow } from '#lib/db/stores/session-store.ts';
import { type CaptureAllocation, allocateCapture, dueOf } from '#lib/domain/capture.ts';
import type { DiscrepancyKind } from '#lib/domain/discrepancy.ts';
import type { CaptureId } from '#lib/domain/ids.ts';
import { captureTransaction } from '#lib/domain/ledger.ts';
import { money, toMajorString } from '#lib/domain/money.ts';
import type { ReportedCapture } from '#lib/domain/payment-outcome.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';

const RAISED_FOR: Readonly<Record<CaptureAllocation['kind'], DiscrepancyKind | null>> = {
  exact: null,
  overpaid: 'overpaid',
  underpaid: 'underpaid',
  duplicate: 'duplicate_payment',
};

/**
 * Books every reported capture that was not booked before: the capture, its ledger transaction, and
 * where it does not simply pay what was due, a discrepancy; a payment made twice is given back by
 * itself where the provider can. Call it in the transaction that holds the session's lock.
 *
 * `applied` is what of the intent is paid so far, in minor units; what is paid afterwards is returned, with
 * what was booked and what is given back.
 */
export async function recordCaptures(
  context: AppContext,
  tx: Db,
  input: {
    session: SessionRow;
    intent: IntentRow;
    attempt: AttemptRow;
    applied: bigint;
    captures: readonly ReportedCapture[];
  },
): Promise<BookedCaptures> {
  const { intent } = input;
  let { applied } = input;
  const captures: CaptureRow[] = [];
  const refunds: RefundRow[] = [];
  for (const reported of input.captures) {
    const due = dueOf(
      { amount: money(intent.amount, intent.currency), captureMethod: intent.captureMethod },
      { applied: money(applied, intent.currency), captured: reported.amount },
    );
    const allocation = allocateCapture(reported.amount, due);
    const booked = await recordCapture(context, tx, { ...input, reported, allocation });
    if (booked === null) continue;
    applied += allocation.applied.amountMinor;
    captures.push(booked.capture);
    if (booked.refund !== null) refunds.push(booked.refund);
  }
  return { applied, captures, refunds };
}

/** What `recordCaptures` did that was not done before. */
export interface BookedCaptures {
  readonly applied: bigint;
  readonly captures: readonly CaptureRow[];
  /** Ordered at once, of a payment made twice. */
  readonly refunds: readonly RefundRow[];
}

/** Null when it was booked before: then nothing is done. */
async function recordCapture(
  context: AppContext,
  tx: Db,
  input: {
    session: SessionRow;
    intent: IntentRow;
    attempt: AttemptRow;
    reported: ReportedCapture;
    allocation: CaptureAllocation;
  },
): Promise<{ capture: CaptureRow; refund: RefundRow | null } | null> {
  const { session, intent, attempt, reported, allocation } = input;
  const now = context.clock.now();
  const captureId = newId('capture');
  const capture: CaptureRow = {
    id: captureId,
    merchantId: session.merchantId,
    intentId: intent.id,
    attemptId: attempt.id,
    provider: attempt.provider,
    providerReference: reported.reference,
    amount: reported.amount.amountMinor,
    applied: allocation.applied.amountMinor,
    surplus: allocation.surplus.amountMinor,
    currency: reported.amount.currency,
    kind: allocation.kind,
    capturedAt: reported.capturedAt,
    recordedAt: now,
  };
  if (!(await insertCapture(tx, capture))) return null;
  await bookTransaction(tx, {
    merchantId: session.merchantId,
    livemode: session.livemode,
    transaction: captureTransaction({
      provider: attempt.provider,
      captureReference: reported.reference,
      allocation,
    }),
    now,
  });
  const raised = RAISED_FOR[allocation.kind];
  if (raised === null) return { capture, refund: null };
  await raiseDiscrepancy(tx, {
    merchantId: session.merchantId,
    kind: raised,
    subject: captureId,
    sessionId: session.id,
    attemptId: attempt.id,
    detail: {
      received: toMajorString(reported.amount),
      surplus: toMajorString(allocation.surplus),
      currency: reported.amount.currency,
    },
    now,
  });
  context.log.warn({ attempt: attempt.id, capture: captureId, kind: raised }, 'money to look at');
  if (allocation.kind !== 'duplicate') return { capture, refund: null };
  return { capture, refund: await giveBack(context, tx, { attempt, captureId, reported, now }) };
}

/**
 * Orders the refund of a payment made twice. Its key is the capture's, so that however often the
 * duplicate is noticed it is refunded once. Where the provider cannot refund, the discrepancy raised
 * above is what the merchant acts on.
 */
async function giveBack(
  context: AppContext,
  tx: Db,
  input: { attempt: AttemptRow; captureId: CaptureId; reported: ReportedCapture; now: Date },
): Promise<RefundRow | null> {
  const { attempt, captureId, reported, now } = input;
  if (!context.providers[attempt.provider].refundable) return null;
  const refund: RefundRow = {
    id: newId('refund'),
    merchantId: attempt.merchantId,
    captureId,
    attemptId: attempt.id,
    amount: reported.amount.amountMinor,
    currency: reported.amount.currency,
    fromOverpayment: reported.amount.amountMinor,
    reason: 'duplicate',
    metadata: {},
    status: 'pending',
    idempotencyKey: `dup:${captureId}`,
    providerReference: null,
    providerFailureCode: null,
    createdAt: now,
    updatedAt: now,
    nextTryAt: now,
    tryCount: 0,
  };
  await insertRefund(tx, refund);
  return refund;
}
