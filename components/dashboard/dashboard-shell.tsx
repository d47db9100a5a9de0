import type { ReactNode } from 'react';
import { mayDo } from '#lib/domain/operator-role.ts';
import { type DashboardPage, SECTIONS } from './dashboard-page.ts';
import { HiddenInputs } from './hidden-fields.tsx';
import { MenuScroll } from './islands/menu-scroll.tsx';

/** The frame of every page about a shop: which one, test or live, where to go, and who is signed in. */
export function DashboardShell({ page, children }: { page: DashboardPage; children: ReactNode }) {
  const { t } = page.words;
  return (
    <>
      <a className="dash-skip" href="#content">
        {t('dashboard.shell.skip')}
      </a>
      {page.mode === 'test' ? (
        <aside className="dash-band" aria-label={t('dashboard.shell.mode')}>
          {t('dashboard.shell.testBand')}
        </aside>
      ) : null}
      <div className="dash">
        <header className="dash-side">
          <ShopName page={page} />
          <ModeSwitch page={page} />
          <nav className="dash-nav" aria-label={t('dashboard.shell.pages')}>
            <ul>
              {SECTIONS.filter(({ action }) => mayDo(page.shop.role, action)).map(
                ({ path, label }) => (
                  <li key={path}>
                    <a
                      href={`${page.basePath}/${path}`}
                      aria-current={path === page.section ? 'page' : undefined}
                    >
                      {t(label)}
                    </a>
                  </li>
                ),
              )}
            </ul>
            <MenuScroll />
          </nav>
        </header>
        <main className="dash-main" id="content" tabIndex={-1}>
          {children}
        </main>
        <footer className="dash-foot">
          <p>{t('dashboard.shell.signedInAs', { email: page.email })}</p>
          <div>
            <a
              href={page.otherLocale.href}
              hrefLang={page.otherLocale.lang}
              lang={page.otherLocale.lang}
            >
              {page.otherLocale.label}
            </a>
            {/* Whatever it answers, the next page is the one to sign in. */}
            <form action={page.signOut as unknown as (form: FormData) => void}>
              <HiddenInputs fields={page.hidden} />
              <button type="submit">{t('dashboard.shell.signOut')}</button>
            </form>
          </div>
        </footer>
      </div>
    </>
  );
}

function ShopName({ page }: { page: DashboardPage }) {
  const { t } = page.words;
  return (
    <>
      <p className="dash-shop">
        {page.shop.name} <span className="dash-role">{t(`dashboard.role.${page.shop.role}`)}</span>
      </p>
      {page.otherShops.length === 0 ? null : (
        <details className="dash-shops">
          <summary>{t('dashboard.shell.otherShops')}</summary>
          <ul>
            {page.otherShops.map(({ name, href }) => (
              <li key={href}>
                <a href={href}>{name}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function ModeSwitch({ page }: { page: DashboardPage }) {
  const { t } = page.words;
  return (
    <nav className="dash-modes" aria-label={t('dashboard.shell.mode')}>
      {(['test', 'live'] as const).map((mode) => (
        <a
          key={mode}
          className={`dash-mode-${mode}`}
          href={`${page.basePath.replace(/[^/]+$/, mode)}/${page.section}`}
          aria-current={mode === page.mode ? 'true' : undefined}
        >
          {t(`dashboard.shell.${mode}`)}
        </a>
      ))}
    </nav>
  );
}
