import { MethodMark } from '#components/checkout/method-mark.tsx';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { regionName } from '#lib/i18n/region-name.ts';
import type { MessageKey, Words } from '#lib/i18n/translator.ts';
import { ShareBar } from '../charts/share-bar.tsx';
import type { DashboardPage } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import type { ExplainedMethod, ExplanationView } from './views.ts';

export const PREVIEW_DEVICES = ['ios', 'android', 'desktop'] as const;
export type PreviewDevice = (typeof PREVIEW_DEVICES)[number];
export const PREVIEW_REGIONS = ['HK', 'CN', 'MO', 'TW', 'SG', 'JP', 'GB', 'US', 'unknown'] as const;

export interface WhyFirstView {
  readonly explanation: ExplanationView;
  readonly device: PreviewDevice;
  readonly region: string;
  /** As it was typed, or as it is shown. */
  readonly amount: string;
  readonly amountWrong: boolean;
  /** Whether what shoppers were shown may be taken away as a file. */
  readonly csvHref: string | null;
}

/** The order that a kind of shopper is shown, with why each method stands where it does. */
export function WhyFirst({ view, page }: { view: WhyFirstView; page: DashboardPage }) {
  const { words } = page;
  const { t } = words;
  const { explanation } = view;
  const [first] = explanation.methods;
  return (
    <section className="dash-card methods-why" aria-labelledby="why">
      <h2 id="why">{t('dashboard.methods.why.heading')}</h2>
      <p>{t('dashboard.methods.why.intro')}</p>
      <Kind view={view} page={page} />
      {explanation.isPaused ? (
        <p className="notice notice-warn">{t('dashboard.methods.why.paused')}</p>
      ) : null}
      {explanation.decision.order.length === 0 ? (
        <p>{t('dashboard.methods.why.empty')}</p>
      ) : (
        <ol className="methods-order">
          {explanation.decision.order.map((method) => (
            <Placed
              key={method}
              method={method}
              explained={explanation.methods.find((one) => one.method === method)}
              isFirst={method === first?.method}
              words={words}
            />
          ))}
        </ol>
      )}
      {explanation.leftOut.length === 0 ? null : (
        <p className="methods-left-out">
          {t('dashboard.methods.why.leftOut')}
          {words.locale === 'en' ? ': ' : '：'}
          {words.list(
            explanation.leftOut.map(
              ({ method, reason }) => `${nameOf(method, words)} (${reasonText(reason, words)})`,
            ),
          )}
        </p>
      )}
      {explanation.experiments === 0 ? null : (
        <p>{t('dashboard.methods.why.experiments', { count: explanation.experiments })}</p>
      )}
      {explanation.methods.length === 0 ? null : (
        <details className="methods-figures">
          <summary>{t('dashboard.methods.why.scores')}</summary>
          <DataTable
            caption={t('dashboard.methods.why.scores')}
            columns={figureColumns(words)}
            rows={explanation.methods}
            rowKey={({ method }) => method}
          />
        </details>
      )}
      {view.csvHref === null ? null : (
        <p>
          <a className="methods-csv" href={view.csvHref}>
            {t('dashboard.methods.why.csv')}
          </a>
        </p>
      )}
    </section>
  );
}

