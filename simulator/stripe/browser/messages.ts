/** The texts of the card fields. Hong Kong wording in Chinese. */
export interface Messages {
  readonly lang: 'en' | 'zh-HK';
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
  readonly expiryPlaceholder: string;
  readonly cvcPlaceholder: string;
  readonly frameTitles: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<ErrorCode, string>>;
}

export type ErrorCode =
  | 'incomplete_number'
  | 'invalid_number'
  | 'incomplete_expiry'
  | 'invalid_expiry_month'
  | 'invalid_expiry_month_past'
  | 'invalid_expiry_year'
  | 'invalid_expiry_year_past'
  | 'incomplete_cvc';

const EN: Messages = {
  lang: 'en',
  number: 'Card number',
  expiry: 'Expiration date',
  cvc: 'Security code',
  expiryPlaceholder: 'MM / YY',
  cvcPlaceholder: 'CVC',
  frameTitles: {
    payment: 'Secure payment input frame',
    card: 'Secure card payment input frame',
    cardNumber: 'Secure card number input frame',
    cardExpiry: 'Secure expiration date input frame',
    cardCvc: 'Secure CVC input frame',
    expressCheckout: 'Secure express checkout frame',
  },
  errors: {
    incomplete_number: 'Your card number is incomplete.',
    invalid_number: 'Your card number is invalid.',
    incomplete_expiry: "Your card's expiration date is incomplete.",
    invalid_expiry_month: "Your card's expiration date is invalid.",
    invalid_expiry_month_past: "Your card's expiration date is in the past.",
    invalid_expiry_year: "Your card's expiration year is invalid.",
    invalid_expiry_year_past: "Your card's expiration year is in the past.",
    incomplete_cvc: "Your card's security code is incomplete.",
  },
};

const ZH_HK: Messages = {
  lang: 'zh-HK',
  number: '卡號',
  expiry: '到期日',
  cvc: '保安碼',
  expiryPlaceholder: '月 / 年',
  cvcPlaceholder: 'CVC',
  frameTitles: {
    payment: '安全付款輸入框',
    card: '安全信用卡輸入框',
    cardNumber: '安全卡號輸入框',
    cardExpiry: '安全到期日輸入框',
    cardCvc: '安全保安碼輸入框',
    expressCheckout: '安全快速付款框',
  },
  errors: {
    incomplete_number: '請輸入完整的卡號。',
    invalid_number: '卡號無效，請核對。',
    incomplete_expiry: '請輸入完整的到期日。',
    invalid_expiry_month: '到期日無效，請核對。',
    invalid_expiry_month_past: '這張卡已過期。',
    invalid_expiry_year: '到期年份無效，請核對。',
    invalid_expiry_year_past: '這張卡已過期。',
    incomplete_cvc: '請輸入完整的保安碼。',
  },
};

/** The texts for a Stripe locale; `auto` follows the browser. Other languages get English. */
export function messagesFor(locale: string): Messages {
  const language = locale === 'auto' ? navigator.language : locale;
  return /^zh\b/i.test(language) ? ZH_HK : EN;
}
