import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { DELIVERY_STATES, EndpointPage } from '#components/dashboard/developers/endpoint-page.tsx';
import { EVENT_TYPES, type EventType } from '#lib/domain/event-type.ts';
import { pageEndpointDeliveries, readEndpointHealth } from '#lib/operations/delivery-log.ts';
import { orAskAgain } from '../../../../../../../when-away.ts';
import type { Query } from '../../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../../require-operator.ts';
import { dashboardPage } from '../../../../../shop-page.ts';
import { oneOf, pageLinks, readDone, readPage, titleOf } from '../../developers-query.ts';
import { ownEndpoint } from '../../own-endpoint.ts';
import { shownDelivery } from '../../shown-delivery.ts';

interface Props {
  params: Promise<ShopParams & { endpoint: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'developers.read');
  return { title: titleOf(operator, 'dashboard.developers.webhooks.one') };
}

export default async function Endpoint({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'developers.read');
  const endpoint = await ownEndpoint(operator, (await params).endpoint);
  const query = await searchParams;
  const { db } = operator.context.database;
  const type = oneOf(query, 'type', Object.keys(EVENT_TYPES) as EventType[]); // its own keys
  const state = oneOf(query, 'state', DELIVERY_STATES);
  const asked = readPage(query, 'del');
  const [health, found] = await orAskAgain(() =>
    Promise.all([
      readEndpointHealth(db, endpoint),
      pageEndpointDeliveries(db, endpoint, { page: asked, type, state }),
    ]),
  );
  const deliveries = found?.items ?? [];
  const filters = { type: type ?? '', state: state ?? '' };
  const here = `${operator.basePath}/developers/webhooks/${endpoint.id}`;
  const view = {
    endpoint,
    ...health,
    deliveries: deliveries.map(shownDelivery),
    query: filters,
    ...pageLinks(here, filters, {
      page: asked,
      last: deliveries.at(-1)?.delivery.id,
      hasMore: found?.hasMore ?? false,
    }),
    done: readDone(query),
  };
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <EndpointPage view={view} page={page} />
    </DashboardShell>
  );
}