/** Which shopper: a plain form, so that what is looked at is in the address. */
function Kind({ view, page }: { view: WhyFirstView; page: DashboardPage }) {
  const { words } = page;
  const { t } = words;
  return (
    <form className="dash-filters" method="get" action={`${page.basePath}/methods#why`}>
      <label>
        {t('dashboard.methods.why.device')}
        <select className="field" name="device" defaultValue={view.device}>
          {PREVIEW_DEVICES.map((device) => (
            <option key={device} value={device}>
              {t(`dashboard.methods.why.${device}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('dashboard.methods.why.region')}
        <select className="field" name="region" defaultValue={view.region}>
          {PREVIEW_REGIONS.map((region) => (
            <option key={region} value={region}>
              {regionName(words, region)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('dashboard.methods.why.amount')}
        <input
          className="field"
          name="amount"
          inputMode="decimal"
          autoComplete="off"
          defaultValue={view.amount}
          aria-invalid={view.amountWrong}
          aria-describedby={view.amountWrong ? 'amount-problem' : undefined}
        />
        {view.amountWrong ? (
          <span id="amount-problem" className="field-error">
            {t('dashboard.methods.why.amountWrong')}
          </span>
        ) : null}
      </label>
      <div className="dash-filter-buttons">
        <button type="submit" className="button-secondary">
          {t('dashboard.methods.why.show')}
        </button>
      </div>
    </form>
  );
}

function Placed(props: {
  method: string;
  explained: ExplainedMethod | undefined;
  isFirst: boolean;
  words: Words;
}) {
  const { method, explained, words } = props;
  const known = METHOD_IDS.find((id) => id === method);
  return (
    <li className={props.isFirst ? 'methods-first' : undefined}>
      {known === undefined ? null : <MethodMark method={known} />}
      <div>
        {props.isFirst ? (
          <h3>{words.t('dashboard.methods.why.first', { method: nameOf(method, words) })}</h3>
        ) : (
          <strong>{nameOf(method, words)}</strong>
        )}
        {explained === undefined ? null : <p>{explained.text[words.locale]}</p>}
      </div>
    </li>
  );
}

function figureColumns(words: Words): readonly Column<ExplainedMethod>[] {
  const { t } = words;
  const dash = t('dashboard.methods.why.none');
  return [
    {
      id: 'method',
      label: t('dashboard.methods.list.method'),
      cell: ({ method }) => nameOf(method, words),
    },
    {
      id: 'place',
      label: t('dashboard.methods.why.place'),
      isFigure: true,
      cell: ({ place }) => place + 1,
    },
    {
      id: 'chosen',
      label: t('dashboard.methods.why.chosen'),
      cell: ({ chosenWhenFirst: share }) =>
        share === null ? (
          dash
        ) : (
          <span className="methods-share">
            {exact(share)}
            <ShareBar share={share} />
          </span>
        ),
    },
    {
      id: 'success',
      label: t('dashboard.methods.why.success'),
      cell: ({ success }) => (
        <span className="methods-share">
          {exact(success.mean)}
          <ShareBar share={success.mean} />
          <span className="dash-cell-quiet">
            {t('dashboard.methods.why.range', {
              low: exact(success.low),
              high: exact(success.high),
            })}
          </span>
        </span>
      ),
    },
    {
      id: 'sessions',
      label: t('dashboard.methods.why.sessions'),
      isFigure: true,
      cell: ({ sessions }) => Math.round(sessions).toLocaleString('en'),
    },
    {
      id: 'since',
      label: t('dashboard.methods.why.since'),
      cell: ({ knownSinceMs }) =>
        knownSinceMs === null ? dash : words.dateTime(new Date(knownSinceMs)),
    },
    {
      id: 'score',
      label: t('dashboard.methods.why.score'),
      isFigure: true,
      cell: ({ score }) => (score === null ? dash : score.toFixed(3)),
    },
    {
      id: 'top',
      label: t('dashboard.methods.why.top'),
      isFigure: true,
      cell: ({ topPropensity }) => exact(topPropensity),
    },
  ];
}

function nameOf(method: string, words: Words): string {
  const known = METHOD_IDS.find((id) => id === method);
  return known === undefined ? method : words.methodName(known);
}

const REASONS = [
  'currency',
  'below_minimum',
  'above_maximum',
  'not_multiple',
  'other_device',
  'switched_off',
  'in_app_browser',
  'hidden',
  'out_of_order',
] as const;

function reasonText(reason: string, { t }: Words): string {
  const known = REASONS.find((one) => one === reason);
  if (known === undefined) return reason;
  const key: MessageKey = `dashboard.methods.why.reason.${known}`;
  return t(key);
}

/** With a digit after the point: shares are compared. */
function exact(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
