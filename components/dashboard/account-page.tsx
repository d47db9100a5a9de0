import type { OperatorSessionId, PasskeyId } from '#lib/domain/ids.ts';
import { MIN_PASSWORD_CHARS } from '#lib/domain/operator-password.ts';
import { type DashboardPage, formWords, refusalWords } from './dashboard-page.ts';
import type { AskForKey, FormAction, Refusal } from './form-answer.ts';
import { HiddenInputs } from './hidden-fields.tsx';
import { OperatorForm } from './islands/operator-form.tsx';
import { PasskeyButton } from './islands/passkey-button.tsx';

export interface AccountView {
  readonly passkeys: readonly {
    readonly id: PasskeyId;
    readonly name: string;
    readonly synced: boolean;
    readonly createdAt: Date;
    readonly lastUsedAt: Date | null;
  }[];
  /** Since when codes of an authenticator app are asked for; null: they are not. */
  readonly totpSince: Date | null;
  readonly sessions: readonly {
    readonly id: OperatorSessionId;
    readonly browser: string | null;
    readonly createdAt: Date;
    readonly lastSeenAt: Date;
    readonly isThis: boolean;
  }[];
  /** What was just done. */
  readonly done: AccountDone | null;
  /** Why the form of another page, or one of this, came back. */
  readonly refused: Refusal | null;
}

export const ACCOUNT_DONE = [
  'password',
  'passkey_added',
  'passkey_removed',
  'session_ended',
  'totp_disabled',
  'joined',
] as const;
export type AccountDone = (typeof ACCOUNT_DONE)[number];

export interface AccountActions {
  readonly changePassword: FormAction;
  readonly askForPasskey: AskForKey;
  readonly addPasskey: FormAction;
  readonly removePasskey: FormAction;
  readonly endSession: FormAction;
}

interface Props {
  readonly view: AccountView;
  readonly page: DashboardPage;
  readonly actions: AccountActions;
}

/** How an operator signs in, and where they are signed in. */
export function AccountPage(props: Props) {
  const { view, page } = props;
  const { t } = page.words;
  const isBare = view.totpSince === null && view.passkeys.length === 0;
  return (
    <>
      <h1 className="dash-title">{t('dashboard.account.heading')}</h1>
      {view.done === null ? null : (
        <p className="notice" role="status">
          {t(`dashboard.account.done.${view.done}`)}
        </p>
      )}
      {view.refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${view.refused}`)}
        </p>
      )}
      {isBare ? <p className="notice notice-warn">{t('dashboard.account.noFactor')}</p> : null}
      <Passkeys {...props} />
      <Authenticator {...props} />
      <Password {...props} />
      <Sessions {...props} />
    </>
  );
}

function Passkeys({ view, page, actions }: Props) {
  const { t, dateTime } = page.words;
  return (
    <section className="dash-card" aria-labelledby="passkeys">
      <h2 id="passkeys">{t('dashboard.account.passkeys')}</h2>
      <p>{t('dashboard.account.passkeysIntro')}</p>
      {view.passkeys.length === 0 ? (
        <p>{t('dashboard.account.noPasskeys')}</p>
      ) : (
        <ul className="dash-list">
          {view.passkeys.map((passkey) => (
            <li key={passkey.id}>
              <span className="dash-list-text">
                <strong>{passkey.name}</strong>
                <span>{t('dashboard.account.added', { date: dateTime(passkey.createdAt) })}</span>
                {passkey.lastUsedAt === null ? null : (
                  <span>
                    {t('dashboard.account.lastUsed', { date: dateTime(passkey.lastUsedAt) })}
                  </span>
                )}
                {passkey.synced ? <span>{t('dashboard.account.synced')}</span> : null}
              </span>
              <PlainButton
                action={actions.removePasskey}
                hidden={{ ...page.hidden, passkey: passkey.id }}
                label={t('dashboard.account.removePasskey')}
                name={t('dashboard.account.removePasskeyNamed', { name: passkey.name })}
              />
            </li>
          ))}
        </ul>
      )}
      <PasskeyButton
        use={{ kind: 'register', ask: actions.askForPasskey }}
        finish={actions.addPasskey}
        hidden={page.hidden}
        label={t('dashboard.account.addPasskey')}
        working={t('dashboard.form.working')}
        refusals={refusalWords(page.words)}
      />
    </section>
  );
}

function Authenticator({ view, page }: Props) {
  const { t, dateTime } = page.words;
  return (
    <section className="dash-card" aria-labelledby="authenticator">
      <h2 id="authenticator">{t('dashboard.account.authenticator')}</h2>
      <p>
        {view.totpSince === null
          ? t('dashboard.account.totpOff')
          : t('dashboard.account.totpOn', { date: dateTime(view.totpSince) })}
      </p>
      <div className="dash-actions">
        <a className="button-secondary" href={`${page.basePath}/account/authenticator`}>
          {t(view.totpSince === null ? 'dashboard.account.setUp' : 'dashboard.account.manage')}
        </a>
      </div>
    </section>
  );
}

function Password({ page, actions }: Props) {
  const { t } = page.words;
  return (
    <section className="dash-card" aria-labelledby="password">
      <h2 id="password">{t('dashboard.account.password')}</h2>
      <OperatorForm
        action={actions.changePassword}
        hidden={page.hidden}
        fields={[
          {
            name: 'current',
            label: t('dashboard.account.currentPassword'),
            type: 'password',
            autoComplete: 'current-password',
            wrong: t('dashboard.form.passwordMissing'),
          },
          {
            name: 'wanted',
            label: t('dashboard.account.newPassword'),
            type: 'password',
            autoComplete: 'new-password',
            wrong: t('dashboard.form.passwordMissing'),
            hint: t('dashboard.account.passwordHint'),
            atLeast: { chars: MIN_PASSWORD_CHARS, problem: t('dashboard.refused.too_short') },
          },
        ]}
        submit={t('dashboard.account.changePassword')}
        button="secondary"
        words={formWords(page.words)}
        refusals={refusalWords(page.words)}
        refused={null}
      />
    </section>
  );
}

function Sessions({ view, page, actions }: Props) {
  const { t, dateTime } = page.words;
  return (
    <section className="dash-card" aria-labelledby="sessions">
      <h2 id="sessions">{t('dashboard.account.sessions')}</h2>
      <ul className="dash-list">
        {view.sessions.map((session) => {
          const browser = session.browser ?? t('dashboard.account.sessionUnknown');
          const seen = dateTime(session.lastSeenAt);
          return (
            <li key={session.id}>
              <span className="dash-list-text">
                <strong>
                  {browser}
                  {session.isThis ? (
                    <span className="dash-tag">{t('dashboard.account.sessionHere')}</span>
                  ) : null}
                </strong>
                <span>
                  {t('dashboard.account.sessionSince', { date: dateTime(session.createdAt) })}
                </span>
                <span>{t('dashboard.account.sessionSeen', { date: seen })}</span>
              </span>
              {session.isThis ? null : (
                <PlainButton
                  action={actions.endSession}
                  hidden={{ ...page.hidden, session: session.id }}
                  label={t('dashboard.account.end')}
                  name={t('dashboard.account.endNamed', { browser, date: seen })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** A form that is one button. `name`: what a screen reader says of it among others like it. */
export function PlainButton(props: {
  action: FormAction;
  hidden: Readonly<Record<string, string>>;
  label: string;
  name: string;
}) {
  return (
    <form action={props.action as unknown as (form: FormData) => void}>
      <HiddenInputs fields={props.hidden} />
      <button type="submit" className="button-small" aria-label={props.name}>
        {props.label}
      </button>
    </form>
  );
}
