import type { FailureCode } from './failure-code.ts';
import type { KeptCard } from './kept-card.ts';
import type { NextAction } from './next-action.ts';
import type { UnknownCause } from './payment-outcome.ts';

/** When a kept card is to be charged again: with its owner at hand, or by the merchant alone. */
export type CardUsage = 'on_session' | 'off_session';

/** That a session is to keep the card it is paid with. */
export interface KeepCardWish {
  readonly usage: CardUsage;
  /**
   * `payment`: nothing that cannot be kept is offered. `card`: other methods are, and keep nothing.
   * `setup`: there is no payment.
   */
  readonly asked: 'payment' | 'card' | 'setup';
}

/** Asks that the card of a payment be kept, should the payment go through. */
export interface KeepCardRequest {
  /** The provider's id of the customer (Stripe `cus_…`). */
  readonly providerCustomer: string;
  readonly usage: CardUsage;
}

/**
 * Charges a card that is kept. There is no token that works once: beyond the idempotency key's lifetime
 * nothing keeps a repeat from charging again, so a payment is looked up before it is started anew.
 */
export interface SavedCardRequest {
  readonly providerCustomer: string;
  readonly paymentMethod: string;
  /** The shopper is not there: a card that wants 3-D Secure is declined with `authentication_required`. */
  readonly offSession: boolean;
}

export interface CreateCustomerRequest {
  /** Our reference, carried in the provider's metadata so that a lost answer can be looked up. */
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly email: string | null;
  readonly name: string | null;
  /** When the wish was committed: bounds a look-up by reference. */
  readonly requestedAt: Date;
}

export type CreateCustomerAnswer =
  | { readonly kind: 'created'; readonly providerCustomer: string }
  | { readonly kind: 'refused'; readonly providerCode: string }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

/** Keeps a card without a payment. */
export interface StartSetupRequest extends KeepCardRequest {
  /** Our reference, carried in the provider's metadata so that a lost answer can be looked up. */
  readonly setupId: string;
  readonly idempotencyKey: string;
  /** What the provider's own fields gave the browser. Never a card. */
  readonly confirmationToken: string;
  readonly description: string;
  /** Where the provider sends the browser back to. */
  readonly returnUrl: string;
  /** When the setup was committed: bounds a look-up by reference. */
  readonly startedAt: Date;
}

/** Names a setup at the provider: by its id where we have it, else by our reference. */
export interface SetupLookup {
  readonly setupId: string;
  readonly providerCustomer: string;
  readonly providerReference: string | null;
  readonly startedAt: Date;
}

/** How a provider says a setup stands. A call that timed out is `unknown`, never declined. */
export type SetupOutcome =
  | { readonly kind: 'requires_action'; readonly nextAction: NextAction }
  | { readonly kind: 'pending' }
  | { readonly kind: 'kept'; readonly card: KeptCard }
  | {
      readonly kind: 'declined';
      readonly code: FailureCode;
      /** The provider's own code, kept for the merchant, never shown to the shopper. */
      readonly providerCode: string;
    }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

export interface SetupAnswer {
  readonly outcome: SetupOutcome;
  /** The provider's id of the setup (Stripe `seti_…`); null while it has none. */
  readonly providerReference: string | null;
}

/** `absent` is the provider's word that it has no such setup. */
export type SetupLookupAnswer = SetupAnswer | { readonly outcome: { readonly kind: 'absent' } };

export type DetachCardAnswer =
  /** Nobody can charge it any more, now or since an earlier call. */
  | { readonly kind: 'detached' }
  | { readonly kind: 'refused'; readonly providerCode: string }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

/**
 * What a provider that keeps cards does beside taking payments. As for payments, no method throws for
 * anything the provider answers or fails to answer.
 */
export interface SavedCards {
  /** Makes the customer that cards are kept for, once for each `customerId`. */
  createCustomer(request: CreateCustomerRequest): Promise<CreateCustomerAnswer>;
  startSetup(request: StartSetupRequest): Promise<SetupAnswer>;
  retrieveSetup(lookup: SetupLookup): Promise<SetupLookupAnswer>;
  /** The answer is the state after asking: `kept` if it was too late. */
  cancelSetup(lookup: SetupLookup): Promise<SetupLookupAnswer>;
  /** Lets a kept card go for good. Safe to repeat. */
  detachCard(paymentMethod: string): Promise<DetachCardAnswer>;
}
