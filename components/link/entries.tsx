import type { ReactNode } from 'react';
import { MAX_FIELD_LENGTH } from '#lib/domain/custom-field.ts';
import type { EntryProblem, LinkItemView, LinkView } from '#lib/domain/link-view.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { LinkPageContext } from './link-page.tsx';

type Field = LinkView['customFields'][number];

/** How much: where the payer chooses. */
export function AmountEntry(props: {
  item: LinkItemView;
  donation: boolean;
  page: LinkPageContext;
}) {
  const { item, page } = props;
  const { words } = page;
  const bounds = item.amountBounds;
  if (bounds === null) return null;
  const name = 'amount';
  // The sign as this currency's amounts carry it: `HK$`.
  const sign = words.money(bounds.minimum).replaceAll(/[\d.,\s]/g, '');
  return (
    <Entry
      name={name}
      label={words.t(props.donation ? 'link.amountDonation' : 'link.amount')}
      hint={words.t('link.amountBounds', {
        minimum: words.money(bounds.minimum),
        maximum: words.money(bounds.maximum),
      })}
      problem={problemText(page.problems[name], { words, missing: 'link.problem.missingAmount' })}
    >
      <span className="field field-amount">
        <span aria-hidden="true">{sign}</span>
        <input
          {...describing(name, page, true)}
          inputMode="decimal"
          autoComplete="off"
          required
          maxLength={16}
          defaultValue={page.entered[name] ?? item.amountPreset}
        />
      </span>
    </Entry>
  );
}

/** How many. */
export function QuantityEntry(props: {
  item: LinkItemView;
  alone: boolean;
  page: LinkPageContext;
}) {
  const { item, page } = props;
  const { words } = page;
  const { quantityField: name, quantityBounds: bounds } = item;
  if (bounds === null) return null;
  const label = props.alone
    ? words.t('link.quantity')
    : words.t('link.quantityOf', { name: item.name });
  return (
    <Entry
      name={name}
      label={label}
      hint={words.t('link.quantityBounds', { minimum: bounds.minimum, maximum: bounds.maximum })}
      problem={problemText(page.problems[name], { words })}
    >
      <input
        {...describing(name, page, true)}
        className="field field-quantity"
        type="number"
        inputMode="numeric"
        required
        min={bounds.minimum}
        max={bounds.maximum}
        step={1}
        defaultValue={page.entered[name] ?? item.quantity}
      />
    </Entry>
  );
}

/** What the merchant asks besides. */
export function CustomEntry({ field, page }: { field: Field; page: LinkPageContext }) {
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

function CustomInput({ field, page }: { field: Field; page: LinkPageContext }) {
  const { name } = field;
  const value = page.entered[name] ?? field.defaultValue ?? '';
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

function Entry(props: {
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
function describing(name: string, { problems }: LinkPageContext, hinted: boolean) {
  const wrong = problems[name] !== undefined;
  const by = [...(wrong ? [`${name}-error`] : []), ...(hinted ? [`${name}-hint`] : [])];
  return {
    id: name,
    name,
    ...(wrong ? { 'aria-invalid': true } : {}),
    ...(by.length === 0 ? {} : { 'aria-describedby': by.join(' ') }),
  };
}

function problemText(
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
    case 'not_an_amount':
    case 'nothing_chosen':
      return words.t(`link.problem.${problem.code}`);
    default:
      return unreachable(problem);
  }
}
