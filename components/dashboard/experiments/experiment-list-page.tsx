import { mayDo } from '#lib/domain/operator-role.ts';
import type { ExperimentStatus } from '#lib/experiments/experiment-arm.ts';
import type { Verdict } from '#lib/experiments/verdict.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { DataTable } from '../data-table.tsx';
import type { FormAction, Refusal } from '../form-answer.ts';
import { EmptyList, ListPages, StateTag } from '../list-frame.tsx';
import type { ExperimentView } from './experiment-view.ts';
import { NO_FIGURE, percent, whole } from './figures.ts';
import { HoldoutCard, type HoldoutView } from './holdout-card.tsx';
import { verdictLook } from './verdict-look.ts';

export interface ExperimentListView {
  readonly experiments: readonly ListedExperiment[];
  /** Only those of one status; null: all. */
  readonly status: ExperimentStatus | null;
  /** The last one here, where there are older ones. */
  readonly olderThan: string | null;
  /** These are not the newest. */
  readonly isLater: boolean;
  readonly holdout: HoldoutView | null;
  readonly isHoldoutDone: boolean;
  readonly refused: Refusal | null;
}

export interface ListedExperiment {
  readonly experiment: ExperimentView;
  /** Sessions counted so far; null: none are shown. */
  readonly sessions: number | null;
  readonly verdicts: readonly { readonly arm: string; readonly code: Verdict['code'] }[];
}

const STATUSES = [null, 'draft', 'running', 'stopped'] as const;

/** Every experiment of a shop in one mode, and who is kept out of all. */
export function ExperimentListPage(props: {
  view: ExperimentListView;
  page: DashboardPage;
  setHoldout: FormAction;
}) {
  const { view, page } = props;
  const { t } = page.words;
  const here = `${page.basePath}/experiments`;
  const mayChange = mayDo(page.shop.role, 'experiments.change');
  const query = view.status === null ? '' : `status=${view.status}`;
  return (
    <>
      <div className="exp-head">
        <div>
          <h1 className="dash-title">{t('dashboard.experiments.heading')}</h1>
          <p className="dash-intro">{t('dashboard.experiments.intro')}</p>
        </div>
        {mayChange ? (
          <a className="button-primary exp-new" href={`${here}/new`}>
            {t('dashboard.experiments.new')}
          </a>
        ) : null}
      </div>
      {view.refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${view.refused}`)}
        </p>
      )}
      {view.isHoldoutDone ? (
        <p className="notice" role="status">
          {t('dashboard.experiments.holdout.done')}
        </p>
      ) : null}
      <nav className="exp-tabs" aria-label={t('dashboard.experiments.filter.label')}>
        {STATUSES.map((status) => (
          <a
            key={status ?? 'all'}
            href={status === null ? here : `${here}?status=${status}`}
            aria-current={status === view.status ? 'page' : undefined}
          >
            {t(`dashboard.experiments.filter.${status ?? 'all'}`)}
          </a>
        ))}
      </nav>
      {view.experiments.length === 0 ? (
        <EmptyList heading={t(`dashboard.experiments.empty.${view.status ?? 'all'}`)}>
          <p>{t('dashboard.experiments.empty.body')}</p>
        </EmptyList>
      ) : (
        <div className="dash-card dash-table-frame">
          <Experiments experiments={view.experiments} here={here} words={page.words} />
        </div>
      )}
      <ListPages
        words={page.words}
        newestHref={view.isLater ? withQuery(here, query) : null}
        olderHref={
          view.olderThan === null ? null : withQuery(here, query, `after=${view.olderThan}`)
        }
      />
      <HoldoutCard holdout={view.holdout} page={page} action={props.setHoldout} />
    </>
  );
}

function withQuery(path: string, ...parts: readonly string[]): string {
  const query = parts.filter((part) => part !== '').join('&');
  return query === '' ? path : `${path}?${query}`;
}

function Experiments(props: {
  experiments: readonly ListedExperiment[];
  here: string;
  words: Words;
}) {
  const { words } = props;
  const { t } = words;
  const columns = [
    {
      id: 'name',
      label: t('dashboard.experiments.column.name'),
      cell: ({ experiment: { id, name } }: ListedExperiment) => (
        <a className="exp-name" href={`${props.here}/${id}`}>
          {name}
        </a>
      ),
    },
    {
      id: 'status',
      label: t('dashboard.experiments.column.status'),
      cell: ({ experiment }: ListedExperiment) => (
        <StatusTag experiment={experiment} words={words} />
      ),
    },
    {
      id: 'verdict',
      label: t('dashboard.experiments.column.verdict'),
      cell: (row: ListedExperiment) => <Verdicts row={row} words={words} />,
    },
    {
      id: 'coverage',
      label: t('dashboard.experiments.column.coverage'),
      isFigure: true,
      cell: ({ experiment }: ListedExperiment) => percent(experiment.coverage),
    },
    {
      id: 'sessions',
      label: t('dashboard.experiments.column.sessions'),
      isFigure: true,
      cell: ({ sessions }: ListedExperiment) =>
        sessions === null ? NO_FIGURE : whole(words, sessions),
    },
    {
      id: 'when',
      label: t('dashboard.experiments.column.when'),
      cell: ({ experiment }: ListedExperiment) => whenOf(experiment, words),
    },
  ];
  return (
    <DataTable
      caption={t('dashboard.experiments.heading')}
      columns={columns}
      rows={props.experiments}
      rowKey={({ experiment }) => experiment.id}
    />
  );
}

export function StatusTag({ experiment, words }: { experiment: ExperimentView; words: Words }) {
  const { status, rollout, finishedAt } = experiment;
  const state = finishedAt !== null ? 'finished' : rollout !== null ? 'rolling_out' : status;
  const look = state === 'running' || state === 'rolling_out' ? 'ok' : 'quiet';
  return <StateTag look={look}>{words.t(`dashboard.experiments.status.${state}`)}</StateTag>;
}

function Verdicts({ row, words }: { row: ListedExperiment; words: Words }) {
  const { t } = words;
  if (row.experiment.status === 'draft') return t('dashboard.experiments.notStarted');
  if (row.verdicts.length === 0) return t('dashboard.experiments.noLook');
  const isOne = row.verdicts.length === 1;
  return (
    <span className="exp-verdicts">
      {row.verdicts.map(({ arm, code }) => (
        <span key={arm}>
          <StateTag look={verdictLook(code)}>{t(`dashboard.experiments.verdict.${code}`)}</StateTag>
          {isOne ? null : <span className="dash-cell-quiet">{arm}</span>}
        </span>
      ))}
    </span>
  );
}

function whenOf(
  { createdAt, startedAt, stoppedAt }: ExperimentView,
  { t, dateTime }: Words,
): string {
  if (stoppedAt !== null) return t('dashboard.experiments.when.ended', { at: dateTime(stoppedAt) });
  if (startedAt !== null) {
    return t('dashboard.experiments.when.started', { at: dateTime(startedAt) });
  }
  return t('dashboard.experiments.when.drafted', { at: dateTime(createdAt) });
}
