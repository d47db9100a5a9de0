import { mayDo } from '#lib/domain/operator-role.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import type { Refusal } from '../form-answer.ts';
import { EmptyList, StateTag } from '../list-frame.tsx';
import {
  type DevelopersDone,
  DevelopersFrame,
  Moment,
  developersHref,
} from './developers-frame.tsx';

/** A key as the page shows it: never more of it than its last four characters. */
export interface ShownKey {
  readonly id: string;
  readonly name: string | null;
  readonly kind: 'secret' | 'restricted';
  readonly scopes: readonly string[];
  readonly prefix: string;
  readonly last4: string;
  readonly state: 'works' | 'rolled' | 'ended' | 'revoked';
  readonly createdAt: Date;
  /** Null: a command on the server. */
  readonly madeBy: string | null;
  readonly lastUsedAt: Date | null;
  readonly endsAt: Date | null;
}

export interface KeysView {
  /** The newest first. */
  readonly keys: readonly ShownKey[];
  readonly done: DevelopersDone | null;
  readonly refused: Refusal | null;
}

/** The keys of one mode, those that work first. */
export function KeysPage({ view, page }: { view: KeysView; page: DashboardPage }) {
  const { t } = page.words;
  const mayChange = mayDo(page.shop.role, 'keys.change');
  const isOver = ({ state }: ShownKey) => state === 'ended' || state === 'revoked';
  const working = view.keys.filter((key) => !isOver(key));
  const over = view.keys.filter(isOver);
  return (
    <DevelopersFrame
      page={page}
      part="/keys"
      heading={t('dashboard.developers.keys.heading')}
      intro={t(`dashboard.developers.keys.intro.${page.mode}`)}
      done={view.done}
      refused={view.refused}
    >
      {mayChange ? (
        <p className="dev-lead">
          <a className="button-primary" href={developersHref(page, '/keys/new')}>
            {t(`dashboard.developers.keys.make.${page.mode}`)}
          </a>
        </p>
      ) : null}
      {working.length === 0 ? (
        <EmptyList heading={t('dashboard.developers.keys.none')}>
          <p>{t('dashboard.developers.keys.noneMore')}</p>
        </EmptyList>
      ) : (
        <div className="dash-card dash-table-frame">
          <DataTable
            caption={t('dashboard.developers.keys.heading')}
            columns={columns(page, mayChange)}
            rows={working}
            rowKey={({ id }) => id}
          />
        </div>
      )}
      {over.length === 0 ? null : (
        <details className="dash-card dev-over">
          <summary>{t('dashboard.developers.keys.over', { count: over.length })}</summary>
          <DataTable
            caption={t('dashboard.developers.keys.over', { count: over.length })}
            columns={columns(page, false)}
            rows={over}
            rowKey={({ id }) => id}
          />
        </details>
      )}
    </DevelopersFrame>
  );
}

function columns(page: DashboardPage, mayChange: boolean): readonly Column<ShownKey>[] {
  const { t } = page.words;
  return [
    {
      id: 'name',
      label: t('dashboard.developers.keys.name'),
      cell: (key) => (
        <span>
          {mayChange ? (
            <a href={developersHref(page, `/keys/${key.id}`)}>{keyName(page, key)}</a>
          ) : (
            <strong>{keyName(page, key)}</strong>
          )}
          <span className="dash-cell-quiet dev-mono">
            {key.prefix}…{key.last4}
          </span>
        </span>
      ),
    },
    {
      id: 'may',
      label: t('dashboard.developers.keys.may'),
      cell: (key) => <Scopes page={page} shown={key} />,
    },
    {
      id: 'used',
      label: t('dashboard.developers.keys.used'),
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? (
          t('dashboard.developers.never')
        ) : (
          <Moment at={lastUsedAt} page={page} />
        ),
    },
    {
      id: 'ends',
      label: t('dashboard.developers.keys.ends'),
      cell: (key) => <Ends page={page} shown={key} />,
    },
    {
      id: 'made',
      label: t('dashboard.developers.keys.made'),
      cell: ({ createdAt, madeBy }) => (
        <span>
          <Moment at={createdAt} page={page} />
          <span className="dash-cell-quiet">
            {madeBy ?? t('dashboard.developers.keys.byCommand')}
          </span>
        </span>
      ),
    },
  ];
}

export function keyName({ words: { t } }: DashboardPage, { name }: Pick<ShownKey, 'name'>): string {
  return name ?? t('dashboard.developers.keys.nameless');
}

function Scopes({ page, shown }: { page: DashboardPage; shown: ShownKey }) {
  const { t } = page.words;
  if (shown.kind === 'secret') return <span>{t('dashboard.developers.keys.everything')}</span>;
  return (
    <details className="dev-scopes">
      <summary>{t('dashboard.developers.keys.restricted', { count: shown.scopes.length })}</summary>
      <ul>
        {shown.scopes.map((scope) => (
          <li key={scope} className="dev-mono">
            {scope}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Ends({ page, shown }: { page: DashboardPage; shown: ShownKey }) {
  const { t } = page.words;
  const at = shown.endsAt === null ? null : <Moment at={shown.endsAt} page={page} />;
  if (shown.state === 'works') return at ?? t('dashboard.developers.keys.noEnd');
  return (
    <span>
      <StateTag look={shown.state === 'rolled' ? 'warn' : 'quiet'}>
        {t(`dashboard.developers.keys.state.${shown.state}`)}
      </StateTag>
      {at === null ? null : <span className="dash-cell-quiet">{at}</span>}
    </span>
  );
}
