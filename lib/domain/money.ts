import { z } from 'zod';
import { type CurrencyCode, currencyCodeSchema, minorUnitDigits } from './currency.ts';

declare const moneyBrand: unique symbol;

/** An amount in integer minor units (HK$128.50 is 12850n HKD). Only this file does arithmetic on it. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
  readonly [moneyBrand]: true;
}

/** Largest amount of one payment in minor units, Stripe's own bound (eight digits). */
export const MAX_AMOUNT_MINOR = 99_999_999n;

export function money(amountMinor: bigint, currency: CurrencyCode): Money {
  return { amountMinor, currency } as Money; // the one place that brands
}

export function zero(currency: CurrencyCode): Money {
  return money(0n, currency);
}

export class CurrencyMismatchError extends Error {
  constructor(a: CurrencyCode, b: CurrencyCode) {
    super(`Amounts in ${a} and ${b} cannot be combined.`);
    this.name = 'CurrencyMismatchError';
  }
}

function assertSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new CurrencyMismatchError(a.currency, b.currency);
}

/** Sum of two amounts. Throws CurrencyMismatchError. */
export function add(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return money(a.amountMinor + b.amountMinor, a.currency);
}

/** `a − b`, which may be negative. Throws CurrencyMismatchError. */
export function subtract(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return money(a.amountMinor - b.amountMinor, a.currency);
}

export function negate(a: Money): Money {
  return money(-a.amountMinor, a.currency);
}

export function multiply(a: Money, quantity: bigint): Money {
  return money(a.amountMinor * quantity, a.currency);
}

/** −1, 0 or 1 as `a` is less than, equal to or greater than `b`. Throws CurrencyMismatchError. */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  assertSameCurrency(a, b);
  if (a.amountMinor === b.amountMinor) return 0;
  return a.amountMinor < b.amountMinor ? -1 : 1;
}

export function isZero(a: Money): boolean {
  return a.amountMinor === 0n;
}

/**
 * The amount as a plain decimal in major units with all of the currency's digits: `128.50`, `500`
 * for JPY. For wires that speak major units and for display; never for arithmetic.
 */
export function toMajorString(a: Money): string {
  const digits = minorUnitDigits(a.currency);
  const sign = a.amountMinor < 0n ? '-' : '';
  const magnitude = a.amountMinor < 0n ? -a.amountMinor : a.amountMinor;
  if (digits === 0) return `${sign}${magnitude}`;
  const padded = magnitude.toString().padStart(digits + 1, '0');
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

/**
 * Reads a decimal in major units (`128.5`, `"128.50"`). Returns null when it is not a plain decimal
 * or has more digits than the currency's minor unit: rounding money is never ours to do.
 */
export function fromMajor(decimal: string | number, currency: CurrencyCode): Money | null {
  const text = typeof decimal === 'number' ? decimal.toString() : decimal.trim();
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text);
  if (match === null) return null;
  const digits = minorUnitDigits(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return null;
  const magnitude = BigInt(`${match[2]}${fraction.padEnd(digits, '0')}`);
  return money(match[1] === '-' ? -magnitude : magnitude, currency);
}

/** JSON shape of an amount in columns and between our own parts: minor units as a decimal string. */
export const moneySchema = z
  .object({ amountMinor: z.string().regex(/^-?\d{1,18}$/), currency: currencyCodeSchema })
  .transform((wire) => money(BigInt(wire.amountMinor), wire.currency));

export function moneyToJson(a: Money): { amountMinor: string; currency: CurrencyCode } {
  return { amountMinor: a.amountMinor.toString(), currency: a.currency };
}
