import type { CheckoutSummary, ExpressOffer } from '#lib/domain/checkout-view.ts';
import type { CheckoutActions, PageContext } from './checkout-actions.ts';
import { ExpressSlot } from './islands/express-slot.tsx';
import { merchantName } from './merchant-name.ts';

/** The place of the browser's own wallet: empty, and of no height, for whoever has none. */
export function ExpressPanel(props: {
  summary: CheckoutSummary;
  offer: ExpressOffer;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { summary, offer, page } = props;
  const { t } = page.words;
  return (
    <ExpressSlot
      methods={offer.methods}
      settings={offer.settings}
      amountMinor={Number(summary.total.amountMinor)}
      currency={summary.total.currency.toLowerCase()}
      locale={page.locale}
      nonce={page.nonce}
      basePath={page.basePath}
      statusUrl={page.statusUrl}
      merchant={merchantName(summary.merchant, page.locale)}
      action={props.actions.payByCard}
      words={{
        canceled: t('express.canceled'),
        failed: t('express.failed'),
        checking: t('card.checking'),
        refused: {
          invalid_form: t('card.refused.invalid_form'),
          not_allowed: t('express.notAllowed'),
          session_over: t('card.refused.session_over'),
          too_many: t('card.refused.too_many'),
          try_again: t('card.refused.try_again'),
          card_over: t('card.refused.card_over'),
          wait: page.words.template('card.refused.wait'),
        },
      }}
    />
  );
}
