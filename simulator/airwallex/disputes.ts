import type { SimulatorContext } from '../core/context.ts';
import type { Dispute, PaymentIntent } from './model.ts';
import type { Notifications } from './notifications.ts';
import { newId, type AirwallexState } from './state.ts';

const ANSWER_TTL_MS = 14 * 24 * 60 * 60 * 1000;

/** What banks do about payments that were made here, and what comes of it. */
export interface Disputes {
  /** Null: nothing was captured of it. */
  open(intent: PaymentIntent, wish: { reason: string; inquiry: boolean }): Dispute | null;
  /** Null: it is over. */
  decide(dispute: Dispute, decision: 'review' | 'won' | 'lost'): Dispute | null;
}

export function createDisputes(
  context: SimulatorContext,
  state: AirwallexState,
  notify: Notifications,
): Disputes {
  function log(dispute: Dispute, kind: 'dispute_withdrawn' | 'dispute_reinstated'): void {
    const intent = state.intents.get(dispute.intentId);
    const attempt = intent?.attempts.find(({ id }) => id === dispute.attemptId);
    context.log.append({
      provider: 'airwallex',
      kind,
      paymentId: dispute.intentId,
      reference: intent?.merchantOrderId ?? null,
      method: attempt?.method ?? 'fps',
      amountMinor: dispute.amountMinor,
      currency: dispute.currency,
      detail: dispute.id,
    });
  }

  return {
    open(intent, { reason, inquiry }) {
      const attempt = intent.attempts.find(({ capturedMinor }) => capturedMinor > 0);
      if (attempt === undefined) return null;
      const at = context.now().getTime();
      const dispute: Dispute = {
        id: newId('dis'),
        clientId: intent.clientId,
        intentId: intent.id,
        attemptId: attempt.id,
        merchantOrderId: intent.merchantOrderId,
        amountMinor: attempt.capturedMinor,
        currency: intent.currency,
        reason,
        dueAt: at + ANSWER_TTL_MS,
        createdAt: at,
        updatedAt: at,
        stage: inquiry ? 'RFI' : 'CHARGEBACK',
        status: 'REQUIRES_RESPONSE',
      };
      state.disputes.set(dispute.id, dispute);
      if (!inquiry) log(dispute, 'dispute_withdrawn');
      notify.dispute('payment_dispute.requires_response', dispute);
      return dispute;
    },
    decide(dispute, decision) {
      if (dispute.status !== 'REQUIRES_RESPONSE' && dispute.status !== 'CHALLENGED') return null;
      dispute.updatedAt = context.now().getTime();
      if (decision === 'review') {
        dispute.status = 'CHALLENGED';
        notify.dispute('payment_dispute.challenged', dispute);
        return dispute;
      }
      // A question that goes against the merchant becomes a chargeback, which is lost at once here.
      if (dispute.stage === 'RFI' && decision === 'lost') {
        dispute.stage = 'CHARGEBACK';
        log(dispute, 'dispute_withdrawn');
      }
      if (dispute.stage === 'CHARGEBACK' && decision === 'won') log(dispute, 'dispute_reinstated');
      dispute.status = decision === 'won' ? 'WON' : 'LOST';
      notify.dispute(`payment_dispute.${decision}`, dispute);
      return dispute;
    },
  };
}
