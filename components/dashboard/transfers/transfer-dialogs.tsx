import type { ReactNode } from 'react';
import { MAX_DISMISSAL_CHARS } from '#lib/domain/bank-transfer.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import { formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, HiddenFields } from '../form-answer.ts';
import { DialogForm, type DialogFormProps } from '../islands/dialog-form.tsx';
import type { FieldSpec } from '../islands/field-schema.ts';
import type { ShownTransfer, Suggestion, TransfersProps } from './transfers-view.ts';

type Props = TransfersProps & { transfer: ShownTransfer };

/** What can be said of a transfer that belongs to no payment, by its state and the operator's role. */
export function TransferDialogs(props: Props) {
  const { transfer, page } = props;
  const { state } = transfer;
  if (state !== 'waiting' && state !== 'put_aside') return null;
  const mayDecide = mayDo(page.shop.role, 'transfers.decide');
  const mayReturn = mayDo(page.shop.role, 'payments.refund');
  if (!mayDecide && !mayReturn) return null;
  return (
    <div className="transfer-buttons">
      {mayDecide ? <MatchOther {...props} /> : null}
      {mayReturn ? <SendBack {...props} /> : null}
      {mayDecide && state === 'waiting' ? <PutAside {...props} /> : null}
    </div>
  );
}

/** Matches a transfer to one of the payments that wait for its amount. */
export function MatchSuggestion(props: Props & { suggestion: Suggestion; payment: string }) {
  const { transfer, page, suggestion, payment } = props;
  const { t, money } = page.words;
  const { bankReference: reference } = transfer;
  const amount = money(transfer.amount);
  return (
    <TransferDialog
      {...props}
      asked={{
        open: t('dashboard.transfers.match'),
        openName: t('dashboard.transfers.matchNamed', { reference, payment }),
        look: 'secondary',
        heading: t('dashboard.transfers.matchHeading'),
        intro: t('dashboard.transfers.matchIntro', { reference, amount, payment }),
        submit: t('dashboard.transfers.matchSubmit'),
        action: props.actions.match,
        hidden: { payment: suggestion.attemptId },
      }}
    />
  );
}

function MatchOther(props: Props) {
  const { transfer, page } = props;
  const { t, money } = page.words;
  const { bankReference: reference } = transfer;
  return (
    <TransferDialog
      {...props}
      asked={{
        open: t('dashboard.transfers.other'),
        openName: t('dashboard.transfers.otherNamed', { reference }),
        look: 'secondary',
        heading: t('dashboard.transfers.otherHeading'),
        intro: t('dashboard.transfers.otherIntro', { reference, amount: money(transfer.amount) }),
        submit: t('dashboard.transfers.otherSubmit'),
        action: props.actions.match,
        fields: [
          {
            type: 'text',
            name: 'payment',
            label: t('dashboard.transfers.payment'),
            hint: t('dashboard.transfers.paymentHint'),
            wrong: t('dashboard.transfers.paymentWrong'),
            maxChars: 200,
          },
          {
            type: 'checkbox',
            name: 'anyway',
            label: t('dashboard.transfers.anyway'),
            wrong: t('dashboard.transfers.anyway'),
            optional: true,
          },
        ],
      }}
    />
  );
}

function SendBack(props: Props) {
  const { transfer, page, view } = props;
  const { t, money } = page.words;
  return (
    <TransferDialog
      {...props}
      asked={{
        open: t('dashboard.transfers.back'),
        openName: t('dashboard.transfers.backNamed', { reference: transfer.bankReference }),
        look: 'quiet',
        heading: t('dashboard.transfers.backHeading'),
        intro: t('dashboard.transfers.backIntro', { amount: money(transfer.amount) }),
        submit: t('dashboard.transfers.backSubmit'),
        action: props.actions.sendBack,
        hidden: { currency: transfer.amount.currency },
        fields: [
          {
            type: 'text',
            name: 'bank_reference',
            label: t('dashboard.transfers.backReference'),
            wrong: t('dashboard.transfers.backWrong'),
            maxChars: 100,
          },
          {
            type: 'date',
            name: 'day',
            label: t('dashboard.transfers.backOn'),
            wrong: t('dashboard.payment.actions.dateWrong'),
            value: view.today,
          },
        ],
      }}
    />
  );
}

function PutAside(props: Props) {
  const { transfer, page } = props;
  const { t } = page.words;
  return (
    <TransferDialog
      {...props}
      asked={{
        open: t('dashboard.transfers.aside'),
        openName: t('dashboard.transfers.asideNamed', { reference: transfer.bankReference }),
        look: 'quiet',
        heading: t('dashboard.transfers.asideHeading'),
        intro: t('dashboard.transfers.asideIntro'),
        submit: t('dashboard.transfers.asideSubmit'),
        action: props.actions.putAside,
        fields: [
          {
            type: 'text',
            name: 'reason',
            label: t('dashboard.transfers.reason'),
            wrong: t('dashboard.transfers.reasonWrong'),
            maxChars: MAX_DISMISSAL_CHARS,
          },
        ],
      }}
    />
  );
}

interface Asked {
  readonly open: string;
  readonly openName: string;
  readonly look: NonNullable<DialogFormProps['look']>;
  readonly heading: string;
  readonly intro: string;
  readonly submit: string;
  readonly action: FormAction;
  readonly fields?: readonly FieldSpec[];
  readonly hidden?: HiddenFields;
}

/** A dialog about a transfer: its form carries which one, and how it stood when it was drawn. */
function TransferDialog({ transfer, view, page, asked }: Props & { asked: Asked }): ReactNode {
  const { fields = [], hidden = {}, open, openName, look, heading } = asked;
  return (
    <DialogForm
      // What was just done closes it; a page that was only refreshed leaves it as it is.
      key={view.doneKey}
      {...{ open, openName, look, heading }}
      intro={<p>{asked.intro}</p>}
      close={page.words.t('dashboard.form.close')}
      form={{
        action: asked.action,
        hidden: {
          ...page.hidden,
          transfer: transfer.id,
          seen: transfer.state,
          show: view.show,
          ...hidden,
        },
        fields,
        submit: asked.submit,
        words: formWords(page.words),
        refusals: refusalWords(page.words),
        refused: null,
      }}
    />
  );
}
