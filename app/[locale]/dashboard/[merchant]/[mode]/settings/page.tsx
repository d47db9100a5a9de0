import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { SETTINGS_DONE, SettingsPage } from '#components/dashboard/settings-page.tsx';
import { mayDo } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { MAX_LOGO_BYTES } from '#lib/operations/settings/logo-picture.ts';
import { readShopSettings } from '#lib/operations/settings/shop-settings.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import type { Query } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../shop-page.ts';
import { addOrigin, removeLogo, removeOrigin, saveLogo, saveLooks } from './actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'settings.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.settings', { merchant }) };
}

export default async function Settings({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'settings.read');
  const { context, asking, mode } = operator;
  const { merchantId, role } = asking.membership;
  const query = await searchParams;
  const settings = await orAskAgain(() => readShopSettings(context, { merchantId, mode }));
  if (settings === null) notFound();
  const page = await dashboardPage(operator, 'settings');
  return (
    <DashboardShell page={page}>
      <SettingsPage
        view={{
          ...settings,
          logoBytes: MAX_LOGO_BYTES,
          mayChange: mayDo(role, 'settings.change'),
          mayChangeOrigins: mayDo(role, 'origins.change'),
          done: SETTINGS_DONE.find((done) => done === query['done']) ?? null,
          refused: readRefusal(query),
        }}
        page={page}
        actions={{ saveLooks, saveLogo, removeLogo, addOrigin, removeOrigin }}
      />
    </DashboardShell>
  );
}
