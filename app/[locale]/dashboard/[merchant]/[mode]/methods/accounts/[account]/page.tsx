import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import {
  ProviderAccountPage,
  type TestedView,
} from '#components/dashboard/methods/account-page.tsx';
import { CONNECTION_VERDICTS } from '#lib/domain/connection-check.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { readAccounts } from '#lib/operations/methods/read-accounts.ts';
import { orAskAgain } from '../../../../../../../when-away.ts';
import type { Query } from '../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../../../shop-page.ts';
import { ownerOf } from '../../../../../acting.ts';
import { noticesOf } from '../../desk.ts';
import { labelAccount, replaceCredentials, switchOff, testConnection } from './actions.ts';

interface Props {
  params: Promise<ShopParams & { account: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'providers.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.methods', { merchant }) };
}

export default async function ProviderAccount({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'providers.read');
  const { account: asked } = await params;
  const { accounts } = await orAskAgain(() => readAccounts(operator.context, ownerOf(operator)));
  const account = accounts.find(({ id }) => id === asked) ?? notFound();
  const query = await searchParams;
  const page = await dashboardPage(operator, 'methods');
  const view = { account, tested: testedIn(query), notices: noticesOf(query) };
  const actions = { testConnection, replaceCredentials, labelAccount, switchOff };
  return (
    <DashboardShell page={page}>
      <ProviderAccountPage view={view} page={page} actions={actions} />
    </DashboardShell>
  );
}

/** What a test just said, as its action put it into the address; null: there was none. */
function testedIn(query: Query): TestedView | null {
  const connection = CONNECTION_VERDICTS.find((one) => one === query['tested']);
  if (connection === undefined) return null;
  const clock = query['clock'];
  const isOff = typeof clock === 'string' && /^\d{1,9}$/.test(clock);
  return { connection, clockOffS: isOff ? Number(clock) : null };
}
