import type Stripe from 'stripe';

import type { PaymentMethodRecord } from './account.ts';
import { unixNow } from './call.ts';
import type { Call } from './call.ts';
import type { Decline } from './cards.ts';
import { newId } from './ids.ts';

/** Stripe holds an uncaptured card payment for 7 days unless the network allows longer. */
export const HOLD_TTL_S = 7 * 24 * 60 * 60;
const STATEMENT_PREFIX = 'PRAYA';

export type Authentication = 'none' | 'authenticated';

/** Makes the charge of one attempt: paid (captured or held), or failed when `decline` says so. */
export function createCharge(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: PaymentMethodRecord,
  decline: Decline | null,
  authentication: Authentication,
): Stripe.Charge {
  const created = unixNow(call);
  const captured = decline === null && intent.capture_method !== 'manual';
  const charge: Stripe.Charge = {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { ...method.wire.billing_details },
    calculated_statement_descriptor: statementDescriptor(intent),
    captured,
    created,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcomeOf(method, decline),
    paid: decline === null,
    payment_intent: intent.id,
    payment_method: method.wire.id,
    payment_method_details:
      method.wire.type === 'card'
        ? { type: 'card', card: cardDetails(intent, method, decline, authentication, created) }
        : walletDetails(method.wire.type, created),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline === null ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
  call.account.charges.set(charge.id, charge);
  return charge;
}

function statementDescriptor(intent: Stripe.PaymentIntent): string {
  const suffix = intent.statement_descriptor_suffix;
  return suffix === null ? STATEMENT_PREFIX : `${STATEMENT_PREFIX}* ${suffix}`;
}

function outcomeOf(method: PaymentMethodRecord, decline: Decline | null): Stripe.Charge.Outcome {
  const { riskLevel } = method.behaviour;
  const riskScore = { normal: 21, elevated: 68, highest: 92 }[riskLevel];
  const common = {
    network_advice_code: null,
    network_decline_code: null,
    risk_level: riskLevel,
    risk_score: riskScore,
  };
  if (decline === null) {
    return {
      ...common,
      advice_code: null,
      network_status: 'approved_by_network',
      reason: riskLevel === 'elevated' ? 'elevated_risk_level' : null,
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  if (decline.blocked === true) {
    return {
      ...common,
      advice_code: null,
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      rule: 'block_if_high_risk',
      seller_message: 'Stripe blocked this payment as too risky.',
      type: 'blocked',
    };
  }
  return {
    ...common,
    // `confirm_card_data`, `do_not_try_again` or `try_again_later`
    advice_code: (decline.adviceCode ?? null) as Stripe.Charge.Outcome.AdviceCode | null,
    network_decline_code: '05',
    network_status: 'declined_by_network',
    reason: decline.declineCode ?? decline.code,
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  };
}

function walletDetails(type: string, created: number): Stripe.Charge.PaymentMethodDetails {
  return { type, [type]: { transaction_id: `${created}${newId('').slice(-10)}` } };
}

function cardDetails(
  intent: Stripe.PaymentIntent,
  method: PaymentMethodRecord,
  decline: Decline | null,
  authentication: Authentication,
  created: number,
): Stripe.Charge.PaymentMethodDetails.Card {
  const card = method.wire.card;
  if (card === undefined) throw new Error(`payment method ${method.wire.id} holds no card`);
  const blocked = decline?.blocked === true;
  const held = decline === null && intent.capture_method === 'manual';
  const checked = blocked ? 'unchecked' : method.behaviour.cvcCheck;
  return {
    amount_authorized: decline === null ? intent.amount : null,
    authorization_code: decline === null ? '123456' : null,
    brand: card.brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: card.checks?.cvc_check === null ? null : checked,
    },
    country: card.country,
    electronic_commerce_indicator: authentication === 'authenticated' ? '05' : null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: decline === null ? '104557651805572' : null,
    regulated_status: 'unregulated',
    three_d_secure:
      authentication === 'none'
        ? null
        : {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            exemption_indicator: null,
            result: 'authenticated',
            result_reason: null,
            transaction_id: null,
            version: '2.2.0',
          },
    transaction_link_id: null,
    wallet: walletOf(card.wallet),
    ...(held ? { capture_before: created + HOLD_TTL_S } : {}),
  };
}

function walletOf(
  wallet: Stripe.PaymentMethod.Card.Wallet | null,
): Stripe.Charge.PaymentMethodDetails.Card.Wallet | null {
  switch (wallet?.type) {
    case 'apple_pay':
      return { type: wallet.type, apple_pay: {}, dynamic_last4: wallet.dynamic_last4 };
    case 'google_pay':
      return { type: wallet.type, google_pay: {}, dynamic_last4: wallet.dynamic_last4 };
    default:
      return null;
  }
}
