import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PageContext } from './checkout-actions.ts';
import { ArrowLeftIcon } from './icons.tsx';
import { merchantName } from './merchant-name.ts';
import { topOf } from './top-of.ts';

/** Whose page this is, the way back to the shop, and the language switch. */
export function MerchantBar(props: {
  summary: CheckoutSummary;
  page: PageContext;
  /** Where the shop's name leads: out of the payment, or to the order once it is paid; null: nowhere. */
  shopHref: string | null;
}) {
  const { summary, page, shopHref } = props;
  const name = merchantName(summary.merchant, page.locale);
  const identity = (
    <>
      <Logo url={summary.merchant.logoUrl} name={name} />
      <span className="merchant-name">{name}</span>
    </>
  );
  return (
    <div className="merchant-bar">
      {shopHref === null ? (
        <span className="merchant-identity">{identity}</span>
      ) : (
        <a
          className="merchant-identity"
          href={shopHref}
          target={topOf(summary)}
          aria-label={page.words.t('shell.backTo', { merchant: name })}
        >
          <ArrowLeftIcon />
          {identity}
        </a>
      )}
      <a
        className="language-switch"
        href={page.otherLocale.href}
        hrefLang={page.otherLocale.lang}
        lang={page.otherLocale.lang}
      >
        {page.otherLocale.label}
      </a>
    </div>
  );
}

function Logo(props: { url: string | null; name: string }) {
  if (props.url !== null) {
    return <img className="merchant-logo" src={props.url} alt="" width="36" height="36" />;
  }
  const [initial = '·'] = props.name;
  return (
    <span className="merchant-logo merchant-initial" aria-hidden="true">
      {initial}
    </span>
  );
}
