import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { MessageKey } from '#lib/i18n/translator.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import type { PageContext } from '../checkout-actions.ts';
import { UndoIcon } from '../icons.tsx';
import { Shell } from '../shell.tsx';
import { ShopLink } from '../shop-link.tsx';
import { StatePanel } from '../state-panel.tsx';
import { Waiting } from '../waiting.tsx';

type CanceledView = Extract<AttemptView, { state: 'canceled' }>;

/** Given up by the shopper. Money they sent themselves may still arrive, and the page watches for it. */
export function CanceledState(props: { view: CanceledView; page: PageContext }) {
  const { view, page } = props;
  const { words } = page;
  return (
    <Shell summary={view.summary} page={page} amount="line">
      <StatePanel
        tone="neutral"
        icon={<UndoIcon />}
        heading={words.t(isSetup(view) ? 'setup.declinedHeading' : 'canceled.heading')}
        sentence={<p>{words.t(sentenceKey(view))}</p>}
      >
        {view.sessionOpen ? (
          <a className="button-primary" href={page.basePath}>
            {words.t(isSetup(view) ? 'declined.tryAgain' : 'canceled.action')}
          </a>
        ) : (
          <ShopLink summary={view.summary} words={words} className="button-primary" />
        )}
      </StatePanel>
      <Waiting
        page={page}
        attemptId={view.attemptId}
        shown="canceled"
        sessionOpen={view.sessionOpen}
      />
    </Shell>
  );
}

function isSetup({ summary }: CanceledView): boolean {
  return summary.purpose === 'setup';
}

function sentenceKey(view: CanceledView): MessageKey {
  if (isSetup(view)) return view.sessionOpen ? 'setup.declinedBody' : 'canceled.pullOver';
  const { direction } = METHODS[view.method];
  return view.sessionOpen ? `canceled.${direction}` : `canceled.${direction}Over`;
}
