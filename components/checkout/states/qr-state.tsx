import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { isAppLink } from '#lib/domain/app-link.ts';
import { fpsDetailsOf } from '#lib/fps/fps-details.ts';
import { CancelForm } from '../cancel-form.tsx';
import { ClaimForm } from '../claim-form.tsx';
import type { CheckoutActions, PageContext } from '../checkout-actions.ts';
import { ChevronDownIcon } from '../icons.tsx';
import { Countdown } from '../islands/countdown.tsx';
import { CopyButton } from '../islands/copy-button.tsx';
import { QrPicture } from '../islands/qr-picture.tsx';
import { SaveQrButton } from '../islands/save-qr-button.tsx';
import { StateHeading } from '../islands/state-heading.tsx';
import { merchantName } from '../merchant-name.ts';
import { QrCode } from '../qr-code.tsx';
import { Shell } from '../shell.tsx';
import { TransferDetails, plainAmount } from '../transfer-details.tsx';
import { attemptPath, Waiting } from '../waiting.tsx';

type ActionView = Extract<AttemptView, { state: 'requires_action' }>;
type QrAction = Extract<NextAction, { type: 'show_qr' }>;

const SVG_ID = 'payment-code';

/** A code to scan, what to do with it, and how long there is. All of it is in the first HTML. */
export function QrState(props: {
  view: ActionView;
  action: QrAction;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, action, page } = props;
  const { words } = page;
  const merchant = merchantName(view.summary.merchant, page.locale);
  const amount = words.money(view.summary.total);
  const method = words.methodShort(view.method);
  const details = action.scheme === 'fps' ? fpsDetailsOf(action.payload) : null;
  const byShop = view.confirmedBy === 'merchant';
  return (
    <Shell summary={view.summary} page={page} amount="none">
      <section className="qr-page">
        <StateHeading text={words.t('qr.heading', { method })} />
        {view.expiresAt === null ? null : (
          <Countdown
            expiresAtMs={view.expiresAt.getTime()}
            readAtMs={view.readAt.getTime()}
            lifetimeMs={METHODS[view.method].attemptLifetimeMs ?? DEFAULT_LIFETIME_MS}
            words={{
              payBy: words.t('qr.payBy', { time: words.time(view.expiresAt) }),
              expiresIn: words.template('qr.expiresIn'),
              expiresSoon: words.template('qr.expiresSoon'),
              announce: words.template('qr.announce'),
              expired: words.t('qr.expired'),
            }}
          />
        )}
        <div className="qr-plate">
          <p className="qr-payee">
            <span>{merchant}</span>
            <strong>{amount}</strong>
          </p>
          <div className="qr-frame">
            <QrCode
              id={SVG_ID}
              payload={action.payload}
              label={words.t('qr.alt', { amount, merchant, method })}
            />
            {view.inApp === null ? null : <QrPicture svgId={SVG_ID} />}
          </div>
          <p className="qr-mark">{qrMark(view, words)}</p>
          <p className="qr-over">{words.t('qr.expiredBody')}</p>
        </div>
        <div className="qr-tools on-phone">
          {action.appUrl !== undefined && isAppLink(action.appUrl) ? (
            <a className="button-primary" href={action.appUrl} rel="noreferrer">
              {action.scheme === 'fps'
                ? words.t('qr.openBankApp')
                : words.t('qr.openApp', { app: words.methodApp(view.method) })}
            </a>
          ) : null}
          {view.inApp === null ? (
            <SaveQrButton
              svgId={SVG_ID}
              label={words.t('qr.save')}
              caption={`${merchant} · ${amount}`}
              fileName={`${view.attemptId}.png`}
            />
          ) : (
            // An app's own browser saves no file: a picture is held, or the screen taken.
            <p className="qr-hold">{words.t('qr.steps.saveInApp')}</p>
          )}
          {details === null ? (
            <CopyButton
              text={plainAmount(amount)}
              name={words.t('qr.copyAmount')}
              label={words.t('qr.copyAmount')}
              copied={words.t('qr.copied')}
            />
          ) : null}
        </div>
        {details === null ? null : (
          <TransferDetails details={details} amount={amount} locale={page.locale} words={words} />
        )}
        {byShop ? (
          <div className="claim">
            <p>
              {words.t(details?.reference == null ? 'claim.bodyByAmount' : 'claim.body', {
                merchant,
              })}
            </p>
            <ClaimForm view={view} page={page} actions={props.actions} className="button-primary" />
          </div>
        ) : null}
        <p className="qr-waiting" role="status">
          <span className="pulse" aria-hidden="true" />
          <span>
            <strong>{words.t('qr.waiting')}</strong>{' '}
            <span className="needs-js">
              {words.t(byShop ? 'claim.waitingBody' : 'qr.waitingBody')}
            </span>
          </span>
        </p>
        <a className="button-secondary without-js" href={attemptPath(page, view.attemptId)}>
          {words.t('qr.checkAgain')}
        </a>
        <h2 className="steps-title">{words.t('qr.stepsTitle')}</h2>
        <Steps
          steps={action.scheme}
          device="desktop"
          app={words.methodApp(view.method)}
          words={words}
        />
        <Steps
          steps={action.scheme}
          device="phone"
          app={words.methodApp(view.method)}
          words={words}
        />
        {details === null ? null : (
          <details className="by-hand on-phone">
            <summary>
              {words.t('qr.byHand.title')}
              <ChevronDownIcon />
            </summary>
            <ol className="steps">
              {STEPS.map((step) => (
                <li key={step}>
                  {words.t(`qr.byHand.${step}`, {
                    proxy: words.t(`qr.proxy.${details.proxy.kind}`),
                  })}
                </li>
              ))}
            </ol>
            <p className="state-quiet">{words.t('qr.byHand.banks')}</p>
          </details>
        )}
        <CancelForm view={view} page={page} actions={props.actions} />
      </section>
      <Waiting
        page={page}
        attemptId={view.attemptId}
        shown="requires_action"
        sessionOpen={view.sessionOpen}
      />
    </Shell>
  );
}

/** Full ring where the catalogue does not know how long a code lives. */
const DEFAULT_LIFETIME_MS = 15 * 60 * 1000;

/** The method's name as text, both ways people know it: no brand art is copied. */
function qrMark(view: ActionView, words: Words): string {
  const other = words.methodOtherName(view.method);
  return other === null
    ? words.methodName(view.method)
    : `${words.methodName(view.method)} ${other}`;
}

const STEPS = ['one', 'two', 'three'] as const;

/** Three steps, in the words of the device in hand; the style sheet shows the list that fits. */
function Steps(props: {
  steps: QrAction['scheme'];
  device: 'desktop' | 'phone';
  app: string;
  words: Words;
}) {
  const group = props.device === 'phone' ? (`${props.steps}Phone` as const) : props.steps;
  return (
    <ol className={`steps on-${props.device}`}>
      {STEPS.map((step) => (
        <li key={step}>{props.words.t(`qr.steps.${group}.${step}`, { app: props.app })}</li>
      ))}
    </ol>
  );
}
