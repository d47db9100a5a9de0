import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { CheckoutActions, PageContext } from '../checkout-actions.ts';
import { FormFields } from '../form-fields.tsx';
import { SpinnerIcon } from '../icons.tsx';
import { SubmitButton } from '../islands/submit-button.tsx';
import { merchantName } from '../merchant-name.ts';
import { Shell } from '../shell.tsx';
import { StatePanel } from '../state-panel.tsx';
import { attemptPath, Waiting } from '../waiting.tsx';

/** The result is not in yet. There is nothing to press but "check again": paying twice must not be easy. */
export function ProcessingState(props: {
  summary: CheckoutSummary;
  attemptId: PaymentAttemptId;
  /** The shop alone can see the money: it confirms, not a bank. */
  confirmedBy?: 'merchant' | undefined;
  /** It waits on the shopper's word, which can be taken back. */
  claimed: boolean;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { summary, attemptId, page } = props;
  const { t } = page.words;
  const words = props.confirmedBy === 'merchant' ? 'claimed' : 'processing';
  const merchant = merchantName(summary.merchant, page.locale);
  return (
    <Shell summary={summary} page={page} amount="line" shopHref={null}>
      <StatePanel
        tone="wait"
        icon={<SpinnerIcon />}
        heading={t(`${words}.heading`)}
        sentence={<p>{t(`${words}.body`, { merchant })}</p>}
      >
        <p className="state-quiet">{t(`${words}.keep`)}</p>
        <a className="button-secondary without-js" href={attemptPath(page, attemptId)}>
          {t('processing.checkAgain')}
        </a>
        {props.claimed ? (
          <form action={props.actions.withdrawClaim}>
            <FormFields summary={summary} page={page} />
            <input type="hidden" name="attempt" value={attemptId} />
            <SubmitButton className="button-quiet" busyLabel={t('button.busy')}>
              {t('claimed.notYet')}
            </SubmitButton>
          </form>
        ) : null}
      </StatePanel>
      <Waiting page={page} attemptId={attemptId} shown="processing" sessionOpen={null} />
    </Shell>
  );
}
