import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import {
  ExperimentListPage,
  type ExperimentListView,
  type ListedExperiment,
} from '#components/dashboard/experiments/experiment-list-page.tsx';
import { EXPERIMENT_STATUSES } from '#lib/experiments/experiment-arm.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  type ExperimentGlance,
  glanceAtExperiments,
} from '#lib/operations/experiments/experiment-glance.ts';
import { retrieveHoldout } from '#lib/operations/experiments/experiment-holdout.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import type { Query } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../shop-page.ts';
import { setHoldout } from './actions.ts';
import { ownerOf } from '../../../acting.ts';
import { experimentView } from './experiment-view.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

/** Experiments on one page of the list. */
const PAGE_SIZE = 20;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'experiments.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.experiments', { merchant }) };
}

export default async function Experiments({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'experiments.read');
  const query = await searchParams;
  const { context } = operator;
  const owner = ownerOf(operator);
  const status = EXPERIMENT_STATUSES.find((known) => known === query['status']) ?? null;
  const after = typeof query['after'] === 'string' ? query['after'] : null;
  const asked = { limit: PAGE_SIZE, startingAfter: after, endingBefore: null };
  const [listed, holdout] = await orAskAgain(
    async () =>
      [
        await glanceAtExperiments(context, owner, { status, page: asked }),
        await retrieveHoldout(context.database.db, owner),
      ] as const,
  );
  if (listed === null) notFound();
  const now = context.clock.now();
  const view: ExperimentListView = {
    experiments: listed.items.map((glance) => listedExperiment(glance, now)),
    status,
    olderThan: listed.hasMore ? (listed.items.at(-1)?.row.id ?? null) : null,
    isLater: after !== null,
    holdout: holdout === null ? null : { share: holdout.share, setAt: holdout.updatedAt },
    isHoldoutDone: query['done'] === 'holdout',
    refused: readRefusal(query),
  };
  const page = await dashboardPage(operator, 'experiments');
  return (
    <DashboardShell page={page}>
      <ExperimentListPage view={view} page={page} setHoldout={setHoldout} />
    </DashboardShell>
  );
}

function listedExperiment({ row, reading }: ExperimentGlance, now: Date): ListedExperiment {
  const counts = reading?.counts ?? [];
  return {
    experiment: experimentView(row, now),
    sessions: counts.length === 0 ? null : counts.reduce((sum, { sessions }) => sum + sessions, 0),
    verdicts: (reading?.arms ?? []).map(({ arm, verdict }) => ({ arm, code: verdict.code })),
  };
}
