import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { TransfersPage } from '#components/dashboard/transfers/transfers-page.tsx';
import { hongKongIsoDay } from '#lib/i18n/format-date.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { listOwnTransfers } from '#lib/operations/operators/own-transfers.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import { ownerOf } from '../../../../acting.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../../shop-page.ts';
import { match, putAside, sendBack } from './actions.ts';
import {
  readCounts,
  readMatched,
  readTransfersDone,
  readView,
  transfersHref,
} from './transfers-query.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'payments.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.transfers.title', { merchant }) };
}

export default async function Transfers({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'payments.read');
  const { context, basePath } = operator;
  const query = await searchParams;
  const show = readView(query);
  const after = readAfter(query['after']);
  const found = await orAskAgain(() =>
    listOwnTransfers(context, ownerOf(operator), { view: show, after }),
  );
  const last = found?.transfers.at(-1);
  const done = readTransfersDone(query);
  const page = await dashboardPage(operator, 'payments');
  const view = {
    transfers: found?.transfers ?? null,
    show,
    newestHref: after === null ? null : transfersHref(basePath, show),
    olderHref:
      found?.hasMore === true && last !== undefined
        ? transfersHref(basePath, show, { after: last.id })
        : null,
    done,
    doneKey: `${String(query['done'])}-${String(query['of'])}`,
    matchedTo: readMatched(query),
    counts: done === 'imported' ? readCounts(query) : null,
    refused: readRefusal(query),
    today: hongKongIsoDay(context.clock.now()),
  };
  return (
    <DashboardShell page={page}>
      <TransfersPage view={view} page={page} actions={{ match, putAside, sendBack }} />
    </DashboardShell>
  );
}

/** A transfer's id; anything else is the newest page. */
function readAfter(value: Query[string]): string | null {
  return typeof value === 'string' && /^btr_[0-9A-Za-z]{8,40}$/.test(value) ? value : null;
}
