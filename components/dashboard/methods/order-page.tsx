import { MethodMark } from '#components/checkout/method-mark.tsx';
import { type ListedMethodId, METHOD_IDS } from '#lib/domain/method-id.ts';
import { SETTING_CURRENCY } from '#lib/domain/method-setting.ts';
import { money } from '#lib/domain/money.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import { regionName } from '#lib/i18n/region-name.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { PlainButton } from '../account-page.tsx';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction } from '../form-answer.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import { MethodsFrame, type MethodsNotices } from './methods-frame.tsx';
import { countryFields, policyFields } from './order-fields.ts';
import type { OrderingView } from './views.ts';

export interface OrderView {
  readonly ordering: OrderingView;
  /** The merchant's own order of what it has set up. */
  readonly own: readonly ListedMethodId[];
  readonly notices: MethodsNotices;
}

export interface OrderActions {
  readonly changePolicy: FormAction;
  readonly moveMethod: FormAction;
  readonly setCountry: FormAction;
  readonly removeCountry: FormAction;
  readonly pause: FormAction;
  readonly resume: FormAction;
}

interface Props {
  readonly view: OrderView;
  readonly page: DashboardPage;
  readonly actions: OrderActions;
}

/** By what methods are ordered, what the merchant says of it, and the switch that stops it. */
export function OrderPage(props: Props) {
  const { view, page } = props;
  const { t } = page.words;
  const mayChange = mayDo(page.shop.role, 'ordering.change');
  return (
    <MethodsFrame
      page={page}
      tab="order"
      heading={t('dashboard.methods.order.heading')}
      notices={view.notices}
    >
      <KillSwitch {...props} mayChange={mayChange} />
      {mayChange ? <Policy {...props} /> : null}
      <OwnOrder {...props} mayChange={mayChange} />
      <RulesInForce {...props} />
      <Countries {...props} mayChange={mayChange} />
    </MethodsFrame>
  );
}

function KillSwitch({ view, page, actions, mayChange }: Props & { mayChange: boolean }) {
  const { words } = page;
  const { t } = words;
  const { config, learned, fallbacksInLastDay } = view.ordering;
  const isPaused = config.pausedAt !== null;
  return (
    <section className="dash-card" aria-labelledby="state">
      <h2 id="state">
        {t('dashboard.methods.order.on', {
          policy: t(`dashboard.methods.order.policy.${config.policy}`),
        })}
      </h2>
      {config.pausedAt === null ? null : (
        <p className="notice notice-warn">
          {t('dashboard.methods.order.pausedSince', { at: words.dateTime(config.pausedAt) })}
        </p>
      )}
      <p>
        {learned === null
          ? t('dashboard.methods.order.notLearned')
          : t('dashboard.methods.order.learned', {
              sessions: Math.round(learned.sessions),
              since: words.dateTime(learned.since),
            })}
      </p>
      {fallbacksInLastDay === 0 ? null : (
        <p>{t('dashboard.methods.order.fallbacks', { count: fallbacksInLastDay })}</p>
      )}
      {mayChange ? (
        <div className="dash-actions">
          <PlainButton
            action={isPaused ? actions.resume : actions.pause}
            hidden={page.hidden}
            label={t(`dashboard.methods.order.${isPaused ? 'resume' : 'pause'}`)}
            name={t(`dashboard.methods.order.${isPaused ? 'resume' : 'pause'}`)}
          />
        </div>
      ) : null}
      {isPaused ? null : <p>{t('dashboard.methods.order.pauseIntro')}</p>}
    </section>
  );
}

function Policy({ view, page, actions }: Props) {
  const { t } = page.words;
  const { config } = view.ordering;
  const version = String(config.version);
  return (
    <section className="dash-card" aria-labelledby="policy">
      <h2 id="policy">{t('dashboard.methods.order.how')}</h2>
      <OperatorForm
        action={actions.changePolicy}
        hidden={{ ...page.hidden, version }}
        fields={policyFields(page.words, config)}
        submit={t('dashboard.form.save')}
        words={formWords(page.words)}
        refusals={refusalWords(page.words)}
        refused={null}
      />
    </section>
  );
}

