import type { DashboardPage } from '../dashboard-page.ts';
import { CodeBlock, DevelopersFrame, developersHref } from './developers-frame.tsx';

export interface StartView {
  /** Where this Praya is: `https://pay.example.hk`. */
  readonly origin: string;
  /** What keys of this mode begin with. */
  readonly keyPrefix: string;
}

/** The ways to take a payment, with the addresses of this Praya in them. */
export function StartPage({ view, page }: { view: StartView; page: DashboardPage }) {
  const { t } = page.words;
  return (
    <DevelopersFrame
      page={page}
      part="/start"
      heading={t('dashboard.developers.start.heading')}
      intro={t(`dashboard.developers.start.intro.${page.mode}`)}
    >
      <section className="dash-card" aria-labelledby="key">
        <h2 id="key">{t('dashboard.developers.start.key')}</h2>
        <p>{t(`dashboard.developers.start.keyIntro.${page.mode}`, { prefix: view.keyPrefix })}</p>
        <p>
          <a href={developersHref(page, '/keys')}>{t('dashboard.developers.keys.heading')}</a>
        </p>
      </section>
      <section className="dash-card" aria-labelledby="sdk">
        <h2 id="sdk">{t('dashboard.developers.start.sdk')}</h2>
        <p>{t('dashboard.developers.start.sdkIntro')}</p>
        <CodeBlock>{sdkCode(view)}</CodeBlock>
      </section>
      <section className="dash-card" aria-labelledby="link">
        <h2 id="link">{t('dashboard.developers.start.link')}</h2>
        <p>{t('dashboard.developers.start.linkIntro', { address: `${view.origin}/l/…` })}</p>
        <p>
          <a href={`${page.basePath}/links`}>{t('dashboard.shell.links')}</a>
        </p>
      </section>
      <section className="dash-card" aria-labelledby="script">
        <h2 id="script">{t('dashboard.developers.start.script')}</h2>
        <p>{t('dashboard.developers.start.scriptIntro')}</p>
        <CodeBlock>
          {`<script src="${view.origin}/checkout.js" data-link="tea-2026"></script>`}
        </CodeBlock>
      </section>
      <section className="dash-card" aria-labelledby="hear">
        <h2 id="hear">{t('dashboard.developers.start.hear')}</h2>
        <p>{t('dashboard.developers.start.hearIntro')}</p>
        <p>
          <a href={developersHref(page, '/webhooks')}>
            {t('dashboard.developers.webhooks.heading')}
          </a>
        </p>
        {page.mode === 'test' ? (
          <>
            <p>{t('dashboard.developers.start.listen')}</p>
            <CodeBlock>
              {`npm run listen -- --app ${view.origin} --key ${view.keyPrefix}… --forward-to localhost:4242/webhooks\n` +
                `npm run trigger -- payment_intent.succeeded --app ${view.origin} --key ${view.keyPrefix}…`}
            </CodeBlock>
          </>
        ) : null}
      </section>
    </DevelopersFrame>
  );
}

function sdkCode({ origin }: StartView): string {
  const { hostname, port, protocol } = new URL(origin);
  const isHttps = protocol === 'https:';
  return `import Stripe from 'stripe';

const stripe = new Stripe(process.env.PRAYA_KEY, {
  host: '${hostname}',
  port: ${port === '' ? (isHttps ? 443 : 80) : port},
  protocol: '${protocol.slice(0, -1)}',
});

const session = await stripe.checkout.sessions.create({
  mode: 'payment',
  line_items: [
    {
      price_data: {
        currency: 'hkd',
        unit_amount: 12850,
        product_data: { name: 'Oolong' },
      },
      quantity: 1,
    },
  ],
  success_url: 'https://shop.example.hk/thanks',
  cancel_url: 'https://shop.example.hk/basket',
});
response.redirect(303, session.url);`;
}
