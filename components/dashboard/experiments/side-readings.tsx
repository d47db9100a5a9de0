import type { ReactNode } from 'react';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { type Column, DataTable } from '../data-table.tsx';
import {
  NO_FIGURE,
  change,
  metricName,
  percent,
  probability,
  range,
  segmentName,
} from './figures.ts';
import type { ResultsParts } from './results-page.tsx';
import type { MetricUnit, SideView } from './results-view.ts';

interface SideRow {
  readonly arm: string;
  readonly of: string;
  readonly unit: MetricUnit;
  readonly side: SideView;
}

/** Metrics that nothing was decided by. */
export function SecondaryCard({ experiment, results, page }: ResultsParts) {
  const { words } = page;
  const { t } = words;
  const rows = results.arms.flatMap(({ key, secondary }) =>
    secondary.map((side): SideRow => ({
      arm: key,
      of: metricName(words, side.metric),
      unit: side.unit,
      side,
    })),
  );
  if (rows.length === 0) return null;
  return (
    <section className="dash-card" aria-labelledby="secondary">
      <h2 id="secondary">{t('dashboard.experiments.secondary.heading')}</h2>
      <p>{t('dashboard.experiments.secondary.intro')}</p>
      <SideTable
        caption={t('dashboard.experiments.secondary.heading')}
        what={t('dashboard.experiments.column.metric')}
        rows={rows}
        currency={experiment.plan.currency}
        words={words}
      />
    </section>
  );
}

/** The primary metric by kinds of shoppers, folded away behind its warning. */
export function SegmentFold({ experiment, results, page }: ResultsParts) {
  const { words } = page;
  const { t } = words;
  const rows = results.arms.flatMap(({ key, segments }) =>
    segments.data.map((side): SideRow => ({
      arm: key,
      of: segmentName(words, side.segment),
      unit: 'share',
      side,
    })),
  );
  if (rows.length === 0) return null;
  return (
    <Fold heading={t('dashboard.experiments.segments.heading')}>
      <p className="notice notice-warn">{t('dashboard.experiments.segments.warning')}</p>
      <SideTable
        caption={t('dashboard.experiments.segments.heading')}
        what={t('dashboard.experiments.column.shoppers')}
        rows={rows}
        currency={experiment.plan.currency}
        words={words}
      />
    </Fold>
  );
}

function SideTable(props: {
  caption: string;
  what: string;
  rows: readonly SideRow[];
  currency: CurrencyCode;
  words: Words;
}) {
  const { words, currency } = props;
  const { t } = words;
  const columns: readonly Column<SideRow>[] = [
    { id: 'arm', label: t('dashboard.experiments.column.arm'), cell: ({ arm }) => arm },
    { id: 'of', label: props.what, cell: ({ of }) => of },
    {
      id: 'effect',
      label: t('dashboard.experiments.primary.effect'),
      isFigure: true,
      cell: ({ side, unit }) => change(words, side.effect, { unit, currency }),
    },
    {
      id: 'interval',
      label: t('dashboard.experiments.column.interval'),
      isFigure: true,
      cell: ({ side, unit }) =>
        range(words, side.interval, (value) => change(words, value, { unit, currency })),
    },
    {
      id: 'p',
      label: t('dashboard.experiments.column.p'),
      isFigure: true,
      cell: ({ side }) => probability(side.adjusted_p_value),
    },
  ];
  return (
    <DataTable
      caption={props.caption}
      columns={columns}
      rows={props.rows}
      rowKey={({ arm, of }) => `${arm} ${of}`}
    />
  );
}

/** How long it took until sessions were paid, those counted too that never were. */
export function TimeCard({ results, page }: ResultsParts) {
  const { words } = page;
  const { t } = words;
  const rows = results.time_to_paid.filter(({ unpaid_share: shares }) => shares.length > 0);
  const [first] = rows;
  if (first === undefined) return null;
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { id: 'arm', label: t('dashboard.experiments.column.arm'), cell: ({ key }) => key },
    {
      id: 'median',
      label: t('dashboard.experiments.time.median'),
      isFigure: true,
      cell: ({ median_ms: ms }) =>
        ms === null ? t('dashboard.experiments.time.never') : span(words, ms),
    },
    ...first.unpaid_share.map(({ ms }) => ({
      id: String(ms),
      label: t('dashboard.experiments.time.after', { minutes: ms / 60_000 }),
      isFigure: true,
      cell: ({ unpaid_share: shares }: (typeof rows)[number]) => {
        const share = shares.find((one) => one.ms === ms)?.share ?? null;
        return share === null ? NO_FIGURE : percent(1 - share, 1);
      },
    })),
  ];
  return (
    <section className="dash-card" aria-labelledby="time">
      <h2 id="time">{t('dashboard.experiments.time.heading')}</h2>
      <p>{t('dashboard.experiments.time.intro')}</p>
      <DataTable
        caption={t('dashboard.experiments.time.heading')}
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
      />
    </section>
  );
}

function span({ t }: Words, ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return t('dashboard.experiments.time.seconds', { seconds });
  const minutes = Math.floor(seconds / 60);
  return t('dashboard.experiments.time.minutes', { minutes, seconds: seconds % 60 });
}

/** A reading beside the verdict, which it is not. */
export function BayesianFold({ results, page }: ResultsParts) {
  const { words } = page;
  const { t } = words;
  const { bayesian } = results;
  if (bayesian === null || bayesian.length === 0) return null;
  const share = (value: number | null) => (value === null ? NO_FIGURE : percent(value, 1));
  const columns: readonly Column<(typeof bayesian)[number]>[] = [
    { id: 'arm', label: t('dashboard.experiments.column.arm'), cell: ({ key }) => key },
    {
      id: 'mean',
      label: t('dashboard.experiments.column.rate'),
      isFigure: true,
      cell: ({ mean_share: mean }) => share(mean),
    },
    {
      id: 'credible',
      label: t('dashboard.experiments.bayesian.credible'),
      isFigure: true,
      cell: ({ credible }) => range(words, credible, share),
    },
    {
      id: 'best',
      label: t('dashboard.experiments.bayesian.best'),
      isFigure: true,
      cell: ({ probability_best: best }) => share(best),
    },
    {
      id: 'loss',
      label: t('dashboard.experiments.bayesian.loss'),
      isFigure: true,
      cell: ({ expected_loss_points: loss }) =>
        loss === null
          ? NO_FIGURE
          : t('dashboard.experiments.figure.points', { points: loss.toFixed(3) }),
    },
  ];
  return (
    <Fold heading={t('dashboard.experiments.bayesian.heading')}>
      <p>{t('dashboard.experiments.bayesian.intro')}</p>
      <DataTable
        caption={t('dashboard.experiments.bayesian.heading')}
        columns={columns}
        rows={bayesian}
        rowKey={({ key }) => key}
      />
    </Fold>
  );
}

function Fold({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <details className="dash-card exp-fold">
      <summary>
        <h2>{heading}</h2>
      </summary>
      {children}
    </details>
  );
}
