import type { FailureCode } from './failure-code.ts';
import type { Money } from './money.ts';
import type { KeptCard } from './kept-card.ts';
import type { NextAction } from './next-action.ts';

/** One movement of money to the merchant, as the provider reports it. */
export interface ReportedCapture {
  /** The provider's own id of this movement, unique at that provider (Stripe `ch_…`). */
  readonly reference: string;
  readonly amount: Money;
  readonly capturedAt: Date;
}

/** Why we do not know how a call ended. */
export type UnknownCause =
  | 'timeout'
  | 'network'
  | 'provider_error'
  | 'rate_limited'
  | 'unreadable_answer';

/**
 * How a provider says an attempt stands: every adapter call ends in one of these, and an adapter
 * never throws for a decline. A call that timed out is `unknown`, never failed.
 *
 * `captured` lists every capture the provider knows of on this payment, so that an FPS code paid
 * twice shows both. `expired` and `canceled` are the provider's word that no money can move any more
 * (though a push method may still surprise: see the transitions).
 */
export type PaymentOutcome =
  | {
      readonly kind: 'requires_action';
      readonly nextAction: NextAction;
      readonly expiresAt: Date | null;
    }
  | { readonly kind: 'pending' }
  /** `until`: when the provider lets it lapse; left out where it does not say. */
  | { readonly kind: 'authorized'; readonly amount: Money; readonly until?: Date }
  | {
      readonly kind: 'captured';
      readonly captures: readonly [ReportedCapture, ...ReportedCapture[]];
    }
  /** Nothing was to be paid, and the card is kept: `keptCard` of the answer. */
  | { readonly kind: 'kept' }
  | {
      readonly kind: 'declined';
      readonly code: FailureCode;
      /** The provider's own code, kept for the merchant, never shown to the shopper. */
      readonly providerCode: string;
    }
  | { readonly kind: 'expired' }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

/** What the shopper paid with, for the receipt: never more of a card than its brand and last four. */
export interface InstrumentSummary {
  readonly brand?: string;
  readonly last4?: string;
}

/** A provider's answer about one attempt. */
export interface ProviderAnswer {
  readonly outcome: PaymentOutcome;
  /** The provider's id of the payment (Stripe `pi_…`, Airwallex `int_…`); null while it has none. */
  readonly providerReference: string | null;
  readonly instrument?: InstrumentSummary;
  /** The card that was kept with this payment, where that was asked for. */
  readonly keptCard?: KeptCard;
}
