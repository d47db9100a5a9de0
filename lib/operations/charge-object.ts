import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import {
  balanceTransactionIdOf,
  chargeIdOf,
  chargeStatusOf,
  isHoldReleased,
} from '#lib/domain/charge.ts';
import { isExpressMethod } from '#lib/domain/method-id.ts';
import { readInstrument } from './attempt-record.ts';
import { methodType } from './method-types.ts';
import { payUrl } from './pay-url.ts';
import { wireFailureOf } from './payment-error-object.ts';
import type { CaptureWithRefunds, PaymentFacts } from './payment-facts.ts';
import { unixSeconds } from './unix-seconds.ts';

export interface ChargeFacts extends PaymentFacts {
  /** Of `attempts`, one that `chargeStatusOf` knows a status of. */
  readonly attempt: AttemptRow;
}

/**
 * An attempt with a definite result as a charge on Stripe's wire, with every field that the SDKs' typings
 * of API version 2026-10-28.endive require. A code that was paid twice, or with another amount, is one
 * charge of all that came in: its amount is then not the intent's.
 */
export function chargeObject(facts: ChargeFacts) {
  const { session, intent, attempt } = facts;
  const status = chargeStatusOf(attempt);
  if (status === null) throw new Error(`Attempt ${attempt.id} is no charge: ${attempt.status}.`);
  const captured = moneyOf(attempt, facts.captures);
  const letGo = releasedOf(attempt, captured?.amount ?? 0n);
  const givenBack = (captured?.refunded ?? 0n) + letGo;
  const amount = captured === null ? attempt.amount : captured.amount + letGo;
  const failure = status === 'failed' ? wireFailureOf(attempt) : null;
  return {
    id: chargeIdOf(attempt.id),
    object: 'charge' as const,
    amount: Number(amount),
    amount_captured: Number(captured?.amount ?? 0n),
    amount_refunded: Number(givenBack),
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: captured === null ? null : captured.transactionId,
    billing_details: {
      address: null,
      email: session.customerEmail ?? session.collectedEmail,
      name: null,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: null,
    captured: captured !== null,
    created: unixSeconds(attempt.createdAt),
    currency: (captured?.currency ?? attempt.currency).toLowerCase(),
    customer: session.customerId,
    description: intent.description,
    disputed: attempt.disputed,
    failure_balance_transaction: null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    fraud_details: null,
    livemode: intent.livemode,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeObject(attempt, status),
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: attempt.keptCardId,
    payment_method_details: methodDetails(attempt),
    receipt_email: session.customerEmail ?? session.collectedEmail,
    receipt_number: null,
    receipt_url: captured === null || !session.hasPage ? null : payUrl(session, facts.publicOrigin),
    refunded: givenBack > 0n && givenBack >= amount,
    review: attempt.reviewId,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status,
    transfer_data: null,
    transfer_group: null,
  };
}

/** What came in by an attempt and what of it was given back or is about to be; null before anything came. */
function moneyOf(attempt: AttemptRow, captures: readonly CaptureWithRefunds[]) {
  const own = captures.filter(({ capture }) => capture.attemptId === attempt.id);
  const [first] = own;
  if (first === undefined) return null;
  const { currency } = first.capture;
  let amount = 0n;
  let refunded = 0n;
  // Money in a second currency is no part of one amount; it is raised to the merchant by itself.
  for (const { capture, refunds } of own.filter(({ capture: c }) => c.currency === currency)) {
    amount += capture.amount;
    for (const refund of refunds) if (refund.status !== 'failed') refunded += refund.amount;
  }
  return { amount, refunded, currency, transactionId: balanceTransactionIdOf(first.capture.id) };
}

/** What was held and let go, which Stripe counts as given back. */
function releasedOf(attempt: AttemptRow, captured: bigint): bigint {
  const isOver = attempt.status === 'captured' || isHoldReleased(attempt);
  if (attempt.heldAt === null || !isOver || captured > attempt.amount) return 0n;
  return attempt.amount - captured;
}

function outcomeObject(attempt: AttemptRow, status: 'succeeded' | 'failed') {
  const failed = status === 'failed';
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: failed ? ('declined_by_network' as const) : ('approved_by_network' as const),
    reason: failed ? (wireFailureOf(attempt).declineCode ?? wireFailureOf(attempt).code) : null,
    seller_message: failed ? wireFailureOf(attempt).message : 'Payment complete.',
    type: failed ? ('issuer_declined' as const) : ('authorized' as const),
  };
}

function methodDetails(attempt: AttemptRow) {
  const type = methodType(attempt.method);
  switch (type) {
    case 'card':
      return { card: cardDetails(attempt), type: 'card' as const };
    case 'alipay':
      return { alipay: { fingerprint: null, transaction_id: null }, type: 'alipay' as const };
    case 'wechat_pay':
      return {
        type: 'wechat_pay' as const,
        wechat_pay: { fingerprint: null, transaction_id: null },
      };
    default:
      return { [type]: {}, type };
  }
}

/**
 * Of a card Praya knows its brand and last four digits. Where Stripe's typings allow no null, a month and
 * a year of 0 say so: every SDK reads them.
 */
function cardDetails(attempt: AttemptRow) {
  const { brand, last4 } = readInstrument(attempt);
  return {
    amount_authorized: Number(attempt.amount),
    authorization_code: null,
    brand: brand ?? null,
    ...(attempt.status === 'authorized' && attempt.expiresAt !== null
      ? { capture_before: unixSeconds(attempt.expiresAt) }
      : {}),
    checks: null,
    country: null,
    electronic_commerce_indicator: null,
    exp_month: 0,
    exp_year: 0,
    funding: null,
    installments: null,
    last4: last4 ?? null,
    mandate: null,
    network: brand ?? null,
    network_transaction_id: null,
    regulated_status: null,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: isExpressMethod(attempt.method)
      ? { [attempt.method]: {}, dynamic_last4: null, type: attempt.method }
      : null,
  };
}
