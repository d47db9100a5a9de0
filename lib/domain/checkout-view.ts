import type { FailureCode } from './failure-code.ts';
import type { CheckoutSessionId, PaymentAttemptId } from './ids.ts';
import type { MethodId } from './method-id.ts';
import type { Money } from './money.ts';
import type { NextAction } from './next-action.ts';
import type { InstrumentSummary } from './payment-outcome.ts';
import type { BrowserSettings } from './provider.ts';

/** What the shopper sees of the merchant and of what is bought, on every page of a session. */
export interface CheckoutSummary {
  readonly sessionId: CheckoutSessionId;
  readonly livemode: boolean;
  readonly merchant: {
    readonly name: string;
    /** Name in Chinese, where the merchant has one. */
    readonly nameZh: string | null;
    /** A `data:` picture, or null: then the name's first character stands in. */
    readonly logoUrl: string | null;
    /** Validated `#rrggbb`. */
    readonly accentColor: string;
    readonly supportEmail: string | null;
    readonly supportUrl: string | null;
    readonly termsUrl: string | null;
  };
  readonly total: Money;
  readonly lineItems: readonly {
    readonly name: string;
    readonly description: string | null;
    readonly quantity: number;
    readonly unitAmount: Money;
    readonly amount: Money;
  }[];
  readonly cancelUrl: string | null;
  readonly expiresAt: Date;
  readonly customerEmail: string | null;
}

/** One row of the method list. `reason` null: it can be chosen. */
export interface MethodRow {
  readonly method: MethodId;
  /** What happens after "pay" on this device. */
  readonly flow: 'fields' | 'qr' | 'redirect';
  readonly worksWithoutScript: boolean;
  readonly reason:
    | { readonly code: 'currency' | 'switched_off' }
    | { readonly code: 'below_minimum' | 'above_maximum'; readonly limit: Money }
    | null;
}

/** What happened last, told above the list when the shopper is back at it. */
export interface PreviousAttempt {
  readonly attemptId: PaymentAttemptId;
  readonly method: MethodId;
  readonly result: 'declined' | 'expired' | 'canceled';
  readonly failureCode: FailureCode | null;
}

export interface Receipt {
  readonly attemptId: PaymentAttemptId;
  readonly method: MethodId;
  readonly instrument: InstrumentSummary;
  readonly amount: Money;
  readonly paidAt: Date;
  /** What the shopper quotes to the shop: the merchant's own reference where it gave one. */
  readonly reference: string;
  /** Paid a moment ago, as against a receipt that is looked up later. */
  readonly fresh: boolean;
  /** The merchant's `success_url`, filled in; null when it gave none. */
  readonly returnUrl: string | null;
}

/** What a session needs now. */
export type CheckoutView =
  | {
      readonly state: 'open';
      readonly summary: CheckoutSummary;
      readonly methods: readonly MethodRow[];
      readonly preselected: MethodId | null;
      readonly previous: PreviousAttempt | null;
      /** A code or wallet request that can still be paid: offered to go on with. */
      readonly resumable: {
        readonly attemptId: PaymentAttemptId;
        readonly method: MethodId;
      } | null;
      /** The card provider's public settings; null where card is not offered. */
      readonly card: BrowserSettings | null;
    }
  | {
      readonly state: 'processing';
      readonly summary: CheckoutSummary;
      readonly attemptId: PaymentAttemptId;
      readonly method: MethodId;
      /** The shop alone can see the money (`PaymentProvider.confirmedBy`). */
      readonly confirmedBy?: 'merchant' | undefined;
    }
  | { readonly state: 'paid'; readonly summary: CheckoutSummary; readonly receipt: Receipt }
  | {
      readonly state: 'expired';
      readonly summary: CheckoutSummary;
      /** A payment may still be on its way: say so, and do not offer to pay again. */
      readonly checking: boolean;
    };

/** One attempt's next step. */
export type AttemptView = {
  readonly summary: CheckoutSummary;
  readonly attemptId: PaymentAttemptId;
  readonly method: MethodId;
  /** The session still takes payments: another method can be offered. */
  readonly sessionOpen: boolean;
  /** The shop alone can see the money: the shopper says when it was sent. */
  readonly confirmedBy?: 'merchant' | undefined;
} & (
  | {
      readonly state: 'requires_action';
      readonly nextAction: NextAction;
      /** The server's expiry; null where the provider names none. */
      readonly expiresAt: Date | null;
      readonly card: BrowserSettings | null;
    }
  /** `claimed`: it waits for the merchant on the shopper's word, which can be taken back. */
  | { readonly state: 'processing'; readonly claimed: boolean }
  | {
      readonly state: 'declined';
      readonly failureCode: FailureCode;
      /** The session's methods in their order: what to offer instead. */
      readonly methods: readonly MethodRow[];
    }
  | { readonly state: 'expired' }
  | { readonly state: 'canceled' }
  | { readonly state: 'paid'; readonly receipt: Receipt }
);

/** Answer of the status endpoint: what a waiting page polls. */
export interface CheckoutStatus {
  readonly session: 'open' | 'complete' | 'expired';
  /** The attempt asked about, when one was. */
  readonly attempt: AttemptView['state'] | null;
  /** Milliseconds since the epoch by the server's clock, so that countdowns survive a wrong one. */
  readonly serverTimeMs: number;
  readonly expiresAtMs: number | null;
  /** The merchant has been told of the payment, or has had its three seconds. */
  readonly merchantTold: boolean;
}
