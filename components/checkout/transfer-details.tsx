import type { Locale } from '#lib/i18n/locales.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { FpsDetails } from '#lib/fps/fps-details.ts';
import { CopyButton } from './islands/copy-button.tsx';

/** Payee, amount and reference of an FPS code, each to be copied into a bank app. */
export function TransferDetails(props: {
  details: FpsDetails;
  /** As it is shown on the page. */
  amount: string;
  locale: Locale;
  words: Words;
}) {
  const { details, amount, words } = props;
  const { proxy, reference } = details;
  return (
    <dl className="transfer">
      <TransferLine label={words.t('qr.payee')}>{payeeOf(details, props.locale)}</TransferLine>
      <TransferLine
        label={words.t(`qr.proxy.${proxy.kind}`)}
        copy={{ text: proxy.value, name: words.t(`qr.copyProxy.${proxy.kind}`) }}
        words={words}
      >
        {proxy.value}
      </TransferLine>
      <TransferLine
        label={words.t('paid.amount')}
        copy={{ text: plainAmount(amount), name: words.t('qr.copyAmount') }}
        words={words}
      >
        {amount}
      </TransferLine>
      {reference === null ? null : (
        <TransferLine
          label={words.t('paid.reference')}
          copy={{ text: reference, name: words.t('qr.copyReference') }}
          words={words}
        >
          {reference}
        </TransferLine>
      )}
    </dl>
  );
}

function TransferLine(props: {
  label: string;
  children: string;
  copy?: { readonly text: string; readonly name: string };
  words?: Words;
}) {
  const { copy, words } = props;
  return (
    <div className="transfer-line">
      <dt>{props.label}</dt>
      <dd>
        <span>{props.children}</span>
        {copy === undefined || words === undefined ? null : (
          <CopyButton
            text={copy.text}
            name={copy.name}
            label={words.t('qr.copy')}
            copied={words.t('qr.copied')}
          />
        )}
      </dd>
    </div>
  );
}

/** The account's own name: a bank app shows it before the payer confirms. */
function payeeOf({ payeeName, payeeNameZh, proxy }: FpsDetails, locale: Locale): string {
  const names = locale === 'en' ? [payeeName, payeeNameZh] : [payeeNameZh, payeeName];
  return names.find((name) => name !== null) ?? proxy.value;
}

/** `HK$1,234.50` as a bank app's amount field takes it: `1234.50`. */
export function plainAmount(amount: string): string {
  return amount.replace(/[^\d.]/g, '');
}
