import type { ReactNode } from 'react';
import type { LinkView } from '#lib/domain/link-view.ts';
import { MerchantBar } from '../checkout/merchant-bar.tsx';
import { SmallPrint } from '../checkout/small-print.tsx';
import type { LinkPageContext } from './link-page.tsx';

/** The frame of a payment link's page, as a session's pages have it: whose it is and what for, then what to do. */
export function LinkShell(props: {
  view: LinkView;
  page: LinkPageContext;
  order: ReactNode;
  children: ReactNode;
}) {
  const { view, page } = props;
  // In no merchant's frame: links open sessions in the whole window.
  const summary = { merchant: view.merchant, embed: null };
  return (
    <>
      {view.livemode ? null : <aside className="test-band">{page.words.t('shell.testMode')}</aside>}
      <div className="shell">
        <header className="shell-side">
          <div className="shell-inner">
            <MerchantBar summary={summary} page={page} shopHref={null} />
            {props.order}
          </div>
        </header>
        <main className="shell-main">
          <div className="shell-inner">
            {props.children}
            <SmallPrint summary={summary} page={page} cardOffered={false} />
          </div>
        </main>
      </div>
    </>
  );
}
