import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { CheckoutActions, PageContext } from './checkout-actions.ts';
import { SessionExpiredState } from './states/expired-state.tsx';
import { OpenState } from './states/open-state.tsx';
import { PaidState } from './states/paid-state.tsx';
import { ProcessingState } from './states/processing-state.tsx';
import { ReleasedState } from './states/released-state.tsx';
import { WrongAmountState } from './states/wrong-amount-state.tsx';

/** What a session needs now. A plain function: it renders in Next and to static markup alike. */
export function CheckoutPage(props: {
  view: CheckoutView;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, page, actions } = props;
  switch (view.state) {
    case 'open':
      return <OpenState view={view} page={page} actions={actions} />;
    case 'processing':
      return (
        <ProcessingState
          summary={view.summary}
          attemptId={view.attemptId}
          sessionOpen
          unreached={null}
          confirmedBy={view.confirmedBy}
          claimed={view.confirmedBy === 'merchant'}
          page={page}
          actions={actions}
        />
      );
    case 'paid':
      return <PaidState summary={view.summary} receipt={view.receipt} page={page} />;
    case 'released':
      return <ReleasedState summary={view.summary} page={page} />;
    case 'wrong_amount':
      return <WrongAmountState summary={view.summary} wrongAmount={view.wrongAmount} page={page} />;
    case 'expired':
      return <SessionExpiredState view={view} page={page} actions={actions} />;
    default:
      return unreachable(view);
  }
}
