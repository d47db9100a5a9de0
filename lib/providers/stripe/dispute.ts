import {
  DISPUTE_STATUSES,
  type DisputeAnswer,
  type DisputeMovement,
  type DisputeStatus,
  type ReportedDispute,
} from '#lib/domain/dispute.ts';
import { money } from '#lib/domain/money.ts';
import { unfound } from './api-failure.ts';
import type { DisputeWire } from './dispute-wire.ts';
import type { StripeApi } from './stripe-api.ts';

/** A dispute as it stands now. */
export async function retrieveDispute(api: StripeApi, id: string): Promise<DisputeAnswer> {
  const found = await api.retrieveDispute(id);
  return found.ok ? { kind: 'found', dispute: disputeOf(found.value) } : unfound(found.failure);
}

function disputeOf(wire: DisputeWire): ReportedDispute {
  const { evidence_details: evidence } = wire;
  return {
    reference: wire.id,
    paymentReference: idOf(wire.payment_intent),
    captureReference: idOf(wire.charge),
    amount: money(BigInt(wire.amount), wire.currency),
    reason: wire.reason,
    networkReasonCode: wire.network_reason_code || null,
    status: statusOf(wire),
    evidenceDueBy: evidence.due_by ? instant(evidence.due_by) : null,
    hasEvidence: evidence.has_evidence,
    submissionCount: evidence.submission_count,
    chargeRefundable: wire.is_charge_refundable,
    openedAt: instant(wire.created),
    movements: movementsOf(wire),
  };
}

/** A status that Stripe added later is an open one of its kind: a person looks, and nothing counts as decided. */
function statusOf(wire: DisputeWire): DisputeStatus {
  const known = DISPUTE_STATUSES.find((status) => status === wire.status);
  if (known !== undefined) return known;
  const { due_by: dueBy, has_evidence: hasEvidence } = wire.evidence_details;
  const stage = dueBy && !hasEvidence ? 'needs_response' : 'under_review';
  if (wire.status.startsWith('appeal_')) return `appeal_${stage}`;
  const isInquiry = wire.status.startsWith('warning_') || wire.balance_transactions.length === 0;
  return isInquiry ? `warning_${stage}` : stage;
}

function movementsOf(wire: DisputeWire): readonly DisputeMovement[] {
  return wire.balance_transactions
    .filter(({ amount }) => amount !== 0)
    .toSorted((a, b) => a.created - b.created)
    .map(({ id, amount, currency, created }) => ({
      kind: amount < 0 ? 'withdrawn' : 'reinstated',
      reference: id,
      // Of a payment that was converted, the balance moves in its own currency: what is disputed is what moved.
      amount:
        currency.toUpperCase() === wire.currency
          ? money(BigInt(Math.abs(amount)), wire.currency)
          : money(BigInt(wire.amount), wire.currency),
      at: instant(created),
    }));
}

function idOf(reference: string | { readonly id: string } | null | undefined): string | null {
  if (!reference) return null;
  return typeof reference === 'string' ? reference : reference.id;
}

function instant(unixSeconds: number): Date {
  return new Date(unixSeconds * 1000);
}
