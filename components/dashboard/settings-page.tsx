import type { OriginPurpose } from '#lib/domain/merchant-origins.ts';
import { LOCALES, LOCALE_DESCRIPTIONS } from '#lib/i18n/locales.ts';
import { PlainButton } from './account-page.tsx';
import { type DashboardPage, formWords, refusalWords } from './dashboard-page.ts';
import type { FormAction, Refusal } from './form-answer.ts';
import type { FieldSpec } from './islands/field-schema.ts';
import { OperatorForm } from './islands/operator-form.tsx';
import { SettingsPreview } from './islands/settings-preview.tsx';

export const SETTINGS_DONE = ['saved', 'origins'] as const;

export interface SettingsView {
  readonly looks: {
    readonly name: string;
    readonly nameZh: string | null;
    readonly accentColor: string;
    readonly supportEmail: string | null;
    readonly supportUrl: string | null;
    readonly termsUrl: string | null;
  };
  /** A `data:` picture, or null. */
  readonly logoUrl: string | null;
  /** How large a logo may be. */
  readonly logoBytes: number;
  readonly embedOrigins: readonly string[];
  readonly returnOrigins: readonly string[];
  readonly seen: string;
  readonly mayChange: boolean;
  readonly mayChangeOrigins: boolean;
  readonly done: (typeof SETTINGS_DONE)[number] | null;
  readonly refused: Refusal | null;
}

export interface SettingsActions {
  readonly saveLooks: FormAction;
  readonly saveLogo: FormAction;
  readonly removeLogo: FormAction;
  readonly addOrigin: FormAction;
  readonly removeOrigin: FormAction;
}

interface Props {
  readonly view: SettingsView;
  readonly page: DashboardPage;
  readonly actions: SettingsActions;
}

