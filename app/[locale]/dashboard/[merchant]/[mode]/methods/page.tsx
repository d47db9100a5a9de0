import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { MethodsPage } from '#components/dashboard/methods/methods-page.tsx';
import { mayDo } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { readMethods } from '#lib/operations/methods/read-methods.ts';
import { explainOrdering } from '#lib/operations/ordering/explain-ordering.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import type { Query } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../shop-page.ts';
import { ownerOf } from '../../../acting.ts';
import { noticesOf } from './desk.ts';
import { readPreview } from './preview.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'methods.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.methods', { merchant }) };
}

export default async function Methods({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'methods.read');
  const query = await searchParams;
  const { context, asking, basePath } = operator;
  const owner = ownerOf(operator);
  const { kind, shown } = readPreview(query);
  const [methods, explanation] = await orAskAgain(() =>
    Promise.all([
      readMethods(context, owner),
      explainOrdering(context.database.db, owner, kind, context.clock.now()),
    ]),
  );
  const page = await dashboardPage(operator, 'methods');
  const view = {
    methods,
    why: {
      ...shown,
      explanation: {
        ...explanation,
        isPaused: explanation.source === 'forced',
        experiments: explanation.experiments.length,
      },
      csvHref: mayDo(asking.membership.role, 'payments.export')
        ? `${basePath}/methods/exposures.csv`
        : null,
    },
    notices: noticesOf(query),
  };
  return (
    <DashboardShell page={page}>
      <MethodsPage view={view} page={page} />
    </DashboardShell>
  );
}
