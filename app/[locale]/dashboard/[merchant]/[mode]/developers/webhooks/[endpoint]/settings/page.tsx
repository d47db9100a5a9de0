import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { EndpointSettingsPage } from '#components/dashboard/developers/endpoint-forms.tsx';
import { endpointVersion, secretVersion } from '#lib/operations/operators/change-webhooks.ts';
import type { Query } from '../../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../../require-operator.ts';
import { dashboardPage, readRefusal } from '../../../../../../shop-page.ts';
import { titleOf } from '../../../developers-query.ts';
import { ownEndpoint } from '../../../own-endpoint.ts';
import { changeEndpoint, removeEndpoint, rollSecret, switchEndpoint } from '../../actions.ts';

interface Props {
  params: Promise<ShopParams & { endpoint: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'webhooks.change');
  return { title: titleOf(operator, 'dashboard.developers.webhooks.settings') };
}

export default async function EndpointSettings({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'webhooks.change');
  const endpoint = await ownEndpoint(operator, (await params).endpoint);
  const versions = { settings: endpointVersion(endpoint), secret: secretVersion(endpoint) };
  const refused = readRefusal(await searchParams);
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <EndpointSettingsPage
        page={page}
        endpoint={endpoint}
        versions={versions}
        actions={{
          change: changeEndpoint,
          switchTo: switchEndpoint,
          roll: rollSecret,
          remove: removeEndpoint,
        }}
        refused={refused}
      />
    </DashboardShell>
  );
}
