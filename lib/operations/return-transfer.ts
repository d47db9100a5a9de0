import type { Db } from '#lib/db/client.ts';
import {
  type BankTransferRow,
  type Owner,
  findBankTransfer,
  updateBankTransfer,
} from '#lib/db/stores/bank-transfer-store.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { resolveDiscrepancies } from '#lib/db/stores/discrepancy-store.ts';
import {
  type CaptureRow,
  type RefundRow,
  bookTransaction,
  findCapture,
  findRefundByKey,
  insertRefund,
  sumRefunded,
} from '#lib/db/stores/money-store.ts';
import { lockSession } from '#lib/db/stores/session-store.ts';
import type { BankTransferId } from '#lib/domain/ids.ts';
import { refundTransaction } from '#lib/domain/ledger.ts';
import { type Money, money, toMajorString } from '#lib/domain/money.ts';
import { overpaymentPart } from '#lib/domain/refund.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';
import { TransferInputError, lockFpsAccount } from './fps-account.ts';
import { emitRefundCreated } from './refund-events.ts';

export interface ReturnInput extends Owner {
  readonly transferId: string;
  /** What was sent back, positive. */
  readonly amount: Money;
  /** The bank's name of the transfer that carried it. Reporting the same one again changes nothing. */
  readonly bankReference: string;
  readonly returnedAt: Date;
}

/**
 * Records that the merchant sent money of a transfer back: nobody else can, for an FPS refund is a
 * transfer of its own. What was overpaid goes first, then sales; never more than came in. What was raised
 * about the money is dealt with once all that was owed back has gone.
 *
 * Call it in a transaction. Throws TransferInputError.
 */
export async function returnTransfer(
  context: AppContext,
  tx: Db,
  input: ReturnInput,
): Promise<BankTransferRow> {
  const accountId = await lockFpsAccount(tx, input);
  const transfer = await findBankTransfer(tx, input.transferId as BankTransferId); // looked up, not trusted
  if (transfer?.providerAccountId !== accountId) {
    throw new TransferInputError(
      'noTransfer',
      `there is no transfer ${input.transferId.slice(0, 100)}`,
    );
  }
  if (transfer.currency !== input.amount.currency) {
    throw new TransferInputError('amount', `must be in ${transfer.currency}`);
  }
  return transfer.attemptId === null
    ? returnWhole(context, tx, transfer, input)
    : returnOfCapture(context, tx, transfer, input);
}

/** Of no payment of ours, so nothing was booked: all of it goes back, or it stays to be matched. */
async function returnWhole(
  context: AppContext,
  tx: Db,
  transfer: BankTransferRow,
  input: ReturnInput,
): Promise<BankTransferRow> {
  if (transfer.returnedAt !== null) {
    if (transfer.returnReference === input.bankReference) return transfer;
    throw new TransferInputError('transfer', 'was sent back before');
  }
  if (input.amount.amountMinor !== transfer.amount) {
    const whole = toMajorString(money(transfer.amount, transfer.currency));
    throw new TransferInputError('amount', `must be all of it, ${whole}`);
  }
  const change = { returnedAt: input.returnedAt, returnReference: input.bankReference };
  await updateBankTransfer(tx, transfer.id, change);
  await resolveDiscrepancies(tx, {
    merchantId: transfer.merchantId,
    kinds: ['unmatched_payment'],
    subject: transfer.id,
    now: context.clock.now(),
  });
  return { ...transfer, ...change };
}

async function returnOfCapture(
  context: AppContext,
  tx: Db,
  transfer: BankTransferRow,
  input: ReturnInput,
): Promise<BankTransferRow> {
  const attempt = transfer.attemptId === null ? null : await findAttempt(tx, transfer.attemptId);
  if (attempt === null) throw new Error(`Transfer ${transfer.id} has lost its payment.`);
  const session = await lockSession(tx, attempt.sessionId);
  if (session === null) throw new Error(`Transfer ${transfer.id} has lost its session.`);
  const capture = await findCapture(tx, attempt.provider, transfer.id);
  if (capture === null) throw new Error(`Transfer ${transfer.id} was not booked.`);

  const { amountMinor } = input.amount;
  const key = `returned:${transfer.providerAccountId}:${input.bankReference}`;
  const earlier = await findRefundByKey(tx, key);
  if (earlier !== null) {
    if (earlier.captureId === capture.id && earlier.amount === amountMinor) return transfer;
    throw new TransferInputError('bankReference', 'was recorded before, for another amount');
  }
  const before = await sumRefunded(tx, capture.id);
  if (before + amountMinor > capture.amount) {
    const left = toMajorString(money(capture.amount - before, capture.currency));
    throw new TransferInputError('amount', `is more than is left of it, ${left}`);
  }
  const refund = await bookReturn(context, tx, { transfer, capture, before, input, key });
  await emitRefundCreated(context, tx, { session, attempt, refund });
  return transfer;
}

async function bookReturn(
  context: AppContext,
  tx: Db,
  facts: {
    transfer: BankTransferRow;
    capture: CaptureRow;
    before: bigint;
    input: ReturnInput;
    key: string;
  },
): Promise<RefundRow> {
  const { transfer, capture, before, input, key } = facts;
  const { amountMinor, currency } = input.amount;
  const now = context.clock.now();
  const fromOverpayment = overpaymentPart({
    amount: amountMinor,
    surplus: capture.surplus,
    given: before,
  });
  const refundId = newId('refund');
  const refund: RefundRow = {
    id: refundId,
    merchantId: transfer.merchantId,
    captureId: capture.id,
    attemptId: capture.attemptId,
    amount: amountMinor,
    currency,
    fromOverpayment,
    reason: capture.kind === 'duplicate' ? 'duplicate' : 'requested_by_customer',
    metadata: {},
    status: 'succeeded',
    idempotencyKey: key,
    providerReference: input.bankReference,
    providerFailureCode: null,
    createdAt: input.returnedAt,
    updatedAt: now,
    nextTryAt: null,
    tryCount: 0,
  };
  await insertRefund(tx, refund);
  await bookTransaction(tx, {
    merchantId: transfer.merchantId,
    livemode: transfer.livemode,
    transaction: refundTransaction({
      provider: capture.provider,
      refundId,
      fromOverpayment: money(fromOverpayment, currency),
      fromSales: money(amountMinor - fromOverpayment, currency),
    }),
    now,
  });
  if (before + amountMinor < capture.surplus) return refund;
  await resolveDiscrepancies(tx, {
    merchantId: transfer.merchantId,
    kinds: ['duplicate_payment', 'overpaid', 'underpaid'],
    subject: capture.id,
    now,
  });
  return refund;
}
