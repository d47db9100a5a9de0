import type { Db } from '#lib/db/client.ts';
import { type AttemptRow, findAttempt } from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import {
  type RefundRow,
  bookTransaction,
  claimDueRefund,
  getRefund,
  updateRefund,
} from '#lib/db/stores/money-store.ts';
import { lockSession } from '#lib/db/stores/session-store.ts';
import { refundTransaction, returnedRefundTransaction } from '#lib/domain/ledger.ts';
import { money } from '#lib/domain/money.ts';
import type { RefundAnswer } from '#lib/domain/provider.ts';
import {
  type RefundDecision,
  type RefundStatus,
  decideRefund,
  nextRefundCheckAt,
} from '#lib/domain/refund.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { emitEvents } from './emit-events.ts';
import { refundChangedEvents } from './payment-events.ts';
import { leaseUntil, workThrough } from './work-through.ts';

/** A refund that is not done after this long is raised to the merchant; it goes on being tried. */
const ALERT_MS = 24 * 60 * 60 * 1000;

/**
 * Carries out refunds that are due, each with its own key at every try, and looks after those that were
 * carried out and may still come back; returns how many it took.
 */
export async function executeRefunds(context: AppContext): Promise<number> {
  return workThrough<RefundRow>(context, {
    name: 'executeRefunds',
    lanes: 2,
    limit: 50,
    claim: () => {
      const now = context.clock.now();
      return claimDueRefund(context.database.db, { now, leaseUntil: leaseUntil(context, now) });
    },
    work: (row) => executeRefund(context, row),
    describe: (row) => row.id,
  });
}

/** Carries out, or asks about, a refund that the caller has leased. */
export async function executeRefund(context: AppContext, row: RefundRow): Promise<void> {
  const attempt = await findAttempt(context.database.db, row.attemptId);
  if (attempt === null || attempt.providerReference === null) {
    throw new Error(`Refund ${row.id} is of an attempt without a payment at the provider.`);
  }
  const connection = await connectProvider(context, attempt.providerAccountId);
  const answer = await connection.refundPayment({
    attemptId: attempt.id,
    providerReference: attempt.providerReference,
    refundReference: row.providerReference,
    refundId: row.id,
    idempotencyKey: row.idempotencyKey,
    amount: money(row.amount, row.currency),
    reason: row.reason ?? 'requested_by_customer',
  });
  await recordRefund(context, row.id, attempt, answer);
}

/** Records what the provider said, on the refund as it stands under the session's lock. */
async function recordRefund(
  context: AppContext,
  id: RefundRow['id'],
  attempt: AttemptRow,
  answer: RefundAnswer,
): Promise<void> {
  const now = context.clock.now();
  await context.database.db.transaction(async (tx) => {
    const session = await lockSession(tx, attempt.sessionId);
    if (session === null) throw new Error(`Session ${attempt.sessionId} does not exist.`);
    const row = await getRefund(tx, id);
    const decision = decideRefund(row.status, answer.kind);
    const status = STATUS_AFTER[decision] ?? row.status;
    const change = {
      status,
      ...('refundReference' in answer ? { providerReference: answer.refundReference } : {}),
      ...(status === 'failed' && answer.kind === 'failed'
        ? { providerFailureCode: answer.providerCode }
        : {}),
      nextTryAt: nextRefundCheckAt({ ...row, status, now }),
      updatedAt: now,
    };
    await updateRefund(tx, id, change);
    const changed = refundChangedEvents(row, { ...row, ...change }, attempt.intentId);
    await emitEvents(context, tx, session, changed);
    const facts = { row, attempt, livemode: session.livemode, now };
    switch (decision) {
      case 'succeeded':
        return book(tx, refundTransaction, facts);
      case 'returned':
        await book(tx, returnedRefundTransaction, facts);
        return raise(context, tx, 'refund_failed', { ...facts, answer });
      case 'failed':
        return raise(context, tx, 'refund_failed', { ...facts, answer });
      case 'waits':
        if (now.getTime() - row.createdAt.getTime() < ALERT_MS) return;
        return raise(context, tx, 'unresolved_refund', { ...facts, answer });
      case 'nothing':
        return;
      default:
        unreachable(decision);
    }
  });
}

const STATUS_AFTER: Readonly<Record<RefundDecision, RefundStatus | null>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  returned: 'failed',
  waits: null,
  nothing: null,
};

interface RefundFacts {
  readonly row: RefundRow;
  readonly attempt: AttemptRow;
  readonly livemode: boolean;
  readonly now: Date;
}

function book(
  tx: Db,
  transactionOf: typeof refundTransaction,
  { row, attempt, livemode, now }: RefundFacts,
): Promise<void> {
  return bookTransaction(tx, {
    merchantId: row.merchantId,
    livemode,
    transaction: transactionOf({
      provider: attempt.provider,
      refundId: row.id,
      fromOverpayment: money(row.fromOverpayment, row.currency),
      fromSales: money(row.amount - row.fromOverpayment, row.currency),
    }),
    now,
  });
}

async function raise(
  context: AppContext,
  tx: Db,
  kind: 'refund_failed' | 'unresolved_refund',
  { row, attempt, now, answer }: RefundFacts & { readonly answer: RefundAnswer },
): Promise<void> {
  await raiseDiscrepancy(tx, {
    merchantId: row.merchantId,
    kind,
    subject: row.id,
    sessionId: attempt.sessionId,
    attemptId: attempt.id,
    detail:
      answer.kind === 'failed'
        ? { providerCode: answer.providerCode, statusBefore: row.status }
        : { provider: attempt.provider, tries: row.tryCount },
    now,
  });
  context.log.warn({ refund: row.id, attempt: attempt.id, kind }, 'a refund to look at');
}
