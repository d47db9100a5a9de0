import { z } from 'zod';

/** What the simulated providers did with money (simulator/core/charge-log.ts). */
const chargeSchema = z.object({
  at: z.string(),
  provider: z.enum(['stripe', 'airwallex']),
  kind: z.enum([
    'authorized',
    'captured',
    'refunded',
    'refund_returned',
    'dispute_withdrawn',
    'dispute_reinstated',
    'canceled',
    'declined',
  ]),
  paymentId: z.string(),
  /** Our attempt's id. */
  reference: z.string().nullable(),
  method: z.string(),
  amountMinor: z.number(),
  currency: z.string(),
  detail: z.string().optional(),
});
export type LoggedCharge = z.infer<typeof chargeSchema>;

const deliverySchema = z.object({
  provider: z.string(),
  eventId: z.string(),
  type: z.string(),
  url: z.string(),
  at: z.string(),
  result: z.union([z.number(), z.string()]),
});
export type LoggedDelivery = z.infer<typeof deliverySchema>;

const fpsResultSchema = z.object({ payments: z.array(z.unknown()) });

export interface Fault {
  readonly kind:
    | 'latency'
    | 'timeout_before_effect'
    | 'timeout_after_effect'
    | 'error_before_effect'
    | 'error_after_effect'
    | 'webhook_lost'
    | 'webhook_doubled'
    | 'webhook_reordered'
    | 'webhook_late'
    | 'refund_pending'
    | 'refund_fails_later';
  readonly provider?: 'stripe' | 'airwallex' | '*';
  /** e.g. `payment_intents.confirm`; all of them unless told. */
  readonly operation?: string;
  /** Once unless told; null: until it is disarmed. */
  readonly remaining?: number | null;
  readonly delayMs?: number;
  readonly status?: number;
}

/** The simulator's control API: faults, its books, its clock, and a shopper's bank. */
export interface SimulatorControl {
  arm(fault: Fault): Promise<void>;
  disarmAll(): Promise<void>;
  /** What happened to money since the simulator started, or to one attempt's. */
  charges(attemptId?: string): Promise<readonly LoggedCharge[]>;
  deliveries(): Promise<readonly LoggedDelivery[]>;
  /** Which wallets Stripe finds in a shopper's browser: those the browser has, unless told. */
  wallets(settings: Partial<Record<'apple_pay' | 'google_pay', 'on' | 'off'>>): Promise<void>;
  /** How Airwallex does what may differ (simulator/airwallex/behaviour.ts): as usual, unless told. */
  airwallex(
    behaviour: Partial<{ octopusOnDesktop: 'code' | 'page'; fpsAmounts: 'exact' | 'any' }>,
  ): Promise<void>;
  /** Which of Airwallex's methods are out of order, and how: none, unless told. */
  outages(
    methods: Partial<
      Record<
        'fps' | 'alipayhk' | 'payme' | 'octopus' | 'wechatpay',
        'refuses' | 'declines' | 'silent'
      >
    >,
  ): Promise<void>;
  /** Moves the providers' clock; the app's own stays. */
  advanceClock(ms: number): Promise<void>;
  /** Pays an FPS code in a bank app, `times` over. The answers say how each transfer ended. */
  payFps(
    payload: string,
    options?: { amountMinor?: number; times?: number },
  ): Promise<readonly unknown[]>;
  /** Sends money by hand, to an FPS ID or whatever a bank finds a payee by. */
  transferFps(order: {
    proxy: string;
    amountMinor: number;
    reference: string | null;
  }): Promise<void>;
  /** The merchant's bank statement, as its bank lets it be downloaded. */
  statementCsv(): Promise<string>;
}

export function simulatorControl(origin: string): SimulatorControl {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
  return {
    arm: async (fault) => void (await call('POST', '/control/faults', fault)),
    disarmAll: async () => void (await call('DELETE', '/control/faults')),
    async charges(attemptId) {
      const answer = await call('GET', '/control/log');
      const { entries } = z.object({ entries: z.array(chargeSchema) }).parse(answer);
      return entries.filter(({ reference }) => attemptId === undefined || reference === attemptId);
    },
    async deliveries() {
      const answer = await call('GET', '/control/deliveries');
      return z.object({ deliveries: z.array(deliverySchema) }).parse(answer).deliveries;
    },
    wallets: async (settings) => void (await call('PUT', '/control/stripe/wallets', settings)),
    airwallex: async (behaviour) =>
      void (await call('PUT', '/control/airwallex/behaviour', behaviour)),
    outages: async (methods) => void (await call('PUT', '/control/airwallex/outages', methods)),
    advanceClock: async (advanceMs) => void (await call('POST', '/control/clock', { advanceMs })),
    async payFps(payload, options = {}) {
      return fpsResultSchema.parse(await call('POST', '/bank-app/pay', { payload, ...options }))
        .payments;
    },
    transferFps: async (order) => void (await call('POST', '/bank-app/transfer', order)),
    statementCsv: async () => (await fetch(`${origin}/bank-app/statement.csv`)).text(),
  };
}
