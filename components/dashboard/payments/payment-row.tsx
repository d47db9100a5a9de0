import { MethodMark } from '#components/checkout/method-mark.tsx';
import type { ListedPayment } from '#lib/domain/listed-payment.ts';
import type { PaymentState } from '#lib/domain/payment-state.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { StateTag } from '../list-frame.tsx';

const LOOKS: Readonly<Record<PaymentState, Parameters<typeof StateTag>[0]['look']>> = {
  paid: 'ok',
  partially_refunded: 'quiet',
  refunded: 'quiet',
  authorized: 'warn',
  waiting: 'quiet',
  declined: 'danger',
  expired: 'quiet',
  canceled: 'quiet',
  unknown: 'warn',
  wrong_amount: 'warn',
};

/** One payment: the whole row leads to its page. */
export function PaymentRow({ payment, page }: { payment: ListedPayment; page: DashboardPage }) {
  const { words } = page;
  const { t, money, dateTime } = words;
  return (
    <li>
      <a className="pay-row" href={`${page.basePath}/payments/${payment.id}`}>
        <span className="pay-amount">{money(payment.amount)}</span>
        <span className="pay-state">
          <StateTag look={LOOKS[payment.state]}>
            {t(`dashboard.payments.status.${payment.state}`)}
          </StateTag>
          {flagsOf(payment, words).map((flag) => (
            <StateTag key={flag} look="warn">
              {flag}
            </StateTag>
          ))}
          {payment.failureCode === null ? null : (
            <span className="pay-quiet">{words.failure(payment.failureCode).title}</span>
          )}
        </span>
        <span className="pay-method">
          <Method payment={payment} words={words} />
        </span>
        <span className="pay-what">
          <span className="pay-name">{nameOf(payment, words)}</span>
          {payment.email === null ? null : <span className="pay-quiet">{payment.email}</span>}
        </span>
        <time className="pay-when" dateTime={payment.createdAt.toISOString()}>
          {dateTime(payment.createdAt)}
        </time>
      </a>
    </li>
  );
}

/** What is true of it besides its state. */
function flagsOf(payment: ListedPayment, { t }: Words): readonly string[] {
  return [
    ...(payment.disputed ? [t('dashboard.payments.disputedFlag')] : []),
    ...(payment.wrongAmount && payment.state !== 'wrong_amount'
      ? [t('dashboard.payments.wrongFlag')]
      : []),
    ...(payment.needsLook && payment.state !== 'unknown' ? [t('dashboard.payments.lookFlag')] : []),
  ];
}

function Method({ payment, words }: { payment: ListedPayment; words: Words }) {
  const { method, card } = payment;
  if (method === null) {
    return <span className="pay-quiet">{words.t('dashboard.payments.untried')}</span>;
  }
  return (
    <>
      <MethodMark method={method} />
      <span>
        {words.methodName(method)}
        {card.last4 === undefined ? null : (
          <span className="pay-quiet">
            {words.t('dashboard.payments.cardEnding', {
              brand: brandName(card.brand),
              last4: card.last4,
            })}
          </span>
        )}
      </span>
    </>
  );
}

/** Providers write brands in small letters. */
function brandName(brand = ''): string {
  return brand.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** What the shop knows it by: its own reference, else what was sold. */
function nameOf({ reference, bought, description }: ListedPayment, { t }: Words): string {
  if (reference !== null && reference !== '') return reference;
  if (bought === null) return description ?? t('dashboard.payments.noReference');
  const { name, others } = bought;
  return others === 0 ? name : t('dashboard.payments.others', { name, count: others });
}
