import { describe, expect, it } from 'vitest';
import type { ExperimentRow } from '#lib/db/stores/ordering-store.ts';
import type { ExperimentId, MerchantId } from '#lib/domain/ids.ts';
import type { StoredArmReading } from '#lib/experiments/look-reading.ts';
import type { Verdict } from '#lib/experiments/verdict.ts';
import { PLAIN_EXPERIMENT } from '../testing/plain-experiment.ts';
import { armsIn, planOf } from './experiment-plan-of.ts';
import { armTexts, sizeTexts } from './experiment-texts.ts';

const NOW = new Date('2026-12-08T04:00:00Z');
const { size: _size, ...PLAN } = PLAIN_EXPERIMENT.plan;

function rowOf(changes: Partial<ExperimentRow> = {}): ExperimentRow {
  return {
    id: 'exp_1' as ExperimentId, // made for this test
    merchantId: 'mer_1' as MerchantId, // likewise
    livemode: false,
    name: 'FPS first',
    status: 'running',
    seed: 'a seed',
    hash: 'murmur3',
    arms: PLAIN_EXPERIMENT.arms,
    ramp: [{ at: NOW.toISOString(), coverage: 1 }],
    namespace: null,
    learners: 'shared',
    plan: { ...PLAN, plannedUnits: 20_000, sizing: null },
    stoppedArms: [],
    startedAt: NOW,
    stoppedAt: null,
    stoppedBy: null,
    winner: null,
    rollout: null,
    finishedAt: null,
    nextLookAt: null,
    createdAt: NOW,
    version: 1,
    ...changes,
  };
}

function armOf(verdict: Verdict): StoredArmReading {
  return {
    arm: 'engine',
    asOf: NOW.toISOString(),
    verdict,
    units: 12_345,
    plannedUnits: 20_000,
    primary: {
      effect: { estimate: 0.0123, standardError: 0.003 },
      interval: { low: -0.001, high: 0.0256 },
      logEvidence: 4,
      pValue: 0.01,
      adjustedPValue: 0.01,
      effectOnAll: 0.006,
    },
    evidence: null,
    guardrails: [],
  };
}

const VERDICTS: readonly (readonly [Verdict, string, string])[] = [
  [{ code: 'invalid', because: ['sample_ratio'] }, 'no figure is shown', '不會顯示數字'],
  [{ code: 'invalid', because: ['exclusions'] }, 'left out of one arm', '被剔除'],
  [{ code: 'invalid', because: ['analysed_ratio'] }, 'do not agree', '並不一致'],
  [{ code: 'collecting', because: 'too_few' }, '200 shoppers', '200 名顧客'],
  [{ code: 'collecting', because: 'first_week' }, '7 full days', '未滿 7 整天'],
  [
    { code: 'collecting', because: 'planned_size' },
    '12,345 of 20,000',
    '有 12,345 名顧客（計劃 20,000 名）',
  ],
  [
    { code: 'not_distinguishable', rulesOut: 0.0256 },
    'more than 2.56 percentage points',
    '多於 2.56 個百分點',
  ],
  [
    { code: 'better' },
    '1.23 percentage points more, and with 95% confidence between −0.1 and 2.56',
    '介乎 −0.1 至 2.56',
  ],
  [{ code: 'worse' }, 'fewer sessions paid', '較少顧客完成付款'],
];

