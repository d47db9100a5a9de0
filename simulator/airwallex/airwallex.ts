import type { SimulatorContext } from '../core/context.ts';
import type { FpsNetwork } from '../core/fps-network.ts';
import type { WebhookTarget } from '../core/webhook-sender.ts';
import { createBehaviourSetting, type BehaviourSetting } from './behaviour.ts';
import { createDisputes, type Disputes } from './disputes.ts';
import { FPS_PAYEE_ID, FPS_PAYEE_NAME } from './fps-payload.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import { createOutages, type Outages } from './outages.ts';
import { createPayments, type Payments } from './payments.ts';
import { accountOf, emptyState, loadState, saveState, type AirwallexState } from './state.ts';

/** How often ended sessions are looked for, in milliseconds. */
const SWEEP_MS = 500;

/** The simulated provider: its state, what it does, and its ties to the wallets and to FPS. */
export interface Airwallex {
  readonly state: AirwallexState;
  readonly payments: Payments;
  readonly notify: Notifications;
  readonly disputes: Disputes;
  readonly behaviour: BehaviourSetting;
  readonly outages: Outages;
  /** Registers where the account's notifications go; the same address again replaces its secret. */
  registerWebhook(clientId: string, target: WebhookTarget): void;
  /** Ends the timer and, when it has a file, keeps the state for the next start. */
  close(): void;
}

export function createAirwallex(
  context: SimulatorContext,
  options: { readonly fps?: FpsNetwork; readonly statePath?: string } = {},
): Airwallex {
  const { statePath } = options;
  const state = statePath === undefined ? emptyState() : loadState(statePath);
  const notify = createNotifications(context, state);
  const behaviour = createBehaviourSetting();
  const outages = createOutages();
  const payments = createPayments(context, state, notify, { behaviour, outages });
  options.fps?.register(FPS_PAYEE_ID, {
    name: FPS_PAYEE_NAME,
    receive(transfer) {
      payments.expireDue();
      return payments.receiveFps(transfer);
    },
  });
  const sweep = setInterval(() => payments.expireDue(), SWEEP_MS);
  sweep.unref();
  return {
    state,
    payments,
    notify,
    disputes: createDisputes(context, state, notify),
    behaviour,
    outages,
    registerWebhook(clientId, target) {
      const { webhooks } = accountOf(state, clientId);
      const known = webhooks.findIndex((webhook) => webhook.url === target.url);
      if (known === -1) webhooks.push(target);
      else webhooks[known] = target;
    },
    close() {
      clearInterval(sweep);
      if (statePath !== undefined) saveState(state, statePath);
    },
  };
}
