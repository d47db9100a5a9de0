/**
 * What a merchant asks of whoever pays, besides paying: a name to engrave, a size, a member's number. A
 * session's fields are on its page, a link's on its own, before there is a session.
 * https://docs.stripe.com/payments/checkout/custom-components
 */

/** Stripe's bounds. */
export const MAX_CUSTOM_FIELDS = 3;
export const MAX_DROPDOWN_OPTIONS = 200;
export const MAX_FIELD_LENGTH = 255;

interface FieldFacts {
  readonly key: string;
  readonly label: string;
  readonly optional: boolean;
  readonly defaultValue: string | null;
}

export type CustomField = FieldFacts &
  (
    | {
        readonly type: 'text' | 'numeric';
        readonly minimumLength: number | null;
        readonly maximumLength: number | null;
      }
    | {
        readonly type: 'dropdown';
        readonly options: readonly { readonly label: string; readonly value: string }[];
      }
  );

/** A field with what was answered; null: it was optional, and left empty. */
export type AnsweredField = CustomField & { readonly value: string | null };

export type FieldProblem =
  | 'missing'
  | 'too_short'
  | 'too_long'
  | 'not_a_number'
  | 'not_an_option'
  | 'not_plain_text';

/** Neither a line of its own, nor what changes the order in which a merchant reads what stands around it. */
const PLAIN_TEXT = /^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;

/** What a form calls a field, by its place. */
export const fieldName = (index: number) => `field_${index}`;

/**
 * Reads what a form says of each field; of one it does not name, what was answered before stands. Problems
 * are by the names of the form's fields.
 */
export function readAnswers(
  fields: readonly (CustomField | AnsweredField)[],
  entries: Readonly<Record<string, string>>,
): {
  readonly answered: readonly AnsweredField[];
  readonly problems: Readonly<Record<string, { readonly code: FieldProblem }>>;
} {
  const problems: Record<string, { code: FieldProblem }> = {};
  const answered = fields.map((field, index) => {
    const before = 'value' in field ? field.value : null;
    const value = (entries[fieldName(index)] ?? before ?? '').trim();
    const problem = fieldProblem(field, value);
    if (problem !== null) problems[fieldName(index)] = { code: problem };
    return { ...field, value: value === '' ? null : value };
  });
  return { answered, problems };
}

/** What is wrong with an answer; null when nothing is. Numbers are digits, as for a member's number. */
export function fieldProblem(field: CustomField, value: string): FieldProblem | null {
  if (value === '') return field.optional ? null : 'missing';
  if (field.type === 'dropdown') {
    return field.options.some((option) => option.value === value) ? null : 'not_an_option';
  }
  if (field.type === 'numeric' && !/^\d+$/.test(value)) return 'not_a_number';
  if (!PLAIN_TEXT.test(value)) return 'not_plain_text';
  const length = [...value].length;
  if (length < (field.minimumLength ?? 0)) return 'too_short';
  return length > (field.maximumLength ?? MAX_FIELD_LENGTH) ? 'too_long' : null;
}
