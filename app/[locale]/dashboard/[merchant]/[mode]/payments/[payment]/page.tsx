import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { PaymentPage } from '#components/dashboard/payment/payment-page.tsx';
import { PAYMENT_DONE } from '#components/dashboard/payment/payment-view.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { hongKongIsoDay } from '#lib/i18n/format-date.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { readPaymentDetail } from '#lib/operations/operators/read-payment.ts';
import { newId } from '#lib/platform/ids.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../../shop-page.ts';
import {
  cancel,
  capture,
  confirm,
  match,
  recordReturn,
  refund,
  reject,
  resend,
} from './actions.ts';

interface Props {
  params: Promise<ShopParams & { payment: string }>;
  searchParams: Promise<Query>;
}

/** Once a request, for the title and the page. */
const load = cache((merchantId: MerchantId, livemode: boolean, id: string) =>
  orAskAgain(async () => readPaymentDetail(await getAppContext(), { merchantId, livemode }, id)),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { payment } = await params;
  const { asking, locale, mode } = await requireOperator(await params, 'payments.read');
  const detail = await load(asking.membership.merchantId, mode === 'live', payment);
  if (detail === null) notFound();
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.payment.title', { id: detail.id, merchant }) };
}

export default async function Payment({ params, searchParams }: Props) {
  const { payment } = await params;
  const operator = await requireOperator(await params, 'payments.read');
  const { asking, context, mode } = operator;
  const detail = await load(asking.membership.merchantId, mode === 'live', payment);
  if (detail === null) notFound();
  const query = await searchParams;
  const page = await dashboardPage(operator, 'payments');
  const view = {
    detail,
    done: PAYMENT_DONE.find((done) => done === query['done']) ?? null,
    doneKey: `${String(query['done'])}-${String(query['of'])}`,
    refused: readRefusal(query),
    refundKey: newId('refund'),
    today: hongKongIsoDay(context.clock.now()),
  };
  const actions = { cancel, capture, confirm, match, recordReturn, refund, reject, resend };
  return (
    <DashboardShell page={page}>
      <PaymentPage {...{ view, page, actions }} />
    </DashboardShell>
  );
}
