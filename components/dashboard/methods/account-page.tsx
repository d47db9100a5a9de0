import { CopyButton } from '#components/checkout/islands/copy-button.tsx';
import type { ConnectionVerdict, NotificationsCheck } from '#lib/domain/connection-check.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { PlainButton } from '../account-page.tsx';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction } from '../form-answer.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import { StateTag } from '../list-frame.tsx';
import { credentialFields, labelField } from './account-fields.ts';
import { methodsOf } from './accounts-page.tsx';
import { MethodsFrame, type MethodsNotices } from './methods-frame.tsx';
import type { AccountState } from './views.ts';

/** What a test of the connection said. */
export interface TestedView {
  readonly connection: ConnectionVerdict;
  /** How far the provider's clock is from ours; null: not too far. */
  readonly clockOffS: number | null;
}

export interface ProviderAccountView {
  readonly account: AccountState;
  /** Null: it was not tested just now. */
  readonly tested: TestedView | null;
  readonly notices: MethodsNotices;
}

export interface ProviderAccountActions {
  readonly testConnection: FormAction;
  readonly replaceCredentials: FormAction;
  readonly labelAccount: FormAction;
  readonly switchOff: FormAction;
}

interface Props {
  readonly view: ProviderAccountView;
  readonly page: DashboardPage;
  readonly actions: ProviderAccountActions;
}

/** One account: whether it works, and its credentials, which can be replaced and are never shown. */
export function ProviderAccountPage(props: Props) {
  const { view, page } = props;
  const { account } = view;
  const { words } = page;
  const { t } = words;
  return (
    <MethodsFrame
      page={page}
      tab="accounts"
      heading={account.label ?? t(`dashboard.methods.accounts.provider.${account.provider}`)}
      intro={methodsOf(account, words)}
      notices={view.notices}
    >
      <Test {...props} />
      {account.webhookUrl === null ? null : <Webhook url={account.webhookUrl} words={words} />}
      {mayDo(page.shop.role, 'providers.change') ? <Changes {...props} /> : null}
    </MethodsFrame>
  );
}

function Test({ view, page, actions }: Props) {
  const { words } = page;
  const { t } = words;
  const { account, tested } = view;
  return (
    <section className="dash-card" aria-labelledby="test">
      <h2 id="test">{t('dashboard.methods.accounts.test')}</h2>
      <p>{t('dashboard.methods.accounts.testIntro')}</p>
      {tested === null ? null : (
        <ul className="methods-checks" aria-label={t('dashboard.methods.accounts.tested')}>
          <Check
            isGood={tested.connection === 'works' || tested.connection === 'nobody_to_ask'}
            text={t(`dashboard.methods.accounts.verdict.${tested.connection}`)}
          />
          {tested.clockOffS === null ? null : (
            <Check
              isGood={false}
              text={t('dashboard.methods.accounts.clock', { seconds: tested.clockOffS })}
            />
          )}
          <NotificationsLine notifications={account.notifications} words={words} />
        </ul>
      )}
      <div className="dash-actions">
        <PlainButton
          action={actions.testConnection}
          hidden={{ ...page.hidden, account: account.id }}
          label={t('dashboard.methods.accounts.test')}
          name={t('dashboard.methods.accounts.test')}
        />
      </div>
    </section>
  );
}

function NotificationsLine(props: { notifications: NotificationsCheck; words: Words }) {
  const { notifications, words } = props;
  const { t } = words;
  switch (notifications.kind) {
    case 'arriving':
      return (
        <Check
          isGood
          text={t('dashboard.methods.accounts.notifyVerdict.arriving', {
            at: words.dateTime(notifications.lastAt),
          })}
        />
      );
    case 'refused':
      return (
        <Check
          isGood={false}
          text={t(`dashboard.methods.accounts.refusedBecause.${notifications.because}`, {
            at: words.dateTime(notifications.at),
          })}
        />
      );
    case 'never':
      return <Check isGood={false} text={t('dashboard.methods.accounts.notifyVerdict.never')} />;
    case 'none_sent':
      return null;
  }
}

