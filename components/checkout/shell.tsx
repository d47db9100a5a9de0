import type { ReactNode } from 'react';
import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PageContext } from './checkout-actions.ts';
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
  cardOffered?: boolean;
  children: ReactNode;
}) {
  const { summary, page } = props;
  const { words } = page;
  const payTo = words.t('shell.payTo', { merchant: merchantName(summary.merchant, page.locale) });
  const amount = (
    <>
      <span className="amount-label">{payTo}</span>{' '}
      <span className="amount">{words.money(summary.total)}</span>
    </>
  );
  return (
    <>
      {summary.livemode ? null : <aside className="test-band">{words.t('shell.testMode')}</aside>}
      <div className={`shell shell-amount-${props.amount}`}>
        <header className="shell-side">
          <div className="shell-inner">
            <MerchantBar summary={summary} page={page} />
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
            <SmallPrint summary={summary} page={page} cardOffered={props.cardOffered ?? false} />
          </div>
        </main>
      </div>
    </>
  );
}
