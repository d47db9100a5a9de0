import type { ChargeLog } from './charge-log.ts';
import type { Faults } from './faults.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** What every simulated provider is given. There is one per simulator process. */
export interface SimulatorContext {
  /** Where browsers and the app reach this simulator, without a trailing slash: `http://localhost:4010`. */
  readonly origin: string;
  readonly log: ChargeLog;
  readonly faults: Faults;
  readonly webhooks: WebhookSender;
  /** The simulator's clock: tests may move it forward by the control API. */
  readonly now: () => Date;
}
