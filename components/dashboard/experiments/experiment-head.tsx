import type { DashboardPage } from '../dashboard-page.ts';
import type { Refusal } from '../form-answer.ts';
import { StatusTag } from './experiment-list-page.tsx';
import type { ExperimentDone, ExperimentView } from './experiment-view.ts';

/** Which experiment it is, how it stands, and what came of the last form. */
export function ExperimentHead(props: {
  experiment: ExperimentView;
  page: DashboardPage;
  done: ExperimentDone | null;
  refused: Refusal | null;
}) {
  const { experiment, page } = props;
  const { t } = page.words;
  return (
    <>
      <div>
        <BackToList page={page} />
        <h1 className="dash-title exp-title">
          {experiment.name} <StatusTag experiment={experiment} words={page.words} />
        </h1>
        <p className="dash-intro">{standing(experiment, page)}</p>
      </div>
      {props.done === null ? null : (
        <p className="notice" role="status">
          {t(`dashboard.experiments.done.${props.done}`)}
        </p>
      )}
      {props.refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${props.refused}`)}
        </p>
      )}
    </>
  );
}

export function BackToList({ page }: { page: DashboardPage }) {
  return (
    <a className="exp-back" href={`${page.basePath}/experiments`}>
      {page.words.t('dashboard.experiments.back')}
    </a>
  );
}

function standing(experiment: ExperimentView, { words }: DashboardPage): string {
  const { t, dateTime } = words;
  const { createdAt, startedAt, stoppedAt, stoppedBy, finishedAt } = experiment;
  if (startedAt === null)
    return t('dashboard.experiments.when.drafted', { at: dateTime(createdAt) });
  const started = t('dashboard.experiments.when.started', { at: dateTime(startedAt) });
  const ended =
    stoppedAt === null
      ? null
      : t(`dashboard.experiments.when.ended_${stoppedBy ?? 'merchant'}`, {
          at: dateTime(stoppedAt),
        });
  const finished =
    finishedAt === null
      ? null
      : t('dashboard.experiments.when.finished', { at: dateTime(finishedAt) });
  return [started, ended, finished].filter((part) => part !== null).join(' · ');
}
