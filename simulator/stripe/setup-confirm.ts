import type Stripe from 'stripe';

import type { PaymentMethodRecord, SetupIntentRecord } from './account.ts';
import { emitEvent } from './call.ts';
import type { Call } from './call.ts';
import type { Decline } from './cards.ts';
import { openChallengeFor } from './challenge-action.ts';
import { findConfirmationToken, redeemConfirmationToken } from './confirmation-tokens.ts';
import { invalidParam } from './errors.ts';
import { checkUrl } from './intent-create.ts';
import { checkOwner, keepFor, keepRefused, methodSpent } from './kept-methods.ts';
import { createPaymentMethod, findPaymentMethod } from './payment-methods.ts';
import { applySetupOptions, unexpectedSetupState } from './setup-intents.ts';
import type { ConfirmSetupParams, CreateSetupParams } from './setup-intents.ts';

type ConfirmParams = ConfirmSetupParams | CreateSetupParams;

const CONFIRMABLE: readonly string[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

/** A confirmation that has passed its checks. */
export interface ReadySetup {
  readonly params: ConfirmParams;
  readonly method: PaymentMethodRecord;
  readonly useSdk: boolean;
  readonly returnUrl: string | null;
}

/**
 * Checks that a SetupIntent can be confirmed with these parameters, and uses up the confirmation token
 * if one is named. Throws Stripe's 400 or 404 and has then changed nothing.
 */
export function prepareSetup(
  call: Call,
  record: SetupIntentRecord,
  params: ConfirmParams,
): ReadySetup {
  const { wire } = record;
  if (!CONFIRMABLE.includes(wire.status)) {
    throw unexpectedSetupState(
      `You cannot confirm this SetupIntent because it has a status of ${wire.status}.`,
      wire,
    );
  }
  checkUrl(params.return_url);
  const token =
    params.confirmation_token === undefined
      ? null
      : findConfirmationToken(call, params.confirmation_token, 'confirmation_token').wire;
  const returnUrl = params.return_url ?? token?.return_url ?? null;
  const automatic = wire.automatic_payment_methods;
  if (returnUrl === null && automatic?.enabled && automatic.allow_redirects !== 'never') {
    throw invalidParam(
      'This SetupIntent is configured to accept payment methods that might redirect your customer off of your page: you must provide a `return_url`, or set `automatic_payment_methods[allow_redirects]` to `never`.',
      'return_url',
    );
  }
  const method = sourceOf(call, record, params);
  if (method.wire.type !== 'card') {
    throw invalidParam(
      `The PaymentMethod provided (${method.wire.type}) is not allowed for this SetupIntent.`,
      'payment_method',
    );
  }
  if (method.spent) {
    // A refused create leaves no intent to show.
    throw methodSpent('confirm' in params ? {} : { setup_intent: structuredClone(wire) });
  }
  checkOwner(wire.customer, method);
  return {
    params,
    method,
    useSdk: params.use_stripe_sdk ?? token?.use_stripe_sdk ?? false,
    returnUrl,
  };
}

/** Confirms a SetupIntent: keeps the card, is refused (402 with the intent inside) or asks for 3-D Secure. */
export function confirmSetup(call: Call, record: SetupIntentRecord, ready: ReadySetup): void {
  const { wire } = record;
  const { method, params } = ready;
  applySetupOptions(wire, params);
  record.paymentMethodId = method.wire.id;
  record.challenge = null;
  wire.payment_method = method.wire.id;
  wire.next_action = null;
  wire.last_setup_error = null;
  const asked = wire.payment_method_options?.card?.request_three_d_secure;
  if (method.behaviour.requiresAuthentication || asked === 'any' || asked === 'challenge') {
    const { challenge, nextAction } = openChallengeFor(call, wire.id, ready);
    record.challenge = challenge;
    wire.status = 'requires_action';
    wire.next_action = nextAction;
    emitEvent(call, 'setup_intent.requires_action', wire);
    return;
  }
  const decline = settle(call, record, method);
  if (decline !== null) throw keepRefused(decline, { setup_intent: structuredClone(wire) });
}

/** Ends an open 3-D Secure challenge as the shopper chose; the outcome is on the SetupIntent. */
export function finishSetupChallenge(
  call: Call,
  record: SetupIntentRecord,
  completed: boolean,
): void {
  const { wire } = record;
  const method = call.account.paymentMethods.get(record.paymentMethodId ?? '');
  if (record.challenge === null || wire.status !== 'requires_action' || method === undefined) {
    throw unexpectedSetupState('This SetupIntent has no authentication under way.', wire);
  }
  record.challenge = null;
  wire.next_action = null;
  if (completed) {
    settle(call, record, method);
    return;
  }
  fail(call, record, {
    type: 'invalid_request_error',
    code: 'setup_intent_authentication_failure',
    doc_url: 'https://stripe.com/docs/error-codes/setup-intent-authentication-failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    payment_method: structuredClone(method.wire),
  });
}

/** Keeps the card, or records the issuer's refusal and answers it. */
function settle(
  call: Call,
  record: SetupIntentRecord,
  method: PaymentMethodRecord,
): Decline | null {
  const { wire } = record;
  const decline = method.behaviour.keepDecline;
  if (decline !== null) {
    fail(call, record, {
      type: 'card_error',
      // Stripe's list of codes is open-ended in the typings; ours come from its published list.
      code: decline.code as Stripe.SetupIntent.LastSetupError.Code,
      doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
      message: decline.message,
      payment_method: structuredClone(method.wire),
      ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
      ...(decline.adviceCode === undefined ? {} : { advice_code: decline.adviceCode }),
      ...(decline.param === undefined ? {} : { param: decline.param }),
    });
    return decline;
  }
  method.setUp ||= wire.usage === 'off_session';
  if (typeof wire.customer === 'string') keepFor(call, method, wire.customer);
  wire.status = 'succeeded';
  emitEvent(call, 'setup_intent.succeeded', wire);
  return null;
}

function fail(
  call: Call,
  { wire }: SetupIntentRecord,
  error: Stripe.SetupIntent.LastSetupError,
): void {
  wire.status = 'requires_payment_method';
  wire.payment_method = null;
  wire.last_setup_error = error;
  emitEvent(call, 'setup_intent.setup_failed', wire);
}

function sourceOf(
  call: Call,
  record: SetupIntentRecord,
  params: ConfirmParams,
): PaymentMethodRecord {
  const given = (['confirmation_token', 'payment_method', 'payment_method_data'] as const).filter(
    (name) => params[name] !== undefined && params[name] !== null,
  );
  if (given.length > 1) {
    throw invalidParam(
      `You may only specify one of these parameters: ${given.join(', ')}.`,
      given[0],
      'parameters_exclusive',
    );
  }
  if (params.confirmation_token !== undefined) {
    return redeemConfirmationToken(call, params.confirmation_token, record.wire).method;
  }
  // A create with confirm=true has attached its payment method already.
  const attached = call.account.paymentMethods.get(record.paymentMethodId ?? '');
  const named = params.payment_method ?? undefined;
  const created = 'confirm' in params;
  if (record.wire.payment_method !== null && attached !== undefined) {
    const same = named === undefined || named === attached.wire.id;
    if (created || (same && params.payment_method_data === undefined)) return attached;
  }
  if (params.payment_method_data !== undefined) {
    return createPaymentMethod(call, params.payment_method_data);
  }
  if (named !== undefined) return findPaymentMethod(call, named, 'payment_method');
  throw unexpectedSetupState(
    "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again.",
    record.wire,
  );
}
