import { largeRefundFrom } from '#lib/domain/large-refund.ts';
import { type Money, compare } from '#lib/domain/money.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import type { PaymentOptions } from '#lib/domain/payment-detail.ts';
import { REFUND_REASONS } from '#lib/domain/refund-reason.ts';
import type { FieldSpec } from '../islands/field-schema.ts';
import { PaymentDialog, amountField } from './payment-dialog.tsx';
import type { PaymentProps } from './payment-view.ts';

/** What may be done about a payment, by its state and the operator's role; nothing where there is nothing. */
export function PaymentActionBar(props: PaymentProps) {
  const { view, page } = props;
  const { can } = view.detail;
  const may = (action: Parameters<typeof mayDo>[1]) => mayDo(page.shop.role, action);
  const [expected] = can.confirm;
  const shown = [
    may('payments.capture') && can.capture !== null ? (
      <Capture key="capture" {...props} held={can.capture} />
    ) : null,
    may('transfers.decide') && expected !== undefined ? (
      <Confirm key="confirm" {...props} expected={expected} />
    ) : null,
    may('transfers.decide') && expected?.claimed === true ? (
      <Reject key="reject" {...props} expected={expected} />
    ) : null,
    may('payments.refund') && can.refund !== null ? (
      <Refund key="refund" {...props} left={can.refund} />
    ) : null,
    may('payments.refund') && can.recordReturn !== null ? (
      <RecordReturn key="return" {...props} paid={can.recordReturn} />
    ) : null,
    may('payments.cancel') && can.cancel ? <Cancel key="cancel" {...props} /> : null,
  ].filter((one) => one !== null);
  if (shown.length === 0) return null;
  return (
    <section className="pay-actions" aria-label={page.words.t('dashboard.payment.actions.heading')}>
      {shown}
    </section>
  );
}

function Refund(props: PaymentProps & { left: Money }) {
  const { view, page, actions, left } = props;
  const { t, money } = page.words;
  const large = largeRefundFrom(left.currency);
  const limit = money(large);
  const canBeLarge = compare(view.detail.money.received, large) >= 0;
  const mayBeLarge = mayDo(page.shop.role, 'payments.refund_large');
  const largeWords = mayBeLarge ? 'refundLarge' : 'large';
  return (
    <PaymentDialog
      {...props}
      asked={{
        open: t('dashboard.payment.actions.refund'),
        heading: t('dashboard.payment.actions.refundHeading'),
        intro: (
          <>
            <p>{t('dashboard.payment.actions.refundIntro', { left: money(left) })}</p>
            {canBeLarge ? <p>{t(`dashboard.payment.actions.${largeWords}`, { limit })}</p> : null}
          </>
        ),
        submit: t('dashboard.payment.actions.refundSubmit'),
        action: actions.refund,
        hidden: { refund: view.refundKey },
        isFinal: true,
        fields: [
          amountField(left, 'amount', {
            label: t('dashboard.payment.actions.amount'),
            wrong: t('dashboard.payment.actions.amountWrong'),
          }),
          {
            type: 'select',
            name: 'reason',
            label: t('dashboard.payment.actions.reason'),
            wrong: t('dashboard.payment.actions.reason'),
            optional: true,
            value: '',
            choices: [
              { value: '', label: t('dashboard.payment.actions.reasons.none') },
              ...REFUND_REASONS.map((value) => ({
                value,
                label: t(`dashboard.payment.actions.reasons.${value}`),
              })),
            ],
          },
        ],
      }}
    />
  );
}

function Capture(props: PaymentProps & { held: Money }) {
  const { page, actions, held } = props;
  const { t, money } = page.words;
  return (
    <PaymentDialog
      {...props}
      asked={{
        open: t('dashboard.payment.actions.capture'),
        look: 'primary',
        heading: t('dashboard.payment.actions.captureHeading'),
        intro: <p>{t('dashboard.payment.actions.captureIntro', { held: money(held) })}</p>,
        submit: t('dashboard.payment.actions.captureSubmit'),
        action: actions.capture,
        fields: [
          amountField(held, 'capture', {
            label: t('dashboard.payment.actions.amount'),
            wrong: t('dashboard.payment.actions.amountWrong'),
          }),
        ],
      }}
    />
  );
}

