import { QrCode } from '../checkout/qr-code.tsx';
import { PlainButton } from './account-page.tsx';
import { type DashboardPage, formWords, refusalWords } from './dashboard-page.ts';
import type { FormAction, Refusal } from './form-answer.ts';
import { OperatorForm } from './islands/operator-form.tsx';

export type AuthenticatorView =
  /** To be scanned, and a code to be typed. */
  | { readonly state: 'offered'; readonly secret: string; readonly address: string }
  | { readonly state: 'on'; readonly codesLeft: number };

export interface AuthenticatorActions {
  readonly enableTotp: FormAction;
  readonly renewCodes: FormAction;
  readonly disableTotp: FormAction;
}

interface Props {
  readonly view: AuthenticatorView;
  readonly page: DashboardPage;
  readonly refused: Refusal | null;
  readonly actions: AuthenticatorActions;
}

export function AuthenticatorPage(props: Props) {
  const { page, view } = props;
  const { t } = page.words;
  return (
    <>
      <div>
        <p className="dash-pages">
          <a href={`${page.basePath}/account`}>{t('dashboard.authenticator.back')}</a>
        </p>
        <h1 className="dash-title">{t('dashboard.authenticator.heading')}</h1>
      </div>
      {view.state === 'offered' ? (
        <Offer {...props} view={view} />
      ) : (
        <TurnedOn {...props} view={view} />
      )}
    </>
  );
}

function Offer(props: Props & { view: Extract<AuthenticatorView, { state: 'offered' }> }) {
  const { page, view, actions } = props;
  const { t } = page.words;
  return (
    <section className="dash-card totp-steps">
      <div>
        <h2>{t('dashboard.authenticator.step1')}</h2>
        <div className="totp-qr">
          <QrCode id="totp-qr" payload={view.address} label={t('dashboard.authenticator.qr')} />
        </div>
        <p>{t('dashboard.authenticator.orType')}</p>
        <p className="totp-secret">{view.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</p>
      </div>
      <OperatorForm
        action={actions.enableTotp}
        hidden={page.hidden}
        fields={[
          {
            name: 'code',
            label: t('dashboard.authenticator.step2'),
            type: 'code',
            autoComplete: 'one-time-code',
            wrong: t('dashboard.form.codeMissing'),
          },
        ]}
        submit={t('dashboard.authenticator.submit')}
        words={formWords(page.words)}
        refusals={refusalWords(page.words)}
        refused={props.refused}
        secrets={recoveryWords(page)}
      />
    </section>
  );
}

function TurnedOn(props: Props & { view: Extract<AuthenticatorView, { state: 'on' }> }) {
  const { page, view, actions } = props;
  const { t } = page.words;
  return (
    <>
      <section className="dash-card">
        <p>{t('dashboard.authenticator.on')}</p>
        <p>{t('dashboard.authenticator.codesLeft', { count: view.codesLeft })}</p>
        <OperatorForm
          action={actions.renewCodes}
          hidden={page.hidden}
          fields={[]}
          submit={t('dashboard.authenticator.newCodes')}
          button="secondary"
          words={formWords(page.words)}
          refusals={refusalWords(page.words)}
          refused={props.refused}
          secrets={recoveryWords(page)}
        />
      </section>
      <section className="dash-card" aria-labelledby="turn-off">
        <h2 id="turn-off">{t('dashboard.authenticator.off')}</h2>
        <p>{t('dashboard.authenticator.offWarning')}</p>
        <div className="dash-actions">
          <PlainButton
            action={actions.disableTotp}
            hidden={page.hidden}
            label={t('dashboard.authenticator.off')}
            name={t('dashboard.authenticator.off')}
          />
        </div>
      </section>
    </>
  );
}

function recoveryWords({ words: { t }, basePath }: DashboardPage) {
  return {
    heading: t('dashboard.authenticator.codesHeading'),
    intro: t('dashboard.authenticator.codesIntro'),
    copy: t('dashboard.authenticator.codesCopy'),
    copyName: t('dashboard.authenticator.codesCopyAll'),
    copied: t('dashboard.authenticator.codesCopied'),
    done: t('dashboard.authenticator.codesDone'),
    doneHref: `${basePath}/account`,
  };
}
