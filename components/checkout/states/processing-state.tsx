import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
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
  /** The method whose provider does not answer, where nothing can have been charged; else null. */
  unreached: MethodId | null;
  page: PageContext;
}) {
  const { summary, attemptId, page, unreached } = props;
  const { t } = page.words;
  const method = unreached === null ? '' : page.words.methodShort(unreached);
  const heading = unreached === null ? 'processing.heading' : 'processing.unreached';
  const body = unreached === null ? 'processing.body' : 'processing.unreachedBody';
  return (
    <Shell summary={summary} page={page} amount="line" shopHref={null}>
      <StatePanel
        tone="wait"
        icon={<SpinnerIcon />}
        heading={t(heading, { method })}
        sentence={<p>{t(body)}</p>}
      >
        {unreached === null ? (
          <p className="state-quiet">{t('processing.keep')}</p>
        ) : props.sessionOpen ? (
          <a className="button-secondary" href={page.basePath}>
            {t('qr.another')}
          </a>
        ) : null}
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
