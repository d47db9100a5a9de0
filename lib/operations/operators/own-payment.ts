import { createHash } from 'node:crypto';
import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { type PaymentRows, findOwnIntent } from '#lib/db/stores/payment-store.ts';
import { lockSession } from '#lib/db/stores/session-store.ts';
import type { AppContext } from '../context.ts';
import { readPayment } from '../own-payments.ts';
import type { AllowedOperator } from './check-operator.ts';
import type { OperatorRequest } from './operator-request.ts';
import { type Deed, writeAudit } from './write-audit.ts';

/** What an operator does to a payment, and what they saw of it when they decided to. */
export interface PaymentDeed {
  readonly livemode: boolean;
  readonly intentId: string;
  /** The `paymentVersion` that their page was drawn from. */
  readonly seen: string;
  readonly request: OperatorRequest;
}

/** Thrown to undo what was begun: the payment is not what the operator saw any more. */
export class StalePaymentError extends Error {
  constructor() {
    super('The payment has changed since its page was drawn.');
    this.name = 'StalePaymentError';
  }
}

/**
 * Names how a payment stands, by all that decides what may be done to its money: another once any of that has
 * changed. What changes by itself and for nobody (when a provider is asked next) is not in it.
 */
export function paymentVersion({ intent, attempts, captures, disputes }: PaymentRows): string {
  const facts = [
    intent.status,
    intent.cancelRequestedAt !== null,
    attempts.map(({ id, status }) => [id, status]),
    captures.map(({ capture, refunds }) => [
      capture.id,
      refunds.map(({ id, status }) => [id, status === 'failed']),
    ]),
    disputes.map(({ dispute, movements }) => [dispute.id, dispute.status, movements.length]),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24);
}

/** A merchant's own payment, as it stays until the transaction ends; null for anything else. */
export async function lockOwnPayment(
  tx: Db,
  owner: Owner,
  intentId: string,
): Promise<PaymentRows | null> {
  const found = await findOwnIntent(tx, owner, intentId);
  if (found === null) return null;
  await lockSession(tx, found.sessionId);
  return readPayment(tx, found.id);
}

export async function writePaymentAudit(
  context: AppContext,
  tx: Db,
  asking: AllowedOperator,
  { request, ...deed }: Deed & { readonly request: OperatorRequest },
): Promise<void> {
  const { membership, operator, session } = asking;
  await writeAudit(context, tx, { membership, doer: { operator, session, request }, ...deed });
}

/** Runs `work` in a transaction; `stale` where it found that the payment had changed, and nothing is done. */
export async function unlessStale<Result>(
  context: AppContext,
  work: (tx: Db) => Promise<Result>,
): Promise<Result | { readonly kind: 'stale' }> {
  try {
    return await context.database.db.transaction(work);
  } catch (error) {
    if (error instanceof StalePaymentError) return { kind: 'stale' };
    throw error;
  }
}
