import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { PageContext } from '../checkout-actions.ts';
import { SpinnerIcon } from '../icons.tsx';
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
  page: PageContext;
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
      </StatePanel>
      <Waiting page={page} attemptId={attemptId} shown="processing" sessionOpen={null} />
    </Shell>
  );
}
