import { type Money, fromMajor } from '#lib/domain/money.ts';
import { type CsvRecord, CsvError, parseCsv } from './parse-csv.ts';

/** Which columns of a bank's statement say what, by their headings. Blank ones are not there. */
export interface StatementColumns {
  /** What came in; a statement's own credit column. Nothing, or less, is not a payment. */
  readonly amount: string;
  readonly receivedAt: string;
  /** The bank's own name of a transfer, unique on the account. */
  readonly bankReference: string;
  /** `HKD` or `CNY`; Hong Kong dollars where the statement has no such column. */
  readonly currency?: string | undefined;
  readonly payer?: string | undefined;
  /** What the payer or the bank wrote: a reference of ours is looked for in both. */
  readonly reference?: string | undefined;
  readonly description?: string | undefined;
}

/** Headings as the demo's bank writes them. */
export const DEFAULT_STATEMENT_COLUMNS = {
  amount: 'amount',
  receivedAt: 'received_at',
  bankReference: 'bank_reference',
  currency: 'currency',
  payer: 'payer',
  reference: 'reference',
  description: 'description',
} as const satisfies StatementColumns;

/** A column that is asked for by name is not in the file. */
export class MissingColumnError extends CsvError {
  readonly field: keyof StatementColumns;

  constructor(line: number, field: keyof StatementColumns, name: string) {
    super(line, `there is no column ${name.slice(0, 100)}`);
    this.name = 'MissingColumnError';
    this.field = field;
  }
}

export type StatementLine =
  | {
      readonly kind: 'credit';
      readonly line: number;
      readonly amount: Money;
      readonly receivedAt: Date;
      readonly bankReference: string;
      readonly payer: string | null;
      readonly description: string | null;
    }
  /** Money that went out, or a line without an amount. */
  | { readonly kind: 'not_a_credit'; readonly line: number }
  | { readonly kind: 'unreadable'; readonly line: number; readonly problem: string };

/** One import is one transaction: what is more goes into another file. */
const LIMITS = { maxCharacters: 1024 * 1024, maxRecords: 2_000 } as const;
const MAX_TEXT_LENGTH = 500;
const MAX_BANK_REFERENCE_LENGTH = 100;

/**
 * Reads a bank's statement. A line that cannot be read is told, and keeps no other from being read.
 * Throws CsvError where the file is no statement at all: no CSV, too large, a column missing.
 */
export function readStatement(text: string, columns: StatementColumns): readonly StatementLine[] {
  const [header, ...records] = parseCsv(text, LIMITS);
  if (header === undefined) throw new CsvError(1, 'the file is empty');
  const names = header.fields.map((name) => name.trim().toLowerCase());
  const indexes = new Map<keyof StatementColumns, number>();
  for (const [field, name] of Object.entries(columns) as [
    keyof StatementColumns,
    string | undefined,
  ][]) {
    if (name === undefined || name === '') continue;
    const index = names.indexOf(name.trim().toLowerCase());
    const optional = DEFAULT_STATEMENT_COLUMNS[field] === name && !REQUIRED.has(field);
    if (index !== -1) indexes.set(field, index);
    else if (!optional) throw new MissingColumnError(header.line, field, name);
  }
  return records.map((record) => readLine(record, indexes));
}

const REQUIRED: ReadonlySet<keyof StatementColumns> = new Set([
  'amount',
  'receivedAt',
  'bankReference',
]);

function readLine(
  record: CsvRecord,
  indexes: ReadonlyMap<keyof StatementColumns, number>,
): StatementLine {
  const { line } = record;
  const unreadable = (problem: string): StatementLine => ({ kind: 'unreadable', line, problem });
  const cell = (field: keyof StatementColumns): string => {
    const index = indexes.get(field);
    return index === undefined ? '' : (record.fields[index] ?? '').trim();
  };
  const currency = cell('currency').toUpperCase() || 'HKD';
  if (currency !== 'HKD' && currency !== 'CNY')
    return unreadable(`no FPS in ${currency.slice(0, 10)}`);
  if (cell('amount') === '') return { kind: 'not_a_credit', line };
  const amount = readAmount(cell('amount'), currency);
  if (amount === null) return unreadable('the amount cannot be read');
  if (amount.amountMinor <= 0n) return { kind: 'not_a_credit', line };
  const receivedAt = readTime(cell('receivedAt'));
  if (receivedAt === null) return unreadable('the date cannot be read');
  const bankReference = cell('bankReference');
  if (bankReference === '') return unreadable('it has no bank reference');
  if (bankReference.length > MAX_BANK_REFERENCE_LENGTH) {
    return unreadable(`the bank reference is longer than ${MAX_BANK_REFERENCE_LENGTH}`);
  }
  const description = [cell('reference'), cell('description')].filter((part) => part !== '');
  return {
    kind: 'credit',
    line,
    amount,
    receivedAt,
    bankReference,
    payer: textOrNull(cell('payer')),
    description: textOrNull(description.join(' · ')),
  };
}

function textOrNull(text: string): string | null {
  return text === '' ? null : Array.from(text).slice(0, MAX_TEXT_LENGTH).join('');
}

/** `1,234.50`, `+128.5`, `HK$128.50`, `(20.00)`. Null when it is none of them. */
function readAmount(text: string, currency: 'HKD' | 'CNY'): Money | null {
  const bare = text.replace(/\s/g, '').replace(/^([+-]?)(?:HKD|HK\$|CNY|RMB|\$|¥)/i, '$1');
  const inBrackets = /^\((.+)\)$/.exec(bare);
  const digits = inBrackets === null ? bare.replace(/^\+/, '') : `-${inBrackets[1] ?? ''}`;
  if (!/^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?$/.test(digits)) return null;
  const amount = fromMajor(digits.replaceAll(',', ''), currency);
  // What a column can hold, with room to spare.
  return amount !== null && amount.amountMinor < 10n ** 15n ? amount : null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?)?`;
const YEAR_FIRST = new RegExp(`^(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})${CLOCK}$`);
const DAY_FIRST = new RegExp(`^(\\d{1,2})[-/](\\d{1,2})[-/](\\d{4})${CLOCK}$`);
const WITH_NAME = new RegExp(`^(\\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\\d{4})${CLOCK}$`);
const WITH_ZONE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})$/;

/** A day, with or without a time, the day before the month as Hong Kong writes; Hong Kong's time. */
function readTime(text: string): Date | null {
  const zoned = WITH_ZONE.exec(text);
  if (zoned !== null) {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? null : at;
  }
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null)
    return hongKong(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst.slice(4));
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) return hongKong(dayFirst[3], dayFirst[2], dayFirst[1], dayFirst.slice(4));
  const named = WITH_NAME.exec(text);
  if (named === null) return null;
  const month = MONTHS.indexOf((named[2] ?? '').toLowerCase()) + 1;
  return hongKong(named[3], String(month), named[1], named.slice(4));
}

function hongKong(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  clock: readonly (string | undefined)[],
): Date | null {
  const two = (part: string | undefined) => (part ?? '0').padStart(2, '0');
  const date = `${year ?? ''}-${two(month)}-${two(day)}`;
  const at = new Date(`${date}T${two(clock[0])}:${two(clock[1])}:${two(clock[2])}+08:00`);
  if (Number.isNaN(at.getTime())) return null;
  // The 31st of a month of 30 days would quietly become the first of the next.
  const shown = new Date(at.getTime() + 8 * 60 * 60 * 1000).toISOString().slice(0, 10);
  return shown === date ? at : null;
}
