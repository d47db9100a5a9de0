import { type MethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import type { InstrumentSummary } from '#lib/domain/payment-outcome.ts';
import type { Words } from '#lib/i18n/translator.ts';

/** Card schemes by the name providers give them, as they write themselves. */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ['visa', 'Visa'],
  ['mastercard', 'Mastercard'],
  ['amex', 'American Express'],
  ['unionpay', 'UnionPay'],
  ['jcb', 'JCB'],
  ['diners', 'Diners Club'],
  ['discover', 'Discover'],
]);

/**
 * What was paid with, for the receipt: "Visa ending 4242", "Apple Pay · Visa ending 4242", or the method
 * where no more is known.
 */
export function instrumentName(
  method: MethodId,
  instrument: InstrumentSummary,
  words: Words,
): string {
  const { brand, last4 } = instrument;
  const own = words.methodName(method);
  if (isExpressMethod(method)) {
    if (brand === undefined && last4 === undefined) return own;
    return `${own} · ${instrumentName('card', instrument, words)}`;
  }
  const name = brand === undefined ? own : (BRANDS.get(brand) ?? own);
  return last4 === undefined ? name : words.t('paid.ending', { brand: name, last4 });
}
