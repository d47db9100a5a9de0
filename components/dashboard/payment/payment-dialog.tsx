import type { ReactNode } from 'react';
import { minorUnitDigits } from '#lib/domain/currency.ts';
import { type Money, toMajorString } from '#lib/domain/money.ts';
import { formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, HiddenFields } from '../form-answer.ts';
import { DialogForm, type DialogFormProps } from '../islands/dialog-form.tsx';
import type { FieldSpec, NumberSpec } from '../islands/field-schema.ts';
import type { PaymentProps } from './payment-view.ts';

interface Asked {
  readonly open: string;
  readonly openName?: string;
  readonly look?: NonNullable<DialogFormProps['look']>;
  readonly heading: string;
  /** What will happen to the money. */
  readonly intro: ReactNode;
  readonly submit: string;
  readonly action: FormAction;
  readonly fields?: readonly FieldSpec[];
  readonly hidden?: HiddenFields;
  /** Of what cannot be taken back. */
  readonly isFinal?: boolean;
}

/** A dialog about this payment: its form carries which one, and how it stood when it was drawn. */
export function PaymentDialog({
  view,
  page,
  asked,
}: Omit<PaymentProps, 'actions'> & { asked: Asked }) {
  const { fields = [], hidden = {}, isFinal = false } = asked;
  return (
    <DialogForm
      // What was just done closes it; a page that was only refreshed leaves it as it is.
      key={view.doneKey}
      open={asked.open}
      {...(asked.openName === undefined ? {} : { openName: asked.openName })}
      look={asked.look ?? 'secondary'}
      heading={asked.heading}
      intro={asked.intro}
      close={page.words.t('dashboard.form.close')}
      isAlert={isFinal}
      form={{
        action: asked.action,
        hidden: {
          ...page.hidden,
          payment: view.detail.id,
          seen: view.detail.version,
          currency: view.detail.amount.currency,
          ...hidden,
        },
        fields,
        submit: asked.submit,
        button: isFinal ? 'danger' : 'primary',
        words: formWords(page.words),
        refusals: refusalWords(page.words),
        refused: null,
      }}
    />
  );
}

/** A field for an amount of a currency, which begins with `start`. */
export function amountField(
  start: Money,
  name: string,
  words: { readonly label: string; readonly wrong: string },
): NumberSpec {
  // The field of amounts knows two decimals at most.
  const type = minorUnitDigits(start.currency) > 2 ? 'decimal' : 'amount';
  return { type, name, value: toMajorString(start), before: start.currency, ...words };
}
