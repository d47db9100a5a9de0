import type { Metadata } from 'next';
import { AuditLogPage } from '#components/dashboard/audit-log-page.tsx';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { listAuditLog } from '#lib/operations/operators/list-audit-log.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import type { Query } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../shop-page.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'audit.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.auditLog', { merchant }) };
}

export default async function AuditLog({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'audit.read');
  const { context, asking } = operator;
  const beforeSeq = readBefore((await searchParams)['before']);
  const { merchantId } = asking.membership;
  const { entries, olderThan } = await orAskAgain(() =>
    listAuditLog(context, merchantId, { beforeSeq }),
  );
  const page = await dashboardPage(operator, 'audit-log');
  const view = { entries, olderThan, isLater: beforeSeq !== null };
  return (
    <DashboardShell page={page}>
      <AuditLogPage view={view} page={page} />
    </DashboardShell>
  );
}

/** An entry's number; anything else is the newest page. */
function readBefore(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : null;
}
