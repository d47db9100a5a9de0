import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { NewDraftPage } from '#components/dashboard/experiments/draft-page.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../../shop-page.ts';
import { createDraft } from '../actions.ts';
import { newEntries } from '../draft-settings.ts';
import { readDraftShop } from '../draft-shop.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'experiments.change');
  const merchant = shopName(asking.membership, locale);
  const { t } = wordsFor(locale);
  const name = t('dashboard.experiments.newHeading');
  return { title: t('dashboard.title.experiment', { name, merchant }) };
}

export default async function NewExperiment({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'experiments.change');
  const shop = await readDraftShop(operator);
  const methods = shop.methods.map(({ value }) => value);
  const page = await dashboardPage(operator, 'experiments');
  return (
    <DashboardShell page={page}>
      <NewDraftPage
        entries={newEntries(methods, shop.traffic)}
        shop={shop}
        page={page}
        save={createDraft}
        refused={readRefusal(await searchParams)}
      />
    </DashboardShell>
  );
}
