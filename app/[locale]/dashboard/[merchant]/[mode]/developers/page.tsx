import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { OverviewPage } from '#components/dashboard/developers/overview-page.tsx';
import { listEndpointHealth } from '#lib/operations/delivery-log.ts';
import { isWorkingKey, listOwnKeys } from '#lib/operations/manage-api-keys.ts';
import { countOwnRequests } from '#lib/operations/own-requests.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import { ownerOf } from '../../../acting.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage } from '../../../shop-page.ts';
import { titleOf } from './developers-query.ts';

interface Props {
  params: Promise<ShopParams>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'developers.read');
  return { title: titleOf(operator, 'dashboard.developers.overview') };
}

export default async function Developers({ params }: Props) {
  const operator = await requireOperator(await params, 'developers.read');
  const { db } = operator.context.database;
  const now = operator.context.clock.now();
  const owner = ownerOf(operator);
  const [keys, endpoints, requests] = await orAskAgain(() =>
    Promise.all([
      listOwnKeys(db, owner),
      listEndpointHealth(db, owner),
      countOwnRequests(db, owner, new Date(now.getTime() - DAY_MS)),
    ]),
  );
  const on = endpoints.filter(({ endpoint }) => endpoint.enabled);
  const view = {
    workingKeys: keys.filter(({ row }) => isWorkingKey(row, now)).length,
    endpoints: {
      on: on.length,
      failing: on.filter(({ endpoint }) => endpoint.failingSince !== null).length,
      off: endpoints.length - on.length,
    },
    requests,
  };
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <OverviewPage view={view} page={page} />
    </DashboardShell>
  );
}
