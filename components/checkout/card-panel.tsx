import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import type { CardUsage } from '#lib/domain/saved-card.ts';
import type { CheckoutActions, PageContext } from './checkout-actions.ts';
import { CARD_ELEMENT_OPTIONS, cardOptions } from './card-options.ts';
import { EarlyCardScript } from './early-card/early-card-script.tsx';
import { CardSlot } from './islands/card-slot.tsx';
import { merchantName } from './merchant-name.ts';
import { PROVIDER_SCRIPT_URL } from './provider-script.ts';

/** What opens under "card": the provider's fields, or why they cannot be there. */
export function CardPanel(props: {
  summary: CheckoutSummary;
  card: BrowserSettings | null;
  /** The card is kept for later payments of this kind; null: it is not. */
  keeps: CardUsage | null;
  /** Card is the method chosen when the page arrives. */
  chosen: boolean;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { summary, card, page } = props;
  const { t } = page.words;
  const asked = {
    keeps: props.keeps,
    purpose: summary.purpose,
    amountMinor: Number(summary.total.amountMinor),
    currency: summary.total.currency.toLowerCase(),
    locale: page.locale,
  };
  if (card === null) return <p className="method-next">{t('card.refused.not_allowed')}</p>;
  return (
    <>
      <noscript>
        <p className="method-next">{t('card.needsScript')}</p>
      </noscript>
      <CardSlot
        chosen={props.chosen}
        settings={card}
        {...asked}
        nonce={page.nonce}
        basePath={page.basePath}
        statusUrl={page.statusUrl}
        askEmail={summary.customerEmail === null && summary.purpose === 'payment'}
        action={props.actions.payByCard}
        words={{
          loading: t('card.loading'),
          unavailable: t('card.unavailable'),
          retry: t('card.retry'),
          emailLabel: t('card.emailLabel'),
          emailOptional: `${page.locale === 'en' ? ' ' : ''}${t('card.emailOptional')}`,
          emailInvalid: t('card.emailInvalid'),
          checking: t('card.checking'),
          incomplete: t('card.incomplete'),
          pressedLoading: t('card.pressedLoading'),
          pressedFailed: t('card.pressedFailed'),
          refused: {
            invalid_form: t('card.refused.invalid_form'),
            not_allowed: t('card.refused.not_allowed'),
            session_over: t('card.refused.session_over'),
            too_many: t('card.refused.too_many'),
            try_again: t('card.refused.try_again'),
            card_over: t('card.refused.card_over'),
            wait: page.words.template('card.refused.wait'),
          },
        }}
      />
      {props.chosen ? (
        <EarlyCardScript
          nonce={page.nonce}
          settings={{
            publishableKey: card.publishableKey,
            scriptUrl: card.scriptUrl ?? PROVIDER_SCRIPT_URL,
            locale: page.locale,
            options: cardOptions(asked),
            elementOptions: CARD_ELEMENT_OPTIONS,
          }}
        />
      ) : null}
      {props.keeps === null ? null : (
        <p className="card-kept">
          {t(summary.purpose === 'setup' ? 'setup.kept' : 'card.kept', {
            merchant: merchantName(summary.merchant, page.locale),
          })}
        </p>
      )}
    </>
  );
}
