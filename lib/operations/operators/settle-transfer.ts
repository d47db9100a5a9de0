import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { type BankTransferRow, findBankTransfer } from '#lib/db/stores/bank-transfer-store.ts';
import { findAttemptsNamed } from '#lib/db/stores/named-attempt-store.ts';
import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import { type UnpaidState, transferState } from '#lib/domain/bank-transfer.ts';
import type { BankTransferId, PaymentIntentId } from '#lib/domain/ids.ts';
import { isLargeRefund } from '#lib/domain/large-refund.ts';
import { type Money, money, toMajorString } from '#lib/domain/money.ts';
import type { AppContext } from '../context.ts';
import { dismissTransfer } from '../dismiss-transfer.ts';
import { TransferInputError, lockFpsAccount } from '../fps-account.ts';
import { recordTransfer } from '../record-transfer.ts';
import { returnTransfer } from '../return-transfer.ts';
import { type Acting, auditOf, ownerOf } from './acting.ts';
import { lockOwnPayment } from './own-payment.ts';
import { waitingTransfers } from './payment-standing.ts';
import { writeAudit } from './write-audit.ts';

/** What an operator says a transfer is that belongs to no payment. */
export interface TransferDecision extends Acting {
  readonly transferId: string;
  /** How it stood on the page that this was decided on: what belongs to a payment is decided on that one's page. */
  readonly seen: UnpaidState;
}

/** `stale`: somebody has decided about it since. `not_found`: the shop has no such transfer. */
type Undecided = { readonly kind: 'stale' } | { readonly kind: 'not_found' };

export type MatchResult =
  /** `again`: it was this payment's already, and nothing was changed. */
  | { readonly kind: 'matched'; readonly intentId: PaymentIntentId; readonly again: boolean }
  /** No payment by FPS to this account goes by that name, or several do. */
  | { readonly kind: 'no_payment' }
  | { readonly kind: 'several_payments' }
  /** It would be owed back, or not pay what is due. */
  | { readonly kind: 'paid_already' }
  | { readonly kind: 'other_amount'; readonly due: Money }
  | Undecided;

/**
 * Gives a transfer to the payment that goes by `payment` (`findAttemptsNamed`), as `POST /v1/fps_transfers` with
 * `payment_attempt` does. `anyway`: also where the payment is paid already or of another amount.
 */
export async function matchToPayment(
  context: AppContext,
  decision: TransferDecision & { readonly payment: string; readonly anyway: boolean },
): Promise<MatchResult> {
  const result = await deciding<MatchResult>(context, decision, async (tx, transfer) => {
    const owner = ownerOf(decision);
    const { providerAccountId } = transfer;
    const name = decision.payment;
    const named = await findAttemptsNamed(tx, owner, { providerAccountId, name });
    const [first] = named;
    if (first === undefined) return { kind: 'no_payment' };
    if (named.some(({ intentId }) => intentId !== first.intentId)) {
      return { kind: 'several_payments' };
    }
    const payment = await lockOwnPayment(tx, owner, first.intentId);
    if (payment === null) return { kind: 'no_payment' };
    const isIts = payment.attempts.some(({ id }) => id === transfer.attemptId);
    if (isIts) return { kind: 'matched', intentId: first.intentId, again: true };
    if (isDecided(transfer, decision)) return { kind: 'stale' };
    const attempt = attemptFor(context, payment, named);
    if (!decision.anyway) {
      if (payment.intent.paidAt !== null) return { kind: 'paid_already' };
      if (attempt.amount !== transfer.amount || attempt.currency !== transfer.currency) {
        return { kind: 'other_amount', due: money(attempt.amount, attempt.currency) };
      }
    }
    const { bankReference, description, payer, receivedAt } = transfer;
    const amount = amountOf(transfer);
    await recordTransfer(context, tx, {
      ...{ ...owner, amount, bankReference, description, payer, receivedAt },
      attemptId: attempt.id,
      reference: null,
      source: 'dashboard',
    });
    await writeAudit(context, tx, {
      ...auditOf(decision),
      action: 'transfer.confirmed',
      subject: first.intentId,
      after: factsOf(transfer),
    });
    return { kind: 'matched', intentId: first.intentId, again: false };
  });
  context.wakeWorker();
  return result;
}

