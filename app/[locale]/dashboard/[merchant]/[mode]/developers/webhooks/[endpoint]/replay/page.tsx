import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { ReplayPage } from '#components/dashboard/developers/replay-page.tsx';
import { MAX_REPLAYED } from '#lib/operations/manage-webhook-endpoint.ts';
import { countReplay } from '#lib/operations/operators/send-again.ts';
import { orAskAgain } from '../../../../../../../../when-away.ts';
import type { Query } from '../../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../../require-operator.ts';
import { dashboardPage, readRefusal } from '../../../../../../shop-page.ts';
import { titleOf } from '../../../developers-query.ts';
import { ownEndpoint } from '../../../own-endpoint.ts';
import { queryOfRange, readRange } from '../../../replay-range.ts';
import { replayEvents } from '../../actions.ts';

interface Props {
  params: Promise<ShopParams & { endpoint: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'events.resend');
  return { title: titleOf(operator, 'dashboard.developers.replay.heading') };
}

export default async function Replay({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'events.resend');
  const endpoint = await ownEndpoint(operator, (await params).endpoint);
  const sent = await searchParams;
  const query = queryOfRange(sent);
  const isAsked = sent['from'] !== undefined;
  const range = isAsked ? readRange(query) : null;
  const problem = typeof range === 'string' ? range : null;
  const count =
    range === null || typeof range === 'string'
      ? null
      : await orAskAgain(() => countReplay(operator.context, endpoint, range));
  const refused = readRefusal(sent);
  const view = { endpoint, query, problem, count, isAtLimit: count === MAX_REPLAYED, refused };
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <ReplayPage view={view} page={page} replay={replayEvents} />
    </DashboardShell>
  );
}
