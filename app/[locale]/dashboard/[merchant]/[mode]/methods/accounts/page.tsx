import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { AccountsPage } from '#components/dashboard/methods/accounts-page.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { readAccounts } from '#lib/operations/methods/read-accounts.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../../shop-page.ts';
import { ownerOf } from '../../../../acting.ts';
import { noticesOf } from '../desk.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'providers.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.methods', { merchant }) };
}

export default async function Accounts({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'providers.read');
  const accounts = await orAskAgain(() => readAccounts(operator.context, ownerOf(operator)));
  const page = await dashboardPage(operator, 'methods');
  const view = { ...accounts, notices: noticesOf(await searchParams) };
  return (
    <DashboardShell page={page}>
      <AccountsPage view={view} page={page} />
    </DashboardShell>
  );
}
