import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy, resolveDiscrepancies } from '#lib/db/stores/discrepancy-store.ts';
import {
  type DisputeMovementRow,
  type DisputeRow,
  type DisputeWithMovements,
  findDisputeByReference,
  insertDispute,
  insertDisputeMovements,
  listDisputesOf,
  overpaymentHeld,
  updateDispute,
} from '#lib/db/stores/dispute-store.ts';
import { bookTransaction, listCapturesWithRefunds } from '#lib/db/stores/money-store.ts';
import { type SessionRow, lockSessionOfAttempt } from '#lib/db/stores/session-store.ts';
import {
  type ReportedDispute,
  heldByDispute,
  isDisputeClosed,
  isWorse,
  overpaidParts,
  nextDisputeCheckAt,
} from '#lib/domain/dispute.ts';
import { disputeLossTransaction, disputeTransaction } from '#lib/domain/ledger.ts';
import { money, toMajorString } from '#lib/domain/money.ts';
import { overpaymentPart } from '#lib/domain/refund.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';
import { disputeEvents } from './dispute-events.ts';
import { emitEvents } from './emit-events.ts';
import type { CaptureWithRefunds } from './payment-facts.ts';

/**
 * Records a dispute of an attempt as its provider told of it when it was asked at `askedAt`. In one transaction,
 * under the session's lock: the dispute, its money, the bookings, the merchant's events, and what a person has to
 * look at. Recording the same again changes nothing; of answers that arrive in another order than the questions
 * went out, the one to the last question stands.
 *
 * `no_capture`: the money that it is about is not booked yet.
 */
export async function recordDispute(
  context: AppContext,
  input: { attempt: AttemptRow; dispute: ReportedDispute; askedAt: Date },
): Promise<'recorded' | 'no_capture'> {
  const result = await context.database.db.transaction(async (tx) => {
    const session = await lockSessionOfAttempt(tx, input.attempt.id);
    if (session === null) throw new Error(`Attempt ${input.attempt.id} does not exist.`);
    const { attempt, dispute: reported } = input;
    const before = await findDisputeByReference(tx, attempt.providerAccountId, reported.reference);
    if (before !== null && input.askedAt < before.dispute.askedAt) return 'recorded';
    const known = await disputedCapture(tx, attempt, reported);
    if (known === null) return 'no_capture';
    await record(context, tx, { ...input, session, before, known });
    return 'recorded';
  });
  if (result === 'recorded') context.wakeWorker();
  return result;
}

/** What was captured and is disputed: as the provider names it, else the attempt's first money. */
async function disputedCapture(
  tx: Db,
  attempt: AttemptRow,
  { captureReference }: ReportedDispute,
): Promise<CaptureWithRefunds | null> {
  const all = await listCapturesWithRefunds(tx, attempt.intentId);
  const own = all.filter(({ capture }) => capture.attemptId === attempt.id);
  const named = own.find(({ capture }) => capture.providerReference === captureReference);
  return named ?? own[0] ?? null;
}

interface Facts {
  readonly session: SessionRow;
  readonly attempt: AttemptRow;
  readonly dispute: ReportedDispute;
  readonly askedAt: Date;
  readonly before: DisputeWithMovements | null;
  readonly known: CaptureWithRefunds;
}

async function record(context: AppContext, tx: Db, facts: Facts): Promise<void> {
  const { session, before } = facts;
  const now = context.clock.now();
  const row = before?.dispute ?? newDispute(facts, now);
  const booked = newMovements(row, facts, now);
  const split = await splitMovements(tx, facts, row, booked);
  const movements = [...(before?.movements ?? []), ...booked];
  const { status } = facts.dispute;
  const isGone = isDisputeClosed(status) && status !== 'won';
  const writtenOff = isGone ? heldByDispute(movements) : 0n;
  const after: DisputeRow = {
    ...row,
    ...told(facts.dispute),
    fromOverpayment: split.overpaid,
    writtenOff,
    writeOffCount: row.writeOffCount + (writtenOff === row.writtenOff ? 0 : 1),
    askedAt: facts.askedAt,
    nextCheckAt: nextDisputeCheckAt(status, now),
  };
  const dispute =
    before !== null && isSame(before.dispute, after) ? after : { ...after, updatedAt: now };
  await (before === null ? insertDispute(tx, dispute) : updateDispute(tx, dispute));
  await insertDisputeMovements(tx, booked);
  await book(tx, { session, row, after: dispute, parts: split.parts, now });
  await emitEvents(
    context,
    tx,
    session,
    disputeEvents(before, { dispute, movements, booked, livemode: session.livemode, now }),
  );
  await raise(context, tx, { ...facts, after: dispute, now });
}

function newDispute({ attempt, dispute, askedAt, known }: Facts, now: Date): DisputeRow {
  const { capture } = known;
  return {
    id: newId('dispute'),
    merchantId: attempt.merchantId,
    intentId: attempt.intentId,
    attemptId: attempt.id,
    captureId: capture.id,
    provider: attempt.provider,
    providerAccountId: attempt.providerAccountId,
    providerReference: dispute.reference,
    currency: dispute.amount.currency,
    fromOverpayment: 0n,
    writtenOff: 0n,
    writeOffCount: 0,
    ...told(dispute),
    createdAt: dispute.openedAt,
    recordedAt: now,
    updatedAt: now,
    askedAt,
    nextCheckAt: null,
  };
}

