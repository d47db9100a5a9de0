import type { ReactNode } from 'react';
import type { MessageKey } from '#lib/i18n/translator.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import type { Refusal } from '../form-answer.ts';
import { Tabs } from '../tabs.tsx';

/** The parts of the section, in the order of its own menu. */
const PARTS = [
  { path: '', label: 'dashboard.developers.overview' },
  { path: '/start', label: 'dashboard.developers.start.heading' },
  { path: '/keys', label: 'dashboard.developers.keys.heading' },
  { path: '/webhooks', label: 'dashboard.developers.webhooks.heading' },
  { path: '/requests', label: 'dashboard.developers.requests.heading' },
] as const satisfies readonly { path: string; label: MessageKey }[];
export type DevelopersPart = (typeof PARTS)[number]['path'];

/** What happened last, in words: a sentence below the heading. */
export const DEVELOPERS_DONE = [
  'key_revoked',
  'endpoint_changed',
  'endpoint_on',
  'endpoint_off',
  'endpoint_removed',
  'resent',
  'replayed',
] as const;
export type DevelopersDone = (typeof DEVELOPERS_DONE)[number];

export function developersHref({ basePath }: DashboardPage, path = ''): string {
  return `${basePath}/developers${path}`;
}

/** The head of each page about keys, endpoints and calls: its menu, its heading, and what was just done. */
export function DevelopersFrame(props: {
  page: DashboardPage;
  part: DevelopersPart;
  heading: string;
  intro?: ReactNode;
  /** Where one came from; null on the first page of a part. */
  back?: { readonly href: string; readonly label: string };
  done?: DevelopersDone | null;
  refused?: Refusal | null;
  children: ReactNode;
}) {
  const { page, part, back, done = null, refused = null } = props;
  const { t } = page.words;
  return (
    <>
      <Tabs
        label={t('dashboard.developers.heading')}
        tabs={PARTS.map(({ path, label }) => ({
          href: developersHref(page, path),
          label: t(label),
          isCurrent: path === part && (back === undefined ? 'page' : 'within'),
        }))}
      />
      <div>
        {back === undefined ? null : (
          <p className="dash-pages">
            <a href={back.href}>{back.label}</a>
          </p>
        )}
        <h1 className="dash-title">{props.heading}</h1>
        {props.intro === undefined ? null : <p className="dash-intro">{props.intro}</p>}
      </div>
      {done === null ? null : (
        <p className="notice" role="status">
          {t(`dashboard.developers.done.${done}`)}
        </p>
      )}
      {refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${refused}`)}
        </p>
      )}
      {props.children}
    </>
  );
}

/** Facts of one thing, by name. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="dev-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A moment as people read it, and to the millisecond for whoever compares logs. */
export function Moment({
  at,
  page,
  exact = false,
}: {
  at: Date;
  page: DashboardPage;
  exact?: boolean;
}) {
  return (
    <time className="dash-nowrap" dateTime={at.toISOString()}>
      {page.words.dateTime(at)}
      {exact ? <span className="dash-cell-quiet dev-mono">{at.toISOString()}</span> : null}
    </time>
  );
}

/** Text that is read to the letter. Lines that are too long are broken: what scrolls by itself is lost to a keyboard. */
export function CodeBlock({ children }: { children: string }) {
  return (
    <pre className="dev-code">
      <code>{children}</code>
    </pre>
  );
}
