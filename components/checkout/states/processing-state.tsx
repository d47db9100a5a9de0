import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
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
  sessionOpen: boolean;
  /** The method whose provider does not answer, where nothing can have been charged; else null. */
  unreached: MethodId | null;
  /** The shop alone can see the money: it confirms, not a bank. */
  confirmedBy?: 'merchant' | undefined;
  /** It waits on the shopper's word, which can be taken back. */
  claimed: boolean;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { summary, attemptId, page, unreached } = props;
  const { t } = page.words;
  const told = toldOf(props);
  return (
    <Shell summary={summary} page={page} amount="line" shopHref={null}>
      <StatePanel
        tone="wait"
        icon={<SpinnerIcon />}
        heading={told.heading}
        sentence={<p>{told.body}</p>}
      >
        {told.keep === null ? null : <p className="state-quiet">{told.keep}</p>}
        {unreached !== null && props.sessionOpen ? (
          <a className="button-secondary" href={page.basePath}>
            {t('qr.another')}
          </a>
        ) : null}
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

interface Told {
  readonly heading: string;
  readonly body: string;
  readonly keep: string | null;
}

/** Who is waited for: the bank, the shop, or a provider that has given out nothing that could be paid. */
function toldOf(props: Parameters<typeof ProcessingState>[0]): Told {
  const { page, unreached } = props;
  const { t } = page.words;
  if (unreached !== null) {
    const method = page.words.methodShort(unreached);
    return {
      heading: t('processing.unreached', { method }),
      body: t('processing.unreachedBody'),
      keep: null,
    };
  }
  if (props.summary.purpose === 'setup') {
    return {
      heading: t('setup.processingHeading'),
      body: t('setup.processingBody'),
      keep: t('processing.keep'),
    };
  }
  const words = props.confirmedBy === 'merchant' ? 'claimed' : 'processing';
  const merchant = merchantName(props.summary.merchant, page.locale);
  return {
    heading: t(`${words}.heading`),
    body: t(`${words}.body`, { merchant }),
    keep: t(`${words}.keep`),
  };
}
