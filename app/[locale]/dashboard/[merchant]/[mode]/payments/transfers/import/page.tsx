import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { ImportPage } from '#components/dashboard/transfers/import-page.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { hasFpsAccount } from '#lib/operations/operators/own-transfers.ts';
import { orAskAgain } from '../../../../../../../when-away.ts';
import { ownerOf } from '../../../../../acting.ts';
import type { Query } from '../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../../../shop-page.ts';
import { importStatement } from './actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'transfers.decide');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.transfers.importTitle', { merchant }) };
}

export default async function Import({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'transfers.decide');
  const hasAccount = await orAskAgain(() => hasFpsAccount(operator.context, ownerOf(operator)));
  const page = await dashboardPage(operator, 'payments');
  return (
    <DashboardShell page={page}>
      <ImportPage
        page={page}
        hasAccount={hasAccount}
        refused={readRefusal(await searchParams)}
        importStatement={importStatement}
      />
    </DashboardShell>
  );
}
