export interface Tab {
  readonly href: string;
  readonly label: string;
  /** `page`: it is this very page; `within`: this page is a part of it. */
  readonly isCurrent?: 'page' | 'within' | false;
}

/** The parts of a section, or the views of a list, the one that is shown marked. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav className="dash-tabs" aria-label={label}>
      <ul>
        {tabs.map(({ href, label: name, isCurrent = false }) => (
          <li key={href}>
            <a href={href} aria-current={isCurrent === false ? undefined : CURRENT[isCurrent]}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const CURRENT = { page: 'page', within: 'true' } as const;
