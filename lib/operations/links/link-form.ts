import { z } from 'zod';
import type { CustomField } from '#lib/domain/custom-field.ts';
import { readHongKongMoment } from '#lib/domain/hong-kong-time.ts';
import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import { MAX_AMOUNT_MINOR, fromMajor } from '#lib/domain/money.ts';
import type { LinkSettings } from '../create-payment-link.ts';
import { merchantUrlProblem } from '../merchant-url.ts';

/**
 * What a person types to make a link, or to change one: in Hong Kong dollars and Hong Kong time. What needs other
 * currencies, several things or prices of a list is made by the API.
 */

/** Each has its words. */
export const LINK_FORM_FIELDS = [
  'item',
  'description',
  'amount',
  'minimum',
  'maximum',
  'mostPieces',
  'limit',
  'until',
  'thanks',
  'redirect',
  'closedNote',
  'question1',
  'question2',
  'question3',
] as const;
export type LinkFormField = (typeof LINK_FORM_FIELDS)[number];

const typed = z.string().max(2_100).default('');

/** The form as it is sent: text, as typed. */
export const settingsFormShape = {
  limit: typed,
  until: typed,
  thanks: typed,
  redirect: typed,
  closedNote: typed,
  question1: typed,
  question2: typed,
  question3: typed,
} as const;

export const newLinkFormShape = {
  ...settingsFormShape,
  item: typed,
  description: typed,
  priced: z.enum(['fixed', 'chosen']),
  amount: typed,
  minimum: typed,
  maximum: typed,
  mostPieces: typed,
} as const;

type SettingsForm = z.infer<z.ZodObject<typeof settingsFormShape>> & {
  readonly methods: readonly MethodId[];
};
export type NewLinkForm = z.infer<z.ZodObject<typeof newLinkFormShape>> & SettingsForm;

/** One of them, as a form names it. */
export const methodField = z.enum(METHOD_IDS);

/** What was typed cannot be taken, and in which field. */
export class LinkFormError extends Error {
  readonly field: LinkFormField;

  constructor(field: LinkFormField) {
    super(`The field ${field} cannot be taken as it was typed.`);
    this.name = 'LinkFormError';
    this.field = field;
  }
}

export interface NewLinkFacts {
  readonly item: { readonly name: string; readonly description: string | null };
  readonly price:
    | { readonly kind: 'fixed'; readonly unitAmount: bigint; readonly mostPieces: number | null }
    | {
        readonly kind: 'chosen';
        readonly minimum: bigint | null;
        readonly maximum: bigint | null;
      };
}

/** What is sold. Throws LinkFormError. */
export function readNewLink(form: NewLinkForm): NewLinkFacts {
  const name = textOf(form.item, 'item', 250);
  if (name === null) throw new LinkFormError('item');
  const item = { name, description: textOf(form.description, 'description', 500) };
  if (form.priced === 'fixed') {
    const unitAmount = amountOf(form.amount, 'amount');
    if (unitAmount === null || unitAmount === 0n) throw new LinkFormError('amount');
    const mostPieces = countOf(form.mostPieces, 'mostPieces', 999);
    return { item, price: { kind: 'fixed', unitAmount, mostPieces } };
  }
  const minimum = amountOf(form.minimum, 'minimum');
  const maximum = amountOf(form.maximum, 'maximum');
  if (minimum !== null && maximum !== null && maximum < minimum) throw new LinkFormError('maximum');
  return { item, price: { kind: 'chosen', minimum, maximum } };
}

/** What can be changed later too. Throws LinkFormError. */
export function readSettings(
  form: SettingsForm,
): Pick<
  LinkSettings,
  | 'completedLimit'
  | 'expiresAt'
  | 'confirmationMessage'
  | 'redirectUrl'
  | 'inactiveMessage'
  | 'customFields'
  | 'allowedMethods'
> {
  const redirectUrl = textOf(form.redirect, 'redirect', 2_048);
  if (redirectUrl !== null && merchantUrlProblem(redirectUrl, { loopbackHttp: true }) !== null) {
    throw new LinkFormError('redirect');
  }
  return {
    completedLimit: countOf(form.limit, 'limit', 1_000_000),
    expiresAt: momentOf(form.until),
    // Whoever is sent on does not read it.
    confirmationMessage: redirectUrl === null ? textOf(form.thanks, 'thanks', 500) : null,
    redirectUrl,
    inactiveMessage: textOf(form.closedNote, 'closedNote', 500),
    customFields: questionsOf(form),
    allowedMethods: form.methods.length === 0 ? null : form.methods,
  };
}

/** An optional one ends with a question's mark of it, in brackets: `Engraving (optional)`, 刻字（可不填）. */
const OPTIONAL = /\s*[(（](?:optional|可不填)[)）]$/i;

function questionsOf(form: SettingsForm): readonly CustomField[] {
  const fields = ['question1', 'question2', 'question3'] as const;
  return fields.flatMap((name, index): CustomField[] => {
    const typedLabel = textOf(form[name], name, 80);
    if (typedLabel === null) return [];
    const label = typedLabel.replace(OPTIONAL, '');
    if (label === '' || label.length > 50) throw new LinkFormError(name);
    return [
      {
        key: `question_${index + 1}`,
        type: 'text',
        label,
        optional: OPTIONAL.test(typedLabel),
        defaultValue: null,
        minimumLength: null,
        maximumLength: null,
      },
    ];
  });
}

/** Null: nothing was typed. */
function textOf(value: string, field: LinkFormField, most: number): string | null {
  const text = value.trim();
  if (text.length > most) throw new LinkFormError(field);
  return text === '' ? null : text;
}

/** Minor units of what was typed in dollars; null: nothing was. */
function amountOf(value: string, field: LinkFormField): bigint | null {
  const text = value.trim().replaceAll(',', '');
  if (text === '') return null;
  const amount = fromMajor(text, 'HKD')?.amountMinor ?? -1n;
  if (amount < 0n || amount > MAX_AMOUNT_MINOR) throw new LinkFormError(field);
  return amount;
}

function countOf(value: string, field: LinkFormField, most: number): number | null {
  const text = value.trim();
  if (text === '') return null;
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw new LinkFormError(field);
  return count;
}

/** Of a browser's field for a day and a time, in Hong Kong. */
function momentOf(value: string): Date | null {
  const text = value.trim();
  if (text === '') return null;
  const moment = readHongKongMoment(text);
  if (moment === null) throw new LinkFormError('until');
  return moment;
}
