import type { CaptureRequestRow } from '#lib/db/stores/capture-request-store.ts';
import type { DiscrepancyRow } from '#lib/db/stores/discrepancy-store.ts';
import type { ExposureRow } from '#lib/db/stores/ordering-store.ts';
import type { AttemptEventRow } from '#lib/db/stores/payment-history-store.ts';
import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import { money } from '#lib/domain/money.ts';
import type { TimelineEntry } from '#lib/domain/payment-detail.ts';
import { changeDetail, refundDetail } from './payment-parts.ts';

interface TimelineFacts {
  readonly payment: PaymentRows;
  readonly exposure: Pick<ExposureRow, 'at'> | null;
  readonly changes: readonly AttemptEventRow[];
  readonly requests: readonly CaptureRequestRow[];
  readonly raised: readonly DiscrepancyRow[];
}

/** All that happened to a payment, the oldest first; what happened at one moment, as one led to the other. */
export function timelineOf(facts: TimelineFacts): readonly TimelineEntry[] {
  const { session, intent } = facts.payment;
  const entries: TimelineEntry[] = [
    { at: session.createdAt, kind: 'created' },
    ...(facts.exposure === null ? [] : [{ at: facts.exposure.at, kind: 'shown' } as const]),
    ...attemptEntries(facts),
    ...moneyEntries(facts),
    ...(intent.cancelRequestedAt === null
      ? []
      : [{ at: intent.cancelRequestedAt, kind: 'cancel_asked' } as const]),
    ...(session.expiredAt === null ? [] : [{ at: session.expiredAt, kind: 'expired' } as const]),
    ...bankEntries(facts),
    ...facts.raised.map(
      ({ createdAt, kind, resolvedAt }) =>
        ({ at: createdAt, kind: 'raised', what: kind, resolvedAt }) as const,
    ),
  ];
  return entries.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function attemptEntries({ payment, changes }: TimelineFacts): readonly TimelineEntry[] {
  return changes.flatMap((row) => {
    const attempt = payment.attempts.find(({ id }) => id === row.attemptId);
    if (attempt === undefined) return [];
    return [
      {
        at: row.at,
        kind: 'attempt',
        method: attempt.method,
        change: changeDetail(row),
        isFirst: row.fromStatus === null,
        isPush: attempt.direction === 'push',
      } as const,
    ];
  });
}

function moneyEntries({ payment, requests }: TimelineFacts): readonly TimelineEntry[] {
  const { currency } = payment.intent;
  return [
    ...requests.map(
      ({ id, amount, createdAt, failureCode, status }) =>
        ({
          at: createdAt,
          kind: 'capture_asked',
          id,
          amount: money(amount, currency),
          status,
          failureCode,
        }) as const,
    ),
    ...payment.captures.flatMap(({ capture, refunds }) => [
      {
        at: capture.recordedAt,
        kind: 'captured',
        amount: money(capture.amount, capture.currency),
        of: capture.kind,
      } as const,
      ...refunds.map(
        (row) => ({ at: row.createdAt, kind: 'refund', refund: refundDetail(row) }) as const,
      ),
    ]),
  ];
}

/** What shoppers' banks and the provider's reviewers did. */
function bankEntries({ payment }: TimelineFacts): readonly TimelineEntry[] {
  return [
    ...payment.disputes.flatMap(({ dispute, movements }) => [
      {
        at: dispute.createdAt,
        kind: 'dispute',
        amount: money(dispute.amount, dispute.currency),
        status: dispute.status,
        reason: dispute.reason,
        evidenceDueBy: dispute.evidenceDueBy,
      } as const,
      ...movements.map(
        ({ amount, currency, kind, movedAt }) =>
          ({
            at: movedAt,
            kind: 'dispute_moved',
            amount: money(amount, currency),
            moved: kind,
          }) as const,
      ),
    ]),
    ...payment.reviews.map(
      ({ createdAt, open, openedReason, closedReason }) =>
        ({
          at: createdAt,
          kind: 'review',
          isOpen: open,
          reason: closedReason ?? openedReason,
        }) as const,
    ),
  ];
}
