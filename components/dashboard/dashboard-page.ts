import type { OperatorAction, OperatorRole } from '#lib/domain/operator-role.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import type { MessageKey, Words } from '#lib/i18n/translator.ts';
import { REFUSALS, type FormAction, type HiddenFields, type RefusalWords } from './form-answer.ts';

/** What a page of the dashboard knows of itself. */
export interface DashboardPage {
  readonly words: Words;
  readonly locale: Locale;
  /** `/en/dashboard/mer_…/test`. */
  readonly basePath: string;
  /** This page's own address, below `basePath`. */
  readonly section: DashboardSection;
  readonly mode: 'test' | 'live';
  readonly shop: { readonly name: string; readonly role: OperatorRole };
  readonly otherShops: readonly { readonly name: string; readonly href: string }[];
  readonly email: string;
  readonly hidden: HiddenFields;
  readonly otherLocale: OtherLocale;
  readonly signOut: FormAction;
}

export interface OtherLocale {
  readonly label: string;
  readonly href: string;
  readonly lang: string;
}

/** The pages there are, in the order of the menu, and what it takes to see each. */
export const SECTIONS = [
  { path: 'home', label: 'dashboard.shell.home', action: 'home.read' },
  { path: 'payments', label: 'dashboard.shell.payments', action: 'payments.read' },
  { path: 'methods', label: 'dashboard.shell.methods', action: 'methods.read' },
  { path: 'experiments', label: 'dashboard.shell.experiments', action: 'experiments.read' },
  { path: 'links', label: 'dashboard.shell.links', action: 'links.read' },
  { path: 'developers', label: 'dashboard.shell.developers', action: 'developers.read' },
  { path: 'settings', label: 'dashboard.shell.settings', action: 'settings.read' },
  { path: 'team', label: 'dashboard.shell.team', action: 'team.read' },
  { path: 'audit-log', label: 'dashboard.shell.auditLog', action: 'audit.read' },
  { path: 'account', label: 'dashboard.shell.account', action: 'account.read' },
] as const satisfies readonly { path: string; label: MessageKey; action: OperatorAction }[];
export type DashboardSection = (typeof SECTIONS)[number]['path'];

export function refusalWords({ t }: Words): RefusalWords {
  return Object.fromEntries(
    REFUSALS.map((refusal) => [refusal, t(`dashboard.refused.${refusal}`)]),
  ) as Record<(typeof REFUSALS)[number], string>; // each of them
}

/** What every form needs of words. */
export function formWords({ t }: Words) {
  return {
    working: t('dashboard.form.working'),
    show: t('dashboard.form.show'),
    hide: t('dashboard.form.hide'),
    kept: t('dashboard.form.kept'),
  };
}
