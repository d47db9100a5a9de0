import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '#lib/experiments/verdict.ts';
import { LOCALES } from '#lib/i18n/locales.ts';
import type { ExperimentActions } from './experiment-actions.tsx';
import type { ExperimentView } from './experiment-view.ts';
import { NO_ACTION, pageFor } from '../fixtures/page.ts';
import { EXPERIMENT, NO_RESULTS, resultsIn } from './fixtures/results.ts';
import { ResultsPage } from './results-page.tsx';
import type { ResultsView } from './results-view.ts';

const ACTIONS: ExperimentActions = {
  ramp: NO_ACTION,
  stopArm: NO_ACTION,
  stop: NO_ACTION,
  rollOut: NO_ACTION,
  rollBack: NO_ACTION,
  finish: NO_ACTION,
};
const VERDICTS = ['invalid', 'collecting', 'not_distinguishable', 'better', 'worse'] as const;

function drawn(
  results: ResultsView,
  {
    experiment = EXPERIMENT,
    page = pageFor('en', 'experiments'),
  }: { experiment?: ExperimentView; page?: ReturnType<typeof pageFor> } = {},
): string {
  return renderToStaticMarkup(
    <ResultsPage
      view={{ experiment, results, done: null, refused: null }}
      page={page}
      actions={ACTIONS}
      watch={null}
    />,
  );
}

/** What is read, from top to bottom. */
function textOf(html: string): string {
  return html
    .replace(/<svg.*?<\/svg>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the results of an experiment', () => {
  it.each(VERDICTS.flatMap((code) => LOCALES.map((locale) => [code, locale] as const)))(
    'say of %s in %s what may be concluded, before any figure',
    (code, locale) => {
      const results = resultsIn(code);
      const page = pageFor(locale, 'experiments');
      const text = textOf(drawn(results, { page }));
      const sentence = results.arms[0]?.text[locale] ?? '';
      const word = page.words.t(`dashboard.experiments.verdict.${code}`);
      expect(text).toContain(sentence);
      expect(text.indexOf(word)).toBeLessThan(text.indexOf(sentence));
      const arms = page.words.t('dashboard.experiments.arms.intro');
      expect(text.indexOf(sentence)).toBeLessThan(text.indexOf(arms));
      expect(text).not.toMatch(/dashboard\.experiments|\{\w+\}|NaN|undefined/);
    },
  );

  it('show no effect, curve or rate of what cannot be believed, and say first what is broken', () => {
    const html = drawn(resultsIn('invalid'));
    const text = textOf(html);
    expect(html).not.toContain('chart-line');
    expect(text).not.toContain('Share of sessions paid, in percentage points');
    expect(text).not.toMatch(/Time to payment|By kind of shopper|Bayesian/);
    const broken = text.indexOf('First find out why the split is broken');
    expect(broken).toBeGreaterThan(-1);
    expect(broken).toBeLessThan(text.indexOf('Cannot be believed'));
    // The figures of the split itself are what it can be found out by.
    expect(text).toContain('5,200');
    expect(text).toContain('55.3%');
  });

  it.each(
    VERDICTS.filter((code): code is Exclude<Verdict['code'], 'invalid'> => code !== 'invalid'),
  )('draw the interval of %s over time, with the planned effect and a table behind it', (code) => {
    const html = drawn(resultsIn(code));
    expect(html.match(/<path class="chart-band"/g)?.length).toBe(4); // two drawings of two lines
    expect(html).toContain('>planned<');
    expect(html.match(/data-label="Look"/g)?.length).toBe(32);
  });

  it('tell how far along the planned size it is, with the figures', () => {
    expect(textOf(drawn(resultsIn('collecting')))).toContain(
      '8,120 of 20,000 planned shoppers (41%)',
    );
  });

  it('tell effects in points with a true sign, and money as money', () => {
    const text = textOf(drawn(resultsIn('worse')));
    expect(text).toContain('−2.9 points');
    expect(text).toContain('+HK$2.31');
    expect(text).toContain('−12.3 s');
    expect(text).toContain('Harmed');
  });

  it('say before the first look when there will be one, and nothing else', () => {
    const text = textOf(drawn(NO_RESULTS));
    expect(text).toContain('Nothing has been counted yet');
    expect(text).toContain('60 minutes after its methods were first shown');
    expect(text).not.toMatch(/Guardrails What must|Were shoppers split/);
  });

  it('name segments as people do, behind a warning', () => {
    const text = textOf(drawn(resultsIn('better')));
    expect(text).toContain('iPhone shoppers in Hong Kong paying in HKD');
    expect(text).toContain('differ by chance alone');
  });

  it('obey a policy that allows no style attribute', () => {
    expect(drawn(resultsIn('better'))).not.toMatch(/\sstyle="/);
  });
});

describe('what can be done with an experiment', () => {
  const ended: ExperimentView = {
    ...EXPERIMENT,
    status: 'stopped',
    stoppedAt: EXPERIMENT.nextLookAt,
    stoppedBy: 'merchant',
  };
  const buttons = (experiment: ExperimentView, page = pageFor('en', 'experiments')) =>
    [...drawn(resultsIn('better'), { experiment, page }).matchAll(/<button[^>]*>([^<]+)</g)].map(
      ([, label]) => label,
    );

  it('is to raise the share and to end it while two arms run', () => {
    expect(buttons(EXPERIMENT)).toEqual(['Raise the share', 'End the experiment']);
  });

  it('is not to raise what has all shoppers, and is to take one of several arms away', () => {
    const third = { key: 'octopus', weight: 0.2, policy: null, order: ['octopus'], stopped: null };
    const three = { ...EXPERIMENT, coverage: 1, arms: [...EXPERIMENT.arms, third] };
    expect(buttons(three)).toEqual(['Take an arm away', 'End the experiment']);
  });

  it('is to roll out, once it has ended, and then to raise, take back or keep', () => {
    expect(buttons(ended)).toEqual(['Roll an arm out']);
    const rolling = { ...ended, rollout: { arm: 'engine', coverage: 0.2 } };
    expect(buttons(rolling)).toEqual([
      'Raise the share',
      'Take the rollout back',
      'Make it the shop’s own setting',
    ]);
    expect(buttons({ ...rolling, finishedAt: ended.stoppedAt })).toEqual([]);
  });

  it.each(['finance', 'developer', 'viewer'] as const)('is nothing for a %s', (role) => {
    expect(buttons(EXPERIMENT, pageFor('en', 'experiments', role))).toEqual([]);
  });
});
