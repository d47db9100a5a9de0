import { brandRule, passesLuhn } from './card-brand.ts';
import type { CardBrand } from './card-brand.ts';

/** A refusal as Stripe words it for one of its published test cards. */
export interface Decline {
  readonly code: string;
  readonly declineCode?: string;
  readonly adviceCode?: string;
  readonly param?: string;
  readonly message: string;
  /** Refused by Radar before the issuer saw it. */
  readonly blocked?: boolean;
}

/** What the simulated issuer does with a card; see https://docs.stripe.com/testing. */
export interface CardBehaviour {
  readonly requiresAuthentication: boolean;
  /**
   * Whether an off-session payment does without the authentication that the card otherwise requires:
   * never, once it was authenticated to be kept for such payments, or always.
   */
  readonly exemptOffSession: 'never' | 'once_set_up' | 'always';
  readonly decline: Decline | null;
  /** The refusal when the card is kept for a customer; some cards can be kept and decline every charge. */
  readonly keepDecline: Decline | null;
  readonly cvcCheck: 'pass' | 'fail';
  readonly riskLevel: 'normal' | 'elevated' | 'highest';
  /** What its bank says of every captured payment: https://docs.stripe.com/testing#disputes */
  readonly dispute: DisputeWish | null;
}

/** Why a bank disputes a payment, and whether it only asks at first. */
export interface DisputeWish {
  readonly reason: string;
  readonly inquiry: boolean;
}

export interface TestCard {
  readonly number: string;
  readonly country: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  readonly behaviour: CardBehaviour;
  /** Ids of ready-made payment methods, e.g. `pm_card_visa`. */
  readonly aliases: readonly string[];
}

const DECLINED = 'Your card was declined.';

