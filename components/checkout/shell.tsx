import type { ReactNode } from 'react';
import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PageContext } from './checkout-actions.ts';
import { EmbedCancel } from './islands/embed-cancel.tsx';
import { MerchantBar } from './merchant-bar.tsx';
import { merchantName } from './merchant-name.ts';
import { OrderSummary } from './order-summary.tsx';
import { SmallPrint } from './small-print.tsx';

/**
 * The frame of every page of a session: the merchant and what is bought, then what to do. One order in
 * the document; side by side from 900 px.
 */
export function Shell(props: {
  summary: CheckoutSummary;
  page: PageContext;
  /**
   * The amount's place above the page on a phone: `heading` large and as the page's title, `line` in one
   * row above a state that has its own title, `none` where the state shows it itself.
   */
  amount: 'heading' | 'line' | 'none';
  /**
   * Where the shop's name leads; the merchant's `cancel_url` unless told. A shopper who has paid, or may
   * have, must not land where orders are cancelled.
   */
  shopHref?: string | null;
  cardOffered?: boolean;
  children: ReactNode;
}) {
  const { summary, page } = props;
  const { words } = page;
  const merchant = merchantName(summary.merchant, page.locale);
  // Only where there is something to pay is the shopper asked to.
  const label =
    props.amount === 'heading' ? words.t('shell.payTo', { merchant }) : words.t('summary.total');
  const amount =
    summary.purpose === 'setup' ? (
      <span className="amount-none">{words.t('setup.for', { merchant })}</span>
    ) : (
      <>
        <span className="amount-label">{label}</span>{' '}
        <span className="amount">{words.money(summary.total)}</span>
      </>
    );
  return (
    <>
      {summary.livemode ? null : <aside className="test-band">{words.t('shell.testMode')}</aside>}
      <div className={`shell shell-amount-${props.amount}`}>
        <header className="shell-side">
          <div className="shell-inner">
            <MerchantBar
              summary={summary}
              page={page}
              shopHref={props.shopHref === undefined ? summary.cancelUrl : props.shopHref}
            />
            <div className="shell-order">
              {props.amount === 'heading' ? (
                <h1 className="amount-block">{amount}</h1>
              ) : (
                <p className="amount-block">{amount}</p>
              )}
              <OrderSummary summary={summary} words={words} />
            </div>
          </div>
        </header>
        <main className="shell-main">
          <div className="shell-inner">
            {props.children}
            {summary.embed === null || props.shopHref !== undefined ? null : (
              <EmbedCancel
                parentOrigins={summary.embed.parentOrigins}
                label={words.t('shell.backTo', { merchant })}
              />
            )}
            <SmallPrint summary={summary} page={page} cardOffered={props.cardOffered ?? false} />
          </div>
        </main>
      </div>
    </>
  );
}
