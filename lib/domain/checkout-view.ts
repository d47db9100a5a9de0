import type { AnsweredField } from './custom-field.ts';
import type { FailureCode } from './failure-code.ts';
import type { CheckoutSessionId, PaymentAttemptId } from './ids.ts';
import type { InAppBrowser } from './in-app-browser.ts';
import type { ExpressMethodId, MethodId } from './method-id.ts';
import type { PublicReason } from './method-setting.ts';
import type { Money } from './money.ts';
import type { NextAction } from './next-action.ts';
import type { MoneyBack, OwedMoney } from './owed-money.ts';
import type { IntentPurpose } from './payment-intent.ts';
import type { InstrumentSummary } from './payment-outcome.ts';
import type { BrowserSettings } from './provider.ts';
import type { CardUsage } from './saved-card.ts';
import type { RedirectOnCompletion } from './session-embed.ts';

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
  /** `setup`: a card is kept, and nothing is paid; the total is none. */
  readonly purpose: IntentPurpose;
  readonly total: Money;
  readonly lineItems: readonly {
    readonly name: string;
    readonly description: string | null;
    readonly quantity: number;
    readonly unitAmount: Money;
    readonly amount: Money;
  }[];
  readonly cancelUrl: string | null;
  /** The payment link that opened it, which can be opened again: its code. */
  readonly linkCode?: string | null;
  readonly expiresAt: Date;
  readonly customerEmail: string | null;
  /** The page may be shown inside the merchant's own; null: it is a page of its own. */
  readonly embed: {
    /** Exactly these may frame the page, and be told how the payment goes. */
    readonly parentOrigins: readonly string[];
    readonly redirectOnCompletion: RedirectOnCompletion;
  } | null;
}

/** One row of the method list. `reason` null: it can be chosen. */
export interface MethodRow {
  readonly method: MethodId;
  /** What happens after "pay" on this device; null where it cannot be paid on it. */
  readonly flow: 'fields' | 'qr' | 'redirect' | null;
  readonly worksWithoutScript: boolean;
  readonly reason:
    | { readonly code: 'currency' | 'other_device' }
    /** In the merchant's words, by language; where it has none, in the page's. */
    | { readonly code: 'switched_off' | 'out_of_order'; readonly publicReason: PublicReason }
    | { readonly code: 'below_minimum' | 'above_maximum' | 'not_multiple'; readonly limit: Money }
    | { readonly code: 'in_app_browser'; readonly app: InAppBrowser }
    | null;
  /** It can be chosen, and is out of order just now; why, in the merchant's words where it has some. */
  readonly outage?: { readonly publicReason: PublicReason };
}

/** The wallets a browser may have, and the provider that runs them. */
export interface ExpressOffer {
  readonly methods: readonly ExpressMethodId[];
  readonly settings: BrowserSettings;
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
  /**
   * What was held first, where the merchant takes the money by itself, later; null: it was taken at once.
   * Until it is `taken`, `amount` is what is held; then it is what was charged, and the rest was let go.
   */
  readonly hold?: { readonly amount: Money; readonly taken: boolean } | null;
  /** Paid a moment ago, as against a receipt that is looked up later. */
  readonly fresh: boolean;
  /** The merchant's `success_url`, filled in; null when it gave none. */
  readonly returnUrl: string | null;
  /** The money came after the link had expired; the merchant has been told. */
  readonly late: boolean;
  /** What the link that opened the session says to who has paid. */
  readonly message?: string | null;
  /** Money beyond what was due, and what becomes of it; empty as a rule. */
  readonly owed: readonly OwedMoney[];
}

/** The amount that came was not the amount due: the order is not paid, and the merchant has been told. */
export interface WrongAmount {
  readonly attemptId: PaymentAttemptId;
  readonly received: readonly OwedMoney[];
  readonly due: Money;
  /** What the shopper quotes to the shop. */
  readonly reference: string;
  /** The session still takes payments. */
  readonly sessionOpen: boolean;
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
        /** What its provider answered, whatever the catalogue expected. */
        readonly action: NextAction['type'];
      } | null;
      /** The card provider's public settings; null where card is not offered. */
      readonly card: BrowserSettings | null;
      /** The card is kept for the shop, for later payments of this kind; null: it is not. */
      readonly keeps: CardUsage | null;
      /** The app whose own browser shows the page; null in a browser like any other. */
      readonly inApp: InAppBrowser | null;
      /** What came before and was not the amount due: the shopper chose to pay in full all the same. */
      readonly received: readonly OwedMoney[];
      /** Apple Pay and Google Pay, for browsers that turn out to have them; null where neither is offered. */
      readonly express: ExpressOffer | null;
      /** What the merchant asks besides, with what was answered so far; as a rule nothing. */
      readonly customFields: readonly AnsweredField[];
    }
  | {
      readonly state: 'processing';
      readonly summary: CheckoutSummary;
      readonly attemptId: PaymentAttemptId;
      readonly method: MethodId;
      /** The shop alone can see the money (`PaymentProvider.confirmedBy`). */
      readonly confirmedBy?: 'merchant' | undefined;
    }
  /** Paid, or held for the merchant to take. */
  | { readonly state: 'paid'; readonly summary: CheckoutSummary; readonly receipt: Receipt }
  /** Money was held and let go again: nothing was charged. */
  | { readonly state: 'released'; readonly summary: CheckoutSummary }
  | {
      readonly state: 'wrong_amount';
      readonly summary: CheckoutSummary;
      readonly wrongAmount: WrongAmount;
    }
  | {
      readonly state: 'expired';
      readonly summary: CheckoutSummary;
      /** A payment may still be on its way: say so, and do not offer to pay again. */
      readonly checking: boolean;
      /** The merchant lets the shopper start again by themselves, and nothing speaks against it now. */
      readonly renewable: boolean;
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
      /** When this was read, by the server's clock. */
      readonly readAt: Date;
      readonly card: BrowserSettings | null;
      /** The app whose own browser shows the page: pictures are saved in another way there. */
      readonly inApp: InAppBrowser | null;
    }
  | {
      readonly state: 'processing';
      /**
       * The provider has not answered the start of a payment that the shopper would have had to approve or
       * send (`isUnreached`): nothing can have been charged, and another method can be chosen.
       */
      readonly unreached: boolean;
      /** It waits for the merchant on the shopper's word, which can be taken back. */
      readonly claimed: boolean;
    }
  | {
      readonly state: 'declined';
      readonly failureCode: FailureCode;
      /** The session's methods in their order: what to offer instead. */
      readonly methods: readonly MethodRow[];
    }
  | { readonly state: 'expired' }
  | { readonly state: 'canceled' }
  | { readonly state: 'wrong_amount'; readonly wrongAmount: WrongAmount }
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
  /** Where giving back stands of money that was not due. */
  readonly moneyBack: MoneyBack;
}
