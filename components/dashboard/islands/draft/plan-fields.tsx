import { GUARDED_METRICS } from '../../experiments/draft-entries.ts';
import { METRICS, type MetricKey } from '#lib/experiments/metrics.ts';
import type { DraftParts } from '../draft-form.tsx';
import { DraftChoice, DraftField, DraftSection } from './draft-field.tsx';

/** What it is judged by, and what must not get worse. */
export function PlanFields(props: DraftParts) {
  const { draft, set, problemOf, words } = props;
  const { texts, adjustments, metrics } = words;
  return (
    <>
      <DraftSection heading={texts.guardrails} hint={texts.guardrailsHint}>
        <div className="exp-grid">
          {GUARDED_METRICS.map((metric) => (
            <DraftField
              key={metric}
              field={`guardrails.${metric}`}
              label={metrics[metric] ?? metric}
              after={unitOf(metric, props)}
              value={draft.guardrails[metric] ?? ''}
              onChange={(margin) => set({ guardrails: { ...draft.guardrails, [metric]: margin } })}
              problem={problemOf(`guardrails.${metric}`)}
            />
          ))}
        </div>
      </DraftSection>
      <details className="dash-card exp-fold exp-part">
        <summary>
          <h2>{texts.more}</h2>
        </summary>
        <p className="exp-strong">{texts.metric}</p>
        <div className="exp-grid">
          <DraftField
            field="maturityMinutes"
            label={texts.maturity}
            after={texts.minutes}
            value={draft.maturityMinutes}
            onChange={(maturityMinutes) => set({ maturityMinutes })}
            problem={problemOf('maturityMinutes')}
          />
          <DraftField
            field="fullDays"
            label={texts.days}
            after={texts.daysUnit}
            value={draft.fullDays}
            onChange={(fullDays) => set({ fullDays })}
            problem={problemOf('fullDays')}
          />
          {draft.sizeBy === 'units' ? (
            <DraftField
              field="alpha"
              label={texts.alpha}
              after="%"
              value={draft.alpha}
              onChange={(alpha) => set({ alpha })}
              problem={problemOf('alpha')}
            />
          ) : null}
        </div>
        <DraftChoice
          field="adjustment"
          label={texts.adjustment}
          value={draft.adjustment}
          choices={(['none', 'context', 'before'] as const).map((value) => ({
            value,
            label: adjustments[value],
          }))}
          onChange={(adjustment) => set({ adjustment })}
        />
        <NamespaceFields {...props} />
      </details>
    </>
  );
}

function unitOf(metric: MetricKey, { draft, words: { texts } }: DraftParts): string {
  if (METRICS[metric].isShare) return texts.points;
  return metric === 'attempts' ? texts.tries : draft.currency;
}

function NamespaceFields({ draft, set, problemOf, words }: DraftParts) {
  const { texts } = words;
  return (
    <>
      <DraftChoice
        field="isShared"
        label={texts.namespace}
        value={draft.isShared ? 'shared' : 'alone'}
        choices={[
          { value: 'alone', label: texts.alone },
          { value: 'shared', label: texts.shared },
        ]}
        onChange={(value) => set({ isShared: value === 'shared' })}
      />
      {draft.isShared ? (
        <div className="exp-grid">
          <DraftField
            field="from"
            label={texts.from}
            after="%"
            value={draft.from}
            onChange={(from) => set({ from })}
            problem={problemOf('from')}
          />
          <DraftField
            field="to"
            label={texts.to}
            after="%"
            value={draft.to}
            onChange={(to) => set({ to })}
            problem={null}
          />
          <DraftField
            field="seed"
            label={texts.seed}
            value={draft.seed}
            onChange={(seed) => set({ seed })}
            problem={problemOf('seed')}
          />
        </div>
      ) : null}
    </>
  );
}
