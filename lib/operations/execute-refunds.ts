import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import {
  type RefundRow,
  bookTransaction,
  claimDueRefund,
  updateRefund,
} from '#lib/db/stores/money-store.ts';
import { lockSession } from '#lib/db/stores/session-store.ts';
import { refundTransaction } from '#lib/domain/ledger.ts';
import { money } from '#lib/domain/money.ts';
import type { RefundAnswer } from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { leaseUntil, workThrough } from './work-through.ts';

const RETRY_MS = [5_000, 15_000, 60_000, 300_000, 1_800_000, 3_600_000];

/** A refund that is not done after this long is raised to the merchant; it goes on being tried. */
const ALERT_MS = 24 * 60 * 60 * 1000;

/** Carries out refunds that are due, each with its own key at every try; returns how many it took. */
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

async function executeRefund(context: AppContext, row: RefundRow): Promise<void> {
  const attempt = await findAttempt(context.database.db, row.attemptId);
  if (attempt === null || attempt.providerReference === null) {
    throw new Error(`Refund ${row.id} is of an attempt without a payment at the provider.`);
  }
  const connection = await connectProvider(context, attempt.providerAccountId);
  const answer = await connection.refundPayment({
    attemptId: attempt.id,
    providerReference: attempt.providerReference,
    refundId: row.id,
    idempotencyKey: row.idempotencyKey,
    amount: money(row.amount, row.currency),
    reason: row.reason,
  });
  await recordRefund(context, row, attempt, answer);
}

async function recordRefund(
  context: AppContext,
  row: RefundRow,
  attempt: NonNullable<Awaited<ReturnType<typeof findAttempt>>>,
  answer: RefundAnswer,
): Promise<void> {
  const now = context.clock.now();
  await context.database.db.transaction(async (tx) => {
    const session = await lockSession(tx, attempt.sessionId);
    if (session === null) throw new Error(`Session ${attempt.sessionId} does not exist.`);
    switch (answer.kind) {
      case 'succeeded':
        await updateRefund(tx, row.id, {
          status: 'succeeded',
          providerReference: answer.refundReference,
          nextTryAt: null,
          updatedAt: now,
        });
        await bookTransaction(tx, {
          merchantId: row.merchantId,
          livemode: session.livemode,
          transaction: refundTransaction({
            provider: attempt.provider,
            refundId: row.id,
            amount: money(row.amount, row.currency),
            from: row.reason === 'duplicate' ? 'customer_overpayment' : 'merchant_sales',
          }),
          now,
        });
        return;
      case 'failed':
        await updateRefund(tx, row.id, {
          status: 'failed',
          providerFailureCode: answer.providerCode,
          nextTryAt: null,
          updatedAt: now,
        });
        await raiseDiscrepancy(tx, {
          merchantId: row.merchantId,
          kind: 'refund_failed',
          subject: row.id,
          sessionId: session.id,
          attemptId: attempt.id,
          detail: { providerCode: answer.providerCode },
          now,
        });
        return;
      case 'pending':
      case 'unknown': {
        const wait = RETRY_MS[Math.min(row.tryCount, RETRY_MS.length - 1)] ?? 3_600_000;
        await updateRefund(tx, row.id, {
          ...(answer.kind === 'pending' ? { providerReference: answer.refundReference } : {}),
          nextTryAt: new Date(now.getTime() + wait),
          updatedAt: now,
        });
        if (now.getTime() - row.createdAt.getTime() < ALERT_MS) return;
        await raiseDiscrepancy(tx, {
          merchantId: row.merchantId,
          kind: 'unresolved_refund',
          subject: row.id,
          sessionId: session.id,
          attemptId: attempt.id,
          detail: { provider: attempt.provider, tries: row.tryCount },
          now,
        });
        return;
      }
      default:
        unreachable(answer);
    }
  });
}