describe('what may be concluded of an arm', () => {
  it.each(VERDICTS)('%j is said in both languages', (verdict, english, chinese) => {
    const texts = armTexts(rowOf(), armOf(verdict));
    expect(texts.en).toContain(english);
    expect(texts['zh-HK']).toContain(chinese);
    expect(texts.en).toContain('engine');
    expect(texts['zh-HK']).toContain('「engine」');
    for (const text of Object.values(texts)) expect(text).not.toMatch(/[{}]|undefined|NaN/);
  });

  it('never calls an arm a winner or speaks of its chances', () => {
    const said = VERDICTS.map(([verdict]) => armTexts(rowOf(), armOf(verdict)));
    expect(JSON.stringify(said)).not.toMatch(/winner|won|chance|probab|勝出|機會率/i);
  });

  it('says of one that ended undecided that nothing is known, whatever was lacking', () => {
    const ended = rowOf({ status: 'stopped' });
    for (const because of ['too_few', 'first_week', 'planned_size'] as const) {
      const { en } = armTexts(ended, armOf({ code: 'collecting', because }));
      expect(en).toContain('a difference is not ruled out');
    }
  });

  it('says of one that has just ended that it is judged once more, unless the arm was taken away', () => {
    const undecided = armOf({ code: 'collecting', because: 'planned_size' });
    const ending = rowOf({ status: 'stopped', nextLookAt: NOW });
    expect(armTexts(ending, undecided).en).toContain('judged for the last time');
    expect(armTexts(ending, undecided)['zh-HK']).toContain('最後一次評定「engine」');
    const gone = {
      ...ending,
      stoppedArms: [{ arm: 'engine', metric: null, at: NOW.toISOString() }],
    };
    expect(armTexts(gone, undecided).en).toContain('ended before');
  });

  it('warns where the latest look alone would not tell a difference', () => {
    const found = armOf({ code: 'better' });
    expect(armTexts(rowOf(), found).en).toContain('reaches past zero');
    expect(armTexts(rowOf(), found)['zh-HK']).toContain('區間包含零');
    const { primary } = found;
    const interval = { low: 0.001, high: 0.0256 };
    const clear = { ...found, primary: primary && { ...primary, interval } };
    expect(armTexts(rowOf(), clear).en).not.toContain('past zero');
    const unsaid = armTexts(rowOf(), armOf({ code: 'not_distinguishable', rulesOut: 0.0256 }));
    expect(unsaid.en).not.toContain('past zero');
  });

  it('speaks of one day and one session as of one', () => {
    const row = rowOf();
    const day = { ...row, plan: { ...row.plan, fullDays: 1 } };
    const early = armTexts(day, armOf({ code: 'collecting', because: 'first_week' }));
    expect(early.en).toContain('before 1 full day is over');
    expect(early['zh-HK']).toContain('未滿 1 整天');
    const size = { unitsPerArm: 600, plannedUnits: 1_200, days: 1_200 };
    const texts = sizeTexts(size, { absoluteChange: 0.1, unitsPerDay: 1 });
    expect(texts.en).toContain('1,200 days at 1 session a day');
    expect(texts['zh-HK']).toContain('以每天 1 個付款頁計，約需 1,200 天');
  });

  it('gives the reason of a stop, its margin in the unit of the metric', () => {
    const stoppedBy = (metric: 'net_revenue' | 'paid' | null, margin: number) => {
      const at = NOW.toISOString();
      const row = rowOf({ stoppedArms: [{ arm: 'engine', metric, at }] });
      const guardrails = metric === null ? [] : [{ metric, margin }];
      const guarded = { ...row, plan: { ...row.plan, guardrails } };
      return armTexts(guarded, armOf({ code: 'worse' })).en;
    };
    expect(stoppedBy('paid', 0.02)).toContain('more than the 2 percentage points allowed');
    expect(stoppedBy('net_revenue', 1_250)).toContain('more than the HK$12.50 allowed');
    expect(stoppedBy(null, 0)).toContain('You took it away');
  });
});

describe('the plan of the arms still in', () => {
  const arms = [
    { key: 'own', weight: 0.4, policy: 'fixed', order: null },
    { key: 'a', weight: 0.4, policy: 'paid-rate', order: null },
    { key: 'b', weight: 0.2, policy: 'success-rate', order: null },
  ];

  it('is the one there was while all are in', () => {
    expect(planOf(rowOf({ arms }), NOW)).toMatchObject({
      alpha: 0.05,
      plannedUnits: 20_000,
      arms: arms.map(({ key, weight }) => ({ key, weight })),
    });
  });

  it('leaves each its shares, its size and its part of α when one goes', () => {
    const row = rowOf({ arms, stoppedArms: [{ arm: 'a', metric: null, at: NOW.toISOString() }] });
    expect(armsIn(row).map(({ key }) => key)).toEqual(['own', 'b']);
    const plan = planOf(row, NOW);
    const [own, b] = plan.arms;
    expect((own?.weight ?? 0) / (b?.weight ?? 1)).toBeCloseTo(2, 10);
    // α is shared among two comparisons before and after.
    expect(plan).toMatchObject({ alpha: 0.05, comparisons: 2 });
    expect(plan.plannedUnits).toBe(20_000 * 0.6);
  });
});
