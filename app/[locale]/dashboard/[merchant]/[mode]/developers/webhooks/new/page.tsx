import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { NewEndpointPage } from '#components/dashboard/developers/endpoint-forms.tsx';
import { DEFAULT_API_VERSION } from '#lib/operations/session-object.ts';
import type { Query } from '../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../require-operator.ts';
import { dashboardPage, readRefusal } from '../../../../../shop-page.ts';
import { titleOf } from '../../developers-query.ts';
import { createEndpoint } from '../actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'webhooks.change');
  return { title: titleOf(operator, `dashboard.developers.webhooks.add.${operator.mode}`) };
}

export default async function NewEndpoint({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'webhooks.change');
  const refused = readRefusal(await searchParams);
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <NewEndpointPage
        page={page}
        action={createEndpoint}
        defaultVersion={DEFAULT_API_VERSION}
        refused={refused}
      />
    </DashboardShell>
  );
}
