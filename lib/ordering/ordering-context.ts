import { minorUnitDigits } from '#lib/domain/currency.ts';
import type { Device } from '#lib/domain/device.ts';
import type { Money } from '#lib/domain/money.ts';

export const AMOUNT_BANDS = ['small', 'medium', 'large', 'very_large'] as const;
export type AmountBand = (typeof AMOUNT_BANDS)[number];

/** What is known of a shopper before anything is chosen: plain data, kept with the exposure. */
export interface OrderingContext {
  /** Where the shopper is, by the best guess there is (ISO 3166-1), or `unknown`. */
  readonly region: string;
  /** `ios`, `android` or `desktop`. */
  readonly device: string;
  /** The app in whose own browser the page is shown; null in a browser like any other. */
  readonly inApp: string | null;
  readonly amountBand: AmountBand;
  /** ISO 4217. */
  readonly currency: string;
}

/** From what is general to what is alike: each level's evidence is shrunk towards the one before it. */
export const LEVELS = ['all', 'region', 'device', 'band'] as const;
export type Level = (typeof LEVELS)[number];

/** Below these many Hong Kong dollars: small, medium, large. */
const BAND_LIMITS_HKD = [100, 500, 2000] as const;

/** Roughly what one unit is worth in HKD. A band is coarse: a rate that is off by a fifth changes little. */
const HKD_PER_UNIT: Readonly<Partial<Record<string, number>>> = {
  HKD: 1,
  MOP: 1,
  CNY: 1.1,
  USD: 7.8,
  EUR: 8.5,
  GBP: 10,
  CHF: 9,
  AUD: 5.1,
  CAD: 5.7,
  NZD: 4.7,
  SGD: 5.9,
  MYR: 1.7,
  THB: 0.22,
  PHP: 0.14,
  IDR: 0.0005,
  VND: 0.0003,
  INR: 0.093,
  JPY: 0.053,
  KRW: 0.0057,
  TWD: 0.24,
  DKK: 1.14,
  NOK: 0.73,
  SEK: 0.75,
  BHD: 20.7,
  KWD: 25.4,
};

/** What a band spans, in Hong Kong dollars: from its least to below its most; null: no end. */
export function bandBoundsHkd(band: AmountBand): {
  readonly from: number | null;
  readonly to: number | null;
} {
  const index = AMOUNT_BANDS.indexOf(band);
  return { from: BAND_LIMITS_HKD[index - 1] ?? null, to: BAND_LIMITS_HKD[index] ?? null };
}

export function amountBand(amount: Money): AmountBand {
  const units = Number(amount.amountMinor) / 10 ** minorUnitDigits(amount.currency);
  const hkd = units * (HKD_PER_UNIT[amount.currency] ?? 1);
  const band = BAND_LIMITS_HKD.findIndex((limit) => hkd < limit);
  return AMOUNT_BANDS[band] ?? 'very_large';
}

/** Of a shopper nobody could tell where they are. */
export const UNKNOWN_REGION = 'unknown';

/** The context of a session. A region nobody could tell is one of its own. */
export function orderingContext(parts: {
  readonly region: string | null;
  readonly device: Device;
  readonly amount: Money;
}): OrderingContext {
  const { form, os, inApp } = parts.device;
  return {
    region: parts.region ?? UNKNOWN_REGION,
    device: form === 'desktop' || os === 'other' ? 'desktop' : os,
    inApp: inApp ?? null,
    amountBand: amountBand(parts.amount),
    currency: parts.amount.currency,
  };
}

/** The key of each level's cell. The currency is part of the region's, for prices in another are another market. */
export function levelKeys(context: OrderingContext): Readonly<Record<Level, string>> {
  const region = `${context.region}/${context.currency}`;
  const device = `${region}|${context.device}|${context.inApp ?? 'browser'}`;
  return { all: 'all', region, device, band: `${device}|${context.amountBand}` };
}
