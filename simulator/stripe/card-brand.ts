/** Card brands by number prefix. Pure: shared by the API and the card fields in the browser. */
export type CardBrand =
  | 'visa'
  | 'mastercard'
  | 'amex'
  | 'unionpay'
  | 'jcb'
  | 'diners'
  | 'discover'
  | 'unknown';

export interface BrandRule {
  readonly brand: CardBrand;
  readonly pattern: RegExp;
  readonly lengths: readonly number[];
  readonly cvcLength: 3 | 4;
  /** Digits per group as printed on the card; the last one repeats. */
  readonly groups: readonly number[];
}

const FOURS = [4, 4, 4, 4, 3] as const;

// ISO/IEC 7812 ranges as the networks publish them. UnionPay comes before Discover: 622 is in both.
const RULES: readonly BrandRule[] = [
  { brand: 'visa', pattern: /^4/, lengths: [16, 13, 19], cvcLength: 3, groups: FOURS },
  {
    brand: 'mastercard',
    pattern: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/,
    lengths: [16],
    cvcLength: 3,
    groups: FOURS,
  },
  { brand: 'amex', pattern: /^3[47]/, lengths: [15], cvcLength: 4, groups: [4, 6, 5] },
  {
    brand: 'unionpay',
    pattern: /^(62|81)/,
    lengths: [16, 17, 18, 19],
    cvcLength: 3,
    groups: FOURS,
  },
  {
    brand: 'jcb',
    pattern: /^(352[89]|35[3-8])/,
    lengths: [16, 17, 18, 19],
    cvcLength: 3,
    groups: FOURS,
  },
  {
    brand: 'diners',
    pattern: /^(30[0-5]|3095|36|3[89])/,
    lengths: [14, 16, 19],
    cvcLength: 3,
    groups: [4, 6, 4],
  },
  {
    brand: 'discover',
    pattern: /^(6011|64[4-9]|65)/,
    lengths: [16, 19],
    cvcLength: 3,
    groups: FOURS,
  },
];

const UNKNOWN: BrandRule = {
  brand: 'unknown',
  pattern: /^/,
  lengths: [16, 15, 14, 13, 19],
  cvcLength: 3,
  groups: FOURS,
};

/** The rule for a number, however little of it has been typed. Digits only. */
export function brandRule(digits: string): BrandRule {
  return RULES.find((rule) => rule.pattern.test(digits)) ?? UNKNOWN;
}

/** The longest number the brand allows. */
export function maxLength(rule: BrandRule): number {
  return Math.max(...rule.lengths);
}

/** Groups digits as printed on the card: `4242 4242 4242 4242`, `3782 822463 10005`. */
export function groupDigits(digits: string, rule: BrandRule): string {
  const groups: string[] = [];
  let at = 0;
  for (const size of rule.groups) {
    if (at >= digits.length) break;
    groups.push(digits.slice(at, at + size));
    at += size;
  }
  if (at < digits.length) groups.push(digits.slice(at));
  return groups.join(' ');
}

/** The check digit of ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}
