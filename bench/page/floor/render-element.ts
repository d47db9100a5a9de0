import { LOCALE, type OpenView } from '../praya-under-test.ts';
import { Markup, html } from './html.ts';

/**
 * The provider's Payment Element and nothing else, as its documentation shows it: the script, a
 * container, and a few lines that mount the same element as ours. Throws when the session takes no card.
 */
export function renderElement(view: OpenView, facts: { nonce: string }): string {
  const { card, summary } = view;
  if (card === null || card.scriptUrl === null) throw new Error('The session has no card fields.');
  const settings = {
    key: card.publishableKey,
    locale: LOCALE,
    options: {
      mode: 'payment',
      amount: Number(summary.total.amountMinor),
      currency: summary.total.currency.toLowerCase(),
      allowedPaymentMethodTypes: ['card'],
    },
  };
  return `<!doctype html>${html`<html lang="${LOCALE}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Payment Element</title>
      <script src="${card.scriptUrl}" nonce="${facts.nonce}"></script>
    </head>
    <body>
      <div id="element"></div>
      <script nonce="${facts.nonce}">
        ${new Markup(mountScript(settings))};
      </script>
    </body>
  </html>`}`;
}

/** Says that the fields are ready as our page does, by the class of what holds them. */
function mountScript(settings: object): string {
  return `const settings = ${JSON.stringify(settings)};
const elements = Stripe(settings.key, { locale: settings.locale }).elements(settings.options);
const element = elements.create('payment', { layout: { type: 'tabs' } });
element.on('ready', () => { document.getElementById('element').className = 'card-element'; });
element.mount('#element');`;
}
