import type { FailureCode } from './failure-code.ts';
import type { MethodId } from './method-id.ts';
import type { Money } from './money.ts';
import type { NextAction } from './next-action.ts';

/**
 * How a payment in test mode is to go. `code` null: whatever refusal the method has first.
 * `stay_pending`: the wallet says neither yes nor no. `approve_late`: the code runs out, and the money comes after that.
 */
export type TestWish =
  | { readonly kind: 'approve' }
  | { readonly kind: 'approve_after_action' }
  | { readonly kind: 'approve_late' }
  | { readonly kind: 'stay_pending' }
  | { readonly kind: 'decline'; readonly code: FailureCode | null };

/** What of a payment its shopper knows. */
export interface TestPayment {
  readonly method: MethodId;
  readonly wish: TestWish;
  readonly amount: Money;
}

/** Money that a bank sent, by the bank's own name of the transfer. */
export interface TestTransfer {
  readonly bankReference: string;
}

/**
 * A program in the shopper's place, in test mode alone: it gets tokens for the provider's test cards, and
 * answers in the sandbox's bank, wallets and 3-D Secure. Everything else of the payment is real.
 */
export interface TestShopper {
  /** Whether such a payment can go so without a person in a browser. */
  able(method: MethodId, wish: TestWish): boolean;
  /** What the provider's own fields would have given the browser; nothing for a method without fields. */
  fillIn(payment: TestPayment): Promise<{ readonly confirmationToken?: string }>;
  /** Does what the payment asks of its shopper. The transfer, where a bank account of the merchant's was paid. */
  act(payment: TestPayment, nextAction: NextAction): Promise<TestTransfer | null>;
  /** Ends the code's time; for those who are able to `approve_late`. */
  letExpire(nextAction: NextAction): Promise<void>;
}

/** The sandbox did not do what was asked of it; the message says what it answered. */
export class TestShopperError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TestShopperError';
  }
}
