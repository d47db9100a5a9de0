import type { LinkItem } from '#lib/db/stores/payment-link-store.ts';
import { type AnsweredField, type CustomField, readAnswers } from '#lib/domain/custom-field.ts';
import type { EntryProblem, EntryProblems } from '#lib/domain/link-view.ts';
import { fromMajor, money } from '#lib/domain/money.ts';

/** What a shopper entered on a link's page, by the names of its form's fields; untouched text. */
export type LinkEntries = Readonly<Record<string, string>>;

export const AMOUNT_FIELD = 'amount';
export const quantityField = (position: number) => `quantity_${position}`;

export interface ReadEntries {
  /** What is bought, without what was chosen none of. */
  readonly lines: readonly {
    readonly item: LinkItem;
    readonly unitAmount: bigint;
    readonly quantity: number;
  }[];
  readonly customFields: readonly AnsweredField[];
}

/** Reads what was entered. Amounts and quantities keep to the link's bounds; a browser cannot leave them. */
export function readLinkEntries(
  link: { readonly items: readonly LinkItem[]; readonly customFields: readonly CustomField[] },
  entries: LinkEntries,
): ReadEntries | { readonly problems: EntryProblems } {
  const problems: Record<string, EntryProblem> = {};
  const lines = link.items.flatMap((item) => {
    const quantity = readQuantity(item, entries, problems);
    const unitAmount = readAmount(item, entries, problems);
    return quantity === 0 ? [] : [{ item, unitAmount, quantity }];
  });
  if (lines.length === 0) {
    const first = link.items[0]?.item.position ?? 0;
    problems[quantityField(first)] ??= { code: 'nothing_chosen' };
  }
  const { answered: customFields, problems: ofFields } = readAnswers(link.customFields, entries);
  Object.assign(problems, ofFields);
  return Object.keys(problems).length === 0 ? { lines, customFields } : { problems };
}

function readQuantity(
  { item }: LinkItem,
  entries: LinkEntries,
  problems: Record<string, EntryProblem>,
): number {
  const { quantityMinimum: minimum, quantityMaximum: maximum, position } = item;
  const entered = entries[quantityField(position)];
  if (minimum === null || maximum === null || entered === undefined) return item.quantity;
  const quantity = /^\d{1,6}$/.test(entered.trim()) ? Number(entered.trim()) : Number.NaN;
  if (quantity >= minimum && quantity <= maximum) return quantity;
  problems[quantityField(position)] = { code: 'quantity_out_of_bounds', minimum, maximum };
  return item.quantity;
}

/** `HK$1,234.50` is how people write an amount: the sign, the commas and full-width digits are let through. */
function readAmount(
  { price }: LinkItem,
  entries: LinkEntries,
  problems: Record<string, EntryProblem>,
): bigint {
  if (price.unitAmount !== null) return price.unitAmount;
  const entered = (entries[AMOUNT_FIELD] ?? '')
    .normalize('NFKC')
    .replace(/^\s*(?:HK|US)?\$/i, '')
    .replaceAll(/[,\s]/g, '');
  const amount = entered === '' ? null : fromMajor(entered, price.currency);
  const minimum = price.customMinimum ?? 0n;
  const maximum = price.customMaximum ?? 0n;
  if (amount === null) {
    problems[AMOUNT_FIELD] = { code: entered === '' ? 'missing' : 'not_an_amount' };
  } else if (amount.amountMinor < minimum) {
    problems[AMOUNT_FIELD] = { code: 'too_little', limit: money(minimum, price.currency) };
  } else if (amount.amountMinor > maximum) {
    problems[AMOUNT_FIELD] = { code: 'too_much', limit: money(maximum, price.currency) };
  }
  return amount?.amountMinor ?? 0n;
}

/** Whether a shopper has anything to enter before there is something to pay. */
export function asksForEntries(link: {
  readonly items: readonly LinkItem[];
  readonly customFields: readonly CustomField[];
}): boolean {
  return (
    link.customFields.length > 0 ||
    link.items.some(({ item, price }) => price.unitAmount === null || item.quantityMinimum !== null)
  );
}
