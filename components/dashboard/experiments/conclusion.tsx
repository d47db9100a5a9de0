import { ShareBar } from '../charts/share-bar.tsx';
import { StateTag } from '../list-frame.tsx';
import { EffectChart } from './effect-chart.tsx';
import { percent, probability, range, signed, whole } from './figures.ts';
import type { ResultsParts } from './results-page.tsx';
import type { ArmResultsView } from './results-view.ts';
import { verdictLook } from './verdict-look.ts';

/** What may be concluded of one arm, how far along it is, and the effect over time. */
export function Conclusion(props: ResultsParts & { arm: ArmResultsView }) {
  const { arm, experiment, results, page } = props;
  const { t, locale } = page.words;
  const id = `arm-${arm.key}`;
  const isBroken = arm.verdict.code === 'invalid';
  const control = experiment.arms[0]?.key ?? '';
  return (
    <section className="dash-card exp-conclusion" aria-labelledby={id}>
      <h2 id={id}>
        {t('dashboard.experiments.against', { arm: arm.key, control })}{' '}
        <StateTag look={verdictLook(arm.verdict.code)}>
          {t(`dashboard.experiments.verdict.${arm.verdict.code}`)}
        </StateTag>
      </h2>
      <p className="exp-verdict">{arm.text[locale]}</p>
      {isBroken ? null : (
        <>
          <Progress {...props} />
          <Primary {...props} />
          <EffectChart arm={arm} curve={results.curve} experiment={experiment} page={page} />
        </>
      )}
    </section>
  );
}

function Progress({ arm, page }: { arm: ArmResultsView } & Pick<ResultsParts, 'page'>) {
  const share = arm.planned_units === 0 ? 0 : arm.units / arm.planned_units;
  return (
    <div className="exp-progress">
      <p>
        {page.words.t('dashboard.experiments.progress', {
          units: whole(page.words, arm.units),
          planned: whole(page.words, arm.planned_units),
          share: percent(share, 0),
        })}
      </p>
      <ShareBar share={share} />
    </div>
  );
}

function Primary({ arm, experiment, page }: { arm: ArmResultsView } & ResultsParts) {
  const { words } = page;
  const { t } = words;
  const { primary } = arm;
  if (primary === null) return null;
  const points = (value: number) =>
    t('dashboard.experiments.figure.points', { points: signed(value) });
  const known = (value: number | null) => (value === null ? '–' : points(value));
  const facts: readonly (readonly [string, string])[] = [
    [t('dashboard.experiments.primary.effect'), known(primary.effect_points)],
    [
      t('dashboard.experiments.primary.interval', {
        confidence: percent(1 - experiment.plan.alpha, 1),
      }),
      t('dashboard.experiments.figure.points', {
        points: range(words, primary.interval_points, signed),
      }),
    ],
    [t('dashboard.experiments.primary.onAll'), known(primary.effect_on_all_points)],
    [t('dashboard.experiments.primary.pValue'), probability(primary.adjusted_p_value)],
  ];
  return (
    <dl className="exp-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
