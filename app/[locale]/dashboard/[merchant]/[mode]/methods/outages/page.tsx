import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { OutagesPage } from '#components/dashboard/methods/outages-page.tsx';
import { mayDo } from '#lib/domain/operator-role.ts';
import type { PageRequest } from '#lib/domain/list-page.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { listOutages } from '#lib/operations/ordering/own-outages.ts';
import { readOwnOrdering } from '#lib/operations/ordering/own-ordering.ts';
import { listSettings } from '#lib/operations/own-setup.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../../shop-page.ts';
import { ownerOf } from '../../../../acting.ts';
import { noticesOf } from '../desk.ts';
import { putBack, takeOut, takeOutAgain } from './actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

const PAST_PER_PAGE = 25;
/** More than there are methods and regions that anybody takes out at once. */
const MOST_OPEN = 100;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'methods.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.methods', { merchant }) };
}

export default async function Outages({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'methods.read');
  const query = await searchParams;
  const { context, asking, basePath } = operator;
  const owner = ownerOf(operator);
  const { db } = context.database;
  const before = outageIn(query['before']);
  const [open, past, ordering, settings] = await orAskAgain(() =>
    Promise.all([
      listOutages(db, owner, { filter: { status: 'open' }, page: pageAfter(null, MOST_OPEN) }),
      listOutages(db, owner, {
        filter: { status: 'ended' },
        page: pageAfter(before, PAST_PER_PAGE),
      }),
      readOwnOrdering(db, owner, context.clock.now()),
      listSettings(db, owner),
    ]),
  );
  const page = await dashboardPage(operator, 'methods');
  const here = `${basePath}/methods/outages`;
  const last = past?.items.at(-1);
  const outage = outageIn(query['outage']);
  const mayUndo = mayDo(asking.membership.role, 'methods.change') && outage !== null;
  const hidden = { outage: outage ?? '' };
  const undos = {
    raised: { action: putBack, hidden },
    ended: { action: takeOutAgain, hidden },
  };
  const view = {
    open: open?.items ?? [],
    past: past?.items ?? [],
    olderHref: past?.hasMore === true && last !== undefined ? `${here}?before=${last.id}` : null,
    newestHref: before === null ? null : here,
    setUp: settings.map(({ id }) => id),
    usualAction: ordering.config.outageAction,
    notices: noticesOf(query, mayUndo ? undos : {}),
  };
  return (
    <DashboardShell page={page}>
      <OutagesPage view={view} page={page} actions={{ takeOut, putBack }} />
    </DashboardShell>
  );
}

function pageAfter(startingAfter: string | null, limit: number): PageRequest {
  return { limit, startingAfter, endingBefore: null };
}

/** An outage's id; anything else is none. */
function outageIn(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && /^\w{5,40}$/.test(value) ? value : null;
}
