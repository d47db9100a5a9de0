import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { CheckoutActions, PageContext } from './checkout-actions.ts';
import { FormFields } from './form-fields.tsx';
import { SubmitButton } from './islands/submit-button.tsx';

/** Gives up the attempt under way and goes back to the list. Nothing to go back to: nothing shown. */
export function CancelForm(props: {
  view: AttemptView;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, page } = props;
  if (!view.sessionOpen) return null;
  return (
    <form action={props.actions.cancelAttempt}>
      <FormFields summary={view.summary} page={page} />
      <input type="hidden" name="attempt" value={view.attemptId} />
      <SubmitButton className="button-quiet" busyLabel={page.words.t('button.busy')}>
        {page.words.t('qr.another')}
      </SubmitButton>
    </form>
  );
}
