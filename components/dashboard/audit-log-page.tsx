import type { AuditAction, AuditEntry } from '#lib/domain/audit-entry.ts';
import type { MessageKey, Words } from '#lib/i18n/translator.ts';
import { factsInWords } from './audit-facts.ts';
import type { DashboardPage } from './dashboard-page.ts';

export interface AuditLogView {
  /** The newest first. */
  readonly entries: readonly AuditEntry[];
  /** Null: these are the oldest. */
  readonly olderThan: number | null;
  /** These are not the newest. */
  readonly isLater: boolean;
}

/** What the team did. */
export function AuditLogPage({ view, page }: { view: AuditLogView; page: DashboardPage }) {
  const { t } = page.words;
  const here = `${page.basePath}/audit-log`;
  return (
    <>
      <div>
        <h1 className="dash-title">{t('dashboard.audit.heading')}</h1>
        <p className="dash-intro">{t('dashboard.audit.intro')}</p>
      </div>
      {view.entries.length === 0 ? (
        <p className="dash-card">{t('dashboard.audit.empty')}</p>
      ) : (
        <div className="dash-card dash-table-frame">
          <Entries entries={view.entries} words={page.words} />
        </div>
      )}
      {view.olderThan === null && !view.isLater ? null : (
        <nav className="dash-pages" aria-label={t('dashboard.audit.heading')}>
          {view.isLater ? <a href={here}>{t('dashboard.audit.newest')}</a> : null}
          {view.olderThan === null ? null : (
            <a href={`${here}?before=${view.olderThan}`}>{t('dashboard.audit.older')}</a>
          )}
        </nav>
      )}
    </>
  );
}

function Entries({ entries, words }: { entries: readonly AuditEntry[]; words: Words }) {
  const { t, dateTime } = words;
  const columns = {
    at: t('dashboard.audit.at'),
    who: t('dashboard.audit.who'),
    what: t('dashboard.audit.what'),
    where: t('dashboard.audit.where'),
  };
  return (
    <table className="dash-table">
      <thead>
        <tr>
          {Object.entries(columns).map(([name, label]) => (
            <th key={name} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.seq}>
            <td data-label={columns.at}>
              <time className="dash-nowrap" dateTime={entry.at.toISOString()}>
                {dateTime(entry.at)}
              </time>
              <span className="dash-cell-quiet">
                {t('dashboard.audit.number', { number: entry.seq })}
              </span>
            </td>
            <td data-label={columns.who}>
              {entry.actor === null ? (
                t('dashboard.audit.command')
              ) : (
                <span>
                  {entry.actor.email}
                  <span className="dash-cell-quiet">{t(`dashboard.role.${entry.actor.role}`)}</span>
                </span>
              )}
            </td>
            <td data-label={columns.what}>
              <span>
                {t(actionKey(entry.action), { subject: entry.subject ?? '' })}
                {factsInWords(entry.after, words).map((fact) => (
                  <span key={fact} className="dash-cell-quiet">
                    {fact}
                  </span>
                ))}
              </span>
            </td>
            <td data-label={columns.where}>{entry.browser ?? t('dashboard.audit.unknownPlace')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Underscored<Name extends string> = Name extends `${infer Kind}.${infer Deed}`
  ? `${Kind}_${Deed}`
  : never;

/** Messages are nested by dots, so that an action's own becomes an underscore. */
function actionKey(action: AuditAction): MessageKey {
  const name = action.replace('.', '_') as Underscored<AuditAction>; // each has one dot
  return `dashboard.audit.action.${name}`;
}
