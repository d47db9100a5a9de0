import type { CheckoutSummary, Receipt } from '#lib/domain/checkout-view.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { PageContext } from '../checkout-actions.ts';
import { ClockIcon, TickIcon } from '../icons.tsx';
import { instrumentName } from '../instrument-name.ts';
import { EmbedComplete } from '../islands/embed-complete.tsx';
import { PaidRedirect } from '../islands/paid-redirect.tsx';
import { merchantName } from '../merchant-name.ts';
import { OwedNotices, WatchRefunds } from '../owed-notices.tsx';
import { ReceiptLine } from '../receipt-line.tsx';
import { Shell } from '../shell.tsx';
import { StatePanel } from '../state-panel.tsx';
import { topOf } from '../top-of.ts';
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
  const isHeld = receipt.hold?.taken === false;
  const saved = summary.purpose === 'setup';
  // What the shopper has to read must not be taken away by a redirect.
  const leaves = receipt.fresh && !receipt.late && receipt.owed.length === 0;
  return (
    <Shell summary={summary} page={page} amount="none" shopHref={receipt.returnUrl}>
      <StatePanel
        tone="good"
        icon={<TickIcon />}
        heading={t(saved ? 'setup.doneHeading' : isHeld ? 'held.heading' : 'paid.heading')}
        sentence={
          <p>{saved ? t('setup.doneBody', { merchant }) : sentence(receipt, merchant, words)}</p>
        }
      >
        {receipt.message == null ? null : <p className="paid-message">{receipt.message}</p>}
        <dl className="receipt">
          {saved ? null : (
            <ReceiptLine label={t(isHeld ? 'held.amount' : 'paid.amount')} strong>
              {words.money(receipt.amount)}
            </ReceiptLine>
          )}
          <ReceiptLine label={t(saved ? 'setup.doneCard' : isHeld ? 'held.method' : 'paid.method')}>
            {instrumentName(receipt.method, receipt.instrument, words)}
          </ReceiptLine>
          <ReceiptLine label={t('paid.reference')}>{receipt.reference}</ReceiptLine>
          <ReceiptLine label={t('paid.time')}>
            <time dateTime={receipt.paidAt.toISOString()}>{words.dateTime(receipt.paidAt)}</time>
            {words.locale === 'en' ? ' ' : ''}
            <span className="text-quiet">{t('paid.hongKongTime')}</span>
          </ReceiptLine>
        </dl>
        {receipt.late ? (
          <div className="notice">
            <ClockIcon size={20} />
            <p>{t(saved ? 'setup.late' : 'paid.late', { merchant })}</p>
          </div>
        ) : null}
        <OwedNotices owed={receipt.owed} merchant={merchant} words={words} />
        {receipt.returnUrl === null ? (
          <Done summary={summary} words={words} />
        ) : (
          <>
            <a className="button-primary" href={receipt.returnUrl} target={topOf(summary)}>
              {t('shell.backTo', { merchant })}
            </a>
            {leaves && summary.embed === null ? (
              <GoBackWithoutScript returnUrl={receipt.returnUrl} />
            ) : null}
            {leaves && summary.embed?.redirectOnCompletion !== 'never' ? (
              <PaidRedirect
                statusUrl={statusUrlFor(page, receipt.attemptId)}
                returnUrl={receipt.returnUrl}
                paidAtMs={receipt.paidAt.getTime()}
                template={words.template('paid.goingBack')}
              />
            ) : null}
          </>
        )}
      </StatePanel>
      {summary.embed === null ? null : (
        <EmbedComplete
          parentOrigins={summary.embed.parentOrigins}
          sessionId={summary.sessionId}
          statusUrl={statusUrlFor(page, receipt.attemptId)}
          paidAtMs={receipt.paidAt.getTime()}
          returnUrl={
            leaves && summary.embed.redirectOnCompletion === 'always' ? receipt.returnUrl : null
          }
        />
      )}
      <WatchRefunds page={page} attemptId={receipt.attemptId} shown="paid" owed={receipt.owed} />
    </Shell>
  );
}

/** Whether the money was taken, of what was held how much, or that it is held only. */
function sentence({ hold, amount }: Receipt, merchant: string, words: Words): string {
  if (hold == null) return words.t('paid.body', { merchant });
  if (!hold.taken) return words.t('held.body', { merchant, amount: words.money(amount) });
  return hold.amount.amountMinor === amount.amountMinor
    ? words.t('held.takenBody', { merchant })
    : words.t('held.partBody', { merchant, held: words.money(hold.amount) });
}

/** In the shop's own page there is nothing to close. */
function Done(props: { summary: CheckoutSummary; words: Words }) {
  if (props.summary.embed !== null) return null;
  return <p className="state-quiet">{props.words.t('paid.done')}</p>;
}

function GoBackWithoutScript(props: { returnUrl: string }) {
  return (
    <noscript>
      <meta httpEquiv="refresh" content={`${NO_SCRIPT_REDIRECT_SECONDS};url=${props.returnUrl}`} />
    </noscript>
  );
}
