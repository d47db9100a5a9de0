import type { AttemptView, CheckoutSummary } from '#lib/domain/checkout-view.ts';
import { ClaimForm } from '../claim-form.tsx';
import type { CheckoutActions, PageContext } from '../checkout-actions.ts';
import { ClockIcon } from '../icons.tsx';
import { Shell } from '../shell.tsx';
import { ShopLink } from '../shop-link.tsx';
import { StatePanel } from '../state-panel.tsx';
import { attemptPath, Waiting, WaitingForSession } from '../waiting.tsx';

/** The link itself is over. While a payment may still be on its way, that is what the page says. */
export function SessionExpiredState(props: {
  summary: CheckoutSummary;
  checking: boolean;
  page: PageContext;
}) {
  const { summary, page } = props;
  const { words } = page;
  return (
    <Shell summary={summary} page={page} amount="line">
      <StatePanel
        tone="neutral"
        icon={<ClockIcon />}
        heading={words.t('expired.heading')}
        sentence={<p>{words.t(props.checking ? 'expired.checkingBody' : 'expired.body')}</p>}
      >
        <div className="state-actions">
          {props.checking ? (
            <a className="button-primary" href={page.basePath}>
              {words.t('qr.checkAgain')}
            </a>
          ) : null}
          <ShopLink
            summary={summary}
            words={words}
            className={props.checking ? 'button-quiet' : 'button-primary'}
          />
        </div>
      </StatePanel>
      {props.checking ? <WaitingForSession page={page} /> : null}
    </Shell>
  );
}

/**
 * One attempt ran out of time. The shopper knows what we do not: whether they paid. So the page asks,
 * and goes on watching for money that is late.
 */
export function AttemptExpiredState(props: {
  view: Extract<AttemptView, { state: 'expired' }>;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, page } = props;
  const { words } = page;
  return (
    <Shell summary={view.summary} page={page} amount="line">
      <StatePanel
        tone="neutral"
        icon={<ClockIcon />}
        heading={words.t('expired.attemptHeading')}
        sentence={
          <>
            <p>
              {words.t(
                view.confirmedBy === 'merchant' ? 'claim.expiredBody' : 'expired.attemptBody',
              )}
            </p>
            {view.sessionOpen ? null : <p>{words.t('expired.over')}</p>}
          </>
        }
      >
        <div className="state-actions">
          {view.sessionOpen ? (
            <a className="button-primary" href={page.basePath}>
              {words.t('expired.notPaid')}
            </a>
          ) : (
            <ShopLink summary={view.summary} words={words} className="button-primary" />
          )}
          {view.confirmedBy === 'merchant' ? (
            <ClaimForm
              view={view}
              page={page}
              actions={props.actions}
              className="button-secondary"
            />
          ) : (
            <a className="button-secondary" href={attemptPath(page, view.attemptId)}>
              {words.t('expired.havePaid')}
            </a>
          )}
        </div>
      </StatePanel>
      <Waiting
        page={page}
        attemptId={view.attemptId}
        shown="expired"
        sessionOpen={view.sessionOpen}
      />
    </Shell>
  );
}
