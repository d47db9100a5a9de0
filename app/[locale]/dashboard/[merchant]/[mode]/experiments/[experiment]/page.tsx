import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { DraftPage } from '#components/dashboard/experiments/draft-page.tsx';
import { EXPERIMENT_DONE } from '#components/dashboard/experiments/experiment-view.ts';
import { ResultsPage } from '#components/dashboard/experiments/results-page.tsx';
import { LookWatch } from '#components/dashboard/islands/look-watch.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { markOf } from '#lib/operations/experiments/experiment-glance.ts';
import { experimentResultsObject } from '#lib/operations/experiments/experiment-results-object.ts';
import { reportExperiment } from '#lib/operations/experiments/experiment-results.ts';
import { settingsOf } from '#lib/operations/experiments/experiment-settings.ts';
import { experimentsInTheWay } from '#lib/operations/experiments/in-the-way.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import type { Query } from '../../../../operator-request.ts';
import { type PermittedOperator, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../../shop-page.ts';
import {
  endExperiment,
  makeOwnSetting,
  raiseShare,
  rollOutArm,
  saveDraft,
  startDraft,
  takeArmAway,
  takeRolloutBack,
} from '../actions.ts';
import { entriesOf } from '../draft-settings.ts';
import { readDraftShop } from '../draft-shop.ts';
import { ownerOf } from '../../../../acting.ts';
import {
  type ExperimentParams,
  type ExperimentRow,
  experimentView,
  requireExperiment,
} from '../experiment-view.ts';

interface Props {
  params: Promise<ExperimentParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { experiment } = await params;
  const operator = await requireOperator(await params, 'experiments.read');
  const { name } = await requireExperiment(operator, experiment);
  const merchant = shopName(operator.asking.membership, operator.locale);
  return { title: wordsFor(operator.locale).t('dashboard.title.experiment', { name, merchant }) };
}

export default async function Experiment({ params, searchParams }: Props) {
  const { experiment } = await params;
  const operator = await requireOperator(await params, 'experiments.read');
  const row = await requireExperiment(operator, experiment);
  const query = await searchParams;
  const page = await dashboardPage(operator, 'experiments');
  const said = {
    done: EXPERIMENT_DONE.find((done) => done === query['done']) ?? null,
    refused: readRefusal(query),
  };
  const about = { operator, row, page, said };
  return (
    <DashboardShell page={page}>
      {row.status === 'draft' ? await draft(about) : await results(about)}
    </DashboardShell>
  );
}

interface About {
  readonly operator: PermittedOperator;
  readonly row: ExperimentRow;
  readonly page: Awaited<ReturnType<typeof dashboardPage>>;
  readonly said: Pick<Parameters<typeof DraftPage>[0], 'done' | 'refused'>;
}

async function draft({ operator, row, page, said }: About) {
  const { context } = operator;
  const shop = await readDraftShop(operator);
  const others = await orAskAgain(() => experimentsInTheWay(context, ownerOf(operator), row));
  const methods = shop.methods.map(({ value }) => value);
  return (
    <DraftPage
      {...said}
      experiment={experimentView(row, context.clock.now())}
      entries={entriesOf(settingsOf(row), methods)}
      inTheWay={others.map(({ name }) => name)}
      shop={shop}
      page={page}
      save={saveDraft}
      start={startDraft}
    />
  );
}

async function results({ operator, row, page, said }: About) {
  const { context } = operator;
  const report = await orAskAgain(() =>
    reportExperiment(context, context.database.db, ownerOf(operator), row.id),
  );
  if (report === null) throw new Error(`Experiment ${row.id} is gone.`);
  const view = {
    ...said,
    experiment: experimentView(report.row, context.clock.now()),
    results: experimentResultsObject(report),
  };
  const actions = {
    ramp: raiseShare,
    stopArm: takeArmAway,
    stop: endExperiment,
    rollOut: rollOutArm,
    rollBack: takeRolloutBack,
    finish: makeOwnSetting,
  };
  const watch =
    report.row.nextLookAt === null ? null : (
      <LookWatch
        stateUrl={`${page.basePath}/experiments/${row.id}/latest`}
        stamp={markOf(report.row, report.asOf)}
      />
    );
  return <ResultsPage view={view} page={page} actions={actions} watch={watch} />;
}
