import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { DeliveryPage } from '#components/dashboard/developers/delivery-page.tsx';
import { readDelivery } from '#lib/operations/delivery-log.ts';
import { orAskAgain } from '../../../../../../../../../when-away.ts';
import type { Query } from '../../../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../../../require-operator.ts';
import { dashboardPage, readRefusal } from '../../../../../../../shop-page.ts';
import { isId, readDone, titleOf } from '../../../../developers-query.ts';
import { ownEndpoint } from '../../../../own-endpoint.ts';
import { shownDelivery } from '../../../../shown-delivery.ts';
import { resendDelivery } from '../../../actions.ts';

interface Props {
  params: Promise<ShopParams & { endpoint: string; delivery: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'developers.read');
  return { title: titleOf(operator, 'dashboard.developers.webhooks.delivery') };
}

export default async function Delivery({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'developers.read');
  const { endpoint: endpointId, delivery: id } = await params;
  const endpoint = await ownEndpoint(operator, endpointId);
  if (!isId(id, 'del')) notFound();
  const { db } = operator.context.database;
  const found = await orAskAgain(() => readDelivery(db, endpoint, id));
  if (found === null) notFound();
  const query = await searchParams;
  const { tries, payload } = found;
  const view = {
    endpoint,
    delivery: shownDelivery(found),
    tries,
    payload,
    done: readDone(query),
    refused: readRefusal(query),
  };
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <DeliveryPage view={view} page={page} resend={resendDelivery} />
    </DashboardShell>
  );
}
