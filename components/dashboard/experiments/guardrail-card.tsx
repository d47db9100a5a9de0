import { type Column, DataTable } from '../data-table.tsx';
import { StateTag } from '../list-frame.tsx';
import { change, metricName, range, unitOfMetric } from './figures.ts';
import type { ResultsParts } from './results-page.tsx';
import type { GuardrailView } from './results-view.ts';

interface GuardrailRow {
  readonly arm: string;
  readonly guardrail: GuardrailView;
}

const LOOKS = { holds: 'ok', open: 'warn', harmed: 'danger', collecting: 'quiet' } as const;

/** What must not get worse, and how much worse it is at least and at most. */
export function GuardrailCard({ experiment, results, page }: ResultsParts) {
  const { words } = page;
  const { t } = words;
  const rows = results.arms.flatMap(({ key, guardrails }) =>
    guardrails.map((guardrail): GuardrailRow => ({ arm: key, guardrail })),
  );
  const inUnit = ({ metric }: GuardrailView) => ({
    unit: unitOfMetric(metric),
    currency: experiment.plan.currency,
  });
  const columns: readonly Column<GuardrailRow>[] = [
    { id: 'arm', label: t('dashboard.experiments.column.arm'), cell: ({ arm }) => arm },
    {
      id: 'metric',
      label: t('dashboard.experiments.column.metric'),
      cell: ({ guardrail }) => metricName(words, guardrail.metric),
    },
    {
      id: 'state',
      label: t('dashboard.experiments.column.status'),
      cell: ({ guardrail: { code } }) => (
        <StateTag look={LOOKS[code]}>{t(`dashboard.experiments.guardrail.${code}`)}</StateTag>
      ),
    },
    {
      id: 'margin',
      label: t('dashboard.experiments.guardrail.margin'),
      isFigure: true,
      cell: ({ guardrail }) => change(words, guardrail.margin, inUnit(guardrail)).replace('+', ''),
    },
    {
      id: 'worse',
      label: t('dashboard.experiments.guardrail.worse'),
      isFigure: true,
      cell: ({ guardrail }) =>
        range(
          words,
          { low: guardrail.worse_by_at_least, high: guardrail.worse_by_at_most },
          (value) => change(words, value, inUnit(guardrail)),
        ),
    },
  ];
  if (rows.length === 0) return null;
  return (
    <section className="dash-card" aria-labelledby="guardrails">
      <h2 id="guardrails">{t('dashboard.experiments.guardrail.heading')}</h2>
      <p>{t('dashboard.experiments.guardrail.intro')}</p>
      <DataTable
        caption={t('dashboard.experiments.guardrail.heading')}
        columns={columns}
        rows={rows}
        rowKey={({ arm, guardrail }) => `${arm} ${guardrail.metric}`}
      />
    </section>
  );
}
