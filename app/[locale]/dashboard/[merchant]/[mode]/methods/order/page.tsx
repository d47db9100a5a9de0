import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { OrderPage } from '#components/dashboard/methods/order-page.tsx';
import { mayDo } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { ownOrder } from '#lib/operations/methods/change-order.ts';
import { readOwnOrdering } from '#lib/operations/ordering/own-ordering.ts';
import { listSettings } from '#lib/operations/own-setup.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../../shop-page.ts';
import { ownerOf } from '../../../../acting.ts';
import { noticesOf } from '../desk.ts';
import { changePolicy, moveMethod, pause, removeCountry, resume, setCountry } from './actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'methods.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.methods', { merchant }) };
}

export default async function Order({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'methods.read');
  const { context, asking } = operator;
  const owner = ownerOf(operator);
  const { db } = context.database;
  const [ordering, settings] = await orAskAgain(() =>
    Promise.all([readOwnOrdering(db, owner, context.clock.now()), listSettings(db, owner)]),
  );
  const page = await dashboardPage(operator, 'methods');
  const undos = { paused: { action: resume, hidden: {} }, resumed: { action: pause, hidden: {} } };
  const mayUndo = mayDo(asking.membership.role, 'ordering.change');
  const view = {
    ordering,
    own: ownOrder(
      settings.map(({ id }) => id),
      ordering.config.rules.order,
    ),
    notices: noticesOf(await searchParams, mayUndo ? undos : {}),
  };
  const actions = { changePolicy, moveMethod, setCountry, removeCountry, pause, resume };
  return (
    <DashboardShell page={page}>
      <OrderPage view={view} page={page} actions={actions} />
    </DashboardShell>
  );
}
