import type Stripe from 'stripe';

import type { CardBehaviour, TestCard } from './cards.ts';
import { createIdempotencyStore } from './idempotency.ts';
import type { IdempotencyStore } from './idempotency.ts';

export interface PaymentMethodRecord {
  readonly wire: Stripe.PaymentMethod;
  readonly behaviour: CardBehaviour;
  /**
   * Set by its first successful charge without a customer, and by its being detached from one: a payment
   * method that no customer keeps works once.
   */
  spent: boolean;
  /** Set when it was authenticated, or needed no authentication, to be kept for off-session payments. */
  setUp: boolean;
}

export interface ConfirmationTokenRecord {
  readonly wire: Stripe.ConfirmationToken;
  readonly behaviour: CardBehaviour;
  used: boolean;
}

/** A card that a shopper let go of in a wallet's sheet: good for one confirmation token. */
export interface WalletTokenRecord {
  readonly wallet: WalletType;
  readonly card: TestCard;
}

export type WalletType = 'apple_pay' | 'google_pay';

export interface PaymentIntentRecord {
  readonly wire: Stripe.PaymentIntent;
  /** The payment method of the attempt under way or last made. */
  paymentMethodId: string | null;
  /** The open 3-D Secure challenge or wallet page; null when there is none. */
  challenge: Challenge | null;
  /** The wallet's page of the last attempt, open or over; null when a card is or was tried. */
  walletPage: Challenge | null;
}

export interface SetupIntentRecord {
  readonly wire: Stripe.SetupIntent;
  /** The payment method of the attempt under way or last made. */
  paymentMethodId: string | null;
  /** The open 3-D Secure challenge; null when there is none. */
  challenge: Challenge | null;
}

export interface Challenge {
  /** Unguessable part of the challenge page's address. */
  readonly token: string;
  /** Where a full-page challenge sends the shopper back to. */
  readonly returnUrl: string | null;
}

export interface WebhookEndpointRecord {
  readonly wire: Stripe.WebhookEndpoint;
  readonly secret: string;
}

/** One Stripe account in test mode; the maps keep the order of creation. */
export interface Account {
  /** What follows `sk_test_` and `pk_test_` in its keys. */
  readonly keySuffix: string;
  readonly paymentIntents: Map<string, PaymentIntentRecord>;
  /** A deleted customer stays, as what Stripe answers of it. */
  readonly customers: Map<string, Stripe.Customer | Stripe.DeletedCustomer>;
  readonly setupIntents: Map<string, SetupIntentRecord>;
  readonly paymentMethods: Map<string, PaymentMethodRecord>;
  readonly confirmationTokens: Map<string, ConfirmationTokenRecord>;
  readonly walletTokens: Map<string, WalletTokenRecord>;
  readonly charges: Map<string, Stripe.Charge>;
  readonly refunds: Map<string, Stripe.Refund>;
  readonly disputes: Map<string, Stripe.Dispute>;
  readonly reviews: Map<string, Stripe.Review>;
  readonly payouts: Map<string, Stripe.Payout>;
  readonly webhookEndpoints: Map<string, WebhookEndpointRecord>;
  readonly events: Map<string, Stripe.EventBase>;
  readonly idempotency: IdempotencyStore;
}

/** The accounts by key suffix; an account comes into being with the first use of its key. */
export interface Accounts {
  get(keySuffix: string): Account;
  all(): Iterable<Account>;
}

export function createAccounts(now: () => Date): Accounts {
  const accounts = new Map<string, Account>();
  return {
    get(keySuffix) {
      const found = accounts.get(keySuffix);
      if (found !== undefined) return found;
      const account: Account = {
        keySuffix,
        paymentIntents: new Map(),
        customers: new Map(),
        setupIntents: new Map(),
        paymentMethods: new Map(),
        confirmationTokens: new Map(),
        walletTokens: new Map(),
        charges: new Map(),
        refunds: new Map(),
        disputes: new Map(),
        reviews: new Map(),
        payouts: new Map(),
        webhookEndpoints: new Map(),
        events: new Map(),
        idempotency: createIdempotencyStore(now),
      };
      accounts.set(keySuffix, account);
      return account;
    },
    all: () => accounts.values(),
  };
}
