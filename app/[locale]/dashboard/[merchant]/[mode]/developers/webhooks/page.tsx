import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { WebhooksPage } from '#components/dashboard/developers/webhooks-page.tsx';
import { listEndpointHealth } from '#lib/operations/delivery-log.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import { ownerOf } from '../../../../acting.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage } from '../../../../shop-page.ts';
import { readDone, titleOf } from '../developers-query.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'developers.read');
  return { title: titleOf(operator, 'dashboard.developers.webhooks.heading') };
}

export default async function Webhooks({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'developers.read');
  const { db } = operator.context.database;
  const endpoints = await orAskAgain(() => listEndpointHealth(db, ownerOf(operator)));
  const view = { endpoints, done: readDone(await searchParams) };
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <WebhooksPage view={view} page={page} />
    </DashboardShell>
  );
}
