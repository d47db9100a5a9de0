import type { LinkRefusal, LinkView } from '#lib/domain/link-view.ts';
import type { PageContext } from '../checkout/checkout-actions.ts';
import { CustomEntry, type EntryPage } from '../checkout/custom-entry.tsx';
import { AlertIcon } from '../checkout/icons.tsx';
import { ClosedLink } from './closed-link.tsx';
import { AmountEntry, QuantityEntry } from './entries.tsx';
import { LinkOrder } from './link-order.tsx';
import { LinkShell } from './link-shell.tsx';

/** What a link's page knows besides the link. */
export interface LinkPageContext
  extends EntryPage, Pick<PageContext, 'words' | 'locale' | 'otherLocale'> {
  readonly formToken: string;
  /** This page with what its address carries. */
  readonly href: string;
  /** What goes with the form besides what is entered: `client_reference_id` and the like. */
  readonly notes: Readonly<Record<string, string>>;
  readonly refused: LinkRefusal | null;
  /** How long a place is kept, in minutes; null: the link has no limit. */
  readonly placeKeptMinutes: number | null;
}

/**
 * A payment link before there is a session: what is paid for, and what only the shopper can say. One plain
 * form that needs no script.
 */
export function LinkPage(props: { view: LinkView; page: LinkPageContext }) {
  const { view, page } = props;
  if (view.standing !== 'open') return <ClosedLink view={view} page={page} />;
  return (
    <LinkShell view={view} page={page} order={<LinkOrder view={view} page={page} />}>
      <Notice page={page} />
      <form method="post" action={`/api/links/${view.code}`} className="link-form">
        <input type="hidden" name="form_token" value={page.formToken} />
        <input type="hidden" name="locale" value={page.locale} />
        {Object.entries(page.notes).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {view.items.map((item) => (
          <ItemEntries key={item.quantityField} item={item} view={view} page={page} />
        ))}
        {view.customFields.map((field) => (
          <CustomEntry key={field.name} field={field} page={page} />
        ))}
        <p className="link-next">{page.words.t('link.next')}</p>
        {page.placeKeptMinutes === null ? null : (
          <p className="link-next">
            {page.words.t('link.holds', { minutes: page.placeKeptMinutes })}
          </p>
        )}
        <div className="submit-bar">
          <button type="submit" className="button-primary">
            {page.words.t(view.submitType === 'donate' ? 'link.continueDonation' : 'link.continue')}
          </button>
        </div>
      </form>
    </LinkShell>
  );
}

function ItemEntries(props: {
  item: LinkView['items'][number];
  view: LinkView;
  page: LinkPageContext;
}) {
  const { item, view, page } = props;
  return (
    <>
      {item.amountBounds === null ? null : (
        <AmountEntry item={item} donation={view.submitType === 'donate'} page={page} />
      )}
      {item.quantityBounds === null ? null : (
        <QuantityEntry item={item} alone={view.items.length === 1} page={page} />
      )}
    </>
  );
}

function Notice({ page }: { page: LinkPageContext }) {
  const { t } = page.words;
  const wrong = Object.keys(page.problems).length > 0;
  if (page.refused === null && !wrong) return null;
  return (
    <div className="notice notice-bad" role="alert">
      <AlertIcon size={20} />
      <div>
        {page.refused === null ? (
          <p className="notice-title">{t('link.check')}</p>
        ) : (
          <>
            <p className="notice-title">{t('link.refused.title')}</p>
            <p>{t(`link.refused.${page.refused}`)}</p>
          </>
        )}
      </div>
    </div>
  );
}