function Cancel(props: PaymentProps) {
  const { view, page, actions } = props;
  const { t, money } = page.words;
  const { held } = view.detail.money;
  return (
    <PaymentDialog
      {...props}
      asked={{
        open: t('dashboard.payment.actions.cancel'),
        heading: t('dashboard.payment.actions.cancelHeading'),
        intro: (
          <p>
            {held === null
              ? t('dashboard.payment.actions.cancelOpen')
              : t('dashboard.payment.actions.cancelHeld', { held: money(held) })}
          </p>
        ),
        submit: t('dashboard.payment.actions.cancelSubmit'),
        action: actions.cancel,
        isFinal: true,
      }}
    />
  );
}

type Expected = PaymentOptions['confirm'][number];

function Confirm(props: PaymentProps & { expected: Expected }) {
  const { view, page, actions, expected } = props;
  const { t, money } = page.words;
  const { amount } = view.detail;
  const reference = expected.reference ?? t('dashboard.payment.actions.noReference');
  return (
    <PaymentDialog
      {...props}
      asked={{
        open: t('dashboard.payment.actions.confirm'),
        look: 'primary',
        heading: t('dashboard.payment.actions.confirmHeading'),
        intro: (
          <p>{t('dashboard.payment.actions.confirmIntro', { amount: money(amount), reference })}</p>
        ),
        submit: t('dashboard.payment.actions.confirmSubmit'),
        action: actions.confirm,
        hidden: { attempt: expected.attemptId },
        fields: [
          amountField(amount, 'received', {
            label: t('dashboard.payment.actions.received'),
            wrong: t('dashboard.payment.actions.amountWrong'),
          }),
          bankReferenceField(props, { optional: true }),
          dayField(props, t('dashboard.payment.actions.receivedOn')),
        ],
      }}
    />
  );
}

function Reject(props: PaymentProps & { expected: Expected }) {
  const { view, page, actions, expected } = props;
  const { t, money } = page.words;
  const amount = money(view.detail.amount);
  const reference = expected.reference ?? t('dashboard.payment.actions.noReference');
  return (
    <PaymentDialog
      {...props}
      asked={{
        open: t('dashboard.payment.actions.reject'),
        heading: t('dashboard.payment.actions.rejectHeading'),
        intro: <p>{t('dashboard.payment.actions.rejectIntro', { amount, reference })}</p>,
        submit: t('dashboard.payment.actions.rejectSubmit'),
        action: actions.reject,
        hidden: { attempt: expected.attemptId },
        isFinal: true,
      }}
    />
  );
}

function RecordReturn(props: PaymentProps & { paid: NonNullable<PaymentOptions['recordReturn']> }) {
  const { page, actions, paid } = props;
  const { t, money } = page.words;
  return (
    <PaymentDialog
      {...props}
      asked={{
        open: t('dashboard.payment.actions.return'),
        heading: t('dashboard.payment.actions.returnHeading'),
        intro: <p>{t('dashboard.payment.actions.returnIntro', { left: money(paid.left) })}</p>,
        submit: t('dashboard.payment.actions.returnSubmit'),
        action: actions.recordReturn,
        hidden: { transfer: paid.transferId },
        fields: [
          amountField(paid.left, 'returned', {
            label: t('dashboard.payment.actions.amount'),
            wrong: t('dashboard.payment.actions.amountWrong'),
          }),
          bankReferenceField(props, { optional: false }),
          dayField(props, t('dashboard.payment.actions.returnedOn')),
        ],
      }}
    />
  );
}

function bankReferenceField(
  { page }: PaymentProps,
  { optional }: { optional: boolean },
): FieldSpec {
  const { t } = page.words;
  return {
    type: 'text',
    name: 'bank_reference',
    label: t('dashboard.payment.actions.bankReference'),
    wrong: t('dashboard.payment.actions.bankReferenceWrong'),
    maxChars: 100,
    ...(optional ? { optional, hint: t('dashboard.payment.actions.bankReferenceHint') } : {}),
  };
}

function dayField({ view, page }: PaymentProps, label: string): FieldSpec {
  const wrong = page.words.t('dashboard.payment.actions.dateWrong');
  return { type: 'date', name: 'day', label, wrong, value: view.today };
}