/** How the shop presents itself on its pages, and where these may be shown and lead. */
export function SettingsPage(props: Props) {
  const { view, page } = props;
  const { t } = page.words;
  return (
    <>
      <h1 className="dash-title">{t('dashboard.settings.heading')}</h1>
      {view.done === null ? null : (
        <p className="notice" role="status">
          {t(`dashboard.settings.done.${view.done}`)}
        </p>
      )}
      {view.refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${view.refused}`)}
        </p>
      )}
      <Looks {...props} />
      <Logo {...props} />
      <Origins {...props} purpose="return" origins={view.returnOrigins} />
      <Origins {...props} purpose="embed" origins={view.embedOrigins} />
    </>
  );
}

/** What of the form shows on the page. */
const SHOWN_FIELDS = ['name', 'nameZh', 'accentColor'];

function Looks({ view, page, actions }: Props) {
  const { words, basePath, locale } = page;
  const { t } = words;
  const preview = (lang: string) =>
    `${basePath.replace(`/${locale}/`, `/${lang}/`)}/settings/preview`;
  return (
    <section className="dash-card" aria-labelledby="looks">
      <h2 id="looks">{t('dashboard.settings.looks')}</h2>
      <p>{t('dashboard.settings.looksIntro')}</p>
      {view.mayChange ? (
        <OperatorForm
          // Drawn anew from what is there once it was saved, or once somebody else did.
          key={view.seen}
          action={actions.saveLooks}
          hidden={{ ...page.hidden, seen: view.seen }}
          fields={lookFields(view, page)}
          submit={t('dashboard.form.save')}
          words={formWords(words)}
          refusals={refusalWords(words)}
          refused={null}
        />
      ) : null}
      <SettingsPreview
        fields={SHOWN_FIELDS}
        frames={LOCALES.map((lang) => ({
          label: t('dashboard.settings.previewIn', { language: LOCALE_DESCRIPTIONS[lang].label }),
          href: preview(lang),
        }))}
      />
    </section>
  );
}

function lookFields(
  { looks }: SettingsView,
  { words: { t } }: DashboardPage,
): readonly FieldSpec[] {
  const text = (name: 'name' | 'nameZh', optional: boolean): FieldSpec => ({
    name,
    type: 'text',
    label: t(`dashboard.settings.${name}`),
    value: looks[name] ?? '',
    maxChars: 100,
    optional,
    wrong: t(`dashboard.settings.wrong.${name}`),
  });
  const url = (name: 'supportUrl' | 'termsUrl'): FieldSpec => ({
    name,
    type: 'url',
    label: t(`dashboard.settings.${name}`),
    value: looks[name] ?? '',
    maxChars: 2_048,
    optional: true,
    wrong: t(`dashboard.settings.wrong.${name}`),
  });
  return [
    text('name', false),
    text('nameZh', true),
    {
      name: 'accentColor',
      type: 'colour',
      label: t('dashboard.settings.accentColor'),
      hint: t('dashboard.settings.accentHint'),
      value: looks.accentColor,
      wrong: t('dashboard.settings.wrong.accentColor'),
    },
    {
      name: 'supportEmail',
      type: 'email',
      label: t('dashboard.settings.supportEmail'),
      value: looks.supportEmail ?? '',
      optional: true,
      wrong: t('dashboard.settings.wrong.supportEmail'),
    },
    url('supportUrl'),
    url('termsUrl'),
  ];
}

function Logo({ view, page, actions }: Props) {
  const { words } = page;
  const { t } = words;
  if (!view.mayChange && view.logoUrl === null) return null;
  return (
    <section className="dash-card" aria-labelledby="logo">
      <h2 id="logo">{t('dashboard.settings.logo')}</h2>
      <p>{t('dashboard.settings.logoIntro')}</p>
      {view.logoUrl === null ? null : (
        <div className="settings-logo">
          <img src={view.logoUrl} alt={t('dashboard.settings.logo')} width="48" height="48" />
          {view.mayChange ? (
            <PlainButton
              action={actions.removeLogo}
              hidden={{ ...page.hidden, seen: view.seen }}
              label={t('dashboard.settings.logoRemove')}
              name={t('dashboard.settings.logoRemove')}
            />
          ) : null}
        </div>
      )}
      {view.mayChange ? (
        <OperatorForm
          action={actions.saveLogo}
          hidden={{ ...page.hidden, seen: view.seen }}
          fields={[
            {
              name: 'logo',
              type: 'file',
              label: t('dashboard.settings.logoFile'),
              accept: 'image/png,image/jpeg,image/webp,image/svg+xml',
              atMost: {
                bytes: view.logoBytes,
                problem: t('dashboard.settings.logoProblem.too_large', {
                  kilobytes: view.logoBytes / 1024,
                }),
              },
              wrong: t('dashboard.settings.logoMissing'),
            },
          ]}
          submit={t('dashboard.settings.logoSave')}
          button="secondary"
          words={formWords(words)}
          refusals={refusalWords(words)}
          refused={null}
        />
      ) : null}
    </section>
  );
}

function Origins(props: Props & { purpose: OriginPurpose; origins: readonly string[] }) {
  const { view, page, actions, purpose, origins } = props;
  const { words } = page;
  const { t } = words;
  const hidden = { ...page.hidden, purpose };
  return (
    <section className="dash-card" aria-labelledby={`${purpose}-origins`}>
      <h2 id={`${purpose}-origins`}>{t(`dashboard.settings.origins.${purpose}`)}</h2>
      <p>{t(`dashboard.settings.originsIntro.${purpose}`)}</p>
      {origins.length === 0 ? (
        <p>
          <strong>{t(`dashboard.settings.originsNone.${purpose}`)}</strong>
        </p>
      ) : (
        <ul className="dash-list">
          {origins.map((origin) => (
            <li key={origin}>
              <span className="dash-list-text">
                <strong>{origin}</strong>
              </span>
              {view.mayChangeOrigins ? (
                <PlainButton
                  action={actions.removeOrigin}
                  hidden={{ ...hidden, origin }}
                  label={t('dashboard.settings.originRemove')}
                  name={t('dashboard.settings.originRemoveNamed', { origin })}
                />
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {view.mayChangeOrigins ? (
        <OperatorForm
          action={actions.addOrigin}
          hidden={hidden}
          fields={[
            {
              name: 'origin',
              type: 'url',
              label: t('dashboard.settings.origin'),
              hint: t('dashboard.settings.originHint'),
              wrong: t('dashboard.settings.originWrong'),
            },
          ]}
          submit={t(`dashboard.settings.originAdd.${purpose}`)}
          button="secondary"
          words={formWords(words)}
          refusals={refusalWords(words)}
          refused={null}
        />
      ) : null}
    </section>
  );
}
