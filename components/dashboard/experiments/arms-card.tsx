import { wilsonInterval } from '#lib/experiments/wilson-interval.ts';
import { ShareBar } from '../charts/share-bar.tsx';
import { type Column, DataTable } from '../data-table.tsx';
import { NO_FIGURE, armShows, metricName, percent, range, whole } from './figures.ts';
import type { ArmView } from './experiment-view.ts';
import type { ResultsParts } from './results-page.tsx';
import type { CountsView } from './results-view.ts';

/** Of an arm alone, read once: the plan's own α is for differences. */
const ALPHA = 0.05;

interface ArmRow {
  readonly arm: ArmView;
  readonly isControl: boolean;
  readonly counts: CountsView | null;
}

/** What each arm shows and what came of it. */
export function ArmsCard({ experiment, results, page }: ResultsParts) {
  const { words } = page;
  const { t } = words;
  const counted = [results.control, ...results.arms];
  const rows = experiment.arms.map((arm, index): ArmRow => ({
    arm,
    isControl: index === 0,
    counts: counted.find(({ key }) => key === arm.key) ?? null,
  }));
  const count = (value: number | null | undefined) =>
    value === null || value === undefined ? NO_FIGURE : whole(words, value);
  const columns: readonly Column<ArmRow>[] = [
    {
      id: 'arm',
      label: t('dashboard.experiments.column.arm'),
      cell: (row) => <ArmName row={row} page={page} />,
    },
    {
      id: 'weight',
      label: t('dashboard.experiments.column.share'),
      isFigure: true,
      cell: ({ arm }) => percent(arm.weight),
    },
    {
      id: 'sessions',
      label: t('dashboard.experiments.column.sessions'),
      isFigure: true,
      cell: ({ counts }) => count(counts?.sessions),
    },
    {
      id: 'paid',
      label: t('dashboard.experiments.column.paid'),
      isFigure: true,
      cell: ({ counts }) => count(counts?.paid),
    },
    {
      id: 'rate',
      label: t('dashboard.experiments.column.rate'),
      cell: ({ counts }) => <PaidRate counts={counts} page={page} />,
    },
  ];
  return (
    <section className="dash-card" aria-labelledby="arms">
      <h2 id="arms">{t('dashboard.experiments.arms.heading')}</h2>
      <p>{t('dashboard.experiments.arms.intro')}</p>
      <DataTable
        caption={t('dashboard.experiments.arms.heading')}
        columns={columns}
        rows={rows}
        rowKey={({ arm }) => arm.key}
      />
    </section>
  );
}

function ArmName({ row, page }: { row: ArmRow } & Pick<ResultsParts, 'page'>) {
  const { words } = page;
  const { arm, isControl } = row;
  const { stopped } = arm;
  return (
    <span>
      <strong>{arm.key}</strong>
      {isControl ? (
        <span className="dash-tag exp-control">{words.t('dashboard.experiments.control')}</span>
      ) : null}
      <span className="dash-cell-quiet">{armShows(words, arm)}</span>
      {stopped === null ? null : (
        <span className="dash-cell-quiet">
          {stopped.metric === null
            ? words.t('dashboard.experiments.arm.stopped', { at: words.dateTime(stopped.at) })
            : words.t('dashboard.experiments.arm.stoppedBy', {
                at: words.dateTime(stopped.at),
                metric: metricName(words, stopped.metric),
              })}
        </span>
      )}
    </span>
  );
}

function PaidRate({ counts, page }: { counts: CountsView | null } & Pick<ResultsParts, 'page'>) {
  const { sessions = null, paid = null } = counts ?? {};
  if (sessions === null || paid === null || sessions === 0) return NO_FIGURE;
  const interval = wilsonInterval({ units: sessions, successes: paid }, ALPHA);
  return (
    <span className="exp-rate">
      {percent(paid / sessions, 1)}
      <span className="dash-cell-quiet">
        {range(page.words, interval, (share) => percent(share, 1))}
      </span>
      <ShareBar share={paid / sessions} />
    </span>
  );
}
