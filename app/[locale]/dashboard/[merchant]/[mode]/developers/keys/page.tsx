import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { KeysPage } from '#components/dashboard/developers/keys-page.tsx';
import { listOwnKeys } from '#lib/operations/manage-api-keys.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import { ownerOf } from '../../../../acting.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, readRefusal } from '../../../../shop-page.ts';
import { readDone, titleOf } from '../developers-query.ts';
import { shownKey } from '../shown-key.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'developers.read');
  return { title: titleOf(operator, 'dashboard.developers.keys.heading') };
}

export default async function Keys({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'developers.read');
  const query = await searchParams;
  const { database, clock } = operator.context;
  const keys = await orAskAgain(() => listOwnKeys(database.db, ownerOf(operator)));
  const now = clock.now();
  const view = {
    keys: keys.map((key) => shownKey(key, now)),
    done: readDone(query),
    refused: readRefusal(query),
  };
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <KeysPage view={view} page={page} />
    </DashboardShell>
  );
}
