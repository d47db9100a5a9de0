import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import { NO_SETTINGS, newLinkFields, settingsFields } from './link-fields.ts';

/** Makes a link without a line of code. */
export function NewLinkPage(props: {
  page: DashboardPage;
  action: FormAction;
  refused: Refusal | null;
}) {
  const { page, action, refused } = props;
  const { words } = page;
  const { t } = words;
  return (
    <>
      <p className="dash-back">
        <a href={`${page.basePath}/links`}>{t('dashboard.links.back')}</a>
      </p>
      <h1 className="dash-title">{t('dashboard.links.make')}</h1>
      <section className="dash-card">
        <OperatorForm
          action={action}
          hidden={page.hidden}
          fields={[...newLinkFields(words), ...settingsFields(words, NO_SETTINGS)]}
          submit={t('dashboard.links.make')}
          words={formWords(words)}
          refusals={refusalWords(words)}
          refused={refused}
        />
      </section>
    </>
  );
}
