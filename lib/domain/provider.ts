import type { z } from 'zod';
import type { ConnectionCheck, RefusedNotification } from './connection-check.ts';
import type { Device } from './device.ts';
import type { DisputeAnswer } from './dispute.ts';
import type { PaymentAttemptId } from './ids.ts';
import type { MethodId } from './method-id.ts';
import type { Money } from './money.ts';
import type { ProviderAnswer, UnknownCause } from './payment-outcome.ts';
import type { PayoutAnswer } from './payout.ts';
import type { RefundReason } from './refund-reason.ts';
import type { ReviewAnswer } from './review.ts';
import type { TestShopper } from './test-shopper.ts';
import type { KeepCardRequest, SavedCardRequest, SavedCards } from './saved-card.ts';

export const PROVIDER_IDS = ['stripe', 'airwallex', 'fps-direct'] as const;
export type ProviderId = (typeof PROVIDER_IDS)[number];

/** Everything an adapter may know of an attempt. Nothing in it comes from the browser but `input`. */
export interface StartPaymentRequest {
  /** Our reference, carried in the provider's metadata so that a lost answer can be looked up. */
  readonly attemptId: PaymentAttemptId;
  /** Sent with every call of this attempt; the same after a crash. */
  readonly idempotencyKey: string;
  readonly method: MethodId;
  readonly amount: Money;
  readonly captureMethod: 'automatic' | 'manual';
  /** What the shopper's statement or wallet may show. */
  readonly description: string;
  readonly customerEmail: string | null;
  /** Where the provider sends the browser back to. */
  readonly returnUrl: string;
  readonly locale: string;
  readonly device: Device;
  /** What the provider's own fields gave the browser, e.g. Stripe's confirmation token. Never a card. */
  readonly input: { readonly confirmationToken?: string };
  /** When the attempt was committed: bounds a look-up by reference. */
  readonly startedAt: Date;
  /** Declined, with nothing charged, where the connection's `savedCards` is null. */
  readonly keepCard?: KeepCardRequest;
  /** Charged in place of what `input` has. Declined where the connection's `savedCards` is null. */
  readonly savedCard?: SavedCardRequest;
}

/** Names a payment at the provider: by its id where we have it, else by our reference. */
export interface PaymentLookup {
  readonly attemptId: PaymentAttemptId;
  readonly method: MethodId;
  readonly amount: Money;
  readonly providerReference: string | null;
  readonly idempotencyKey: string;
  readonly startedAt: Date;
}

/** `absent` is the provider's word that it has no such payment. */
export type LookupAnswer = ProviderAnswer | { readonly outcome: { readonly kind: 'absent' } };

/** That held money be taken, all of it or less. */
export interface CaptureRequest {
  readonly payment: PaymentLookup;
  /** At most what is held; the provider lets the rest go. */
  readonly amount: Money;
  /**
   * Sent with every call for it until an answer says `keySpent`; another capture of the same hold has another.
   */
  readonly idempotencyKey: string;
}

/**
 * How the payment stands after it was asked for. `refusal`: the provider took nothing and said why, in its
 * own code; `byBank`: the card's bank refused. Left out: it was taken, or nobody knows, as the outcome says.
 * `keySpent`: the provider erred and gives this error to the key again; to ask anew takes another, with which
 * nothing can be taken twice.
 */
export type CaptureAnswer = ProviderAnswer & {
  readonly refusal?: { readonly code: string; readonly byBank: boolean };
  readonly keySpent?: true;
};

export interface RefundRequest {
  /** The provider's id of the refund once it has given one: then it is only asked how that stands. */
  readonly refundReference: string | null;
  readonly attemptId: PaymentAttemptId;
  readonly providerReference: string;
  readonly refundId: string;
  readonly idempotencyKey: string;
  readonly amount: Money;
  readonly reason: RefundReason;
}

export type RefundAnswer =
  | { readonly kind: 'succeeded'; readonly refundReference: string }
  | { readonly kind: 'pending'; readonly refundReference: string }
  | { readonly kind: 'failed'; readonly providerCode: string }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

