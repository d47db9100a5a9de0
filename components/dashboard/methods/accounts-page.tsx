import { mayDo } from '#lib/domain/operator-role.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { EmptyList, StateTag } from '../list-frame.tsx';
import { MethodsFrame, type MethodsNotices } from './methods-frame.tsx';
import type { AccountState } from './views.ts';

export interface AccountsView {
  readonly accounts: readonly AccountState[];
  /** Providers at which an account can be added. */
  readonly missing: readonly ProviderId[];
  readonly notices: MethodsNotices;
}

/** Who takes the shop's money, and which methods go by whom. */
export function AccountsPage({ view, page }: { view: AccountsView; page: DashboardPage }) {
  const { t } = page.words;
  const mayChange = mayDo(page.shop.role, 'providers.change');
  const add = (
    <div className="dash-actions">
      {view.missing.map((provider) => (
        <a
          key={provider}
          className="button-secondary"
          href={`${page.basePath}/methods/accounts/add/${provider}`}
        >
          {t('dashboard.methods.accounts.add', {
            provider: t(`dashboard.methods.accounts.provider.${provider}`),
          })}
        </a>
      ))}
    </div>
  );
  return (
    <MethodsFrame
      page={page}
      tab="accounts"
      heading={t('dashboard.methods.accounts.heading')}
      intro={t('dashboard.methods.accounts.intro')}
      notices={view.notices}
    >
      {view.accounts.length === 0 ? (
        <EmptyList heading={t('dashboard.methods.accounts.empty')} />
      ) : (
        <div className="dash-card dash-table-frame">
          <DataTable
            caption={t('dashboard.methods.accounts.heading')}
            columns={columnsOf(page)}
            rows={view.accounts}
            rowKey={({ id }) => id}
          />
        </div>
      )}
      {mayChange && view.missing.length > 0 ? add : null}
    </MethodsFrame>
  );
}

function columnsOf({ words, basePath }: DashboardPage): readonly Column<AccountState>[] {
  const { t } = words;
  return [
    {
      id: 'account',
      label: t('dashboard.methods.accounts.account'),
      cell: ({ id, provider, label }) => (
        <span>
          <a className="methods-name" href={`${basePath}/methods/accounts/${id}`}>
            {label ?? t(`dashboard.methods.accounts.provider.${provider}`)}
          </a>
          {label === null ? null : (
            <span className="dash-cell-quiet">
              {t(`dashboard.methods.accounts.provider.${provider}`)}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'methods',
      label: t('dashboard.methods.accounts.methods'),
      cell: (account) => methodsOf(account, words),
    },
    {
      id: 'credentials',
      label: t('dashboard.methods.accounts.credentials'),
      cell: ({ credentialsSetAt }) =>
        t('dashboard.methods.accounts.setOn', { at: words.dateTime(credentialsSetAt) }),
    },
    {
      id: 'notifications',
      label: t('dashboard.methods.accounts.notifications'),
      cell: (account) => <Notifications account={account} words={words} />,
    },
  ];
}

/** The methods that go by an account, in words. */
export function methodsOf({ methods }: AccountState, words: Words): string {
  const { t } = words;
  if (methods.length === 0) return t('dashboard.methods.accounts.noMethods');
  return words.list(
    methods.map(({ method, enabled }) =>
      enabled
        ? words.methodName(method)
        : t('dashboard.methods.accounts.offMethod', { method: words.methodName(method) }),
    ),
  );
}

function Notifications({ account, words }: { account: AccountState; words: Words }) {
  const { t } = words;
  const { notifications } = account;
  switch (notifications.kind) {
    case 'arriving':
      return t('dashboard.methods.accounts.arriving', {
        at: words.dateTime(notifications.lastAt),
      });
    case 'refused':
      return (
        <span>
          <StateTag look="danger">{t('dashboard.methods.accounts.refused')}</StateTag>
          <span className="dash-cell-quiet">{words.dateTime(notifications.at)}</span>
        </span>
      );
    case 'never':
      return <StateTag look="warn">{t('dashboard.methods.accounts.never')}</StateTag>;
    case 'none_sent':
      return t('dashboard.methods.accounts.none_sent');
  }
}
