import type { LinkView } from '#lib/domain/link-view.ts';
import { ClockIcon } from '../checkout/icons.tsx';
import { contactHref } from '../checkout/contact-href.ts';
import { merchantName } from '../checkout/merchant-name.ts';
import { StatePanel } from '../checkout/state-panel.tsx';
import type { LinkPageContext } from './link-page.tsx';
import { ClosedOrder } from './link-order.tsx';
import { LinkShell } from './link-shell.tsx';

/** A link that opens nothing: why, that nothing was charged, and what the merchant has to say. */
export function ClosedLink(props: { view: LinkView; page: LinkPageContext }) {
  const { view, page } = props;
  const { t } = page.words;
  const merchant = merchantName(view.merchant, page.locale);
  const { standing } = view;
  if (standing === 'open') return null;
  const contact = contactHref(view.merchant);
  return (
    <LinkShell view={view} page={page} order={<ClosedOrder view={view} />}>
      <StatePanel
        tone="neutral"
        icon={<ClockIcon />}
        heading={t(`link.closed.${standing}.heading`)}
        sentence={<p>{t(`link.closed.${standing}.body`, { merchant })}</p>}
      >
        {view.inactiveMessage === null ? null : (
          <figure className="link-message">
            <figcaption>{t('link.message', { merchant })}</figcaption>
            <blockquote>{view.inactiveMessage}</blockquote>
          </figure>
        )}
        <div className="state-actions">
          {standing === 'full' ? (
            <a className="button-primary" href={page.href}>
              {t('link.tryAgain')}
            </a>
          ) : null}
          {contact === null ? null : (
            <a className={standing === 'full' ? 'button-quiet' : 'button-secondary'} href={contact}>
              {t('shell.contact', { merchant })}
            </a>
          )}
        </div>
      </StatePanel>
    </LinkShell>
  );
}
