import type { AttemptView, CheckoutView } from '#lib/domain/checkout-view.ts';
import { ClaimForm } from '../claim-form.tsx';
import type { CheckoutActions, PageContext } from '../checkout-actions.ts';
import { FormFields } from '../form-fields.tsx';
import { ClockIcon, SpinnerIcon } from '../icons.tsx';
import { EmbedExpired } from '../islands/embed-expired.tsx';
import { SubmitButton } from '../islands/submit-button.tsx';
import { Shell } from '../shell.tsx';
import { ShopLink } from '../shop-link.tsx';
import { StatePanel } from '../state-panel.tsx';
import { attemptPath, Waiting, WaitingForSession } from '../waiting.tsx';

type ExpiredSession = Extract<CheckoutView, { state: 'expired' }>;
type ExpiredAttempt = Extract<AttemptView, { state: 'expired' }>;

/**
 * The link itself is over. While a payment may still be on its way, that is what the page says; when
 * nothing is, the shopper can start again, where the merchant lets them.
 */
export function SessionExpiredState(props: {
  view: ExpiredSession;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, page } = props;
  const { summary, checking, renewable } = view;
  const { words } = page;
  // What opened it opens another.
  const reopens = !checking && !renewable && (summary.linkCode ?? null) !== null;
  const over = reopens ? 'expired.reopenBody' : renewable ? 'expired.renewBody' : 'expired.body';
  const checkingBody =
    summary.purpose === 'setup' ? 'setup.processingBody' : 'expired.checkingBody';
  const body = checking ? checkingBody : over;
  return (
    <Shell summary={summary} page={page} amount="line">
      <StatePanel
        tone={checking ? 'wait' : 'neutral'}
        icon={checking ? <SpinnerIcon /> : <ClockIcon />}
        heading={words.t('expired.heading')}
        sentence={<p>{words.t(body)}</p>}
      >
        <div className="state-actions">
          {checking ? (
            <a className="button-secondary without-js" href={page.basePath}>
              {words.t('qr.checkAgain')}
            </a>
          ) : null}
          {renewable ? (
            <form action={props.actions.startAgain}>
              <FormFields summary={summary} page={page} />
              <SubmitButton className="button-primary" busyLabel={words.t('button.busy')}>
                {words.t('expired.renew')}
              </SubmitButton>
            </form>
          ) : null}
          {reopens ? (
            <a className="button-primary" href={`/${page.locale}/l/${summary.linkCode}`}>
              {words.t('expired.reopen')}
            </a>
          ) : null}
          <ShopLink
            summary={summary}
            words={words}
            className={checking || renewable || reopens ? 'button-quiet' : 'button-primary'}
          />
        </div>
      </StatePanel>
      {checking ? <WaitingForSession page={page} /> : null}
      {checking || summary.embed === null ? null : (
        <EmbedExpired parentOrigins={summary.embed.parentOrigins} />
      )}
    </Shell>
  );
}

/**
 * One attempt ran out of time. The shopper knows what we do not: whether they paid. So the page asks,
 * and goes on watching for money that is late. To who says so nothing else is offered: it is checked.
 */
export function AttemptExpiredState(props: {
  view: ExpiredAttempt;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, page } = props;
  return (
    <Shell summary={view.summary} page={page} amount="line">
      {page.saysPaid === true ? <SaysPaid {...props} /> : <DidYouPay {...props} />}
      <Waiting
        page={page}
        attemptId={view.attemptId}
        shown="expired"
        sessionOpen={view.sessionOpen}
      />
    </Shell>
  );
}

function DidYouPay(props: { view: ExpiredAttempt; page: PageContext; actions: CheckoutActions }) {
  const { view, page, actions } = props;
  const { words } = page;
  const byShop = view.confirmedBy === 'merchant';
  return (
    <StatePanel
      tone="neutral"
      icon={<ClockIcon />}
      heading={words.t('expired.attemptHeading')}
      sentence={
        <>
          <p>{words.t(byShop ? 'claim.expiredBody' : 'expired.attemptBody')}</p>
          {view.sessionOpen ? null : <p>{words.t('expired.over')}</p>}
        </>
      }
    >
      <h2 className="state-question">{words.t('expired.didYouPay')}</h2>
      <div className={view.sessionOpen ? 'state-choice' : 'state-choice state-choice-long'}>
        {byShop ? (
          <ClaimForm view={view} page={page} actions={actions} className="button-secondary" />
        ) : (
          <a className="button-secondary" href={saidPaidPath(page, view)}>
            {words.t('expired.havePaid')}
          </a>
        )}
        {view.sessionOpen ? (
          <a className="button-secondary" href={page.basePath}>
            {words.t('expired.notPaid')}
          </a>
        ) : (
          <ShopLink summary={view.summary} words={words} className="button-quiet" />
        )}
      </div>
    </StatePanel>
  );
}

function SaysPaid(props: { view: ExpiredAttempt; page: PageContext }) {
  const { view, page } = props;
  const { words } = page;
  return (
    <StatePanel
      tone="wait"
      icon={<SpinnerIcon />}
      heading={words.t('expired.saidHeading')}
      sentence={<p>{words.t('expired.saidBody')}</p>}
    >
      <div className="state-actions">
        <a className="button-secondary without-js" href={saidPaidPath(page, view)}>
          {words.t('qr.checkAgain')}
        </a>
        <a className="button-quiet" href={attemptPath(page, view.attemptId)}>
          {words.t('expired.saidMistake')}
        </a>
      </div>
    </StatePanel>
  );
}

/** By way of the provider, which is asked there how the payment stands. */
function saidPaidPath(page: PageContext, view: ExpiredAttempt): string {
  return `${page.basePath}/return?attempt=${view.attemptId}&said=paid`;
}
