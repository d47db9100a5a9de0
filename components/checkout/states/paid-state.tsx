import type { ReactNode } from 'react';
import type { CheckoutSummary, Receipt } from '#lib/domain/checkout-view.ts';
import type { PageContext } from '../checkout-actions.ts';
import { TickIcon } from '../icons.tsx';
import { instrumentName } from '../instrument-name.ts';
import { PaidRedirect } from '../islands/paid-redirect.tsx';
import { merchantName } from '../merchant-name.ts';
import { Shell } from '../shell.tsx';
import { StatePanel } from '../state-panel.tsx';
import { statusUrlFor } from '../waiting.tsx';

/** With JavaScript off the browser goes back by itself; by then the merchant has had its time. */
const NO_SCRIPT_REDIRECT_SECONDS = 4;

/** The receipt. It stays at this address, for whoever asks later whether they paid. */
export function PaidState(props: {
  summary: CheckoutSummary;
  receipt: Receipt;
  page: PageContext;
}) {
  const { summary, receipt, page } = props;
  const { words } = page;
  const { t } = words;
  const merchant = merchantName(summary.merchant, page.locale);
  return (
    <Shell summary={summary} page={page} amount="none" shopHref={receipt.returnUrl}>
      <StatePanel
        tone="good"
        icon={<TickIcon />}
        heading={t('paid.heading')}
        sentence={<p>{t('paid.body', { merchant })}</p>}
      >
        <dl className="receipt">
          <Line label={t('paid.amount')} strong>
            {words.money(receipt.amount)}
          </Line>
          <Line label={t('paid.method')}>
            {instrumentName(receipt.method, receipt.instrument, words)}
          </Line>
          <Line label={t('paid.reference')}>{receipt.reference}</Line>
          <Line label={t('paid.time')}>
            <time dateTime={receipt.paidAt.toISOString()}>{words.dateTime(receipt.paidAt)}</time>{' '}
            <span className="text-quiet">({t('paid.hongKongTime')})</span>
          </Line>
        </dl>
        {receipt.returnUrl === null ? (
          <p className="state-quiet">{t('paid.done')}</p>
        ) : (
          <>
            <a className="button-primary" href={receipt.returnUrl}>
              {t('shell.backTo', { merchant })}
            </a>
            {receipt.fresh ? <GoBackWithoutScript returnUrl={receipt.returnUrl} /> : null}
            <PaidRedirect
              statusUrl={statusUrlFor(page, receipt.attemptId)}
              returnUrl={receipt.returnUrl}
              paidAtMs={receipt.paidAt.getTime()}
              template={words.template('paid.goingBack')}
            />
          </>
        )}
      </StatePanel>
    </Shell>
  );
}

function Line(props: { label: string; strong?: boolean; children: ReactNode }) {
  return (
    <div className="receipt-line">
      <dt>{props.label}</dt>
      <dd className={props.strong === true ? 'receipt-strong' : undefined}>{props.children}</dd>
    </div>
  );
}

function GoBackWithoutScript(props: { returnUrl: string }) {
  return (
    <noscript>
      <meta httpEquiv="refresh" content={`${NO_SCRIPT_REDIRECT_SECONDS};url=${props.returnUrl}`} />
    </noscript>
  );
}
