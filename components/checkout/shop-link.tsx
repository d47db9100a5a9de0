import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { merchantName } from './merchant-name.ts';

/** The way back to the shop, where the merchant gave one. */
export function ShopLink(props: {
  summary: CheckoutSummary;
  words: Words;
  className: 'button-primary' | 'button-secondary' | 'button-quiet';
}) {
  const { summary, words } = props;
  if (summary.cancelUrl === null) return null;
  return (
    <a className={props.className} href={summary.cancelUrl}>
      {words.t('shell.backTo', { merchant: merchantName(summary.merchant, words.locale) })}
    </a>
  );
}
