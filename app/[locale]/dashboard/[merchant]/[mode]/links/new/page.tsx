import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { NewLinkPage } from '#components/dashboard/links/new-link-page.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../../shop-page.ts';
import { makeLink } from '../actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'links.change');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.links', { merchant }) };
}

export default async function NewLink({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'links.change');
  const page = await dashboardPage(operator, 'links');
  return (
    <DashboardShell page={page}>
      <NewLinkPage page={page} action={makeLink} refused={readRefusal(await searchParams)} />
    </DashboardShell>
  );
}
