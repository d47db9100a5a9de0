import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PageContext } from './checkout-actions.ts';
import { contactHref } from './contact-href.ts';
import { LockIcon } from './icons.tsx';
import { merchantName } from './merchant-name.ts';

/** Who is paid, why a card is safe here, and where to ask. */
export function SmallPrint(props: {
  summary: CheckoutSummary;
  page: PageContext;
  /** The page asks for a card. */
  cardOffered: boolean;
}) {
  const { words, locale } = props.page;
  const { merchant } = props.summary;
  const name = merchantName(merchant, locale);
  const contact = contactHref(merchant);
  // Not in the frame's place: the shop's own pages may refuse to be in one.
  const apart = props.summary.embed === null ? {} : { target: '_blank', rel: 'noopener' };
  return (
    <footer className="small-print">
      <p>{words.t('shell.payee', { merchant: name })}</p>
      {props.cardOffered ? (
        <p>
          <LockIcon />
          <span>{words.t('shell.cardSecurity')}</span>
        </p>
      ) : null}
      {contact === null && merchant.termsUrl === null ? null : (
        <ul>
          {contact === null ? null : (
            <li>
              <a href={contact} {...apart}>
                {words.t('shell.contact', { merchant: name })}
              </a>
            </li>
          )}
          {merchant.termsUrl === null ? null : (
            <li>
              <a href={merchant.termsUrl} target="_blank" rel="noopener">
                {words.t('shell.terms')}
              </a>
            </li>
          )}
        </ul>
      )}
    </footer>
  );
}
