import type { SimulatorContext } from '../core/context.ts';
import { apiTime, attemptJson, disputeJson, intentJson, refundJson } from './json.ts';
import type { Dispute, PaymentAttempt, PaymentIntent, Refund } from './model.ts';
import { accountOf, newId, type AirwallexState } from './state.ts';
import { signWebhook } from './webhook-signature.ts';

export interface Notifications {
  intent(name: string, intent: PaymentIntent): void;
  attempt(name: string, attempt: PaymentAttempt, intent: PaymentIntent): void;
  refund(name: string, refund: Refund): void;
  dispute(name: string, dispute: Dispute): void;
}

/** Sends events to every endpoint that the account registered. */
export function createNotifications(
  context: SimulatorContext,
  state: AirwallexState,
): Notifications {
  function send(clientId: string, name: string, object: Record<string, unknown>): void {
    const account = accountOf(state, clientId);
    const eventId = newId('evt');
    const body = JSON.stringify({
      id: eventId,
      name,
      account_id: account.accountId,
      data: { object },
      created_at: apiTime(context.now().getTime()),
    });
    for (const target of account.webhooks) {
      context.webhooks.send({
        provider: 'airwallex',
        eventId,
        type: name,
        body,
        target,
        sign: signWebhook,
      });
    }
  }
  return {
    intent: (name, intent) => send(intent.clientId, name, intentJson(intent)),
    attempt: (name, attempt, intent) => send(intent.clientId, name, attemptJson(attempt, intent)),
    refund: (name, refund) => send(refund.clientId, name, refundJson(refund)),
    dispute: (name, dispute) => send(dispute.clientId, name, disputeJson(dispute)),
  };
}
