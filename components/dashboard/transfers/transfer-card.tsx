import type { TransferState } from '#lib/domain/bank-transfer.ts';
import { compare, isZero } from '#lib/domain/money.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { type StateLook, StateTag } from '../list-frame.tsx';
import { MatchSuggestion, TransferDialogs } from './transfer-dialogs.tsx';
import type { ShownTransfer, Suggestion, TransfersProps } from './transfers-view.ts';

const LOOKS: Readonly<Record<TransferState, StateLook>> = {
  waiting: 'warn',
  put_aside: 'quiet',
  sent_back: 'quiet',
  paid: 'ok',
  twice: 'danger',
  wrong_amount: 'danger',
};

/** One transfer: what came in, what is the matter with it, and what can be done about it. */
export function TransferCard(props: TransfersProps & { transfer: ShownTransfer }) {
  const { transfer, page } = props;
  const { t, money, dateTime } = page.words;
  const { state, payer, description, payment, suggestions } = transfer;
  const amount = money(transfer.amount);
  return (
    <li className="dash-card transfer">
      <div className="transfer-top">
        <h2>
          {payer === null
            ? t('dashboard.transfers.nameless', { amount })
            : t('dashboard.transfers.name', { amount, payer })}
        </h2>
        <StateTag look={LOOKS[state]}>{t(`dashboard.transfers.state.${state}`)}</StateTag>
      </div>
      <p>{sentencesOf(transfer, page.words).join(page.locale === 'en' ? ' ' : '')}</p>
      <dl className="pay-facts">
        <div>
          <dt>{t('dashboard.transfers.received')}</dt>
          <dd>
            <time dateTime={transfer.receivedAt.toISOString()}>
              {dateTime(transfer.receivedAt)}
            </time>
          </dd>
        </div>
        <div>
          <dt>{t('dashboard.transfers.reference')}</dt>
          <dd>{referenceOf(transfer, page.words)}</dd>
        </div>
        {description === null ? null : (
          <div>
            <dt>{t('dashboard.transfers.text')}</dt>
            <dd>{description}</dd>
          </div>
        )}
      </dl>
      {payment === null ? null : (
        <p>
          <a className="transfer-link" href={`${page.basePath}/payments/${payment.intentId}`}>
            {payment.clientReferenceId === null
              ? t('dashboard.transfers.seeNameless')
              : t('dashboard.transfers.seePayment', { reference: payment.clientReferenceId })}
          </a>
        </p>
      )}
      {suggestions.length === 0 ? null : <Suggestions {...props} />}
      <TransferDialogs {...props} />
    </li>
  );
}

/** Confirmed by hand without the bank's name of it, it has one that says nothing to people. */
function referenceOf({ bankReference }: ShownTransfer, { t }: Words) {
  return bankReference.startsWith('praya:') ? (
    t('dashboard.transfers.byHand')
  ) : (
    <code>{bankReference}</code>
  );
}

/** What is true of it, and what is to be done where something is wrong. */
function sentencesOf(transfer: ShownTransfer, { t, money }: Words): readonly string[] {
  const { state, payment, returned } = transfer;
  switch (state) {
    case 'waiting':
      if (transfer.namedPayments > 1) return [t('dashboard.transfers.says.several')];
      return [
        t(
          transfer.suggestions.length === 0
            ? 'dashboard.transfers.says.nothing'
            : 'dashboard.transfers.says.waiting',
        ),
      ];
    case 'put_aside':
      return [
        t('dashboard.transfers.says.put_aside', { reason: transfer.dismissedBecause ?? '—' }),
      ];
    case 'sent_back':
      return [t('dashboard.transfers.says.sent_back')];
    case 'paid': {
      const said = t(
        transfer.late ? 'dashboard.transfers.says.late' : 'dashboard.transfers.says.paid',
      );
      return isZero(returned)
        ? [said]
        : [said, t('dashboard.transfers.says.partly', { returned: money(returned) })];
    }
    case 'twice':
    case 'wrong_amount': {
      const due = payment === null ? '' : money(payment.due);
      const isMore = payment !== null && compare(transfer.amount, payment.due) > 0;
      const wrong =
        state === 'twice'
          ? t('dashboard.transfers.says.twice')
          : t(isMore ? 'dashboard.transfers.says.more' : 'dashboard.transfers.says.less', { due });
      return isZero(returned)
        ? [wrong]
        : [wrong, t('dashboard.transfers.says.partly', { returned: money(returned) })];
    }
  }
}

function Suggestions(props: TransfersProps & { transfer: ShownTransfer }) {
  const { transfer, page } = props;
  const { t } = page.words;
  const heading = `suggested-${transfer.id}`;
  return (
    <section className="transfer-suggested" aria-labelledby={heading}>
      <h3 id={heading}>{t('dashboard.transfers.suggested')}</h3>
      <ul className="dash-list">
        {transfer.suggestions.map((suggestion) => {
          const { clientReferenceId, reference, intentId } = suggestion;
          const payment = clientReferenceId ?? reference ?? intentId;
          return (
            <li key={suggestion.attemptId}>
              <span className="dash-list-text">
                <a className="dash-row-link" href={`${page.basePath}/payments/${intentId}`}>
                  {payment}
                </a>
                <span>{expectedOf(suggestion, page.words)}</span>
              </span>
              {mayDo(page.shop.role, 'transfers.decide') ? (
                <MatchSuggestion {...props} suggestion={suggestion} payment={payment} />
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function expectedOf({ status, claimedAt, createdAt }: Suggestion, { t, dateTime }: Words): string {
  return t(`dashboard.transfers.expected.${status}`, { date: dateTime(claimedAt ?? createdAt) });
}
