import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { RequestPage } from '#components/dashboard/developers/requests-page.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { findOwnKey } from '#lib/operations/manage-api-keys.ts';
import { findOwnRequest } from '#lib/operations/own-requests.ts';
import { orAskAgain } from '../../../../../../../when-away.ts';
import { ownerOf } from '../../../../../acting.ts';
import { type ShopParams, requireOperator } from '../../../../../require-operator.ts';
import { dashboardPage } from '../../../../../shop-page.ts';
import { isId, titleOf } from '../../developers-query.ts';
import { keyLabel } from '../../key-label.ts';

interface Props {
  params: Promise<ShopParams & { request: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operator = await requireOperator(await params, 'developers.read');
  return { title: titleOf(operator, 'dashboard.developers.requests.one') };
}

export default async function OneRequest({ params }: Props) {
  const operator = await requireOperator(await params, 'developers.read');
  const { request: id } = await params;
  if (!isId(id, 'req')) notFound();
  const { db } = operator.context.database;
  const owner = ownerOf(operator);
  const request = await orAskAgain(() => findOwnRequest(db, owner, id));
  if (request === null) notFound();
  const key = await orAskAgain(() => findOwnKey(db, owner, request.keyId));
  const { t } = wordsFor(operator.locale);
  const keyName = key === null ? request.keyId : keyLabel(key, t);
  const page = await dashboardPage(operator, 'developers');
  return (
    <DashboardShell page={page}>
      <RequestPage page={page} request={request} keyName={keyName} />
    </DashboardShell>
  );
}
