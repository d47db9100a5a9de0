import type { CurrencyCode } from '#lib/domain/currency.ts';
import { type Money, toMajorString } from '#lib/domain/money.ts';

/**
 * Sign before the figures, by currency. Written out because `Intl` shortens: in zh-HK it prints HKD as
 * `$` or `HK$` depending on the ICU version, and TWD, USD and AUD all as some `$`. One that stands for
 * several currencies (`¥`, `$`, `kr`) is never used bare; those without an unambiguous sign show
 * their code.
 */
const SIGNS: Partial<Readonly<Record<CurrencyCode, string>>> = {
  AUD: 'A$',
  CAD: 'CA$',
  CNY: 'CN¥',
  EUR: '€',
  GBP: '£',
  HKD: 'HK$',
  INR: '₹',
  JPY: 'JP¥',
  KRW: '₩',
  MOP: 'MOP$',
  MYR: 'RM',
  NZD: 'NZ$',
  PHP: '₱',
  SGD: 'S$',
  THB: '฿',
  TWD: 'NT$',
  USD: 'US$',
  VND: '₫',
};

const NO_BREAK_SPACE = '\u00a0';
const MINUS = '\u2212';

/**
 * An amount as people write it in Hong Kong, the same in both languages: `HK$1,234.50`, `JP¥500`,
 * `CHF 12.00`. All minor digits are always shown, so that two amounts line up.
 */
export function formatMoney(amount: Money): string {
  const decimal = toMajorString(amount);
  const negative = decimal.startsWith('-');
  const [whole = '0', fraction] = decimal.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const figures = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  const sign = SIGNS[amount.currency] ?? `${amount.currency}${NO_BREAK_SPACE}`;
  return `${negative ? MINUS : ''}${sign}${figures}`;
}
