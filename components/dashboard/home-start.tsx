import { mayDo } from '#lib/domain/operator-role.ts';
import type { DashboardPage } from './dashboard-page.ts';
import { EmptyList } from './list-frame.tsx';

const STEPS = [
  { path: 'methods', label: 'dashboard.home.emptyMethods', action: 'methods.read' },
  { path: 'links', label: 'dashboard.home.emptyLinks', action: 'links.read' },
  { path: 'developers', label: 'dashboard.home.emptyDevelopers', action: 'developers.read' },
] as const;

/** What stands in the place of figures while nobody has ever begun to pay: what to do first. */
export function HomeStart({ page }: { page: DashboardPage }) {
  const { t } = page.words;
  return (
    <EmptyList heading={t('dashboard.home.empty')}>
      <p>{t('dashboard.home.emptyIntro')}</p>
      <ul className="home-start">
        {STEPS.filter(({ action }) => mayDo(page.shop.role, action)).map(({ path, label }) => (
          <li key={path}>
            <a href={`${page.basePath}/${path}`}>{t(label)}</a>
          </li>
        ))}
      </ul>
    </EmptyList>
  );
}
