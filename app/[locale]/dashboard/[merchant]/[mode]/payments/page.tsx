import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { PaymentsPage } from '#components/dashboard/payments/payments-page.tsx';
import {
  FILTER_NAMES,
  filterQuery,
  readPaymentFilter,
  readPlace,
} from '#lib/domain/payment-filter.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { hasFpsAccount } from '#lib/operations/operators/own-transfers.ts';
import { listPayments } from '#lib/operations/payment-list/list-payments.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import { ownerOf } from '../../../acting.ts';
import { type Query, withQuery } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../shop-page.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'payments.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.payments', { merchant }) };
}

export default async function Payments({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'payments.read');
  const { context, basePath } = operator;
  const query = await searchParams;
  const asked = readPaymentFilter(query);
  // A form sends its empty fields too; an address to keep and to share has none.
  if (FILTER_NAMES.some((name) => query[name] === '') && asked.problems.length === 0) {
    redirect(withQuery(`${basePath}/payments`, filterQuery(asked.given)));
  }
  const owner = ownerOf(operator);
  const newer = readPlace(query['newer']);
  const [found, hasTransfers] = await orAskAgain(() =>
    Promise.all([
      listPayments(context, owner, asked.filter, {
        place: newer ?? readPlace(query['older']),
        towards: newer === null ? 'older' : 'newer',
      }),
      hasFpsAccount(context, owner),
    ]),
  );
  const page = await dashboardPage(operator, 'payments');
  return (
    <DashboardShell page={page}>
      <PaymentsPage view={{ ...found, asked, hasTransfers }} page={page} />
    </DashboardShell>
  );
}