/** A verified notification. It is a hint only: the current state is fetched before anything is recorded. */
export interface ProviderNotification {
  /** The provider's event id; a repeat of it is a duplicate. */
  readonly eventId: string;
  readonly eventType: string;
  /** The payment it is about; null when it is about none (and is stored, then ignored). */
  readonly payment: {
    readonly providerReference: string;
    /** Our reference as the provider echoes it. */
    readonly attemptId: PaymentAttemptId | null;
  } | null;
  /** The setup of a kept card that it is about; left out when it is about none. */
  readonly setup?: {
    readonly providerReference: string;
    /** Our reference as the provider echoes it; whether it is ours is checked where it is used. */
    readonly setupId: string | null;
  };
  /** The dispute of `payment` that it is about; left out when it is about none. */
  readonly dispute?: { readonly providerReference: string };
  /** The review of `payment` that it is about; left out when it is about none. */
  readonly review?: { readonly providerReference: string };
  /** The payout to the merchant's bank that the provider has accounted for; left out when it is about none. */
  readonly payout?: { readonly providerReference: string };
}

export type NotificationResult =
  | { readonly ok: true; readonly notification: ProviderNotification }
  | { readonly ok: false; readonly reason: RefusedNotification };

/** What the browser needs for the provider's own card fields. Public values only. */
export interface BrowserSettings {
  readonly publishableKey: string;
  /** Address of the provider's script when it is not the provider's own (the sandbox's stand-in). */
  readonly scriptUrl: string | null;
}

/**
 * A merchant's account at a provider, ready to be called. No method throws for anything the provider
 * answers or fails to answer; a throw is a defect of ours.
 */
export interface ProviderConnection {
  startPayment(request: StartPaymentRequest): Promise<ProviderAnswer>;
  retrievePayment(lookup: PaymentLookup): Promise<LookupAnswer>;
  /** Asks that no money move any more. The answer is the state after asking: `captured` if it was too late. */
  cancelPayment(lookup: PaymentLookup): Promise<LookupAnswer>;
  /** Takes the money held by an authorization, and lets go what is left of it. */
  capturePayment(request: CaptureRequest): Promise<CaptureAnswer>;
  refundPayment(request: RefundRequest): Promise<RefundAnswer>;
  /** How a dispute stands, by the provider's id of it. Left out: this provider tells of none. */
  retrieveDispute?(reference: string): Promise<DisputeAnswer>;
  /** How a review of a payment stands, likewise. */
  retrieveReview?(reference: string): Promise<ReviewAnswer>;
  /** How a payout stands, likewise. */
  retrievePayout?(reference: string): Promise<PayoutAnswer>;
  /** Verifies the signature over the raw bytes. `headers` has lower-case names. */
  readNotification(input: {
    headers: Readonly<Record<string, string>>;
    rawBody: string;
    now: Date;
  }): NotificationResult;
  /** Asks for something harmless, as a payment would be asked for: whether the credentials are good. */
  checkConnection(): Promise<ConnectionCheck>;
  browserSettings(): BrowserSettings | null;
  /** Who can pay in a shopper's place. Null, and left out: nobody can, as in live mode. */
  readonly testShopper?: TestShopper | null;
  /** Null: this provider cannot keep cards here. */
  readonly savedCards: SavedCards | null;
}

/** Where a provider is reached. In the sandbox the simulator's origin takes the place of its API. */
export interface ProviderEnvironment {
  /** Simulator origin in the sandbox, null when live. */
  readonly simulatorOrigin: string | null;
  /** Bound on one call, in milliseconds; past it the outcome is `unknown`. */
  readonly timeoutMs: number;
}

export interface PaymentProvider {
  readonly id: ProviderId;
  readonly methods: readonly MethodId[];
  /** How long the provider remembers an idempotency key. */
  readonly keyTtlMs: number;
  /** Whether a refund can be asked for by API. */
  readonly refundable: boolean;
  /**
   * `merchant`: nobody can be asked how a payment stands. The money goes to the merchant's own bank
   * account, and the merchant says what came in. Left out: the provider knows, and is asked.
   */
  readonly confirmedBy?: 'merchant';
  /** Shape of the merchant's credentials: what `admin provider:add` asks for. */
  readonly credentialsSchema: z.ZodType;
  /** Which mode credentials that passed `credentialsSchema` move money in. */
  credentialsMode(credentials: unknown): 'live' | 'test';
  /** `credentials` have passed `credentialsSchema` when stored, and pass it again here. */
  connect(credentials: unknown, environment: ProviderEnvironment): ProviderConnection;
}
