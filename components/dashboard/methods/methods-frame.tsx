import type { ReactNode } from 'react';
import { mayDo } from '#lib/domain/operator-role.ts';
import { PlainButton } from '../account-page.tsx';
import type { DashboardPage } from '../dashboard-page.ts';
import type { FormAction, HiddenFields, Refusal } from '../form-answer.ts';
import { Tabs } from '../tabs.tsx';

/** What was just done on one of these pages. */
export const METHODS_DONE = [
  'saved',
  'set_up',
  'paused',
  'resumed',
  'raised',
  'ended',
  'account_added',
  'account_off',
] as const;
export type MethodsDone = (typeof METHODS_DONE)[number];

/** What a page says before anything else. */
export interface MethodsNotices {
  readonly done: MethodsDone | null;
  /** What takes it back, in one press; null: nothing does. */
  readonly undo: { readonly action: FormAction; readonly hidden: HiddenFields } | null;
  readonly refused: Refusal | null;
}

const TABS = [
  { tab: 'list', path: 'methods', action: 'methods.read' },
  { tab: 'order', path: 'methods/order', action: 'methods.read' },
  { tab: 'outages', path: 'methods/outages', action: 'methods.read' },
  { tab: 'accounts', path: 'methods/accounts', action: 'providers.read' },
] as const;
export type MethodsTab = (typeof TABS)[number]['tab'];

/** The frame of the pages about methods: which of them, what was done, and how to take it back. */
export function MethodsFrame(props: {
  page: DashboardPage;
  tab: MethodsTab;
  heading: string;
  intro?: string;
  notices: MethodsNotices;
  children: ReactNode;
}) {
  const { page, notices } = props;
  const { t } = page.words;
  return (
    <>
      <div>
        <h1 className="dash-title">{props.heading}</h1>
        {props.intro === undefined ? null : <p className="dash-intro">{props.intro}</p>}
      </div>
      <Tabs
        label={t('dashboard.methods.tabs.label')}
        tabs={TABS.filter(({ action }) => mayDo(page.shop.role, action)).map(({ tab, path }) => ({
          href: `${page.basePath}/${path}`,
          label: t(`dashboard.methods.tabs.${tab}`),
          isCurrent: tab === props.tab && 'within',
        }))}
      />
      {notices.done === null ? null : (
        <div className="notice methods-done">
          <p role="status">{t(`dashboard.methods.done.${notices.done}`)}</p>
          {notices.undo === null ? null : (
            <PlainButton
              action={notices.undo.action}
              hidden={{ ...page.hidden, ...notices.undo.hidden }}
              label={t('dashboard.methods.undo')}
              name={t('dashboard.methods.undo')}
            />
          )}
        </div>
      )}
      {notices.refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${notices.refused}`)}
        </p>
      )}
      {props.children}
    </>
  );
}