/** What of a dispute its provider may tell otherwise the next time. */
function told(dispute: ReportedDispute) {
  return {
    amount: dispute.amount.amountMinor,
    reason: dispute.reason,
    networkReasonCode: dispute.networkReasonCode,
    status: dispute.status,
    evidenceDueBy: dispute.evidenceDueBy,
    hasEvidence: dispute.hasEvidence,
    submissionCount: dispute.submissionCount,
    chargeRefundable: dispute.chargeRefundable,
  };
}

function isSame(before: DisputeRow, after: DisputeRow): boolean {
  const names = ['amount', 'status', 'hasEvidence', 'submissionCount', 'writtenOff'] as const;
  return (
    names.every((name) => before[name] === after[name]) &&
    before.evidenceDueBy?.getTime() === after.evidenceDueBy?.getTime()
  );
}

function newMovements(
  row: DisputeRow,
  { dispute, before }: Facts,
  now: Date,
): readonly DisputeMovementRow[] {
  const known = new Set(before?.movements.map(({ providerReference }) => providerReference));
  return dispute.movements
    .filter(({ reference }) => !known.has(reference))
    .map(({ kind, reference, amount, at }) => ({
      id: newId('dispute_movement'),
      merchantId: row.merchantId,
      disputeId: row.id,
      kind,
      providerReference: reference,
      amount: amount.amountMinor,
      currency: amount.currency,
      movedAt: at,
      recordedAt: now,
    }));
}

/** Whose money new movements move: what refunds and other disputes of the capture took was overpaid no more. */
async function splitMovements(
  tx: Db,
  { before, known }: Facts,
  row: DisputeRow,
  booked: readonly DisputeMovementRow[],
) {
  const { capture, refunds } = known;
  const disputes = (await listDisputesOf(tx, [row.intentId])).filter(
    ({ dispute }) => dispute.captureId === capture.id,
  );
  return overpaidParts({
    earlier: before?.movements ?? [],
    overpaid: before === null ? 0n : overpaymentHeld(before),
    left: overpaymentPart({
      amount: capture.surplus,
      surplus: capture.surplus,
      given: refunds
        .filter(({ status }) => status !== 'failed')
        .reduce(
          (sum, { fromOverpayment }) => sum + fromOverpayment,
          disputes.reduce((sum, other) => sum + overpaymentHeld(other), 0n),
        ),
    }),
    movements: booked,
  });
}

async function book(
  tx: Db,
  facts: {
    session: SessionRow;
    /** Before this was told. */
    row: DisputeRow;
    after: DisputeRow;
    parts: ReturnType<typeof overpaidParts<DisputeMovementRow>>['parts'];
    now: Date;
  },
): Promise<void> {
  const { session, row, after, now } = facts;
  const { merchantId, livemode } = session;
  const { id: disputeId, provider, currency } = after;
  for (const { movement: moved, overpaid } of facts.parts) {
    const { kind, providerReference: movement, amount } = moved;
    const transaction = disputeTransaction({
      provider,
      disputeId,
      movement,
      kind,
      fromOverpayment: money(overpaid, currency),
      fromSales: money(amount - overpaid, currency),
    });
    await bookTransaction(tx, { merchantId, livemode, transaction, now });
  }
  if (after.writtenOff === row.writtenOff) return;
  const transaction = disputeLossTransaction({
    provider,
    disputeId,
    serial: after.writeOffCount,
    amount: money(after.writtenOff - row.writtenOff, currency),
  });
  await bookTransaction(tx, { merchantId, livemode, transaction, now });
}

/** An open dispute waits for a person; a lost one is left for them to see. */
async function raise(
  context: AppContext,
  tx: Db,
  { session, attempt, before, known, after, now }: Facts & { after: DisputeRow; now: Date },
): Promise<void> {
  const { id: subject, merchantId, providerReference, status } = after;
  const kinds = ['disputed'] as const;
  // Raised by the provider's name while it could not be read.
  await resolveDiscrepancies(tx, { merchantId, kinds, subject: providerReference, now });
  if (isDisputeClosed(status) && status !== 'lost') {
    await resolveDiscrepancies(tx, { merchantId, kinds, subject, now });
    return;
  }
  await raiseDiscrepancy(tx, {
    merchantId,
    kind: 'disputed',
    subject,
    sessionId: session.id,
    attemptId: attempt.id,
    detail: {
      provider: after.provider,
      providerReference,
      reason: after.reason,
      amount: toMajorString(money(after.amount, after.currency)),
      refunded: toMajorString(
        money(
          known.refunds
            .filter((refund) => refund.status !== 'failed')
            .reduce((sum, { amount }) => sum + amount, 0n),
          known.capture.currency,
        ),
      ),
      currency: after.currency,
      dueBy: after.evidenceDueBy?.toISOString() ?? null,
      status,
    },
    now,
    again: before !== null && isWorse(before.dispute.status, status),
  });
  if (before === null) {
    context.log.warn({ dispute: subject, attempt: attempt.id, status }, 'a payment is disputed');
  }
}
