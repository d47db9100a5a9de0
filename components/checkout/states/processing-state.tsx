import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { PageContext } from '../checkout-actions.ts';
import { SpinnerIcon } from '../icons.tsx';
import { Shell } from '../shell.tsx';
import { StatePanel } from '../state-panel.tsx';
import { attemptPath, Waiting } from '../waiting.tsx';

/** The result is not in yet. There is nothing to press but "check again": paying twice must not be easy. */
export function ProcessingState(props: {
  summary: CheckoutSummary;
  attemptId: PaymentAttemptId;
  sessionOpen: boolean;
  page: PageContext;
}) {
  const { summary, attemptId, page } = props;
  const { t } = page.words;
  return (
    <Shell summary={summary} page={page} amount="line" shopHref={null}>
      <StatePanel
        tone="wait"
        icon={<SpinnerIcon />}
        heading={t('processing.heading')}
        sentence={<p>{t('processing.body')}</p>}
      >
        <p className="state-quiet">{t('processing.keep')}</p>
        <a className="button-secondary without-js" href={attemptPath(page, attemptId)}>
          {t('processing.checkAgain')}
        </a>
      </StatePanel>
      <Waiting
        page={page}
        attemptId={attemptId}
        shown="processing"
        sessionOpen={props.sessionOpen}
      />
    </Shell>
  );
}
