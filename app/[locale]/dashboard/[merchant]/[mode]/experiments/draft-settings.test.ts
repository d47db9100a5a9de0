import { describe, expect, it } from 'vitest';
import { draftProblems } from '#components/dashboard/experiments/draft-entries.ts';
import type { ExperimentSettings } from '#lib/operations/experiments/experiment-settings.ts';
import { PLAIN_EXPERIMENT } from '#lib/operations/testing/plain-experiment.ts';
import {
  changeOfEntries,
  draftField,
  entriesOf,
  newEntries,
  settingsOfEntries,
} from './draft-settings.ts';

const METHODS = ['fps', 'card', 'payme'];
const MATURE = { ...PLAIN_EXPERIMENT.plan.settings, maturityMs: 60 * 60_000 };
const PLAIN: ExperimentSettings = {
  ...PLAIN_EXPERIMENT,
  plan: { ...PLAIN_EXPERIMENT.plan, settings: MATURE },
};

describe('a saved draft', () => {
  it.each<[string, ExperimentSettings]>([
    ['as it is', PLAIN],
    [
      'of thirds, with orders that leave methods out',
      {
        ...PLAIN,
        coverage: 0.125,
        arms: ['a', 'b', 'c'].map((key) => ({
          key,
          weight: 1 / 3,
          policy: null,
          order: ['payme'],
        })),
      },
    ],
    [
      'worked out from an effect, beside others, with money guarded',
      {
        ...PLAIN,
        namespace: { seed: 'peak', from: 0.25, to: 0.5 },
        plan: {
          ...PLAIN.plan,
          alpha: 0.01,
          adjustment: 'before',
          guardrails: [
            { metric: 'paid', margin: 0.015 },
            { metric: 'net_revenue', margin: 250 },
            { metric: 'attempts', margin: 0.2 },
          ],
          size: { baseline: 0.812, minimalEffect: 0.015, power: 0.9 },
        },
      },
    ],
  ])('%s is the same after it went through the form', (_, settings) => {
    const entries = entriesOf(settings, METHODS);
    expect(draftProblems(entries, false)).toEqual([]);
    const sent = draftField.parse(JSON.stringify(entries));
    const again = settingsOfEntries(sent);
    expect(round(again)).toEqual(round(settings));
  });

  it('keeps what the form has no field for', () => {
    const before: ExperimentSettings = {
      ...PLAIN,
      hash: 'growthbook_v2',
      plan: {
        ...PLAIN.plan,
        guardrails: [
          { metric: 'slow_render', margin: 0.05 },
          { metric: 'paid', margin: 0.02 },
        ],
        settings: { ...MATURE, slowRenderMs: 2_500 },
      },
    };
    const change = changeOfEntries({ ...entriesOf(before, METHODS), name: 'Another name' })(before);
    expect(change).toMatchObject({
      name: 'Another name',
      hash: 'growthbook_v2',
      plan: { settings: { slowRenderMs: 2_500 } },
    });
    expect(change.plan?.guardrails).toEqual([
      { metric: 'paid', margin: 0.02 },
      { metric: 'slow_render', margin: 0.05 },
    ]);
  });
});

it('a new draft lacks its name and nothing else, where the shop is known', () => {
  const traffic = { sessions: 3_000, days: 10, perDay: 300, paidShare: 0.8123 };
  const entries = newEntries(METHODS, traffic);
  expect(entries.baseline).toBe('81.2');
  for (const isLive of [true, false]) {
    expect(draftProblems(entries, isLive)).toEqual([{ field: 'name', problem: 'name' }]);
  }
});

it.each(['', 'null', '[]', '{"name":1}', '{"name":"a"}', '"a"', '{'])(
  'what is no draft is refused: %s',
  (json) => {
    expect(draftField.safeParse(json).success).toBe(false);
  },
);

/** Shares went through per cent and back. */
function round(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'number' ? Number(part.toFixed(7)) : part,
  );
}
