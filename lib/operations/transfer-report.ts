import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { type AttemptRow, findAttempt } from '#lib/db/stores/attempt-store.ts';
import {
  type BankTransferRow,
  type Owner,
  type WhichTransfers,
  findBankTransfer,
  listBankTransfers,
  listExpectedTransfers,
} from '#lib/db/stores/bank-transfer-store.ts';
import { findCapture, sumRefunded } from '#lib/db/stores/money-store.ts';
import { findSession } from '#lib/db/stores/session-store.ts';
import {
  type BankTransferResult,
  type TransferState,
  transferState,
} from '#lib/domain/bank-transfer.ts';
import type {
  BankTransferId,
  CheckoutSessionId,
  PaymentAttemptId,
  PaymentIntentId,
} from '#lib/domain/ids.ts';
import { type Money, money } from '#lib/domain/money.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import { requireFpsAccount } from './fps-account.ts';
import { suggestAttempts } from './suggest-attempts.ts';

/** A transfer with all that a merchant wants to know of it. */
export interface TransferReport {
  readonly id: BankTransferId;
  readonly livemode: boolean;
  readonly amount: Money;
  /** What of it was sent back. */
  readonly returned: Money;
  readonly bankReference: string;
  readonly payer: string | null;
  readonly description: string | null;
  readonly receivedAt: Date;
  readonly recordedAt: Date;
  readonly result: BankTransferResult;
  readonly state: TransferState;
  /** Why somebody said that it is none of ours. */
  readonly dismissedBecause: string | null;
  /** It paid a session that was over. */
  readonly late: boolean;
  readonly attemptId: PaymentAttemptId | null;
  readonly sessionId: CheckoutSessionId | null;
  /** What it was booked to; null: to nothing. */
  readonly payment: TransferPayment | null;
  /** Unpaid payments of its amount, at its time: a person may know which. Nothing follows from them. */
  readonly suggestions: readonly ExpectedTransfer[];
}

export interface TransferPayment {
  readonly intentId: PaymentIntentId;
  readonly due: Money;
  readonly clientReferenceId: string | null;
}

/** A payment that waits for a transfer, or waited for one. */
export interface ExpectedTransfer {
  readonly attemptId: PaymentAttemptId;
  readonly intentId: PaymentIntentId;
  readonly sessionId: CheckoutSessionId;
  readonly livemode: boolean;
  readonly amount: Money;
  readonly reference: string | null;
  readonly clientReferenceId: string | null;
  readonly status: 'awaiting' | 'claimed' | 'over';
  /** When the shopper said that it was sent. */
  readonly claimedAt: Date | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

const MAX_SUGGESTIONS = 5;

export async function reportTransfer(tx: Db, transfer: BankTransferRow): Promise<TransferReport> {
  const attempt = transfer.attemptId === null ? null : await findAttempt(tx, transfer.attemptId);
  const capture = attempt === null ? null : await findCapture(tx, attempt.provider, transfer.id);
  const session = attempt === null ? null : await findSession(tx, attempt.sessionId);
  const wholly = transfer.returnedAt === null ? 0n : transfer.amount;
  const returned = capture === null ? wholly : await sumRefunded(tx, capture.id);
  return {
    id: transfer.id,
    livemode: transfer.livemode,
    amount: money(transfer.amount, transfer.currency),
    returned: money(returned, transfer.currency),
    bankReference: transfer.bankReference,
    payer: transfer.payer,
    description: transfer.description,
    receivedAt: transfer.receivedAt,
    recordedAt: transfer.recordedAt,
    result: transfer.result,
    state: transferState(transfer),
    dismissedBecause: transfer.dismissedBecause,
    late: session !== null && session.expiredAt !== null,
    attemptId: attempt?.id ?? null,
    sessionId: attempt?.sessionId ?? null,
    payment:
      attempt === null
        ? null
        : {
            intentId: attempt.intentId,
            due: money(attempt.amount, attempt.currency),
            clientReferenceId: session?.clientReferenceId ?? null,
          },
    suggestions:
      transfer.result === 'unmatched' && returned === 0n ? await suggestionsFor(tx, transfer) : [],
  };
}

async function suggestionsFor(
  tx: Db,
  transfer: BankTransferRow,
): Promise<readonly ExpectedTransfer[]> {
  const { providerAccountId, receivedAt } = transfer;
  const amount = money(transfer.amount, transfer.currency);
  const facts = { providerAccountId, amount, receivedAt };
  const attempts = await suggestAttempts(tx, facts, MAX_SUGGESTIONS);
  return Promise.all(
    attempts.map(async (attempt) => {
      const session = await findSession(tx, attempt.sessionId);
      return expectedTransfer(attempt, session?.clientReferenceId ?? null, transfer.livemode);
    }),
  );
}

function expectedTransfer(
  attempt: AttemptRow,
  clientReferenceId: string | null,
  livemode: boolean,
): ExpectedTransfer {
  const claimed = attempt.status === 'pending';
  return {
    attemptId: attempt.id,
    intentId: attempt.intentId,
    sessionId: attempt.sessionId,
    livemode,
    amount: money(attempt.amount, attempt.currency),
    reference: attempt.providerReference,
    clientReferenceId,
    status: claimed ? 'claimed' : attempt.status === 'requires_action' ? 'awaiting' : 'over',
    claimedAt: claimed ? attempt.statusSince : null,
    createdAt: attempt.createdAt,
    expiresAt: attempt.expiresAt,
  };
}

/**
 * Payments whose money the merchant is waiting for, the newest first; null: the cursor is none of them.
 * Throws TransferInputError.
 */
export async function listAwaited(
  tx: Db,
  owner: Owner,
  asked: { status: 'awaiting' | 'claimed' | null; page: PageRequest },
): Promise<Page<ExpectedTransfer> | null> {
  const accountId = await requireFpsAccount(tx, owner);
  const statuses: Readonly<Record<'awaiting' | 'claimed', AttemptStatus>> = {
    awaiting: 'requires_action',
    claimed: 'pending',
  };
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findAttempt(tx, id as PaymentAttemptId); // looked up, not trusted
  if (id !== null && cursor?.providerAccountId !== accountId) return null;
  const rows = await listExpectedTransfers(tx, accountId, {
    statuses: asked.status === null ? Object.values(statuses) : [statuses[asked.status]],
    page: asked.page,
    cursor,
  });
  const { items, hasMore } = toPage(rows, asked.page);
  return {
    items: items.map((row) => expectedTransfer(row.attempt, row.clientReferenceId, owner.livemode)),
    hasMore,
  };
}

/** What came in, the last recorded first; null: the cursor is none of it. Throws TransferInputError. */
export async function listTransfers(
  tx: Db,
  owner: Owner,
  asked: { which: WhichTransfers; page: PageRequest },
): Promise<Page<TransferReport> | null> {
  const accountId = await requireFpsAccount(tx, owner);
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findBankTransfer(tx, id as BankTransferId); // looked up, not trusted
  if (id !== null && cursor?.providerAccountId !== accountId) return null;
  const rows = await listBankTransfers(tx, owner, { ...asked, cursor });
  const { items, hasMore } = toPage(rows, asked.page);
  return { items: await Promise.all(items.map((row) => reportTransfer(tx, row))), hasMore };
}
