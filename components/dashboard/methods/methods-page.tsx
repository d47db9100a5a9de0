import { MethodMark } from '#components/checkout/method-mark.tsx';
import { SETTING_CURRENCY } from '#lib/domain/method-setting.ts';
import { money } from '#lib/domain/money.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { StateTag } from '../list-frame.tsx';
import { MethodsFrame, type MethodsNotices } from './methods-frame.tsx';
import type { MethodState } from './views.ts';
import { WhyFirst, type WhyFirstView } from './why-first.tsx';

export interface MethodsView {
  readonly methods: readonly MethodState[];
  readonly why: WhyFirstView;
  readonly notices: MethodsNotices;
}

/** All methods of the catalogue with what the shop has made of them, and the order that shoppers see. */
export function MethodsPage({ view, page }: { view: MethodsView; page: DashboardPage }) {
  const { t } = page.words;
  return (
    <MethodsFrame
      page={page}
      tab="list"
      heading={t('dashboard.methods.heading')}
      intro={t('dashboard.methods.intro')}
      notices={view.notices}
    >
      <div className="dash-card dash-table-frame methods-table">
        <DataTable
          caption={t('dashboard.methods.heading')}
          columns={columnsOf(page)}
          rows={view.methods}
          rowKey={({ method }) => method}
        />
      </div>
      <WhyFirst view={view.why} page={page} />
    </MethodsFrame>
  );
}

function columnsOf({ words, basePath }: DashboardPage): readonly Column<MethodState>[] {
  const { t } = words;
  return [
    {
      id: 'method',
      label: t('dashboard.methods.list.method'),
      cell: ({ method }) => (
        <a className="methods-name" href={`${basePath}/methods/${method}`}>
          <MethodMark method={method} />
          {words.methodName(method)}
        </a>
      ),
    },
    {
      id: 'state',
      label: t('dashboard.methods.list.state'),
      cell: (state) => <MethodStateTags state={state} words={words} />,
    },
    {
      id: 'account',
      label: t('dashboard.methods.list.account'),
      cell: ({ account, providers }) =>
        account === null ? (
          <span className="dash-cell-quiet">
            {words.list(providers.map((id) => t(`dashboard.methods.accounts.provider.${id}`)))}
          </span>
        ) : (
          (account.label ?? t(`dashboard.methods.accounts.provider.${account.provider}`))
        ),
    },
    {
      id: 'limits',
      label: t('dashboard.methods.list.limits'),
      cell: ({ setting }) => limitsText(setting, words),
    },
    {
      id: 'week',
      label: t('dashboard.methods.list.week'),
      cell: ({ figures }) =>
        figures === null ? (
          <span className="dash-cell-quiet">{t('dashboard.methods.list.nobody')}</span>
        ) : (
          <span>
            {t('dashboard.methods.list.tried', { tried: figures.tried })}
            <span className="dash-cell-quiet">
              {t('dashboard.methods.list.paid', { share: percent(figures.paid / figures.tried) })}
            </span>
          </span>
        ),
    },
  ];
}

/** Whether a method is offered, and whether it is out of order. */
export function MethodStateTags({ state, words }: { state: MethodState; words: Words }) {
  const { t } = words;
  const [outage] = state.outages;
  return (
    <span className="methods-tags">
      {state.setting === null ? (
        <StateTag look="quiet">{t('dashboard.methods.list.notSetUp')}</StateTag>
      ) : state.setting.enabled ? (
        <StateTag look="ok">{t('dashboard.methods.list.on')}</StateTag>
      ) : (
        <StateTag look="warn">
          {t(
            Object.keys(state.setting.publicReason).length === 0
              ? 'dashboard.methods.list.off'
              : 'dashboard.methods.list.offReason',
          )}
        </StateTag>
      )}
      {outage === undefined ? null : (
        <StateTag look="danger">
          {t(
            outage.action === 'close'
              ? 'dashboard.methods.list.out'
              : 'dashboard.methods.list.down',
          )}
        </StateTag>
      )}
    </span>
  );
}

function limitsText(setting: MethodState['setting'], words: Words): string {
  const { t } = words;
  const own = setting?.limits.find(({ currency }) => currency === SETTING_CURRENCY);
  const min = setting?.minAmount ?? own?.minMinor ?? null;
  const max = setting?.maxAmount ?? own?.maxMinor ?? null;
  const told = (amount: bigint) => words.money(money(amount, SETTING_CURRENCY));
  if (min !== null && max !== null) {
    return t('dashboard.methods.list.between', { min: told(min), max: told(max) });
  }
  if (min !== null) return t('dashboard.methods.list.from', { min: told(min) });
  if (max !== null) return t('dashboard.methods.list.upTo', { max: told(max) });
  return t('dashboard.methods.list.noLimits');
}

/** `38%`. */
export function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
