import type { WebhookTarget } from '../core/webhook-sender.ts';

export type MethodType = 'fps' | 'alipayhk' | 'payme' | 'octopus' | 'wechatpay';
export type Flow = 'webqr' | 'qrcode' | 'mobile_web';

export type IntentStatus =
  | 'REQUIRES_PAYMENT_METHOD'
  | 'REQUIRES_CUSTOMER_ACTION'
  | 'PENDING'
  | 'SUCCEEDED'
  | 'CANCELLED';

export type AttemptStatus =
  | 'RECEIVED'
  | 'AUTHENTICATION_REDIRECTED'
  | 'PENDING_AUTHORIZATION'
  | 'CAPTURE_REQUESTED'
  | 'FAILED'
  | 'EXPIRED'
  | 'CANCELLED';

/** All instants are milliseconds since the epoch, all amounts integer minor units. */
export interface PaymentAttempt {
  readonly id: string;
  readonly intentId: string;
  readonly method: MethodType;
  readonly flow: Flow;
  /** FPS bill number, or the token in a wallet link: how money finds its attempt. */
  readonly handle: string;
  readonly amountMinor: number;
  readonly createdAt: number;
  expiresAt: number;
  /** The payment rail's own transaction id, once money came. */
  providerTransactionId: string | null;
  updatedAt: number;
  status: AttemptStatus;
  failureCode: string | null;
  capturedMinor: number;
  refundedMinor: number;
}

export interface PaymentIntent {
  readonly id: string;
  readonly clientId: string;
  readonly requestId: string;
  readonly merchantOrderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly descriptor: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly clientSecret: string;
  readonly createdAt: number;
  readonly returnUrl: string | null;
  /** Oldest first, in the order in which they were made. */
  readonly attempts: PaymentAttempt[];
  latestAttemptId: string | null;
  nextAction: Readonly<Record<string, unknown>> | null;
  updatedAt: number;
  status: IntentStatus;
  cancellationReason: string | null;
  cancelledAt: number | null;
}

export interface Refund {
  readonly id: string;
  readonly clientId: string;
  readonly requestId: string;
  readonly intentId: string;
  readonly attemptId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  updatedAt: number;
  status: 'RECEIVED' | 'SUCCEEDED' | 'FAILED';
}

export interface Dispute {
  readonly id: string;
  readonly clientId: string;
  readonly intentId: string;
  readonly attemptId: string;
  readonly merchantOrderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  readonly dueAt: number;
  readonly createdAt: number;
  updatedAt: number;
  stage: 'RFI' | 'CHARGEBACK';
  status: 'REQUIRES_RESPONSE' | 'CHALLENGED' | 'WON' | 'LOST';
}

export interface Account {
  readonly clientId: string;
  readonly accountId: string;
  /** Null until the first login, which sets it. */
  apiKey: string | null;
  readonly webhooks: WebhookTarget[];
}

/** What each method takes, as far as the provider documents it. Limits in minor units. */
export const METHODS: Readonly<
  Record<
    MethodType,
    {
      readonly flows: readonly Flow[];
      readonly currencies: readonly string[];
      readonly minMinor: number;
      readonly maxMinor: number;
      /** Amounts are multiples of it; left out: any amount. */
      readonly stepMinor?: number;
      /** How long a QR code or a wallet link can be acted on, in milliseconds; left out: ten minutes. */
      readonly sessionMs?: number;
      /** How the wallet calls itself on its page. */
      readonly label: string;
    }
  >
> = {
  fps: {
    flows: ['webqr'],
    currencies: ['HKD', 'CNY'],
    minMinor: 1,
    maxMinor: 1_000_000_00,
    label: 'FPS',
  },
  alipayhk: {
    flows: ['qrcode', 'mobile_web'],
    currencies: ['HKD'],
    minMinor: 10,
    maxMinor: 50_000_00,
    label: 'AlipayHK',
  },
  payme: {
    flows: ['qrcode', 'mobile_web'],
    currencies: ['HKD'],
    minMinor: 1,
    maxMinor: 30_000_00,
    label: 'PayMe',
  },
  octopus: {
    flows: ['qrcode', 'mobile_web'],
    currencies: ['HKD'],
    minMinor: 50,
    maxMinor: 30_000_00,
    stepMinor: 10,
    label: 'Octopus',
  },
  wechatpay: {
    flows: ['qrcode', 'mobile_web'],
    currencies: ['HKD', 'CNY'],
    minMinor: 1,
    maxMinor: 50_000_00,
    sessionMs: 30 * 60_000,
    label: 'WeChat Pay',
  },
};
