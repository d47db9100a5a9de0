import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { readHongKongMoment } from '#lib/domain/hong-kong-time.ts';
import { REQUEST_RESULTS, RequestsPage } from '#components/dashboard/developers/requests-page.tsx';
import type { ApiKeyId } from '#lib/domain/ids.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { listOwnKeys } from '#lib/operations/manage-api-keys.ts';
import { findOwnRequest, pageOwnRequests } from '#lib/operations/own-requests.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import { ownerOf } from '../../../../acting.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage } from '../../../../shop-page.ts';
import { isId, oneOf, pageLinks, readPage, textOf, titleOf } from '../developers-query.ts';
import { keyLabel } from '../key-label.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'developers.read');
  return { title: titleOf(operator, 'dashboard.developers.requests.heading') };
}

export default async function Requests({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'developers.read');
  const sent = await searchParams;
  const { db } = operator.context.database;
  const owner = ownerOf(operator);
  const here = `${operator.basePath}/developers/requests`;
  const wanted = textOf(sent, 'id').trim();
  if (isId(wanted, 'req') && (await orAskAgain(() => findOwnRequest(db, owner, wanted))) !== null) {
    redirect(`${here}/${wanted}`);
  }
  const keys = await orAskAgain(() => listOwnKeys(db, owner));
  const key = keys.find(({ row }) => row.id === sent['key'])?.row.id ?? null;
  const result = oneOf(sent, 'result', REQUEST_RESULTS);
  const query = {
    result: result ?? '',
    path: textOf(sent, 'path').replaceAll('\u0000', '').trim(),
    key: key ?? '',
    from: textOf(sent, 'from'),
    to: textOf(sent, 'to'),
  };
  const asked = readPage(sent, 'req');
  const found = await orAskAgain(() =>
    pageOwnRequests(db, owner, {
      page: asked,
      created: { from: readHongKongMoment(query.from), before: readHongKongMoment(query.to) },
      statusClass: result,
      path: query.path === '' ? null : query.path,
      keyId: key as ApiKeyId | null,
    }),
  );
  const rows = found?.items ?? [];
  const { t } = wordsFor(operator.locale);
  const labels = new Map(keys.map(({ row }) => [row.id, keyLabel(row, t)]));
  const view = {
    requests: rows.map((row) => ({ ...row, key: labels.get(row.keyId) ?? row.keyId })),
    query,
    keys: keys.map(({ row }) => ({ id: row.id, name: keyLabel(row, t) })),
    missing: wanted === '' ? null : wanted,
    ...pageLinks(here, query, {
      page: asked,
      last: rows.at(-1)?.id,
      hasMore: found?.hasMore ?? false,
    }),
  };
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <RequestsPage view={view} page={page} />
    </DashboardShell>
  );
}
