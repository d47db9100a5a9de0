import type { ReactNode } from 'react';
import type { DashboardPage } from '../dashboard-page.ts';
import type { Refusal } from '../form-answer.ts';
import { EmptyList } from '../list-frame.tsx';
import { ArmsCard } from './arms-card.tsx';
import { Conclusion } from './conclusion.tsx';
import { ExperimentActionsCard, type ExperimentActions } from './experiment-actions.tsx';
import { ExperimentHead } from './experiment-head.tsx';
import type { ExperimentDone, ExperimentView } from './experiment-view.ts';
import { GuardrailCard } from './guardrail-card.tsx';
import { BrokenSplit, SplitCard } from './health-card.tsx';
import { PlanCard } from './plan-card.tsx';
import type { ResultsView } from './results-view.ts';
import { BayesianFold, SecondaryCard, SegmentFold, TimeCard } from './side-readings.tsx';

export interface ResultsPageView {
  readonly experiment: ExperimentView;
  readonly results: ResultsView;
  readonly done: ExperimentDone | null;
  readonly refused: Refusal | null;
}

/** What an experiment says, in the order in which it is to be read. */
export function ResultsPage(props: {
  view: ResultsPageView;
  page: DashboardPage;
  actions: ExperimentActions;
  /** Asks for the page again when there is something new. */
  watch: ReactNode;
}) {
  const { view, page } = props;
  const { experiment, results } = view;
  const isRead = results.as_of !== null;
  const parts = { experiment, results, page };
  return (
    <>
      <ExperimentHead {...view} page={page} />
      <AsOf {...parts} />
      {props.watch}
      {results.health.ok ? null : <BrokenSplit {...parts} />}
      {isRead ? (
        results.arms.map((arm) => <Conclusion key={arm.key} arm={arm} {...parts} />)
      ) : (
        <NoLookYet {...parts} />
      )}
      <ExperimentActionsCard experiment={experiment} page={page} actions={props.actions} />
      {isRead ? (
        <>
          <ArmsCard {...parts} />
          <SplitCard {...parts} />
          <GuardrailCard {...parts} />
        </>
      ) : null}
      {isRead && results.health.ok ? (
        <>
          <SecondaryCard {...parts} />
          <TimeCard {...parts} />
          <SegmentFold {...parts} />
          <BayesianFold {...parts} />
        </>
      ) : null}
      <PlanCard experiment={experiment} page={page} />
      {isRead ? <Downloads {...parts} /> : null}
    </>
  );
}

export interface ResultsParts {
  readonly experiment: ExperimentView;
  readonly results: ResultsView;
  readonly page: DashboardPage;
}

function AsOf({ experiment, results, page }: ResultsParts) {
  const { t, dateTime } = page.words;
  if (results.as_of === null) return null;
  const { nextLookAt } = experiment;
  return (
    <p className="exp-as-of">
      <span>
        {t('dashboard.experiments.asOf', { at: dateTime(new Date(results.as_of * 1000)) })}
      </span>
      {nextLookAt === null ? null : (
        <span>{t('dashboard.experiments.nextLook', { at: dateTime(nextLookAt) })}</span>
      )}
    </p>
  );
}

function NoLookYet({ experiment, page }: ResultsParts) {
  const { t } = page.words;
  return (
    <EmptyList heading={t('dashboard.experiments.first.heading')}>
      <p>{t('dashboard.experiments.first.body', { minutes: experiment.plan.maturityMinutes })}</p>
    </EmptyList>
  );
}

function Downloads({ experiment, page }: ResultsParts) {
  const { t } = page.words;
  const here = `${page.basePath}/experiments/${experiment.id}`;
  return (
    <p className="exp-downloads">
      <a href={`${here}/results.json`} download>
        {t('dashboard.experiments.download.json')}
      </a>
      <a href={`${here}/curve.csv`} download>
        {t('dashboard.experiments.download.csv')}
      </a>
    </p>
  );
}
