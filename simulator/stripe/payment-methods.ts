import { createHash } from 'node:crypto';

import type Stripe from 'stripe';
import { z } from 'zod';

import type { Account, PaymentMethodRecord, WalletType } from './account.ts';
import { unixNow } from './call.ts';
import type { Call } from './call.ts';
import { brandRule } from './card-brand.ts';
import {
  DECLINES,
  brandOf,
  findTestCard,
  findTestCardByAlias,
  isPlausibleNumber,
} from './cards.ts';
import type { CardBehaviour, TestCard } from './cards.ts';
import { StripeError, invalidParam, resourceMissing } from './errors.ts';
import { billingDetails, changeMetadata, expand, integer, metadata, text } from './form.ts';
import type { BillingDetailsParams } from './form.ts';
import { newId } from './ids.ts';

const CENTURY = 100;

/** The methods that are simulated. */
export const METHOD_TYPES = ['card', 'alipay', 'wechat_pay'] as const;
export type MethodType = (typeof METHOD_TYPES)[number];

/** `payment_method_data`, and the body of `POST /v1/payment_methods`. */
export const paymentMethodData = z.strictObject({
  type: z.enum(METHOD_TYPES),
  alipay: z.strictObject({}).optional(),
  wechat_pay: z.strictObject({}).optional(),
  card: z
    .union([
      z.strictObject({ number: text, exp_month: integer, exp_year: integer, cvc: text.optional() }),
      // What a wallet's sheet gives in place of a number.
      z.strictObject({ token: text }),
    ])
    .optional(),
  billing_details: billingDetails.optional(),
  allow_redisplay: z.enum(['always', 'limited', 'unspecified']).optional(),
  metadata: metadata.optional(),
});
export type PaymentMethodData = z.infer<typeof paymentMethodData>;

export const createPaymentMethodParams = paymentMethodData.extend({ expand });

/**
 * Makes a payment method of a typed card, of one from a wallet's sheet (the number itself is not kept), or
 * of a wallet of its own.
 * Throws a 402 card error for a wrong number, date or code, and for a card that is no test card.
 */
export function createPaymentMethod(call: Call, data: PaymentMethodData): PaymentMethodRecord {
  const { card } = data;
  if (data.type !== 'card') return storeWallet(call, data.type, data);
  if (card === undefined) {
    throw invalidParam('Missing required param: card.', 'card', 'parameter_missing');
  }
  if ('token' in card) return createFromWallet(call, card.token, data);
  const number = card.number.replace(/[\s-]/g, '');
  const expYear = card.exp_year < CENTURY ? card.exp_year + 2000 : card.exp_year;
  checkCard(call, number, card.exp_month, expYear, card.cvc);
  const testCard = findTestCard(number);
  if (testCard === null) throw liveCardRefused();
  return store(call, testCard, {
    expMonth: card.exp_month,
    expYear,
    cvcGiven: card.cvc !== undefined,
    billing: data.billing_details,
    allowRedisplay: data.allow_redisplay ?? 'unspecified',
    metadata: changeMetadata({}, data.metadata),
  });
}

/** A card out of Apple Pay or Google Pay: the sheet's token is used up by it. */
function createFromWallet(call: Call, token: string, data: PaymentMethodData): PaymentMethodRecord {
  const found = call.account.walletTokens.get(token);
  if (found === undefined) throw resourceMissing('token', token, 'card[token]');
  call.account.walletTokens.delete(token);
  return store(call, found.card, {
    expMonth: 12,
    expYear: call.context.now().getUTCFullYear() + 1,
    cvcGiven: false,
    billing: data.billing_details,
    allowRedisplay: data.allow_redisplay ?? 'unspecified',
    metadata: changeMetadata({}, data.metadata),
    wallet: found.wallet,
  });
}

/** Finds a payment method; each use of a ready-made one (`pm_card_…`) makes a fresh one. */
export function findPaymentMethod(call: Call, id: string, param: string): PaymentMethodRecord {
  const testCard = findTestCardByAlias(id);
  if (testCard !== null) {
    const nextYear = call.context.now().getUTCFullYear() + 1;
    return store(call, testCard, {
      expMonth: 12,
      expYear: nextYear,
      cvcGiven: true,
      billing: undefined,
      allowRedisplay: 'unspecified',
      metadata: {},
    });
  }
  const found = call.account.paymentMethods.get(id);
  if (found === undefined) throw resourceMissing('PaymentMethod', id, param);
  return found;
}

/** The payment method a confirmation token stands for, made when the token is used. */
export function adoptPaymentMethod(
  account: Account,
  wire: Stripe.PaymentMethod,
  behaviour: PaymentMethodRecord['behaviour'],
): PaymentMethodRecord {
  const record: PaymentMethodRecord = { wire, behaviour, spent: false, setUp: false };
  account.paymentMethods.set(wire.id, record);
  return record;
}

