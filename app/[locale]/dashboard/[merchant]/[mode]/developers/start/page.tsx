import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { StartPage } from '#components/dashboard/developers/start-page.tsx';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage } from '../../../../shop-page.ts';
import { titleOf } from '../developers-query.ts';

interface Props {
  params: Promise<ShopParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'developers.read');
  return { title: titleOf(operator, 'dashboard.developers.start.heading') };
}

export default async function GetStarted({ params }: Props) {
  const operator = await requireOperator(await params, 'developers.read');
  const view = {
    origin: operator.context.env.PUBLIC_ORIGIN,
    keyPrefix: `praya_sk_${operator.mode}_`,
  };
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <StartPage view={view} page={page} />
    </DashboardShell>
  );
}
