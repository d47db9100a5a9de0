import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { MethodPage } from '#components/dashboard/methods/method-page.tsx';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { settingStamp } from '#lib/operations/methods/change-method.ts';
import { readMethods } from '#lib/operations/methods/read-methods.ts';
import { readOwnOrdering } from '#lib/operations/ordering/own-ordering.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../../shop-page.ts';
import { ownerOf } from '../../../../acting.ts';
import { noticesOf } from '../desk.ts';
import { changeMethod, changeRules, setUpMethod } from './actions.ts';

interface Props {
  params: Promise<ShopParams & { method: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'methods.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.methods', { merchant }) };
}

export default async function Method({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'methods.read');
  const asked = (await params).method;
  const method = METHOD_IDS.find((id) => id === asked) ?? notFound();
  const { context } = operator;
  const owner = ownerOf(operator);
  const [methods, ordering] = await orAskAgain(() =>
    Promise.all([
      readMethods(context, owner),
      readOwnOrdering(context.database.db, owner, context.clock.now()),
    ]),
  );
  const state = methods.find((one) => one.method === method) ?? notFound();
  const page = await dashboardPage(operator, 'methods');
  const view = {
    state,
    stamp: settingStamp(state.setting),
    ordering: ordering.config,
    notices: noticesOf(await searchParams),
  };
  return (
    <DashboardShell page={page}>
      <MethodPage view={view} page={page} actions={{ changeMethod, setUpMethod, changeRules }} />
    </DashboardShell>
  );
}
