import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { BankTransferRow } from '#lib/db/stores/bank-transfer-store.ts';
import type { RefundRow } from '#lib/db/stores/money-store.ts';
import type { ExposureRow } from '#lib/db/stores/ordering-store.ts';
import type { AttemptEventRow } from '#lib/db/stores/payment-history-store.ts';
import { money } from '#lib/domain/money.ts';
import type {
  AttemptChangeDetail,
  AttemptDetail,
  RefundDetail,
  ShownOrder,
  TransferDetail,
} from '#lib/domain/payment-detail.ts';
import { readInstrument } from '../attempt-record.ts';
import { explainMethods } from '../ordering/explain-methods.ts';
import { withoutSecrets } from './payment-books.ts';

export function attemptDetail(
  attempt: AttemptRow,
  changes: readonly AttemptEventRow[],
): AttemptDetail {
  return {
    id: attempt.id,
    method: attempt.method,
    provider: attempt.provider,
    status: attempt.status,
    amount: money(attempt.amount, attempt.currency),
    instrument: readInstrument(attempt),
    providerReference: attempt.providerReference,
    failureCode: attempt.failureCode,
    providerFailureCode: attempt.providerFailureCode,
    createdAt: attempt.createdAt,
    nextCheckAt: attempt.nextCheckAt,
    changes: changes.map(changeDetail),
  };
}

export function changeDetail(row: AttemptEventRow): AttemptChangeDetail {
  return {
    at: row.at,
    source: row.source,
    to: row.toStatus,
    evidence: withoutSecrets(row.detail) as AttemptChangeDetail['evidence'], // an object, as it was written
  };
}

export function refundDetail(row: RefundRow): RefundDetail {
  return {
    id: row.id,
    amount: money(row.amount, row.currency),
    status: row.status,
    reason: row.reason,
    createdAt: row.createdAt,
    providerReference: row.providerReference,
    providerFailureCode: row.providerFailureCode,
    nextTryAt: row.nextTryAt,
  };
}

export function transferDetail(row: BankTransferRow): TransferDetail {
  const { id, bankReference, payer, receivedAt } = row;
  return { id, amount: money(row.amount, row.currency), bankReference, payer, receivedAt };
}

export function shownOrder(exposure: ExposureRow): ShownOrder {
  const { decision } = exposure;
  const explained = new Map(explainMethods(decision).map((each) => [each.method, each.text]));
  return {
    at: exposure.at,
    policy: decision.policyId,
    source: exposure.source,
    experimentId: exposure.experimentId,
    arm: exposure.arm,
    methods: decision.order.map((method) => ({ method, why: explained.get(method) ?? null })),
    leftOut: exposure.leftOut,
  };
}
