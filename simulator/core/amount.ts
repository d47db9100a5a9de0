/** ISO 4217 currencies without a minor unit among those sold in Hong Kong shops. */
const ZERO_DECIMAL = new Set(['JPY', 'KRW', 'VND', 'IDR']);

function exponent(currency: string): number {
  return ZERO_DECIMAL.has(currency) ? 0 : 2;
}

/** Major units as the API takes them → integer minor units; null when there are too many decimals. */
export function toMinor(amount: number, currency: string): number | null {
  const scaled = amount * 10 ** exponent(currency);
  const minor = Math.round(scaled);
  // 128.1 * 100 is 12809.999…: the tolerance takes binary rounding, never a third decimal.
  return Math.abs(scaled - minor) < 1e-4 && Number.isSafeInteger(minor) ? minor : null;
}

/** Integer minor units → the JSON number the API answers. */
export function toMajor(minor: number, currency: string): number {
  return minor / 10 ** exponent(currency);
}

/** `128.50` */
export function toDecimalString(minor: number, currency: string): string {
  return toMajor(minor, currency).toFixed(exponent(currency));
}

/** `HK$1,234.50`, for the pages. */
export function displayAmount(minor: number, currency: string): string {
  const digits = toMajor(minor, currency).toLocaleString('en-HK', {
    minimumFractionDigits: exponent(currency),
    maximumFractionDigits: exponent(currency),
  });
  return currency === 'HKD' ? `HK$${digits}` : `${currency} ${digits}`;
}
