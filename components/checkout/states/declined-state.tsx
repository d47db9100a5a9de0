import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { CheckoutActions, PageContext } from '../checkout-actions.ts';
import { FormFields } from '../form-fields.tsx';
import { AlertIcon, UndoIcon } from '../icons.tsx';
import { SubmitButton } from '../islands/submit-button.tsx';
import { setupFailure } from '../setup-failure.ts';
import { Shell } from '../shell.tsx';
import { ShopLink } from '../shop-link.tsx';
import { StatePanel } from '../state-panel.tsx';
import { suggestedMethod } from '../suggested-method.ts';

type DeclinedView = Extract<AttemptView, { state: 'declined' }>;

/** Not paid: what happened, whether anything was charged, and the one thing most likely to work now. */
export function DeclinedState(props: {
  view: DeclinedView;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, page, actions } = props;
  const { words } = page;
  const failure =
    view.summary.purpose === 'setup'
      ? setupFailure(view.failureCode, words)
      : words.failure(view.failureCode);
  const suggested = suggestedMethod(view.failureCode, view.method, view.methods);
  return (
    <Shell summary={view.summary} page={page} amount="line">
      <StatePanel
        tone={isNobodysFault(view.failureCode) ? 'neutral' : 'bad'}
        icon={view.failureCode === 'wallet_cancelled' ? <UndoIcon /> : <AlertIcon />}
        heading={failure.title}
        sentence={
          <>
            <p>{failure.body}</p>
            <p>{view.sessionOpen ? failure.suggestion : words.t('declined.over')}</p>
          </>
        }
      >
        {view.sessionOpen ? (
          <div className="state-actions">
            {suggested === null ? (
              <a className="button-primary" href={page.basePath}>
                {words.t(
                  view.failureCode === 'wallet_cancelled' ? 'canceled.action' : 'declined.tryAgain',
                )}
              </a>
            ) : (
              <>
                <PayWith view={view} method={suggested} page={page} actions={actions} />
                <a className="button-secondary" href={page.basePath}>
                  {words.t('declined.choose')}
                </a>
              </>
            )}
          </div>
        ) : (
          <ShopLink summary={view.summary} words={words} className="button-primary" />
        )}
      </StatePanel>
    </Shell>
  );
}

/** A change of mind, or a method that is out: nothing of the shopper's was refused. */
function isNobodysFault(code: FailureCode): boolean {
  return code === 'wallet_cancelled' || code === 'provider_unavailable';
}

function PayWith(props: {
  view: DeclinedView;
  method: MethodId;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { words } = props.page;
  return (
    <form action={props.actions.pay}>
      <FormFields summary={props.view.summary} page={props.page} />
      <input type="hidden" name="method" value={props.method} />
      <SubmitButton className="button-primary" busyLabel={words.t('button.busy')}>
        {words.t(`methods.${props.method}.pay`, { amount: words.money(props.view.summary.total) })}
      </SubmitButton>
    </form>
  );
}
