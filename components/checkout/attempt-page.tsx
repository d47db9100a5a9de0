import type { AttemptView } from '#lib/domain/checkout-view.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { CheckoutActions, PageContext } from './checkout-actions.ts';
import { CanceledState } from './states/canceled-state.tsx';
import { DeclinedState } from './states/declined-state.tsx';
import { AttemptExpiredState } from './states/expired-state.tsx';
import { PaidState } from './states/paid-state.tsx';
import { ProcessingState } from './states/processing-state.tsx';
import { QrState } from './states/qr-state.tsx';
import { RedirectState } from './states/redirect-state.tsx';
import { SecureCheckState } from './states/secure-check-state.tsx';
import { WrongAmountState } from './states/wrong-amount-state.tsx';

interface AttemptPageProps {
  readonly view: AttemptView;
  readonly page: PageContext;
  readonly actions: CheckoutActions;
}

/** One attempt's next step, or how it ended. */
export function AttemptPage(props: AttemptPageProps) {
  const { view, page } = props;
  switch (view.state) {
    case 'requires_action':
      return <NextStep {...props} view={view} />;
    case 'processing':
      return (
        <ProcessingState
          summary={view.summary}
          attemptId={view.attemptId}
          sessionOpen={view.sessionOpen}
          unreached={view.unreached ? view.method : null}
          confirmedBy={view.confirmedBy}
          claimed={view.claimed}
          page={page}
          actions={props.actions}
        />
      );
    case 'declined':
      return <DeclinedState view={view} page={page} actions={props.actions} />;
    case 'expired':
      return <AttemptExpiredState view={view} page={page} actions={props.actions} />;
    case 'canceled':
      return <CanceledState view={view} page={page} />;
    case 'wrong_amount':
      return <WrongAmountState summary={view.summary} wrongAmount={view.wrongAmount} page={page} />;
    case 'paid':
      return <PaidState summary={view.summary} receipt={view.receipt} page={page} />;
    default:
      return unreachable(view);
  }
}

function NextStep(
  props: AttemptPageProps & { view: Extract<AttemptView, { state: 'requires_action' }> },
) {
  const { view, page, actions } = props;
  const action = view.nextAction;
  switch (action.type) {
    case 'show_qr':
      return <QrState view={view} action={action} page={page} actions={actions} />;
    case 'redirect':
    case 'form_post':
      return <RedirectState view={view} action={action} page={page} actions={actions} />;
    case 'provider_sdk':
      return <SecureCheckState view={view} action={action} page={page} actions={actions} />;
    default:
      return unreachable(action);
  }
}
