import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { AddAccountPage } from '#components/dashboard/methods/account-page.tsx';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import type { Query } from '../../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../../../../shop-page.ts';
import { noticesOf } from '../../../desk.ts';
import { addAccount } from './actions.ts';

interface Props {
  params: Promise<ShopParams & { provider: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'providers.change');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.methods', { merchant }) };
}

export default async function AddAccount({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'providers.change');
  const asked = (await params).provider;
  const provider = PROVIDER_IDS.find((id) => id === asked) ?? notFound();
  const page = await dashboardPage(operator, 'methods');
  const notices = noticesOf(await searchParams);
  return (
    <DashboardShell page={page}>
      <AddAccountPage provider={provider} page={page} notices={notices} addAccount={addAccount} />
    </DashboardShell>
  );
}
