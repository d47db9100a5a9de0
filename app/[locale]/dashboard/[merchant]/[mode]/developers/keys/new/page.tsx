import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { NewKeyPage } from '#components/dashboard/developers/key-forms.tsx';
import type { Query } from '../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../require-operator.ts';
import { dashboardPage, readRefusal } from '../../../../../shop-page.ts';
import { titleOf } from '../../developers-query.ts';
import { createKey } from '../actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'keys.change');
  return { title: titleOf(operator, `dashboard.developers.keys.make.${operator.mode}`) };
}

export default async function NewKey({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'keys.change');
  const refused = readRefusal(await searchParams);
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <NewKeyPage page={page} action={createKey} refused={refused} />
    </DashboardShell>
  );
}
