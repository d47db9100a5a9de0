import type { CaptureRequestId, PaymentAttemptId, RefundId } from './ids.ts';
import type { DiscrepancyKind } from './discrepancy.ts';
import type { DisputeStatus } from './dispute.ts';
import type { FailureCode } from './failure-code.ts';
import type { MethodId } from './method-id.ts';
import type { Money } from './money.ts';
import type { AttemptStatus } from './payment-attempt.ts';
import type { IntentStatus } from './payment-intent.ts';
import type { InstrumentSummary } from './payment-outcome.ts';
import type { PaymentState } from './payment-state.ts';
import type { ProviderId } from './provider.ts';
import type { RefundStatus } from './refund.ts';

/** Everything the merchant's operators are shown of one payment. No secret is in it. */
export interface PaymentDetail {
  readonly id: string;
  readonly status: IntentStatus;
  readonly state: PaymentState;
  /** What is due. */
  readonly amount: Money;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly session: {
    readonly id: string;
    /** Null: no shopper comes to it. */
    readonly pageUrl: string | null;
    readonly reference: string | null;
    readonly metadata: Readonly<Record<string, string>>;
    readonly answers: readonly { readonly label: string; readonly value: string }[];
  };
  readonly customer: {
    readonly id: string | null;
    readonly name: string | null;
    readonly email: string | null;
    readonly phone: string | null;
  };
  readonly items: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly amount: Money;
  }[];
  /** The try that paid, holds, or was the last; null: there was none. */
  readonly paidWith: MethodId | null;
  readonly money: PaymentMoney;
  readonly shown: ShownOrder | null;
  readonly attempts: readonly AttemptDetail[];
  readonly transfers: readonly TransferDetail[];
  /** Of the amount of a try that waits for one, and of no payment. */
  readonly unmatched: readonly TransferDetail[];
  readonly refunds: readonly RefundDetail[];
  readonly timeline: readonly TimelineEntry[];
  readonly told: readonly ToldEvent[];
  readonly bookings: readonly Booking[];
  readonly can: PaymentOptions;
  /** How it stands: `paymentVersion`. */
  readonly version: string;
}

/** Where the money of a payment is, in its currency. */
export interface PaymentMoney {
  /** All that came in. */
  readonly received: Money;
  readonly refunded: Money;
  /** On its way back. */
  readonly refunding: Money;
  /** Taken by the shopper's bank. */
  readonly disputed: Money;
  /** What the merchant has of it. */
  readonly kept: Money;
  /** On hold, and not taken; null: nothing is. */
  readonly held: Money | null;
}

/** What may be done to a payment as it stands, whoever asks; null or empty: not. */
export interface PaymentOptions {
  /** What one refund can give back at most. */
  readonly refund: Money | null;
  /** What is held and can be taken. */
  readonly capture: Money | null;
  readonly cancel: boolean;
  /** FPS to the merchant's own account that can be confirmed. `claimed`: its shopper says that it was sent. */
  readonly confirm: readonly {
    readonly attemptId: PaymentAttemptId;
    readonly reference: string | null;
    readonly claimed: boolean;
  }[];
  /** A transfer of which money can have been sent back by the merchant, and how much of it is left. */
  readonly recordReturn: { readonly transferId: string; readonly left: Money } | null;
}

/** The order of methods that the shopper saw first, and why. */
export interface ShownOrder {
  readonly at: Date;
  readonly policy: string;
  readonly source: string;
  readonly experimentId: string | null;
  readonly arm: string | null;
  readonly methods: readonly {
    readonly method: string;
    /** By language; null: nothing was kept to explain it by. */
    readonly why: Readonly<Record<string, string>> | null;
  }[];
  readonly leftOut: readonly { readonly method: string; readonly reason: string }[];
}

export interface AttemptDetail {
  readonly id: PaymentAttemptId;
  readonly method: MethodId;
  readonly provider: ProviderId;
  readonly status: AttemptStatus;
  readonly amount: Money;
  readonly instrument: InstrumentSummary;
  readonly providerReference: string | null;
  readonly failureCode: FailureCode | null;
  readonly providerFailureCode: string | null;
  readonly createdAt: Date;
  readonly nextCheckAt: Date | null;
  readonly changes: readonly AttemptChangeDetail[];
}

export interface AttemptChangeDetail {
  readonly at: Date;
  /** Who learned of it. */
  readonly source: string;
  readonly to: AttemptStatus;
  /** What was kept as evidence. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

export interface TransferDetail {
  readonly id: string;
  readonly amount: Money;
  readonly bankReference: string;
  readonly payer: string | null;
  readonly receivedAt: Date;
}

export interface RefundDetail {
  readonly id: RefundId;
  readonly amount: Money;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly providerReference: string | null;
  readonly providerFailureCode: string | null;
  readonly nextTryAt: Date | null;
}

/** One thing that happened, in the order it did. */
export type TimelineEntry = { readonly at: Date } & (
  | { readonly kind: 'created' | 'expired' | 'cancel_asked' }
  /** The page was rendered, with an order of methods. */
  | { readonly kind: 'shown' }
  | {
      readonly kind: 'attempt';
      readonly method: MethodId;
      readonly change: AttemptChangeDetail;
      readonly isFirst: boolean;
      readonly isPush: boolean;
    }
  | {
      readonly kind: 'captured';
      readonly amount: Money;
      readonly of: 'exact' | 'overpaid' | 'underpaid' | 'duplicate';
    }
  | {
      readonly kind: 'capture_asked';
      readonly id: CaptureRequestId;
      readonly amount: Money;
      readonly status: 'pending' | 'succeeded' | 'declined' | 'failed';
      readonly failureCode: string | null;
    }
  | { readonly kind: 'refund'; readonly refund: RefundDetail }
  | {
      readonly kind: 'dispute';
      readonly amount: Money;
      readonly status: DisputeStatus;
      readonly reason: string;
      readonly evidenceDueBy: Date | null;
    }
  | {
      readonly kind: 'dispute_moved';
      readonly amount: Money;
      readonly moved: 'withdrawn' | 'reinstated';
    }
  | { readonly kind: 'review'; readonly isOpen: boolean; readonly reason: string }
  | { readonly kind: 'raised'; readonly what: DiscrepancyKind; readonly resolvedAt: Date | null }
);

/** What the merchant's server was told, and how that went. */
export interface ToldEvent {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  /** As it is sent, without secrets. */
  readonly payload: unknown;
  readonly deliveries: readonly {
    readonly endpointId: string;
    readonly url: string;
    readonly status: 'pending' | 'delivered' | 'dead';
    readonly tries: number;
    /** HTTP status of the last answer, or what went wrong; null: none yet. */
    readonly answer: string | null;
    readonly nextTryAt: Date | null;
    readonly deliveredAt: Date | null;
  }[];
}

/** A movement in the books, whose entries sum to zero: debits above it, credits below. */
export interface Booking {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
  readonly entries: readonly { readonly account: string; readonly amount: Money }[];
}