function Check({ isGood, text }: { isGood: boolean; text: string }) {
  return (
    <li>
      <StateTag look={isGood ? 'ok' : 'danger'}>{isGood ? '✓' : '!'}</StateTag>
      <span>{text}</span>
    </li>
  );
}

function Webhook({ url, words }: { url: string; words: Words }) {
  const { t } = words;
  return (
    <section className="dash-card" aria-labelledby="webhook">
      <h2 id="webhook">{t('dashboard.methods.accounts.webhook')}</h2>
      <p>{t('dashboard.methods.accounts.webhookIntro')}</p>
      <div className="methods-address">
        <code>{url}</code>
        <CopyButton
          text={url}
          name={t('dashboard.methods.accounts.copyName')}
          label={t('dashboard.methods.accounts.copy')}
          copied={t('dashboard.methods.accounts.copied')}
        />
      </div>
    </section>
  );
}

function Changes({ view, page, actions }: Props) {
  const { words } = page;
  const { t } = words;
  const { account } = view;
  const hidden = { ...page.hidden, account: account.id, seen: account.stamp };
  const common = {
    hidden,
    words: formWords(words),
    refusals: refusalWords(words),
    refused: null,
    button: 'secondary',
  } as const;
  return (
    <>
      <section className="dash-card" aria-labelledby="label">
        <h2 id="label">{t('dashboard.methods.accounts.labelHeading')}</h2>
        <OperatorForm
          {...common}
          action={actions.labelAccount}
          fields={[labelField(words, account.label)]}
          submit={t('dashboard.methods.accounts.saveLabel')}
        />
      </section>
      <section className="dash-card" aria-labelledby="replace">
        <h2 id="replace">{t('dashboard.methods.accounts.replace')}</h2>
        <p>
          {t('dashboard.methods.accounts.setOn', { at: words.dateTime(account.credentialsSetAt) })}
        </p>
        <p>{t('dashboard.methods.accounts.replaceIntro')}</p>
        <OperatorForm
          {...common}
          // Typed secrets go once they are kept.
          key={account.credentialsSetAt.getTime()}
          action={actions.replaceCredentials}
          fields={credentialFields(words, account.provider, page.mode)}
          submit={t('dashboard.methods.accounts.saveCredentials')}
        />
      </section>
      {account.methods.some(({ enabled }) => enabled) ? (
        <section className="dash-card" aria-labelledby="off">
          <h2 id="off">{t('dashboard.methods.accounts.off')}</h2>
          <p>{t('dashboard.methods.accounts.offIntro')}</p>
          <OperatorForm
            {...common}
            action={actions.switchOff}
            fields={[]}
            submit={t('dashboard.methods.accounts.offNow')}
            button="danger"
          />
        </section>
      ) : null}
    </>
  );
}

/** The form that adds an account at a provider. */
export function AddAccountPage(props: {
  provider: ProviderId;
  page: DashboardPage;
  notices: MethodsNotices;
  addAccount: FormAction;
}) {
  const { provider, page } = props;
  const { words } = page;
  const { t } = words;
  return (
    <MethodsFrame
      page={page}
      tab="accounts"
      heading={t('dashboard.methods.accounts.addHeading', {
        provider: t(`dashboard.methods.accounts.provider.${provider}`),
      })}
      intro={t('dashboard.methods.accounts.addIntro')}
      notices={props.notices}
    >
      <div className="dash-card">
        <OperatorForm
          action={props.addAccount}
          hidden={{ ...page.hidden, provider }}
          fields={[...credentialFields(words, provider, page.mode), labelField(words, null)]}
          submit={t('dashboard.methods.accounts.save')}
          words={formWords(words)}
          refusals={refusalWords(words)}
          refused={null}
        />
      </div>
    </MethodsFrame>
  );
}
