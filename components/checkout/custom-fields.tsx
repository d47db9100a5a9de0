import { type AnsweredField, fieldName } from '#lib/domain/custom-field.ts';
import type { PageContext } from './checkout-actions.ts';
import { CustomEntry } from './custom-entry.tsx';
import { AlertIcon } from './icons.tsx';

/** What the merchant asks besides paying: plain fields of the one form, before the methods. */
export function CustomFields(props: { fields: readonly AnsweredField[]; page: PageContext }) {
  const { words, entered = {}, problems = {} } = props.page;
  const heading = 'asked';
  return (
    <div role="group" aria-labelledby={heading} className="method-list link-form">
      <h2 id={heading}>{words.t('fields.heading')}</h2>
      {props.fields.map((field, index) => (
        <CustomEntry
          key={field.key}
          field={{ ...field, name: fieldName(index) }}
          page={{ words, entered, problems }}
        />
      ))}
    </div>
  );
}

/** Something of it has to be put right: nothing was begun, nothing charged. */
export function FieldsNotice({ page }: { page: PageContext }) {
  if (Object.keys(page.problems ?? {}).length === 0) return null;
  return (
    <div className="notice notice-bad" role="alert">
      <AlertIcon size={20} />
      <div>
        <p className="notice-title">{page.words.t('refused.title')}</p>
        <p>{page.words.t('fields.check')}</p>
      </div>
    </div>
  );
}
