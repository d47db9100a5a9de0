import { isZero } from '#lib/domain/money.ts';
import type { PaymentDetail } from '#lib/domain/payment-detail.ts';
import type { MessageKey } from '#lib/i18n/translator.ts';
import { type StateLook, StateTag } from '../list-frame.tsx';
import { STATE_LOOKS } from '../payments/payment-words.ts';
import { moneySentence } from './money-sentence.ts';
import { PaymentActionBar } from './payment-actions.tsx';
import { PaymentAttempts } from './payment-attempts.tsx';
import { PaymentBooks } from './payment-books.tsx';
import { PaymentEvents } from './payment-events.tsx';
import { PaymentFacts } from './payment-facts.tsx';
import { PaymentOrder } from './payment-order.tsx';
import { PaymentTimeline } from './payment-timeline.tsx';
import { PaymentRefunds, PaymentTransfers } from './payment-transfers.tsx';
import type { PaymentProps } from './payment-view.ts';

/** One payment: where its money is, what can be done about it, and everything that happened to it. */
export function PaymentPage(props: PaymentProps) {
  const { view, page } = props;
  const { detail } = view;
  const { t } = page.words;
  const tag = tagOf(detail);
  return (
    <>
      <div>
        <p className="dash-pages">
          <a href={`${page.basePath}/payments`}>{t('dashboard.payment.back')}</a>
        </p>
        <div className="pay-top">
          <h1 className="dash-title">
            {t('dashboard.payment.heading', { amount: page.words.money(detail.amount) })}
          </h1>
          <StateTag look={tag.look}>{t(tag.label)}</StateTag>
        </div>
        <p className="pay-sentence">{moneySentence(detail, page.words)}</p>
      </div>
      {view.done === null ? null : (
        <p className="notice" role="status">
          {t(`dashboard.payment.done.${view.done}`)}
        </p>
      )}
      {view.refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${view.refused}`)}
        </p>
      )}
      <PaymentActionBar {...props} />
      <PaymentFacts {...props} />
      <PaymentTimeline {...props} />
      <PaymentAttempts {...props} />
      <PaymentTransfers {...props} />
      <PaymentRefunds {...props} />
      <PaymentOrder {...props} />
      <PaymentEvents {...props} />
      <PaymentBooks {...props} />
    </>
  );
}

interface Tag {
  readonly look: StateLook;
  readonly label: MessageKey;
}

/** As the list has it, unless it is disputed: that is to be known first. */
function tagOf({ money, state }: PaymentDetail): Tag {
  return isZero(money.disputed)
    ? { look: STATE_LOOKS[state], label: `dashboard.payments.status.${state}` }
    : { look: 'danger', label: 'dashboard.payments.status.disputed' };
}