/** Of the tries that go by the name, the one that waits for a transfer first; else the latest. */
function attemptFor(
  context: AppContext,
  payment: PaymentRows,
  named: readonly AttemptRow[],
): AttemptRow {
  const ids = new Set(named.map(({ id }) => id));
  const waiting = waitingTransfers(context, payment).find(({ id }) => ids.has(id));
  const attempt = waiting ?? named.at(-1);
  if (attempt === undefined) throw new Error('A name without a try names no payment.');
  return attempt;
}

export type ReturnResult =
  | { readonly kind: 'returned'; readonly again: boolean }
  /** It takes a role that may give back so much. */
  | { readonly kind: 'large' }
  | Undecided;

/** Records that the shop sent all of it back, as `POST /v1/fps_transfers/{id}/record_refund` does. */
export async function recordWholeReturn(
  context: AppContext,
  decision: TransferDecision & {
    /** The bank's own name of the transfer that carried it back. */
    readonly bankReference: string;
    readonly returnedAt: Date;
    readonly mayBeLarge: boolean;
  },
): Promise<ReturnResult> {
  const { bankReference, returnedAt } = decision;
  return deciding<ReturnResult>(context, decision, async (tx, transfer) => {
    if (transfer.returnReference === bankReference) return { kind: 'returned', again: true };
    if (isDecided(transfer, decision)) return { kind: 'stale' };
    const amount = amountOf(transfer);
    const isLarge = isLargeRefund(transfer.currency, { amount: transfer.amount, givenBefore: 0n });
    if (isLarge && !decision.mayBeLarge) return { kind: 'large' };
    const transferId = transfer.id;
    const facts = { transferId, amount, bankReference, returnedAt };
    await returnTransfer(context, tx, { ...ownerOf(decision), ...facts });
    await writeAudit(context, tx, {
      ...auditOf(decision),
      action: 'transfer.returned',
      subject: transfer.bankReference,
      after: { ...factsOf(transfer), bankReference },
    });
    return { kind: 'returned', again: false };
  });
}

export type PutAsideResult = { readonly kind: 'put_aside'; readonly again: boolean } | Undecided;

/** Says that it is none of ours: `dismissTransfer`. */
export async function putAside(
  context: AppContext,
  decision: TransferDecision & { readonly reason: string },
): Promise<PutAsideResult> {
  const { reason } = decision;
  return deciding<PutAsideResult>(context, decision, async (tx, transfer) => {
    const isSame = transferState(transfer) === 'put_aside' && transfer.dismissedBecause === reason;
    if (isSame) return { kind: 'put_aside', again: true };
    if (transferState(transfer) !== 'waiting') return { kind: 'stale' };
    await dismissTransfer(context, tx, { transfer, reason });
    await writeAudit(context, tx, {
      ...auditOf(decision),
      action: 'transfer.dismissed',
      subject: transfer.bankReference,
      after: { ...amountFact(transfer), reason },
    });
    return { kind: 'put_aside', again: false };
  });
}

/** Runs `work` under the account's lock, which everybody takes who decides about a transfer, with it as it is then. */
async function deciding<Result>(
  context: AppContext,
  decision: TransferDecision,
  work: (tx: Db, transfer: BankTransferRow) => Promise<Result>,
): Promise<Result | Undecided> {
  try {
    return await context.database.db.transaction(async (tx): Promise<Result | Undecided> => {
      const accountId = await lockFpsAccount(tx, ownerOf(decision));
      const transfer = await findBankTransfer(tx, decision.transferId as BankTransferId); // looked up, not trusted
      if (transfer?.providerAccountId !== accountId) return { kind: 'not_found' };
      return work(tx, transfer);
    });
  } catch (error) {
    // There is no account: nor is there anything on it.
    if (error instanceof TransferInputError && error.field === 'account') {
      return { kind: 'not_found' };
    }
    throw error;
  }
}

/** Whether it stands otherwise than it was seen. */
function isDecided(transfer: BankTransferRow, { seen }: TransferDecision): boolean {
  return transferState(transfer) !== seen;
}

function amountOf({ amount, currency }: BankTransferRow): Money {
  return money(amount, currency);
}

function amountFact(transfer: BankTransferRow) {
  return { amount: `${transfer.currency} ${toMajorString(amountOf(transfer))}` };
}

function factsOf(transfer: BankTransferRow) {
  return { ...amountFact(transfer), bankReference: transfer.bankReference };
}
