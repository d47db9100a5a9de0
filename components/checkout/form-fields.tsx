import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PageContext } from './checkout-actions.ts';

/** What every form of the page sends beside its own fields. */
export function FormFields(props: { summary: CheckoutSummary; page: PageContext }) {
  return (
    <>
      <input type="hidden" name="session" value={props.summary.sessionId} />
      <input type="hidden" name="form_token" value={props.page.formToken} />
      <input type="hidden" name="locale" value={props.page.locale} />
    </>
  );
}
