import type { DisputeAnswer, DisputeMovement, ReportedDispute } from '#lib/domain/dispute.ts';
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
    status: wire.status,
    evidenceDueBy: evidence.due_by ? instant(evidence.due_by) : null,
    hasEvidence: evidence.has_evidence,
    submissionCount: evidence.submission_count,
    chargeRefundable: wire.is_charge_refundable,
    openedAt: instant(wire.created),
    movements: movementsOf(wire),
  };
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
