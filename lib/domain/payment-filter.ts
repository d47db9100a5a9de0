import { CURRENCY_CODES, type CurrencyCode } from './currency.ts';
import { readHongKongDay } from './hong-kong-time.ts';
import { METHOD_IDS, type MethodId } from './method-id.ts';
import { MAX_AMOUNT_MINOR, fromMajor } from './money.ts';
import { PAYMENT_STATES } from './payment-state.ts';
import { PROVIDER_IDS, type ProviderId } from './provider.ts';
import { REGION_CODES } from './region-code.ts';

/** What payments can be asked for by how they stand: a state, or something true of them besides. */
export const PAYMENT_STATUSES = [
  'needs_look',
  'any_refund',
  'disputed',
  ...PAYMENT_STATES,
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Which payments are meant; null: any. */
export interface PaymentFilter {
  readonly status: PaymentStatus | null;
  readonly method: MethodId | null;
  readonly provider: ProviderId | null;
  /** Where the shopper was, ISO 3166-1. */
  readonly region: string | null;
  /** Given wherever an amount is. */
  readonly currency: CurrencyCode | null;
  /** In minor units, both included. */
  readonly amountFrom: bigint | null;
  readonly amountTo: bigint | null;
  /** Created from then on, and before then. */
  readonly from: Date | null;
  readonly before: Date | null;
  /** Beginning of something a payment is known by, or the whole of an id of ours. */
  readonly text: string | null;
}

/** By their names in an address, in the order in which they are shown. */
export const FILTER_NAMES = [
  'q',
  'status',
  'method',
  'provider',
  'region',
  'currency',
  'amount_from',
  'amount_to',
  'from',
  'to',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

export interface AskedPayments {
  readonly filter: PaymentFilter;
  /** What was understood, as an address has it. */
  readonly given: Readonly<Partial<Record<FilterName, string>>>;
  /** What was not, and counts for nothing. */
  readonly problems: readonly { readonly name: FilterName; readonly value: string }[];
}

const MAX_TEXT_CHARS = 200;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Reads a filter as an address has it. Empty values are none; what is not understood is left out, and told. */
export function readPaymentFilter(
  query: Readonly<Record<string, string | readonly string[] | undefined>>,
): AskedPayments {
  const given: Partial<Record<FilterName, string>> = {};
  const problems: { name: FilterName; value: string }[] = [];
  const read = <Value>(name: FilterName, parse: (said: string) => Value | null): Value | null => {
    const value = query[name];
    const said = (typeof value === 'string' ? value : (value ?? []).join(', ')).trim();
    if (said === '') return null;
    const parsed = typeof value === 'string' ? parse(said) : null;
    if (parsed === null) problems.push({ name, value: said.slice(0, 60) });
    else given[name] = said;
    return parsed;
  };
  const text = read('q', (said) => (said.length <= MAX_TEXT_CHARS ? said : null));
  const status = read('status', oneOf(PAYMENT_STATUSES));
  const method = read('method', oneOf(METHOD_IDS));
  const provider = read('provider', oneOf(PROVIDER_IDS));
  const region = read('region', oneOf(REGION_CODES));
  const currency = read('currency', oneOf(CURRENCY_CODES));
  const inCurrency = currency ?? 'HKD';
  const amountFrom = read('amount_from', (said) => readAmount(said, inCurrency));
  const amountTo = read('amount_to', (said) => {
    const amount = readAmount(said, inCurrency);
    return amount === null || (amountFrom !== null && amount < amountFrom) ? null : amount;
  });
  const from = read('from', readDay);
  const before = read('to', (said) => {
    const day = readDay(said);
    return day === null || (from !== null && day < from) ? null : new Date(day.getTime() + DAY_MS);
  });
  const hasAmount = amountFrom !== null || amountTo !== null;
  return {
    filter: {
      status,
      method,
      provider,
      region,
      currency: hasAmount ? inCurrency : currency,
      amountFrom,
      amountTo,
      from,
      before,
      text,
    },
    given,
    problems,
  };
}

function oneOf<Value extends string>(values: readonly Value[]) {
  return (said: string): Value | null => values.find((value) => value === said) ?? null;
}

/** `1,234.50` as well as `1234.5`. */
function readAmount(said: string, currency: CurrencyCode): bigint | null {
  const plain = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(said) ? said.replaceAll(',', '') : said;
  const amount = fromMajor(plain, currency)?.amountMinor ?? null;
  return amount === null || amount < 0n || amount > MAX_AMOUNT_MINOR ? null : amount;
}

/** The moment a day begins in Hong Kong, of this century. */
function readDay(said: string): Date | null {
  return said.startsWith('20') ? readHongKongDay(said) : null;
}

/** A filter as an address: what of it was understood, without `without`, in one order. */
export function filterQuery(given: AskedPayments['given'], without?: FilterName): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of FILTER_NAMES) {
    const value = given[name];
    if (value !== undefined && name !== without) query.set(name, value);
  }
  return query;
}

/** A place in the list, between two payments. */
export interface PaymentPlace {
  readonly createdAt: Date;
  readonly id: string;
}

export function placeText({ createdAt, id }: PaymentPlace): string {
  return `${createdAt.getTime()}.${id}`;
}

/** A place as `placeText` wrote it; null for anything else. */
export function readPlace(said: string | readonly string[] | undefined): PaymentPlace | null {
  const match = typeof said === 'string' ? /^(\d{12,14})\.(pi_\w{1,60})$/.exec(said) : null;
  if (match === null) return null;
  const [, at = '', id = ''] = match;
  return { createdAt: new Date(Number(at)), id };
}