/** The declines by name; the wording is what Stripe answers. */
export const DECLINES = {
  generic: decline('generic_decline', DECLINED, 'try_again_later'),
  insufficientFunds: decline(
    'insufficient_funds',
    'Your card has insufficient funds.',
    'try_again_later',
  ),
  lostCard: decline('lost_card', DECLINED, 'do_not_try_again'),
  stolenCard: decline('stolen_card', DECLINED, 'do_not_try_again'),
  velocity: decline(
    'card_velocity_exceeded',
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    'try_again_later',
  ),
  authenticationRequired: {
    ...decline(
      'authentication_required',
      'Your card was declined. This transaction requires authentication.',
    ),
    code: 'authentication_required',
  },
  expired: {
    code: 'expired_card',
    adviceCode: 'confirm_card_data',
    param: 'exp_month',
    message: 'Your card has expired.',
  },
  incorrectCvc: {
    code: 'incorrect_cvc',
    adviceCode: 'confirm_card_data',
    param: 'cvc',
    message: "Your card's security code is incorrect.",
  },
  processingError: {
    code: 'processing_error',
    adviceCode: 'try_again_later',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  blocked: { ...decline('fraudulent', DECLINED, 'do_not_try_again'), blocked: true },
  liveCardInTestMode: decline(
    'test_mode_live_card',
    'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
  ),
} as const satisfies Record<string, Decline>;

const CARDS: readonly TestCard[] = [
  card('4242424242424242', {}, ['pm_card_visa']),
  card('4000056655665556', { funding: 'debit' }, ['pm_card_visa_debit']),
  card('4000003440000004', { country: 'HK' }, ['pm_card_hk']),
  card('5555555555554444', {}, ['pm_card_mastercard']),
  card('5200828282828210', { funding: 'debit' }, ['pm_card_mastercard_debit']),
  card('5105105105105100', { funding: 'prepaid' }, ['pm_card_mastercard_prepaid']),
  card('378282246310005', {}, ['pm_card_amex']),
  card('371449635398431', {}),
  card('6011111111111117', {}, ['pm_card_discover']),
  card('3056930009020004', {}, ['pm_card_diners']),
  card('3566002020360505', { country: 'JP' }, ['pm_card_jcb']),
  card('6200000000000005', { country: 'CN' }, ['pm_card_unionpay']),
  card('6200000000000047', { country: 'CN', funding: 'debit' }),
  card('6205500000000000004', { country: 'CN' }),
  card('4000000000000101', { cvcCheck: 'fail' }, ['pm_card_cvcCheckFail']),
  card('4000000000009235', { riskLevel: 'elevated' }, ['pm_card_riskLevelElevated']),
  card('4000000000000259', { dispute: { reason: 'fraudulent', inquiry: false } }, [
    'pm_card_createDispute',
  ]),
  card('4000000000002685', { dispute: { reason: 'product_not_received', inquiry: false } }, [
    'pm_card_createDisputeProductNotReceived',
  ]),
  card('4000000000001976', { dispute: { reason: 'fraudulent', inquiry: true } }, [
    'pm_card_createDisputeInquiry',
  ]),
  card('4000000000000002', { decline: DECLINES.generic }, [
    'pm_card_chargeDeclined',
    'pm_card_visa_chargeDeclined',
  ]),
  card('4000000000009995', { decline: DECLINES.insufficientFunds }, [
    'pm_card_chargeDeclinedInsufficientFunds',
    'pm_card_visa_chargeDeclinedInsufficientFunds',
  ]),
  card('4000000000009987', { decline: DECLINES.lostCard }, ['pm_card_visa_chargeDeclinedLostCard']),
  card('4000000000009979', { decline: DECLINES.stolenCard }, [
    'pm_card_visa_chargeDeclinedStolenCard',
  ]),
  card('4000000000000069', { decline: DECLINES.expired }, [
    'pm_card_chargeDeclinedExpiredCard',
    'pm_card_visa_chargeDeclinedExpiredCard',
  ]),
  card('4000000000000127', { decline: DECLINES.incorrectCvc, cvcCheck: 'fail' }, [
    'pm_card_chargeDeclinedIncorrectCvc',
    'pm_card_visa_chargeDeclinedIncorrectCvc',
  ]),
  card('4000000000000119', { decline: DECLINES.processingError }, [
    'pm_card_chargeDeclinedProcessingError',
    'pm_card_visa_chargeDeclinedProcessingError',
  ]),
  card('4000000000006975', { decline: DECLINES.velocity }, [
    'pm_card_visa_chargeDeclinedVelocityLimitExceeded',
  ]),
  card('4100000000000019', { decline: DECLINES.blocked, riskLevel: 'highest' }, [
    'pm_card_radarBlock',
  ]),
  card('4000000000000341', { decline: DECLINES.generic, keepDecline: null }, [
    'pm_card_chargeCustomerFail',
  ]),
  card('4000002500003155', { requiresAuthentication: true, exemptOffSession: 'once_set_up' }, [
    'pm_card_authenticationRequiredOnSetup',
  ]),
  card('4000002760003184', { requiresAuthentication: true }, ['pm_card_authenticationRequired']),
  card('4000003800000446', { requiresAuthentication: true, exemptOffSession: 'always' }, [
    'pm_card_authenticationRequiredSetupForOffSession',
  ]),
  card(
    '4000008260003178',
    {
      requiresAuthentication: true,
      exemptOffSession: 'once_set_up',
      decline: DECLINES.insufficientFunds,
      keepDecline: null,
    },
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'],
  ),
  card('4000000000003220', { requiresAuthentication: true }, ['pm_card_threeDSecure2Required']),
  card('4000008400001629', { requiresAuthentication: true, decline: DECLINES.generic }, [
    'pm_card_threeDSecureRequiredChargeDeclined',
  ]),
];

const BY_NUMBER = new Map(CARDS.map((entry) => [entry.number, entry]));
const BY_ALIAS = new Map(
  CARDS.flatMap((entry) => entry.aliases.map((alias) => [alias, entry] as const)),
);

/** A published test card, or null for any other number. */
export function findTestCard(number: string): TestCard | null {
  return BY_NUMBER.get(number) ?? null;
}

/** The card behind a ready-made payment method id (`pm_card_…`). */
export function findTestCardByAlias(id: string): TestCard | null {
  return BY_ALIAS.get(id) ?? null;
}

export function brandOf(number: string): CardBrand {
  return brandRule(number).brand;
}

/** Whether the number has a length its brand allows and a right check digit. */
export function isPlausibleNumber(number: string): boolean {
  return brandRule(number).lengths.includes(number.length) && passesLuhn(number);
}

function card(
  number: string,
  traits: Partial<CardBehaviour & Pick<TestCard, 'country' | 'funding'>>,
  aliases: readonly string[] = [],
): TestCard {
  return {
    number,
    country: traits.country ?? 'US',
    funding: traits.funding ?? 'credit',
    behaviour: {
      requiresAuthentication: traits.requiresAuthentication ?? false,
      exemptOffSession: traits.exemptOffSession ?? 'never',
      decline: traits.decline ?? null,
      keepDecline: traits.keepDecline === undefined ? (traits.decline ?? null) : traits.keepDecline,
      cvcCheck: traits.cvcCheck ?? 'pass',
      riskLevel: traits.riskLevel ?? 'normal',
      dispute: traits.dispute ?? null,
    },
    aliases,
  };
}

function decline(declineCode: string, message: string, adviceCode?: string): Decline {
  return {
    code: 'card_declined',
    declineCode,
    message,
    ...(adviceCode === undefined ? {} : { adviceCode }),
  };
}
