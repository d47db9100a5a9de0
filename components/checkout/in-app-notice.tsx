import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import type { InAppBrowser } from '#lib/domain/in-app-browser.ts';
import type { PageContext } from './checkout-actions.ts';
import { ChevronDownIcon, LeaveIcon } from './icons.tsx';
import { CopyButton } from './islands/copy-button.tsx';

type OpenView = Extract<CheckoutView, { state: 'open' }>;

/**
 * Inside an app's own browser: what cannot be used here, and how to go on in the phone's browser, where
 * this address shows the same. Folded where everything listed works here. All of it works without script:
 * the address can be selected by hand.
 */
export function InAppNotice(props: { app: InAppBrowser; view: OpenView; page: PageContext }) {
  const { app, view, page } = props;
  const { words } = page;
  const appName = words.t(`inApp.apps.${app}`);
  const blocked = view.methods
    .filter(({ reason }) => reason?.code === 'in_app_browser')
    .map(({ method }) => words.methodShort(method));
  if (blocked.length === 0) {
    return (
      <details className="notice notice-fold">
        <summary>
          {words.t('inApp.trouble', { app: appName })}
          <ChevronDownIcon />
        </summary>
        <HowToLeave app={app} page={page} />
      </details>
    );
  }
  return (
    <div className="notice">
      <LeaveIcon size={20} />
      <div>
        <p className="notice-title">
          {words.t('inApp.blocked', { methods: words.list(blocked), app: appName })}
        </p>
        <HowToLeave app={app} page={page} />
      </div>
    </div>
  );
}

function HowToLeave(props: { app: InAppBrowser; page: PageContext }) {
  const { page } = props;
  const { t } = page.words;
  return (
    <>
      <p>
        {t('inApp.intro')}
        <br />
        {t(`inApp.how.${props.app}`)}
      </p>
      <p className="notice-more">{t('inApp.link')}</p>
      <p className="copy-line">
        <code className="address">{page.address}</code>
        <CopyButton
          text={page.address}
          name={t('inApp.copy')}
          label={t('inApp.copy')}
          copied={t('qr.copied')}
        />
      </p>
    </>
  );
}
