import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import { CancelForm } from '../cancel-form.tsx';
import type { CheckoutActions, PageContext } from '../checkout-actions.ts';
import { ShieldIcon } from '../icons.tsx';
import { SecureCheck } from '../islands/secure-check.tsx';
import { Shell } from '../shell.tsx';
import { StatePanel } from '../state-panel.tsx';
import { Waiting } from '../waiting.tsx';

type ActionView = Extract<AttemptView, { state: 'requires_action' }>;
type SdkAction = Extract<NextAction, { type: 'provider_sdk' }>;

/** The bank's own check of the card holder (3-D Secure), opened by the provider's script. */
export function SecureCheckState(props: {
  view: ActionView;
  action: SdkAction;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, action, page } = props;
  const { t } = page.words;
  return (
    <Shell summary={view.summary} page={page} amount="line">
      <StatePanel
        tone="neutral"
        icon={<ShieldIcon />}
        heading={t('secure.heading')}
        sentence={<p>{t(view.summary.purpose === 'setup' ? 'setup.secureBody' : 'secure.body')}</p>}
      >
        <div className="state-actions">
          {view.card === null ? (
            <p className="field-error">{t('secure.unavailable')}</p>
          ) : (
            <>
              <noscript>
                <p>{t('secure.needsScript')}</p>
              </noscript>
              <SecureCheck
                attemptId={view.attemptId}
                settings={view.card}
                clientSecret={action.clientSecret}
                locale={page.locale}
                nonce={page.nonce}
                returnPath={`${page.basePath}/return?attempt=${view.attemptId}`}
                words={{
                  action: t('secure.action'),
                  busy: t('button.busy'),
                  unavailable: t('secure.unavailable'),
                }}
              />
            </>
          )}
          <CancelForm view={view} page={page} actions={props.actions} />
        </div>
      </StatePanel>
      <Waiting
        page={page}
        attemptId={view.attemptId}
        shown="requires_action"
        sessionOpen={view.sessionOpen}
      />
    </Shell>
  );
}
