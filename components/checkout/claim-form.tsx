import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { CheckoutActions, PageContext } from './checkout-actions.ts';
import { FormFields } from './form-fields.tsx';
import { SubmitButton } from './islands/submit-button.tsx';

/** "I have paid", where the shop alone can see the money. Works with JavaScript off. */
export function ClaimForm(props: {
  view: AttemptView;
  page: PageContext;
  actions: CheckoutActions;
  className: 'button-primary' | 'button-secondary';
}) {
  const { view, page } = props;
  return (
    <form action={props.actions.claimTransfer} className="claim-form">
      <FormFields summary={view.summary} page={page} />
      <input type="hidden" name="attempt" value={view.attemptId} />
      <SubmitButton className={props.className} busyLabel={page.words.t('button.busy')}>
        {page.words.t('claim.action')}
      </SubmitButton>
    </form>
  );
}
