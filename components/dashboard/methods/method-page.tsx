import { MethodListRow } from '#components/checkout/method-row.tsx';
import type { MethodRow } from '#lib/domain/checkout-view.ts';
import { type ListedMethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import { LOCALE_DESCRIPTIONS, LOCALES } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import type { OrderingConfig } from '#lib/ordering/ordering-config.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction } from '../form-answer.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import { methodFields, ruleFields } from './method-fields.ts';
import { MethodsFrame, type MethodsNotices } from './methods-frame.tsx';
import { MethodStateTags } from './methods-page.tsx';
import type { MethodState } from './views.ts';

export interface MethodView {
  readonly state: MethodState;
  /** What the form was drawn from. */
  readonly stamp: string;
  readonly ordering: OrderingConfig;
  readonly notices: MethodsNotices;
}

export interface MethodActions {
  readonly changeMethod: FormAction;
  readonly setUpMethod: FormAction;
  readonly changeRules: FormAction;
}

interface Props {
  readonly view: MethodView;
  readonly page: DashboardPage;
  readonly actions: MethodActions;
}

/** One method: whether it is offered, what shoppers read of it, for how much, by whom, and its place. */
export function MethodPage(props: Props) {
  const { view, page } = props;
  const { state } = view;
  const { words } = page;
  const { t } = words;
  const mayChange = mayDo(page.shop.role, 'methods.change');
  const mayOrder = mayDo(page.shop.role, 'ordering.change');
  return (
    <MethodsFrame
      page={page}
      tab="list"
      heading={words.methodName(state.method)}
      notices={view.notices}
    >
      <p className="methods-above">
        <MethodStateTags state={state} words={words} />
        <a href={`${page.basePath}/methods`}>{t('dashboard.methods.back')}</a>
      </p>
      <Shown {...props} />
      {state.setting !== null && mayChange ? <Offer {...props} /> : null}
      {mayChange ? <RunBy {...props} /> : null}
      {state.setting !== null && mayOrder && !isExpressMethod(state.method) ? (
        <Rules {...props} />
      ) : null}
    </MethodsFrame>
  );
}

/** The row as it stands in a shopper's list, in each language. */
function Shown({ view: { state }, page }: Props) {
  const { t } = page.words;
  const { setting, method } = state;
  const isHidden =
    setting !== null && !setting.enabled && Object.keys(setting.publicReason).length === 0;
  return (
    <section className="dash-card" aria-labelledby="shown">
      <h2 id="shown">{t('dashboard.methods.one.shown')}</h2>
      {setting === null ? (
        <p>{t('dashboard.methods.one.notSetUp')}</p>
      ) : isHidden ? (
        <p>{t('dashboard.methods.one.hiddenFrom')}</p>
      ) : isExpressMethod(method) ? (
        <p>{t('dashboard.methods.one.express')}</p>
      ) : (
        <div className="methods-shown">
          {LOCALES.map((locale) => (
            <fieldset key={locale} disabled lang={LOCALE_DESCRIPTIONS[locale].htmlLang}>
              <legend>{LOCALE_DESCRIPTIONS[locale].label}</legend>
              <MethodListRow
                row={rowOf(state, method)}
                words={wordsFor(locale)}
                chosen={false}
                fields={null}
              />
            </fieldset>
          ))}
        </div>
      )}
    </section>
  );
}

function rowOf({ setting, outages }: MethodState, method: ListedMethodId): MethodRow {
  const { worksWithoutScript } = METHODS[method];
  const flow = METHODS[method].flow(
    { form: 'desktop', os: 'other' },
    setting?.provider ?? 'stripe',
  );
  const [outage] = outages;
  const row = {
    method,
    // A sheet is a wallet's, which is no row.
    flow: flow === 'sheet' ? null : flow,
    worksWithoutScript,
  };
  if (setting?.enabled === false) {
    const reason = { code: 'switched_off', publicReason: setting.publicReason } as const;
    return { ...row, reason };
  }
  if (outage === undefined) return { ...row, reason: null };
  const { publicReason } = outage;
  return outage.action === 'close'
    ? { ...row, reason: { code: 'out_of_order', publicReason } as const }
    : { ...row, reason: null, outage: { publicReason } };
}

function Offer({ view, page, actions }: Props) {
  const { t } = page.words;
  const { setting, method } = view.state;
  if (setting === null) return null;
  return (
    <section className="dash-card" aria-labelledby="offer">
      <h2 id="offer">{t('dashboard.methods.one.offerHeading')}</h2>
      <OperatorForm
        action={actions.changeMethod}
        hidden={{ ...page.hidden, method, seen: view.stamp }}
        fields={methodFields(page.words, setting)}
        submit={t('dashboard.methods.one.save')}
        words={formWords(page.words)}
        refusals={refusalWords(page.words)}
        refused={null}
      />
    </section>
  );
}

function RunBy({ view, page, actions }: Props) {
  const { words } = page;
  const { t } = words;
  const { able, account, method, providers } = view.state;
  if (account !== null && able.length < 2) return null;
  const choices = able.map(({ id, label, provider }) => ({
    value: id,
    label: label ?? t(`dashboard.methods.accounts.provider.${provider}`),
  }));
  return (
    <section className="dash-card" aria-labelledby="run-by">
      <h2 id="run-by">{t('dashboard.methods.one.account')}</h2>
      {able.length === 0 ? (
        <>
          <p>
            {t('dashboard.methods.one.noAble', {
              providers: words.list(
                providers.map((id) => t(`dashboard.methods.accounts.provider.${id}`)),
              ),
            })}
          </p>
          {mayDo(page.shop.role, 'providers.change') ? (
            <p className="dash-actions">
              <a className="button-secondary" href={`${page.basePath}/methods/accounts`}>
                {t('dashboard.methods.one.addAccount')}
              </a>
            </p>
          ) : null}
        </>
      ) : (
        <>
          <p>{t('dashboard.methods.one.accountIntro')}</p>
          <OperatorForm
            action={actions.setUpMethod}
            hidden={{ ...page.hidden, method, seen: view.stamp }}
            fields={[
              {
                name: 'account',
                label: t('dashboard.methods.one.account'),
                type: 'select',
                choices,
                value: account?.id ?? choices[0]?.value ?? '',
                wrong: t('dashboard.methods.order.choose'),
              },
            ]}
            submit={t(
              account === null ? 'dashboard.methods.one.setUp' : 'dashboard.methods.one.use',
            )}
            button={account === null ? 'primary' : 'secondary'}
            words={formWords(words)}
            refusals={refusalWords(words)}
            refused={null}
          />
        </>
      )}
    </section>
  );
}

function Rules({ view, page, actions }: Props) {
  const { t } = page.words;
  const { method } = view.state;
  const version = String(view.ordering.version);
  return (
    <section className="dash-card" aria-labelledby="rules">
      <h2 id="rules">{t('dashboard.methods.one.rules')}</h2>
      <p>{t('dashboard.methods.one.rulesIntro')}</p>
      <OperatorForm
        action={actions.changeRules}
        hidden={{ ...page.hidden, method, version }}
        fields={ruleFields(page.words, method, view.ordering)}
        submit={t('dashboard.methods.one.saveRules')}
        button="secondary"
        words={formWords(page.words)}
        refusals={refusalWords(page.words)}
        refused={null}
      />
    </section>
  );
}
