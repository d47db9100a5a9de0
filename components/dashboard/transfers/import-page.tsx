import { DEFAULT_STATEMENT_COLUMNS } from '#lib/fps/read-statement.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';
import type { FieldSpec } from '../islands/field-schema.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import { PaymentsTabs } from '../payments/payments-tabs.tsx';
import { COLUMN_FIELDS, STATEMENT_LIMITS } from './statement-fields.ts';
import { NoAccount } from './transfers-page.tsx';

/** Where a bank's statement is handed in. */
export function ImportPage(props: {
  page: DashboardPage;
  hasAccount: boolean;
  refused: Refusal | null;
  importStatement: FormAction;
}) {
  const { page } = props;
  const { t } = page.words;
  return (
    <>
      <div>
        <p className="dash-pages">
          <a href={`${page.basePath}/payments/transfers`}>
            {t('dashboard.transfers.statement.backLink')}
          </a>
        </p>
        <h1 className="dash-title">{t('dashboard.transfers.statement.heading')}</h1>
        <p className="dash-intro">{t('dashboard.transfers.statement.intro')}</p>
      </div>
      <PaymentsTabs page={page} tab="transfers" isCurrent="within" />
      {props.hasAccount ? (
        <section className="dash-card transfer-import">
          <OperatorForm
            action={props.importStatement}
            hidden={page.hidden}
            fields={fieldsOf(page)}
            submit={t('dashboard.transfers.statement.submit')}
            words={formWords(page.words)}
            refusals={refusalWords(page.words)}
            refused={props.refused}
          />
        </section>
      ) : (
        <NoAccount page={page} />
      )}
    </>
  );
}

function fieldsOf({ words: { t } }: DashboardPage): readonly FieldSpec[] {
  return [
    {
      type: 'file',
      name: 'file',
      label: t('dashboard.transfers.statement.file'),
      hint: t('dashboard.transfers.statement.fileHint'),
      wrong: t('dashboard.transfers.statement.fileWrong'),
      optional: true,
      accept: '.csv,text/csv,text/plain',
      atMost: {
        bytes: STATEMENT_LIMITS.fileBytes,
        problem: t('dashboard.transfers.statement.fileLarge'),
      },
    },
    {
      type: 'textarea',
      name: 'text',
      label: t('dashboard.transfers.statement.text'),
      hint: t('dashboard.transfers.statement.textHint'),
      wrong: t('dashboard.transfers.statement.textWrong'),
      optional: true,
      maxChars: STATEMENT_LIMITS.textChars,
    },
    ...COLUMN_FIELDS.map(({ column, name, optional }): FieldSpec => ({
      type: 'text',
      name,
      label: t(`dashboard.transfers.statement.columns.${column}`),
      hint: t(
        optional
          ? 'dashboard.transfers.statement.optionalHint'
          : 'dashboard.transfers.statement.columnHint',
      ),
      wrong: t('dashboard.transfers.statement.columnWrong'),
      optional,
      maxChars: 100,
      value: DEFAULT_STATEMENT_COLUMNS[column],
    })),
  ];
}
