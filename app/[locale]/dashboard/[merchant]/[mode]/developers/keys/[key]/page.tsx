import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { KeyPage } from '#components/dashboard/developers/key-forms.tsx';
import { listOwnKeys } from '#lib/operations/manage-api-keys.ts';
import { orAskAgain } from '../../../../../../../when-away.ts';
import { ownerOf } from '../../../../../acting.ts';
import type { Query } from '../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../require-operator.ts';
import { dashboardPage, readRefusal } from '../../../../../shop-page.ts';
import { titleOf } from '../../developers-query.ts';
import { shownKey } from '../../shown-key.ts';
import { revokeKey, rollKey } from '../actions.ts';

interface Props {
  params: Promise<ShopParams & { key: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'keys.change');
  return { title: titleOf(operator, 'dashboard.developers.keys.one') };
}

export default async function Key({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'keys.change');
  const { key: id } = await params;
  const { database, clock } = operator.context;
  const keys = await orAskAgain(() => listOwnKeys(database.db, ownerOf(operator)));
  const found = keys.find(({ row }) => row.id === id);
  if (found === undefined) notFound();
  const refused = readRefusal(await searchParams);
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <KeyPage
        page={page}
        shown={shownKey(found, clock.now())}
        actions={{ roll: rollKey, revoke: revokeKey }}
        refused={refused}
      />
    </DashboardShell>
  );
}