/** Up and down, one place at a time: for fingers, keys and screen readers alike. */
function OwnOrder({ view, page, actions, mayChange }: Props & { mayChange: boolean }) {
  const { words } = page;
  const { t } = words;
  const version = String(view.ordering.config.version);
  return (
    <section className="dash-card" aria-labelledby="own">
      <h2 id="own">{t('dashboard.methods.order.own')}</h2>
      <p>{t('dashboard.methods.order.ownIntro')}</p>
      {view.own.length === 0 ? <p>{t('dashboard.methods.order.notSetUp')}</p> : null}
      <ol className="dash-list">
        {view.own.map((method, place) => (
          <li key={method}>
            <span className="methods-name">
              <MethodMark method={method} />
              {words.methodName(method)}
            </span>
            {mayChange ? (
              <span className="methods-moves">
                {(['up', 'down'] as const)
                  .filter((way) => (way === 'up' ? place > 0 : place < view.own.length - 1))
                  .map((way) => (
                    <PlainButton
                      key={way}
                      action={actions.moveMethod}
                      hidden={{ ...page.hidden, version, method, way }}
                      label={t(`dashboard.methods.order.${way}`)}
                      name={t(`dashboard.methods.order.${way}Named`, {
                        method: words.methodName(method),
                      })}
                    />
                  ))}
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function RulesInForce({ view, page }: Props) {
  const { words } = page;
  const { t } = words;
  const told = METHOD_IDS.map((method) => ({
    method,
    rules: rulesOf(method, view.ordering.config, words),
  })).filter(({ rules }) => rules.length > 0);
  return (
    <section className="dash-card" aria-labelledby="rules">
      <h2 id="rules">{t('dashboard.methods.order.rules')}</h2>
      <p>{t('dashboard.methods.order.rulesIntro')}</p>
      {told.length === 0 ? <p>{t('dashboard.methods.order.noRules')}</p> : null}
      <ul className="dash-list methods-maybe">
        {told.map(({ method, rules }) => (
          <li key={method}>
            <span className="dash-list-text">
              <strong>
                <a href={`${page.basePath}/methods/${method}#rules`}>{words.methodName(method)}</a>
              </strong>
              {rules.map((rule) => (
                <span key={rule}>{rule}</span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function rulesOf(
  method: string,
  { rules, feeShares }: OrderingView['config'],
  words: Words,
): readonly string[] {
  const { t } = words;
  const told = (amount: number) => words.money(money(BigInt(amount), SETTING_CURRENCY));
  const share = feeShares[method];
  return [
    ...rules.pinned
      .filter((pin) => pin.method === method)
      .map(({ place }) => t('dashboard.methods.order.pinned', { place: place + 1 })),
    ...(rules.hidden.includes(method) ? [t('dashboard.methods.order.hidden')] : []),
    ...rules.amounts
      .filter((limit) => limit.method === method && limit.currency === SETTING_CURRENCY)
      .flatMap(({ fromMinor, toMinor }) => [
        ...(fromMinor === null ? [] : [t('dashboard.methods.list.from', { min: told(fromMinor) })]),
        ...(toMinor === null ? [] : [t('dashboard.methods.list.upTo', { max: told(toMinor) })]),
      ]),
    ...(share === undefined
      ? []
      : [t('dashboard.methods.order.fee', { share: `${Math.round(share * 1e6) / 1e4}%` })]),
  ];
}

function Countries({ view, page, actions, mayChange }: Props & { mayChange: boolean }) {
  const { words } = page;
  const { t } = words;
  const { config } = view.ordering;
  const version = String(config.version);
  const orders = Object.entries(config.rules.orderByRegion);
  return (
    <section className="dash-card" aria-labelledby="countries">
      <h2 id="countries">{t('dashboard.methods.order.countries')}</h2>
      {orders.length === 0 ? <p>{t('dashboard.methods.order.noCountries')}</p> : null}
      <ul className="dash-list methods-maybe">
        {orders.map(([region, order]) => (
          <li key={region}>
            <span className="dash-list-text">
              <strong>{regionName(words, region)}</strong>
              <span>
                {order
                  .flatMap((id) => METHOD_IDS.find((one) => one === id) ?? [])
                  .map((id) => words.methodName(id))
                  .join(' › ')}
              </span>
            </span>
            {mayChange ? (
              <PlainButton
                action={actions.removeCountry}
                hidden={{ ...page.hidden, version, country: region }}
                label={t('dashboard.methods.order.remove')}
                name={t('dashboard.methods.order.removeNamed', {
                  country: regionName(words, region),
                })}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {mayChange && view.own.length > 0 ? (
        <OperatorForm
          // Once an order is set, the next one is begun with nothing chosen.
          key={orders.map(([region]) => region).join()}
          action={actions.setCountry}
          hidden={{ ...page.hidden, version }}
          fields={countryFields(words, view.own)}
          submit={t('dashboard.methods.order.addCountry')}
          button="secondary"
          words={formWords(words)}
          refusals={refusalWords(words)}
          refused={null}
        />
      ) : null}
    </section>
  );
}
