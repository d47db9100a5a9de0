import type { Money } from '#lib/domain/money.ts';

/**
 * What an FPS payment code says: the HKMA's Common QR Code Specification for retail payments, which is
 * EMVCo's merchant-presented mode with FPS in tag 26.
 */
export interface FpsPayload {
  /** `static` can be paid again and again, `dynamic` is for one payment (tag 01). */
  readonly initiation: 'static' | 'dynamic';
  readonly proxy: FpsProxy;
  /** When the code says it ends (26.05), `YYMMDDhhmmss`; nobody publishes in which zone. */
  readonly timeOut: string | null;
  /** The payer may change the amount (26.06). */
  readonly amountEditable: boolean;
  /** Merchant category (tag 52), four digits; `0000` is normal. */
  readonly categoryCode: string;
  readonly currency: FpsCurrency;
  /** In `currency`; null when the payer types it. */
  readonly amount: Money | null;
  /** ASCII, at most 25 characters; null is written `NA`. */
  readonly payeeName: string | null;
  /** ASCII, at most 15 characters. */
  readonly payeeCity: string;
  /** The same in Chinese (tag 64), where there is one. */
  readonly chinese: { readonly name: string; readonly city: string | null } | null;
  /** What the payee knows the payment by (tag 62), each at most 25 ASCII characters. */
  readonly additional: FpsAdditionalData;
}

/** Who is paid, by what the addressing database knows them by. */
export type FpsProxy =
  | { readonly kind: 'fps_id'; readonly value: string; readonly clearingCode: string | null }
  /** `+852-` and eight digits. */
  | { readonly kind: 'mobile'; readonly value: string; readonly clearingCode: string | null }
  | { readonly kind: 'email'; readonly value: string; readonly clearingCode: string | null };

/** ISO 4217 numbers of the currencies that FPS settles. */
export const FPS_CURRENCY_NUMBERS = { HKD: '344', CNY: '156' } as const;
export type FpsCurrency = keyof typeof FPS_CURRENCY_NUMBERS;

/** Tags of the payee's proxy within tag 26. */
export const PROXY_TAGS = { fps_id: '02', mobile: '03', email: '04' } as const;

/** Tags of the additional data within tag 62. */
export const ADDITIONAL_TAGS = {
  billNumber: '01',
  mobileNumber: '02',
  storeLabel: '03',
  loyaltyNumber: '04',
  reference: '05',
  customerLabel: '06',
  terminalLabel: '07',
  purpose: '08',
  consumerDataRequest: '09',
} as const;
export type FpsAdditionalData = Partial<Readonly<Record<keyof typeof ADDITIONAL_TAGS, string>>>;

/** The identifier of FPS in tag 26.00; written in lower case, read in either. */
export const FPS_GUID = 'hk.com.hkicl';

export const MAX_PAYEE_NAME_LENGTH = 25;
export const MAX_CITY_LENGTH = 15;
export const MAX_ADDITIONAL_LENGTH = 25;
/** EMVCo merchant-presented mode 1.1, 3.4. */
export const MAX_PAYLOAD_LENGTH = 512;

/** What a new code may be made for: identifiers have 7 digits, or 9. Longer ones are read, not made. */
export const FPS_ID_PATTERN = /^\d{7}(?:\d{2})?$/;
export const FPS_MOBILE_PATTERN = /^\+852-\d{8}$/;
/** At most 34 characters, as implementations agree. */
export const FPS_EMAIL_PATTERN =
  /^(?=.{3,34}$)[\x21-\x3f\x41-\x7e]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
export const CLEARING_CODE_PATTERN = /^\d{3}$/;
export const TIME_OUT_PATTERN = /^\d{12}$/;
export const CATEGORY_CODE_PATTERN = /^\d{4}$/;
/** Printable ASCII, a blank at neither end. */
export const PLAIN_TEXT_PATTERN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
