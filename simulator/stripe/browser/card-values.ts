import { brandRule, groupDigits, maxLength, passesLuhn } from '../card-brand.ts';
import type { ErrorCode } from './messages.ts';

export type FieldName = 'number' | 'expiry' | 'cvc';

export interface Expiry {
  readonly month: number;
  readonly year: number;
}

export function digitsOf(text: string): string {
  // Full-width digits come from Chinese input methods.
  return text
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/\D/g, '');
}

/** What the number field shows for what was typed. */
export function formatNumber(text: string): string {
  const digits = digitsOf(text);
  const rule = brandRule(digits);
  return groupDigits(digits.slice(0, maxLength(rule)), rule);
}

/** What the expiry field shows: `12 / 34`. `deleting` keeps a removed separator from coming back. */
export function formatExpiry(text: string, deleting: boolean): string {
  let digits = digitsOf(text);
  if (/^\s*\d\s*[/-]/.test(text)) digits = `0${digits}`;
  if (/^[2-9]/.test(digits)) digits = `0${digits}`;
  if (/^\d{2}20\d{2}$/.test(digits)) digits = digits.slice(0, 2) + digits.slice(4);
  digits = digits.slice(0, 4);
  if (digits.length < 2 || (digits.length === 2 && deleting)) return digits;
  return `${digits.slice(0, 2)} / ${digits.slice(2)}`;
}

export function formatCvc(text: string, numberDigits: string): string {
  const rule = brandRule(numberDigits);
  return digitsOf(text).slice(0, rule.brand === 'unknown' ? 4 : rule.cvcLength);
}

export function parseExpiry(text: string): Expiry | null {
  const match = /^(\d{2})(\d{2})$/.exec(digitsOf(text));
  return match === null ? null : { month: Number(match[1]), year: 2000 + Number(match[2]) };
}

/** Whether the field is as long as it can get, so that a wrong value is wrong for good. */
export function isFull(field: FieldName, text: string, numberDigits: string): boolean {
  const digits = digitsOf(text);
  if (field === 'number') return digits.length >= maxLength(brandRule(digits));
  if (field === 'expiry') return digits.length === 4;
  return digits.length >= brandRule(numberDigits).cvcLength;
}

/** What is wrong with a field's value, or null when it is complete and right. */
export function problemWith(
  field: FieldName,
  text: string,
  numberDigits: string,
  now: Date,
): ErrorCode | null {
  if (field === 'number') return numberProblem(digitsOf(text));
  if (field === 'expiry') return expiryProblem(parseExpiry(text), now);
  const rule = brandRule(numberDigits);
  const length = digitsOf(text).length;
  const enough = rule.brand === 'unknown' ? length >= 3 : length === rule.cvcLength;
  return enough ? null : 'incomplete_cvc';
}

function numberProblem(digits: string): ErrorCode | null {
  const rule = brandRule(digits);
  if (rule.lengths.includes(digits.length)) {
    if (passesLuhn(digits)) return null;
    // A shorter allowed length may just be on its way to a longer one.
    return digits.length >= Math.min(16, maxLength(rule)) ? 'invalid_number' : 'incomplete_number';
  }
  return 'incomplete_number';
}

function expiryProblem(expiry: Expiry | null, now: Date): ErrorCode | null {
  if (expiry === null) return 'incomplete_expiry';
  if (expiry.month < 1 || expiry.month > 12) return 'invalid_expiry_month';
  const year = now.getFullYear();
  if (expiry.year < year) return 'invalid_expiry_year_past';
  if (expiry.year === year && expiry.month < now.getMonth() + 1) return 'invalid_expiry_month_past';
  return expiry.year > year + 50 ? 'invalid_expiry_year' : null;
}
