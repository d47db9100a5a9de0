import type {
  DisputeAnswer,
  DisputeMovement,
  DisputeStatus,
  ReportedDispute,
} from '#lib/domain/dispute.ts';
import { type Money, fromMajor } from '#lib/domain/money.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { AirwallexApi } from './airwallex-api.ts';
import type { DisputeWire } from './dispute-wire.ts';
import { unfound } from './http-client.ts';

/** A dispute as it stands now. */
export async function retrieveDispute(
  api: AirwallexApi,
  id: string,
  signal: AbortSignal,
): Promise<DisputeAnswer> {
  const found = await api.retrieveDispute(id, signal);
  if (!found.ok) return unfound(found.failure);
  const amount = fromMajor(found.value.amount, found.value.currency);
  return amount === null
    ? { kind: 'unknown', cause: 'unreadable_answer', detail: 'amount' }
    : { kind: 'found', dispute: disputeOf(found.value, amount) };
}

function disputeOf(wire: DisputeWire, amount: Money): ReportedDispute {
  const status = statusOf(wire);
  const isAnswered = status === 'under_review' || status === 'warning_under_review';
  return {
    reference: wire.id,
    paymentReference: wire.payment_intent_id ?? null,
    captureReference: wire.payment_attempt_id ?? null,
    amount,
    reason: reasonOf(wire.reason?.type ?? ''),
    networkReasonCode: wire.reason?.original_code || null,
    status,
    evidenceDueBy: wire.due_at ?? null,
    hasEvidence: isAnswered,
    submissionCount: isAnswered ? 1 : 0,
    // Nothing says that Airwallex would refuse; before the bank has taken the money a refund ends the matter.
    chargeRefundable: isInquiry(wire),
    openedAt: wire.created_at,
    movements: movementsOf(wire, amount),
  };
}

function isInquiry({ stage }: DisputeWire): boolean {
  return stage === 'RFI' || stage === 'PRE_CHARGEBACK';
}

/** Every status is named; none means won by default. */
function statusOf(wire: DisputeWire): DisputeStatus {
  const inquiry = isInquiry(wire);
  switch (wire.status) {
    case 'REQUIRES_RESPONSE':
      return inquiry ? 'warning_needs_response' : 'needs_response';
    case 'CHALLENGED':
    case 'PENDING_DECISION':
      return inquiry ? 'warning_under_review' : 'under_review';
    // Airwallex accepts pre-arbitration in the merchant's place once it is over.
    case 'PENDING_CLOSURE':
      return 'under_review';
    case 'ACCEPTED':
    case 'EXPIRED':
      // Of a request for information nothing was accepted but the question.
      return wire.stage === 'RFI' ? 'warning_closed' : 'lost';
    case 'LOST':
      return 'lost';
    case 'REVERSED':
    case 'WON':
      return inquiry ? 'warning_closed' : 'won';
    default:
      return unreachable(wire.status);
  }
}

/**
 * Airwallex's object lists no movements. Its guide says that what is accepted before a chargeback is deducted from
 * the next settlement; that a chargeback takes the money at once, and that arbitration follows on a chargeback
 * which was won first, is how card schemes work and is read into it. So a later state names every movement that an
 * earlier one named, whichever of them is seen.
 */
function movementsOf(wire: DisputeWire, amount: Money): readonly DisputeMovement[] {
  const { id, stage, created_at: begun, updated_at: now } = wire;
  const status = statusOf(wire);
  const out = (step: string, at: Date): DisputeMovement => ({
    kind: 'withdrawn',
    reference: `${id}:${step}`,
    amount,
    at,
  });
  const back = (step: string): DisputeMovement => ({
    kind: 'reinstated',
    reference: `${id}:${step}:returned`,
    amount,
    at: now,
  });
  switch (stage) {
    case 'RFI':
    case 'PRE_CHARGEBACK':
      return status === 'lost' ? [out('pre_chargeback', now)] : [];
    case 'CHARGEBACK':
      return [out('chargeback', begun), ...(status === 'won' ? [back('chargeback')] : [])];
    case 'PRE_ARBITRATION':
    case 'ARBITRATION':
      return [
        out('chargeback', begun),
        back('chargeback'),
        out('arbitration', now),
        ...(status === 'won' ? [back('arbitration')] : []),
      ];
    default:
      return unreachable(stage);
  }
}

/** Airwallex's kinds of reason (from memory) in Stripe's words; any other is `general`. */
function reasonOf(type: string): string {
  switch (type.toUpperCase()) {
    case 'FRAUD':
      return 'fraudulent';
    case 'AUTHORIZATION':
      return 'unrecognized';
    case 'DUPLICATE':
      return 'duplicate';
    case 'PRODUCT_NOT_RECEIVED':
      return 'product_not_received';
    case 'CREDIT_NOT_PROCESSED':
      return 'credit_not_processed';
    default:
      return 'general';
  }
}
