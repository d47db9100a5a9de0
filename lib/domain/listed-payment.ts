import type { FailureCode } from './failure-code.ts';
import type { CheckoutSessionId, PaymentIntentId } from './ids.ts';
import type { MethodId } from './method-id.ts';
import type { Money } from './money.ts';
import type { PaymentPlace } from './payment-filter.ts';
import type { InstrumentSummary } from './payment-outcome.ts';
import type { PaymentState } from './payment-state.ts';
import type { ProviderId } from './provider.ts';

/** A payment as a list tells of it. */
export interface ListedPayment {
  readonly id: PaymentIntentId;
  readonly sessionId: CheckoutSessionId;
  readonly createdAt: Date;
  readonly paidAt: Date | null;
  readonly amount: Money;
  readonly state: PaymentState;
  readonly needsLook: boolean;
  readonly disputed: boolean;
  readonly wrongAmount: boolean;
  /** Of the attempt that paid it, else of the latest; null: nothing was tried. */
  readonly method: MethodId | null;
  readonly provider: ProviderId | null;
  readonly providerReference: string | null;
  readonly card: InstrumentSummary;
  /** Why it was declined; null: it was not. */
  readonly failureCode: FailureCode | null;
  /** Where the shopper was; null: nobody knows. */
  readonly region: string | null;
  /** The shop's own name of the order. */
  readonly reference: string | null;
  readonly description: string | null;
  /** What is bought: the first of it, and how many other lines there are. */
  readonly bought: { readonly name: string; readonly others: number } | null;
  readonly email: string | null;
}

/** A page of a list of payments. */
export interface PaymentsPage {
  /** The newest first. */
  readonly payments: readonly ListedPayment[];
  /** Where older and newer ones begin; null: there are none. */
  readonly older: PaymentPlace | null;
  readonly newer: PaymentPlace | null;
  /** The page is not full, and older ones than this were not looked at; null: it is all there is. */
  readonly lookedBackTo: Date | null;
}
