import type { DashboardPage } from '../dashboard-page.ts';
import type { ExperimentView } from './experiment-view.ts';
import { armShows, change, decimal, metricName, percent, unitOfMetric, whole } from './figures.ts';

/** What it is judged by. Of a running one it stands; of a draft it will. */
export function PlanCard({
  experiment,
  page,
}: {
  experiment: ExperimentView;
  page: DashboardPage;
}) {
  const { t } = page.words;
  const isDraft = experiment.status === 'draft';
  return (
    <section className="dash-card" aria-labelledby="plan">
      <h2 id="plan">{t(`dashboard.experiments.plan.${isDraft ? 'draft' : 'frozen'}`)}</h2>
      <PlanFacts experiment={experiment} page={page} />
    </section>
  );
}

export function PlanFacts({
  experiment,
  page,
}: {
  experiment: ExperimentView;
  page: DashboardPage;
}) {
  return (
    <dl className="exp-plan">
      {planFacts(experiment, page).map(([name, values]) => (
        <div key={name}>
          <dt>{name}</dt>
          {values.map((value) => (
            <dd key={value}>{value}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function planFacts(
  { arms, plan, coverage, laterSteps, namespace }: ExperimentView,
  { words }: DashboardPage,
): readonly (readonly [string, readonly string[]])[] {
  const { t } = words;
  const { sizing } = plan;
  return [
    [
      t('dashboard.experiments.plan.arms'),
      arms.map((arm) =>
        t('dashboard.experiments.plan.arm', {
          arm: arm.key,
          share: percent(arm.weight),
          shows: armShows(words, arm),
        }),
      ),
    ],
    [
      t('dashboard.experiments.plan.coverage'),
      [
        percent(coverage),
        ...laterSteps.map(({ at, coverage: later }) =>
          t('dashboard.experiments.plan.step', { share: percent(later), at: words.dateTime(at) }),
        ),
      ],
    ],
    [
      t('dashboard.experiments.plan.size'),
      [
        t('dashboard.experiments.plan.units', { units: whole(words, plan.plannedUnits) }),
        ...(sizing === null
          ? []
          : [
              t('dashboard.experiments.plan.sizing', {
                effect: decimal(100 * sizing.minimalEffect),
                baseline: percent(sizing.baseline),
                power: percent(sizing.power, 0),
              }),
            ]),
      ],
    ],
    [
      t('dashboard.experiments.plan.judged'),
      [
        t('dashboard.experiments.plan.metric', { minutes: plan.maturityMinutes }),
        t('dashboard.experiments.plan.alpha', { alpha: percent(plan.alpha) }),
        t('dashboard.experiments.plan.days', { days: plan.fullDays }),
        t(`dashboard.experiments.adjustment.${plan.adjustment}`),
      ],
    ],
    [
      t('dashboard.experiments.plan.guardrails'),
      plan.guardrails.length === 0
        ? [t('dashboard.experiments.plan.noGuardrails')]
        : plan.guardrails.map(({ metric, margin }) => {
            const inUnit = { unit: unitOfMetric(metric), currency: plan.currency };
            const most = change(words, margin, inUnit).replace('+', '');
            return t('dashboard.experiments.plan.guardrail', {
              metric: metricName(words, metric),
              margin: most,
            });
          }),
    ],
    [
      t('dashboard.experiments.plan.namespace'),
      [
        namespace === null
          ? t('dashboard.experiments.plan.alone')
          : t('dashboard.experiments.plan.stretch', {
              seed: namespace.seed,
              from: percent(namespace.from),
              to: percent(namespace.to),
            }),
      ],
    ],
  ];
}
