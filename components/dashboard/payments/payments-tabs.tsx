import type { DashboardPage } from '../dashboard-page.ts';
import { Tabs } from '../tabs.tsx';

const TABS = [
  { tab: 'payments', path: 'payments' },
  { tab: 'transfers', path: 'payments/transfers' },
] as const;

/** Of a shop that takes FPS to its own account: its payments, and what came in there. */
export function PaymentsTabs(props: {
  page: DashboardPage;
  tab: (typeof TABS)[number]['tab'];
  /** `within`: of a page below it. */
  isCurrent?: 'page' | 'within';
}) {
  const { page, isCurrent = 'page' } = props;
  const { t } = page.words;
  return (
    <Tabs
      label={t('dashboard.transfers.tabs.label')}
      tabs={TABS.map(({ tab, path }) => ({
        href: `${page.basePath}/${path}`,
        label: t(`dashboard.transfers.tabs.${tab}`),
        isCurrent: tab === props.tab && isCurrent,
      }))}
    />
  );
}
