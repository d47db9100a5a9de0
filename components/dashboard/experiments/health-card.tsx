import { SAMPLE_RATIO_P } from '#lib/experiments/sample-ratio.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { NO_FIGURE, percent, probability, whole } from './figures.ts';
import type { ResultsParts } from './results-page.tsx';

/** The first thing to read where the figures cannot be believed. */
export function BrokenSplit({ results, page }: ResultsParts) {
  const { t } = page.words;
  return (
    <section className="dash-card exp-broken" role="alert" aria-labelledby="broken">
      <h2 id="broken">{t('dashboard.experiments.broken.heading')}</h2>
      <p>{t('dashboard.experiments.broken.intro')}</p>
      <ul>
        {results.health.defects.map((defect) => (
          <li key={defect}>{t(`dashboard.experiments.broken.${defect}`)}</li>
        ))}
      </ul>
    </section>
  );
}

interface SplitRow {
  readonly key: string;
  readonly planned: number;
  readonly exposed: number;
  readonly seen: number | null;
  readonly excluded: number;
  readonly analysed: number;
}

/** Whether shoppers were split as planned, in words and figures. */
export function SplitCard({ experiment, results, page }: ResultsParts) {
  const { words } = page;
  const { t } = words;
  const { health } = results;
  const rows = splitRows({ experiment, results });
  const seen = rows.reduce((sum, { exposed }) => sum + exposed, 0);
  const columns: readonly Column<SplitRow>[] = [
    { id: 'arm', label: t('dashboard.experiments.column.arm'), cell: ({ key }) => key },
    figure('planned', ({ planned }) => percent(planned, 1)),
    figure('seen', ({ seen: share }) => (share === null ? NO_FIGURE : percent(share, 1))),
    figure('exposed', ({ exposed }) => whole(words, exposed)),
    figure('excluded', ({ excluded }) => whole(words, excluded)),
    figure('analysed', ({ analysed }) => whole(words, analysed)),
  ];
  function figure(
    id: 'planned' | 'seen' | 'exposed' | 'excluded' | 'analysed',
    cell: Column<SplitRow>['cell'],
  ) {
    return { id, label: t(`dashboard.experiments.split.${id}`), isFigure: true, cell };
  }
  const said = health.ok ? (seen === 0 ? 'nobody' : 'ok') : 'broken';
  return (
    <section className="dash-card" aria-labelledby="split">
      <h2 id="split">{t('dashboard.experiments.split.heading')}</h2>
      <p>
        {t(`dashboard.experiments.split.${said}`, {
          p: probability(health.exposed.p_value),
          least: String(SAMPLE_RATIO_P),
        })}
      </p>
      <DataTable
        caption={t('dashboard.experiments.split.heading')}
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
      />
      <p className="dash-hint">
        {t('dashboard.experiments.split.young', {
          sessions: whole(words, health.immature_sessions),
          minutes: experiment.plan.maturityMinutes,
        })}
      </p>
      {health.orders_differ_share === null ? null : (
        <p className="dash-hint">
          {t('dashboard.experiments.split.differ', {
            share: percent(health.orders_differ_share, 0),
          })}
        </p>
      )}
    </section>
  );
}

/** Of the arms that the check is about; their planned shares are those among themselves. */
function splitRows({
  experiment,
  results,
}: Pick<ResultsParts, 'experiment' | 'results'>): SplitRow[] {
  const { exposed, excluded, analysed } = results.health;
  const arms = experiment.arms.filter(({ key }) => exposed.units[key] !== undefined);
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0);
  const all = arms.reduce((sum, { key }) => sum + (exposed.units[key] ?? 0), 0);
  return arms.map(({ key, weight }) => ({
    key,
    planned: weight / weights,
    exposed: exposed.units[key] ?? 0,
    seen: all === 0 ? null : (exposed.units[key] ?? 0) / all,
    excluded: excluded.units[key] ?? 0,
    analysed: analysed.units[key] ?? 0,
  }));
}
