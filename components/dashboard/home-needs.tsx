import { type OperatorAction, mayDo } from '#lib/domain/operator-role.ts';
import { MOST_NEEDS_COUNTED, type Need } from '#lib/domain/payment-figures.ts';
import type { MessageKey } from '#lib/i18n/translator.ts';
import type { DashboardPage } from './dashboard-page.ts';
import { percent } from './percent.ts';

interface Destination {
  /** Below the shop's own address. */
  readonly path: string;
  readonly label: MessageKey;
  readonly action: OperatorAction;
}

const payments = (query: string): Destination => ({
  path: `payments?${query}`,
  label: 'dashboard.home.to.payments',
  action: 'payments.read',
});
const METHODS: Destination = {
  path: 'methods',
  label: 'dashboard.home.to.methods',
  action: 'methods.read',
};
const ENDPOINTS: Destination = {
  path: 'developers',
  label: 'dashboard.home.to.developers',
  action: 'developers.read',
};

/** Where one acts on each. */
const DESTINATIONS: Readonly<Record<Need['kind'], Destination>> = {
  disputes: payments('status=disputed'),
  refunds: payments('status=needs_look'),
  claims: {
    ...payments('status=waiting&provider=fps-direct'),
    label: 'dashboard.home.to.claims',
  },
  transfers: {
    path: 'payments/transfers',
    label: 'dashboard.home.to.transfers',
    action: 'payments.read',
  },
  unknown: payments('status=unknown'),
  reviews: payments('status=needs_look'),
  discrepancies: payments('status=needs_look'),
  endpoints_disabled: ENDPOINTS,
  endpoints_failing: ENDPOINTS,
  method_down: METHODS,
  method_fell: METHODS,
};

/** What waits for somebody, each with the page where they act on it. */
export function HomeNeeds(props: { needs: readonly Need[]; page: DashboardPage }) {
  const { needs, page } = props;
  const { t } = page.words;
  return (
    <section className="dash-card" aria-labelledby="needs">
      <h2 id="needs">{t('dashboard.home.needs')}</h2>
      {needs.length === 0 ? (
        <p>{t('dashboard.home.noNeeds')}</p>
      ) : (
        <ul className="dash-list home-needs">
          {needs.map((need) => (
            <li key={'method' in need ? `${need.kind} ${need.method}` : need.kind}>
              <NeedRow need={need} page={page} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function NeedRow({ need, page }: { need: Need; page: DashboardPage }) {
  const { t } = page.words;
  const { path, label, action } = DESTINATIONS[need.kind];
  return (
    <>
      <span className="home-need-count">
        {'count' in need ? countOf(need.count, page) : <span aria-hidden="true">!</span>}
      </span>
      <span className="home-need">{sentenceOf(need, page)}</span>
      {mayDo(page.shop.role, action) ? <a href={`${page.basePath}/${path}`}>{t(label)}</a> : null}
    </>
  );
}

function countOf(count: number, { words: { t } }: DashboardPage): string {
  return count < MOST_NEEDS_COUNTED
    ? String(count)
    : t('dashboard.home.manyNeeds', { count: MOST_NEEDS_COUNTED - 1 });
}

function sentenceOf(need: Need, { words }: DashboardPage): string {
  const { t, methodName } = words;
  if ('count' in need) return t(`dashboard.home.need.${need.kind}`, { count: need.count });
  const method = methodName(need.method);
  return need.kind === 'method_down'
    ? t('dashboard.home.need.method_down', { method, time: words.dateTime(need.since) })
    : t('dashboard.home.need.method_fell', {
        method,
        recent: percent(need.recent),
        past: percent(need.past),
      });
}
