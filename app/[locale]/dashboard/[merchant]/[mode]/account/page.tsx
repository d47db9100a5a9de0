import type { Metadata } from 'next';
import {
  ACCOUNT_DONE,
  AccountPage,
  type AccountView,
} from '#components/dashboard/account-page.tsx';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { readAccount } from '#lib/operations/operators/read-account.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import type { Query } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../shop-page.ts';
import { addPasskey, askForPasskey, changePassword, endSession, removePasskey } from './actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'account.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.account', { merchant }) };
}

export default async function Account({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'account.read');
  const query = await searchParams;
  const account = await orAskAgain(() => readAccount(operator.context, operator.asking));
  const view: AccountView = {
    ...account,
    done: ACCOUNT_DONE.find((done) => done === query['done']) ?? null,
    refused: readRefusal(query),
  };
  const page = await dashboardPage(operator, 'account');
  const actions = { changePassword, askForPasskey, addPasskey, removePasskey, endSession };
  return (
    <DashboardShell page={page}>
      <AccountPage view={view} page={page} actions={actions} />
    </DashboardShell>
  );
}
