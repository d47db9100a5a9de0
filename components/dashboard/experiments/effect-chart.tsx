import type { Words } from '#lib/i18n/translator.ts';
import { LineChart, type LinePoint, type LineSeries } from '../charts/line-chart.tsx';
import type { DashboardPage } from '../dashboard-page.ts';
import { DataTable } from '../data-table.tsx';
import type { ExperimentView } from './experiment-view.ts';
import { probability, range, signed } from './figures.ts';
import type { ArmResultsView, EffectView, ResultsView } from './results-view.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

interface Look extends EffectView {
  readonly at: Date;
}

/** An arm's effect at each look, with the interval that holds at all of them. Nothing before there are two. */
export function EffectChart(props: {
  arm: ArmResultsView;
  curve: ResultsView['curve'];
  experiment: ExperimentView;
  page: DashboardPage;
}) {
  const { arm, page } = props;
  const { words } = page;
  const { t } = words;
  const looks = looksOf(arm.key, props.curve);
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || looks.length < 2) return null;
  const planned = props.experiment.plan.sizing?.minimalEffect ?? null;
  const most = mostShown(last, planned);
  const isCut = looks.some(
    ({ interval_points: { low, high } }) =>
      Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0)) > most,
  );
  const series: LineSeries[] = [
    { label: arm.key, look: 'accent', points: looks.flatMap((look) => pointOf(look, most)) },
  ];
  if (planned !== null) {
    series.unshift({
      label: t('dashboard.experiments.chart.planned'),
      look: 'quiet',
      labelAt: 'start',
      points: [first, last].map(({ at }) => ({ at, value: 100 * planned })),
    });
  }
  const points = (value: number) =>
    t('dashboard.experiments.figure.points', { points: signed(value) });
  return (
    <>
      <LineChart
        heading={t('dashboard.experiments.chart.heading')}
        summary={t('dashboard.experiments.chart.summary', {
          arm: arm.key,
          effect: signed(last.effect_points ?? 0),
          interval: range(words, last.interval_points, signed),
        })}
        series={series}
        formatValue={(value) => signed(value, 1)}
        formatTime={timeLabel(words, last.at.getTime() - first.at.getTime())}
        table={
          <DataTable
            caption={t('dashboard.experiments.chart.heading')}
            columns={[
              {
                id: 'at',
                label: t('dashboard.experiments.chart.at'),
                cell: ({ at }) => words.dateTime(at),
              },
              {
                id: 'effect',
                label: t('dashboard.experiments.primary.effect'),
                isFigure: true,
                cell: ({ effect_points: effect }) => (effect === null ? '–' : points(effect)),
              },
              {
                id: 'interval',
                label: t('dashboard.experiments.column.interval'),
                isFigure: true,
                cell: ({ interval_points: interval }) => range(words, interval, points),
              },
              {
                id: 'p',
                label: t('dashboard.experiments.chart.p'),
                isFigure: true,
                cell: ({ p_value: p }) => probability(p),
              },
            ]}
            rows={looks.toReversed()}
            rowKey={({ at }) => at.toISOString()}
          />
        }
        words={words}
      />
      {isCut ? (
        <p className="dash-hint">
          {t('dashboard.experiments.chart.cut', { points: signed(most, 1).replace('+', '') })}
        </p>
      ) : null}
    </>
  );
}

function looksOf(key: string, curve: ResultsView['curve']): readonly Look[] {
  return curve.flatMap(({ at, arms }) =>
    arms
      .filter((arm) => arm.key === key && arm.effect_points !== null)
      .map((arm) => ({ ...arm, at: new Date(at * 1000) })),
  );
}

/**
 * The first looks know next to nothing, and drawn as far as they reach they would leave no room for the others: what
 * lies further out than this, in points, is cut off. The table has it.
 */
function mostShown({ interval_points: { low, high } }: Look, planned: number | null): number {
  const latest = Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0));
  return Math.max(3 * latest, 300 * (planned ?? 0), 0.5);
}

function pointOf(
  { at, effect_points: effect, interval_points: interval }: Look,
  most: number,
): LinePoint[] {
  if (effect === null) return [];
  const within = (value: number) => Math.max(-most, Math.min(most, value));
  return [
    {
      at,
      value: within(effect),
      low: within(interval.low ?? effect),
      high: within(interval.high ?? effect),
    },
  ];
}

function timeLabel({ locale, time }: Words, spanMs: number): (at: Date) => string {
  if (spanMs < DAY_MS) return time;
  const day = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    timeZone: 'Asia/Hong_Kong',
  });
  return (at) => day.format(at);
}
