import { MethodMark } from '#components/checkout/method-mark.tsx';
import type { ListedPayment } from '#lib/domain/listed-payment.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { StateTag } from '../list-frame.tsx';
import { STATE_LOOKS, cardEnding } from './payment-words.ts';

/** One payment: the whole row leads to its page. */
export function PaymentRow({ payment, page }: { payment: ListedPayment; page: DashboardPage }) {
  const { words } = page;
  const { t, money, dateTime } = words;
  return (
    <li>
      <a className="pay-row" href={`${page.basePath}/payments/${payment.id}`}>
        <span className="pay-amount">{money(payment.amount)}</span>
        <span className="pay-state">
          <StateTag look={STATE_LOOKS[payment.state]}>
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
  const ending = cardEnding(card, words);
  return (
    <>
      <MethodMark method={method} />
      <span>
        {words.methodName(method)}
        {ending === null ? null : <span className="pay-quiet">{ending}</span>}
      </span>
    </>
  );
}

/** What the shop knows it by: its own reference, else what was sold. */
function nameOf({ reference, bought, description }: ListedPayment, { t }: Words): string {
  if (reference !== null && reference !== '') return reference;
  if (bought === null) return description ?? t('dashboard.payments.noReference');
  const { name, others } = bought;
  return others === 0 ? name : t('dashboard.payments.others', { name, count: others });
}
