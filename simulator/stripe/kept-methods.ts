import type Stripe from 'stripe';

import type { Account, PaymentMethodRecord } from './account.ts';
import { emitEvent } from './call.ts';
import type { Call } from './call.ts';
import type { Decline } from './cards.ts';
import { StripeError, invalidParam } from './errors.ts';
import type { ErrorBody } from './errors.ts';

/** The payment methods a customer keeps, in order of creation. */
export function keptBy(account: Account, customer: string): PaymentMethodRecord[] {
  return [...account.paymentMethods.values()].filter(({ wire }) => wire.customer === customer);
}

/**
 * Keeps a card for a customer. The issuer is asked first: throws its refusal as a 402, and 400 for a
 * payment method that is another's, was used up, or is of a kind that cannot be kept.
 */
export function attachMethod(call: Call, method: PaymentMethodRecord, customer: string): void {
  const { wire, behaviour } = method;
  if (wire.type !== 'card') {
    throw invalidParam(
      `Payment methods of type ${wire.type} cannot be attached to a customer.`,
      'payment_method',
    );
  }
  if (wire.customer === customer) return;
  if (wire.customer !== null) {
    throw invalidParam(
      'The payment method you provided has already been attached to a customer.',
      'payment_method',
    );
  }
  if (method.spent) throw methodSpent({});
  if (behaviour.keepDecline !== null) throw keepRefused(behaviour.keepDecline, {});
  keepFor(call, method, customer);
}

/** Lets a kept payment method go; nobody can use it any more. Throws 400 for one that is not kept. */
export function detachMethod(call: Call, method: PaymentMethodRecord): void {
  const { wire } = method;
  const customer = call.account.customers.get(String(wire.customer));
  if (wire.customer === null) {
    throw invalidParam(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      'payment_method',
    );
  }
  wire.customer = null;
  method.spent = true;
  if (
    customer?.deleted === undefined &&
    customer?.invoice_settings.default_payment_method === wire.id
  ) {
    customer.invoice_settings.default_payment_method = null;
  }
  emitEvent(call, 'payment_method.detached', wire);
}

/** Keeps a card that has just been set up or paid with, where its intent says for whom. */
export function keepFor(call: Call, method: PaymentMethodRecord, customer: string): void {
  if (method.wire.customer === customer) return;
  method.wire.customer = customer;
  emitEvent(call, 'payment_method.attached', method.wire);
}

/**
 * After a payment: a card that is to be used again is kept for the customer; one that nobody keeps, and
 * that was not meant to be kept, is used up.
 */
export function keepAfterPayment(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: PaymentMethodRecord,
): void {
  const usage = usageOf(intent);
  if (usage === null) {
    method.spent = method.wire.customer === null;
    return;
  }
  method.setUp ||= usage === 'off_session';
  if (typeof intent.customer === 'string') keepFor(call, method, intent.customer);
}

function usageOf(intent: Stripe.PaymentIntent): 'on_session' | 'off_session' | null {
  const ofCard = intent.payment_method_options?.card?.setup_future_usage;
  switch (ofCard ?? intent.setup_future_usage) {
    case 'on_session':
      return 'on_session';
    case 'off_session':
      return 'off_session';
    default:
      return null;
  }
}

/** Whether an off-session payment with the card may do without authentication. */
export function isExemptOffSession({ behaviour, setUp }: PaymentMethodRecord): boolean {
  switch (behaviour.exemptOffSession) {
    case 'always':
      return true;
    case 'once_set_up':
      return setUp;
    case 'never':
      return false;
  }
}

/** Throws 400 unless the payment method is nobody's, or that of the intent's customer. */
export function checkOwner(
  customer: string | Stripe.Customer | Stripe.DeletedCustomer | null,
  { wire }: PaymentMethodRecord,
): void {
  if (wire.customer === null || wire.customer === customer) return;
  throw invalidParam(
    customer === null
      ? `The provided PaymentMethod ${wire.id} belongs to a Customer. Please include the Customer in the \`customer\` parameter.`
      : `The customer does not have a payment method with the ID ${wire.id}. The payment method must be attached to the customer.`,
    'payment_method',
  );
}

/** 400: a payment method that nobody keeps was used before. */
export function methodSpent(
  intent: Pick<ErrorBody, 'payment_intent' | 'setup_intent'>,
): StripeError {
  return new StripeError(400, {
    type: 'invalid_request_error',
    code: 'payment_method_unexpected_state',
    param: 'payment_method',
    message:
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
    ...intent,
  });
}

/** 402: the issuer refuses that the card is kept. */
export function keepRefused(decline: Decline, about: Partial<ErrorBody>): StripeError {
  return new StripeError(402, {
    type: 'card_error',
    code: decline.code,
    message: decline.message,
    ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
    ...(decline.adviceCode === undefined ? {} : { advice_code: decline.adviceCode }),
    ...(decline.param === undefined ? {} : { param: decline.param }),
    ...about,
  });
}
