import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { HomePage } from '#components/dashboard/home-page.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../shop-page.ts';
import { homeView } from './home-view.ts';

interface Props {
  params: Promise<ShopParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'home.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.home', { merchant }) };
}

export default async function Home({ params }: Props) {
  const operator = await requireOperator(await params, 'home.read');
  const view = await orAskAgain(() => homeView(operator));
  const page = await dashboardPage(operator, 'home');
  return (
    <DashboardShell page={page}>
      <HomePage view={view} page={page} />
    </DashboardShell>
  );
}
