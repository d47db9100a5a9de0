import type { Db } from '#lib/db/client.ts';
import { type AttemptRow, findAttempt } from '#lib/db/stores/attempt-store.ts';
import {
  type BankTransferRow,
  type Owner,
  findAttemptsByReferences,
  findTransferByBankReference,
  insertBankTransfer,
  updateBankTransfer,
} from '#lib/db/stores/bank-transfer-store.ts';
import { raiseDiscrepancy, resolveDiscrepancies } from '#lib/db/stores/discrepancy-store.ts';
import { findCapture } from '#lib/db/stores/money-store.ts';
import { transferResult } from '#lib/domain/bank-transfer.ts';
import type { PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import { type Money, money, toMajorString } from '#lib/domain/money.ts';
import { findTransferReferences, normalizeReference } from '#lib/fps/transfer-reference.ts';
import { newId } from '#lib/platform/ids.ts';
import { findConfirmedByHand } from './confirmed-by-hand.ts';
import type { AppContext } from './context.ts';
import { TransferInputError, lockFpsAccount } from './fps-account.ts';
import { recordOutcomeWithin } from './record-outcome.ts';

/** A transfer to the merchant's own account, as the merchant reports it. */
export interface TransferInput extends Owner {
  /** Positive, in a currency that FPS settles. */
  readonly amount: Money;
  /** The bank's own name of it. Reporting the same one again changes nothing. */
  readonly bankReference: string;
  readonly receivedAt: Date;
  readonly payer: string | null;
  /** What the bank wrote beside it; a reference of ours is found in it. */
  readonly description: string | null;
  /** The payment that it is for, where the merchant says so; at most one of the two is given. */
  readonly attemptId: string | null;
  readonly reference: string | null;
  readonly source: 'api' | 'statement' | 'dashboard';
}

export interface RecordedTransfer {
  readonly transfer: BankTransferRow;
  /** It was recorded before, and nothing was booked by this report. */
  readonly known: boolean;
}

/**
 * Records money on the merchant's own account, once for each of the bank's references, and books it to
 * the payment it is for: the one that the merchant names, else the one whose reference the bank's text
 * carries. What is late, too much, too little or twice is kept and raised, like any provider's; what
 * belongs to no payment is kept whole and raised. A transfer that belongs to none can be reported again
 * with the payment it turned out to be for. A line of a statement that can only be what a person confirmed
 * before gives that its name (`findConfirmedByHand`).
 *
 * Call it in a transaction, and wake the worker afterwards. Throws TransferInputError.
 */
export async function recordTransfer(
  context: AppContext,
  tx: Db,
  input: TransferInput,
): Promise<RecordedTransfer> {
  const accountId = await lockFpsAccount(tx, input);
  const named = await namedAttempt(tx, input, accountId);
  const earlier = await findTransferByBankReference(tx, accountId, input.bankReference);
  if (earlier !== null) return recordAgain(context, tx, { input, earlier, named });

  const inText = named === null ? await attemptsInText(tx, input, accountId) : [];
  // A text that names two payments names none: a person has to say which.
  const attempt = named ?? (inText.length === 1 ? (inText[0] ?? null) : null);
  if (input.source === 'statement' && inText.length < 2) {
    const line = { ...input, providerAccountId: accountId, attemptId: attempt?.id ?? null };
    const confirmed = await findConfirmedByHand(tx, line);
    if (confirmed !== null)
      return { transfer: await nameAsBank(tx, confirmed, input), known: true };
  }
  const now = context.clock.now();
  const transfer: BankTransferRow = {
    id: newId('bank_transfer'),
    merchantId: input.merchantId,
    livemode: input.livemode,
    providerAccountId: accountId,
    bankReference: input.bankReference,
    amount: input.amount.amountMinor,
    currency: input.amount.currency,
    receivedAt: input.receivedAt,
    payer: input.payer,
    description: input.description,
    source: input.source,
    result: 'unmatched',
    attemptId: null,
    recordedAt: now,
    returnedAt: null,
    returnReference: null,
    dismissedAt: null,
    dismissedBecause: null,
  };
  await insertBankTransfer(tx, transfer);
  if (attempt !== null) {
    return { transfer: await bookToAttempt(context, tx, transfer, attempt), known: false };
  }
  await raiseDiscrepancy(tx, {
    merchantId: transfer.merchantId,
    kind: 'unmatched_payment',
    subject: transfer.id,
    sessionId: null,
    attemptId: null,
    detail: {
      received: toMajorString(input.amount),
      currency: transfer.currency,
      bankReference: transfer.bankReference,
      receivedAt: transfer.receivedAt.toISOString(),
      payer: transfer.payer,
      description: transfer.description,
    },
    now,
  });
  context.log.warn({ transfer: transfer.id }, 'transfer of no payment we know');
  return { transfer, known: false };
}

async function recordAgain(
  context: AppContext,
  tx: Db,
  facts: { input: TransferInput; earlier: BankTransferRow; named: AttemptRow | null },
): Promise<RecordedTransfer> {
  const { input, earlier, named } = facts;
  const { amountMinor, currency } = input.amount;
  if (earlier.amount !== amountMinor || earlier.currency !== currency) {
    const was = `${earlier.currency} ${toMajorString(money(earlier.amount, earlier.currency))}`;
    throw new TransferInputError('bankReference', `was recorded before, with ${was}`);
  }
  if (named === null || named.id === earlier.attemptId) return { transfer: earlier, known: true };
  if (earlier.attemptId !== null) {
    throw new TransferInputError('bankReference', 'was recorded before, for another payment');
  }
  if (earlier.returnedAt !== null) {
    throw new TransferInputError('bankReference', 'was recorded before, and sent back since');
  }
  return { transfer: await bookToAttempt(context, tx, earlier, named), known: false };
}

/** Ends at the meeting point, like every provider's word about money. */
async function bookToAttempt(
  context: AppContext,
  tx: Db,
  transfer: BankTransferRow,
  attempt: AttemptRow,
): Promise<BankTransferRow> {
  await recordOutcomeWithin(context, tx, {
    attemptId: attempt.id,
    answer: {
      outcome: {
        kind: 'captured',
        captures: [
          {
            reference: transfer.id,
            amount: money(transfer.amount, transfer.currency),
            capturedAt: transfer.receivedAt,
          },
        ],
      },
      providerReference: attempt.providerReference,
    },
    source: 'merchant',
  });
  const capture = await findCapture(tx, attempt.provider, transfer.id);
  if (capture === null) throw new Error(`Transfer ${transfer.id} was not booked.`);
  const change = { result: transferResult(capture.kind), attemptId: attempt.id };
  await updateBankTransfer(tx, transfer.id, change);
  await resolveDiscrepancies(tx, {
    merchantId: transfer.merchantId,
    kinds: ['unmatched_payment'],
    subject: transfer.id,
    now: context.clock.now(),
  });
  return { ...transfer, ...change };
}

/** The payment that the merchant says it is for. A slip of theirs is told, not guessed about. */
async function namedAttempt(
  tx: Db,
  input: TransferInput,
  accountId: ProviderAccountId,
): Promise<AttemptRow | null> {
  if (input.attemptId !== null) {
    const attempt = await findAttempt(tx, input.attemptId as PaymentAttemptId); // looked up, not trusted
    if (attempt?.providerAccountId === accountId) return attempt;
    throw new TransferInputError('attempt', 'is no FPS payment to your own account');
  }
  if (input.reference === null) return null;
  const reference = normalizeReference(input.reference);
  const [attempt] = await findAttemptsByReferences(tx, accountId, [reference]);
  if (attempt !== undefined) return attempt;
  throw new TransferInputError('reference', 'is the reference of no payment');
}

async function attemptsInText(
  tx: Db,
  { description }: TransferInput,
  accountId: ProviderAccountId,
): Promise<readonly AttemptRow[]> {
  return findAttemptsByReferences(tx, accountId, findTransferReferences(description ?? ''));
}

/** Gives a transfer that was confirmed by hand what the bank says of it. What was booked stays. */
async function nameAsBank(
  tx: Db,
  transfer: BankTransferRow,
  { bankReference, payer, description }: TransferInput,
): Promise<BankTransferRow> {
  const change = { bankReference, payer, description };
  await updateBankTransfer(tx, transfer.id, change);
  return { ...transfer, ...change };
}