export function billingOf(
  params: BillingDetailsParams | undefined,
): Stripe.PaymentMethod.BillingDetails {
  const address = params?.address ?? null;
  return {
    address: {
      city: address?.city ?? null,
      country: address?.country ?? null,
      line1: address?.line1 ?? null,
      line2: address?.line2 ?? null,
      postal_code: address?.postal_code ?? null,
      state: address?.state ?? null,
    },
    email: params?.email ?? null,
    name: params?.name ?? null,
    phone: params?.phone ?? null,
    tax_id: params?.tax_id ?? null,
  };
}

/** Nobody but its owner, on its own page, decides what a wallet does. */
const WALLET_BEHAVIOUR: CardBehaviour = {
  requiresAuthentication: true,
  exemptOffSession: 'never',
  decline: null,
  keepDecline: null,
  cvcCheck: 'pass',
  riskLevel: 'normal',
  dispute: null,
};

function storeWallet(
  call: Call,
  type: Exclude<MethodType, 'card'>,
  data: PaymentMethodData,
): PaymentMethodRecord {
  const wire: Stripe.PaymentMethod = {
    id: newId('pm').replace('pm_3', 'pm_1'),
    object: 'payment_method',
    [type]: {},
    allow_redisplay: data.allow_redisplay ?? 'unspecified',
    billing_details: billingOf(data.billing_details),
    created: unixNow(call),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: changeMetadata({}, data.metadata),
    type,
  };
  return adoptPaymentMethod(call.account, wire, WALLET_BEHAVIOUR);
}

interface CardTraits {
  readonly expMonth: number;
  readonly expYear: number;
  readonly cvcGiven: boolean;
  readonly billing: BillingDetailsParams | undefined;
  readonly allowRedisplay: 'always' | 'limited' | 'unspecified';
  readonly metadata: Record<string, string>;
  readonly wallet?: WalletType;
}

function store(call: Call, testCard: TestCard, traits: CardTraits): PaymentMethodRecord {
  const brand = brandOf(testCard.number);
  const wire: Stripe.PaymentMethod = {
    id: newId('pm').replace('pm_3', 'pm_1'),
    object: 'payment_method',
    allow_redisplay: traits.allowRedisplay,
    billing_details: billingOf(traits.billing),
    card: {
      brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: traits.cvcGiven ? 'unchecked' : null,
      },
      country: testCard.country,
      display_brand: brand,
      exp_month: traits.expMonth,
      exp_year: traits.expYear,
      fingerprint: fingerprint(call.account, testCard.number),
      funding: testCard.funding,
      generated_from: null,
      last4: testCard.number.slice(-4),
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: walletOf(traits.wallet),
    },
    created: unixNow(call),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: traits.metadata,
    type: 'card',
  };
  return adoptPaymentMethod(call.account, wire, testCard.behaviour);
}

function walletOf(wallet: WalletType | undefined): Stripe.PaymentMethod.Card.Wallet | null {
  switch (wallet) {
    case undefined:
      return null;
    case 'apple_pay':
      return { type: wallet, apple_pay: {}, dynamic_last4: null };
    case 'google_pay':
      return { type: wallet, google_pay: {}, dynamic_last4: null };
  }
}

function checkCard(
  call: Call,
  number: string,
  expMonth: number,
  expYear: number,
  cvc: string | undefined,
): void {
  if (!/^\d+$/.test(number) || !isPlausibleNumber(number)) {
    throw cardError('incorrect_number', 'number', 'Your card number is incorrect.');
  }
  if (expMonth < 1 || expMonth > 12) {
    throw cardError(
      'invalid_expiry_month',
      'exp_month',
      "Your card's expiration month is invalid.",
    );
  }
  const now = call.context.now();
  const monthsLeft = (expYear - now.getUTCFullYear()) * 12 + expMonth - (now.getUTCMonth() + 1);
  if (monthsLeft < 0) {
    throw expYear < now.getUTCFullYear()
      ? cardError('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.")
      : cardError('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.");
  }
  if (expYear > now.getUTCFullYear() + 50) {
    throw cardError('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.");
  }
  if (cvc !== undefined && (!/^\d+$/.test(cvc) || cvc.length !== brandRule(number).cvcLength)) {
    throw cardError('invalid_cvc', 'cvc', "Your card's security code is invalid.");
  }
}

function cardError(code: string, param: string, message: string): StripeError {
  return new StripeError(402, { type: 'card_error', code, param, message });
}

function liveCardRefused(): StripeError {
  const { code, declineCode, message } = DECLINES.liveCardInTestMode;
  return new StripeError(402, {
    type: 'card_error',
    code,
    message,
    ...(declineCode === undefined ? {} : { decline_code: declineCode }),
  });
}

/** The same card has the same fingerprint in one account, and another in the next. */
function fingerprint(account: Account, number: string): string {
  const hash = createHash('sha256').update(`${account.keySuffix}:${number}`).digest('base64url');
  return hash.replace(/[-_]/g, '').slice(0, 16);
}
