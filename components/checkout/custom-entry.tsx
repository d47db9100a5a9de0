import type { ReactNode } from 'react';
import { type CustomField, MAX_FIELD_LENGTH } from '#lib/domain/custom-field.ts';
import type { EntryProblem, EntryProblems } from '#lib/domain/link-view.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { Words } from '#lib/i18n/translator.ts';

/** By its name in the form, with what was answered before. */
type Field = CustomField & { readonly name: string; readonly value?: string | null };

/** What a page knows of its entries. */
export interface EntryPage {
  readonly words: Words;
  /** What was entered before, by the names of the form's fields. */
  readonly entered: Readonly<Record<string, string>>;
  readonly problems: EntryProblems;
}

/** What the merchant asks besides. */
export function CustomEntry({ field, page }: { field: Field; page: EntryPage }) {
  const { words } = page;
  const { name } = field;
  return (
    <Entry
      name={name}
      label={field.optional ? words.t('link.optional', { label: field.label }) : field.label}
      hint={null}
      problem={problemText(page.problems[name], {
        words,
        field,
        missing: field.type === 'dropdown' ? 'link.problem.missingChoice' : 'link.problem.missing',
      })}
    >
      <CustomInput field={field} page={page} />
    </Entry>
  );
}

function CustomInput({ field, page }: { field: Field; page: EntryPage }) {
  const { name } = field;
  const value = page.entered[name] ?? field.value ?? field.defaultValue ?? '';
  const common = {
    ...describing(name, page, false),
    className: 'field',
    required: !field.optional,
    defaultValue: value,
  };
  if (field.type === 'dropdown') {
    return (
      <select {...common}>
        <option value="">{page.words.t('link.choose')}</option>
        {field.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...common}
      maxLength={field.maximumLength ?? MAX_FIELD_LENGTH}
      minLength={field.minimumLength ?? undefined}
      {...(field.type === 'numeric' ? { inputMode: 'numeric' as const, pattern: '[0-9]*' } : {})}
    />
  );
}

/** A field with its label, and what is said of it. */
export function Entry(props: {
  name: string;
  label: string;
  hint: string | null;
  problem: string | null;
  children: ReactNode;
}) {
  const { name, hint, problem } = props;
  return (
    <div className="link-entry">
      <label htmlFor={name}>{props.label}</label>
      {props.children}
      {hint === null ? null : (
        <p className="link-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {problem === null ? null : (
        <p className="field-error" id={`${name}-error`}>
          {problem}
        </p>
      )}
    </div>
  );
}

/** A field and what is said of it, for who does not see that they stand together. */
export function describing(name: string, { problems }: EntryPage, hinted: boolean) {
  const wrong = problems[name] !== undefined;
  const by = [...(wrong ? [`${name}-error`] : []), ...(hinted ? [`${name}-hint`] : [])];
  return {
    id: name,
    name,
    ...(wrong ? { 'aria-invalid': true } : {}),
    ...(by.length === 0 ? {} : { 'aria-describedby': by.join(' ') }),
  };
}

/** What is wrong with an entry, in words; null when nothing is. */
export function problemText(
  problem: EntryProblem | undefined,
  how: {
    words: Words;
    field?: Field;
    missing?: 'link.problem.missing' | 'link.problem.missingAmount' | 'link.problem.missingChoice';
  },
): string | null {
  const { words, field, missing = 'link.problem.missing' } = how;
  if (problem === undefined) return null;
  const lengths = field === undefined || field.type === 'dropdown' ? null : field;
  switch (problem.code) {
    case 'missing':
      return words.t(missing);
    case 'too_short':
      return words.t('link.problem.too_short', { minimum: lengths?.minimumLength ?? 1 });
    case 'too_long':
      return words.t('link.problem.too_long', {
        maximum: lengths?.maximumLength ?? MAX_FIELD_LENGTH,
      });
    case 'too_little':
    case 'too_much':
      return words.t(`link.problem.${problem.code}`, { limit: words.money(problem.limit) });
    case 'quantity_out_of_bounds':
      return words.t('link.problem.quantity_out_of_bounds', {
        minimum: problem.minimum,
        maximum: problem.maximum,
      });
    case 'not_a_number':
    case 'not_an_option':
    case 'not_plain_text':
    case 'not_an_amount':
    case 'nothing_chosen':
      return words.t(`link.problem.${problem.code}`);
    default:
      return unreachable(problem);
  }
}
