import { describe, expect, it } from 'vitest';
import { ExperimentDesignError } from './experiment-design-error.ts';
import { defectsOf, experimentHealth } from './experiment-health.ts';
import { experimentPlan, type PlanParams } from './experiment-plan.ts';
import { armsToStop, readGuardrail } from './guardrails.ts';
import { judgeArms } from './judge-arms.ts';
import type { MetricKey } from './metrics.ts';
import { sumsOf } from './testing/sums-of.ts';
import { tallyOf } from './testing/tally-of.ts';
import { type Evidence, strongerEvidence } from './verdict.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const STARTED_AT = new Date('2026-12-01T00:00:00Z');
const ARMS = [
  { key: 'control', weight: 0.5 },
  { key: 'engine', weight: 0.5 },
];
const PARAMS: PlanParams = {
  arms: ARMS,
  startedAt: STARTED_AT,
  alpha: 0.05,
  plannedUnits: 20_000,
  adjustment: 'none',
  guardrails: [],
  settings: { currency: 'HKD', slowRenderMs: 1_000 },
};

function judge(
  [controlUnits, controlPaid]: [number, number],
  [engineUnits, enginePaid]: [number, number],
  { days = 8, evidence = null as Evidence | null, ...changes }: Partial<PlanParams> & Look = {},
) {
  const { arms, toStop } = judgeArms(
    experimentPlan({ ...PARAMS, ...changes }),
    [tallyOf('control', controlUnits, controlPaid), tallyOf('engine', engineUnits, enginePaid)],
    {
      asOf: new Date(STARTED_AT.getTime() + days * DAY_MS),
      evidence: new Map(evidence === null ? [] : [['engine', evidence]]),
    },
  );
  const [engine] = arms;
  if (engine === undefined) throw new Error('Nothing was judged.');
  return { ...engine, toStop };
}

interface Look {
  readonly days?: number;
  readonly evidence?: Evidence | null;
}

describe('what is said of an arm', () => {
  it('waits for as many full days as the plan names, seven unless told', () => {
    const at = (days: number, plan: Partial<PlanParams> = {}) =>
      judge([5_000, 3_500], [5_000, 4_000], { days, ...plan }).verdict;
    const early = { code: 'collecting', because: 'first_week' };
    expect(at(6.9)).toEqual(early);
    expect(at(7)).toEqual({ code: 'better' });
    expect(at(1.9, { fullDays: 2 })).toEqual(early);
    expect(at(2, { fullDays: 2 })).toEqual({ code: 'better' });
    expect(at(0, { fullDays: 0 })).toEqual({ code: 'better' });
    expect(at(13, { fullDays: 14 })).toEqual(early);
    expect(() => experimentPlan({ ...PARAMS, fullDays: 1.5 })).toThrow(ExperimentDesignError);
  });

  it('is nothing while it is too small: 200 units, 30 paid and 30 unpaid in each', () => {
    const tooFew = { code: 'collecting', because: 'too_few' };
    expect(judge([0, 0], [0, 0]).verdict).toEqual(tooFew);
    expect(judge([199, 100], [205, 100]).verdict).toEqual(tooFew);
    expect(judge([205, 100], [205, 29]).verdict).toEqual(tooFew);
    expect(judge([205, 176], [205, 100]).verdict).toEqual(tooFew);
    expect(judge([205, 175], [205, 175]).verdict).not.toEqual(tooFew);
  });

  it('is better or worse as soon as the interval leaves zero, and better only after seven full days', () => {
    expect(judge([5000, 4000], [5000, 4300]).verdict).toEqual({ code: 'better' });
    expect(judge([5000, 4300], [5000, 4000]).verdict).toEqual({ code: 'worse' });
    const early = { code: 'collecting', because: 'first_week' };
    expect(judge([5000, 4000], [5000, 4300], { days: 6.99 }).verdict).toEqual(early);
    expect(judge([5000, 4000], [5000, 4300], { days: 7 }).verdict).toEqual({ code: 'better' });
    expect(judge([5000, 4300], [5000, 4000], { days: 1 }).verdict).toEqual({ code: 'worse' });
  });

  it('is a bound on what was missed once the planned size is reached, and not before', () => {
    const short = { code: 'collecting', because: 'planned_size' };
    expect(judge([9_990, 8_000], [10_009, 8_010]).verdict).toEqual(short);
    const full = judge([10_000, 8_000], [10_000, 8_010]);
    const { low, high } = full.primary?.interval ?? { low: 0, high: 0 };
    expect(low).toBeLessThan(0);
    expect(full.verdict).toEqual({ code: 'not_distinguishable', rulesOut: Math.max(-low, high) });
    const week = { code: 'collecting', because: 'first_week' };
    expect(judge([10_000, 8_000], [10_000, 8_010], { days: 2 }).verdict).toEqual(week);
  });

  it('stays what it was once the evidence was there', () => {
    const found = judge([5000, 4000], [5000, 4300]);
    const later = judge([10_000, 8_000], [10_000, 8_010], { evidence: found.evidence });
    expect(later.evidence).toEqual(found.evidence);
    expect(later.verdict).toEqual({ code: 'better' });
    // An arm that was ahead once and is behind by now is not called better for it.
    const turned = judge([10_000, 8_010], [10_000, 8_000], { evidence: found.evidence });
    expect(turned.evidence).toEqual(found.evidence);
    expect(turned.verdict.code).toBe('not_distinguishable');
    expect(judge([5_000, 4_010], [5_000, 4_000], { evidence: found.evidence }).verdict).toEqual({
      code: 'collecting',
      because: 'planned_size',
    });
    const overturned = judge([10_000, 8_200], [10_000, 8_000], {
      evidence: { pValue: 1e-9, ahead: true },
    });
    expect(overturned.verdict).toEqual({ code: 'worse' });
    const effect = { estimate: -1, standardError: 1 };
    const stronger = strongerEvidence({ pValue: 0.2, ahead: true }, { pValue: 0.1 }, effect);
    expect(stronger).toEqual({ pValue: 0.1, ahead: false });
  });

  it('is that nothing can be believed where the split is broken, whatever the figures', () => {
    const kept = { pValue: 0.01, ahead: true };
    const broken = judge([6_000, 4_000], [5_000, 4_300], { evidence: kept });
    expect(broken.verdict).toEqual({
      code: 'invalid',
      because: ['sample_ratio', 'analysed_ratio'],
    });
    expect(broken.primary).toBeNull();
    expect(broken.evidence).toBe(kept);
  });

  it('asks more of each of several arms', () => {
    const arms = ['control', 'a', 'b', 'c'].map((key) => ({ key, weight: 0.25 }));
    const plan = experimentPlan({ ...PARAMS, arms });
    const tallies = [
      tallyOf('control', 5_000, 4_000),
      tallyOf('a', 5_000, 4_117),
      tallyOf('b', 5_000, 4_000),
      tallyOf('c', 150, 120),
    ];
    const look = { asOf: new Date(STARTED_AT.getTime() + 9 * DAY_MS), evidence: new Map() };
    const even = [...tallies.slice(0, 3), tallyOf('c', 5_000, 4_000)];
    const { arms: judged } = judgeArms(plan, even, look);
    const alone = judge([5_000, 4_000], [5_000, 4_117], { plannedUnits: 10_000 });
    const [first] = judged;
    expect(first?.plannedUnits).toBe(10_000);
    expect(first?.primary?.adjustedPValue).toBe(3 * (first?.primary?.pValue ?? 0));
    const width = (of: typeof first) =>
      (of?.primary?.interval.high ?? 0) - (of?.primary?.interval.low ?? 0);
    expect(width(first)).toBeGreaterThan(width(alone));
    // Those that stay are judged as before when another goes.
    const left = experimentPlan({
      ...PARAMS,
      arms: ['control', 'a', 'b'].map((key) => ({ key, weight: 1 / 3 })),
      plannedUnits: 15_000,
      comparisons: 3,
      guardrails: [{ metric: 'paid', margin: 0.02 }],
    });
    const before = { ...plan, guardrails: left.guardrails };
    const [stays] = judgeArms(left, even.slice(0, 3), look).arms;
    const [was] = judgeArms(before, even, look).arms;
    expect(stays?.verdict).toEqual(was?.verdict);
    expect(stays?.primary).toEqual(was?.primary);
    expect(stays?.guardrails).toEqual(was?.guardrails);
    expect(() => judgeArms(plan, tallies.slice(1), look)).toThrow(
      'The arms control, a, b, c were planned, and a, b, c counted.',
    );
  });
});

describe('health', () => {
  it('sees an arm that drives its own shoppers out of the experiment', () => {
    const health = experimentHealth(ARMS, [
      { ...tallyOf('control', 10_000, 8_000), excluded: 20, analysed: 9_980 },
      { ...tallyOf('engine', 10_000, 8_000), excluded: 900, analysed: 9_100, immature: 5 },
    ]);
    expect(defectsOf(health)).toEqual(['exclusions', 'analysed_ratio']);
    expect(health.exposed.isBroken).toBe(false);
    expect(health.immatureSessions).toBe(5);
  });

  it('asks χ² of the split at the last look, which sees in hundreds what takes thousands before', () => {
    const tallies = [tallyOf('control', 600, 400), tallyOf('engine', 450, 300)];
    expect(defectsOf(experimentHealth(ARMS, tallies))).toEqual([]);
    const last = experimentHealth(ARMS, tallies, { isLast: true });
    // scipy.stats.chisquare([600, 450]).
    expect(last.exposed.pValue).toBeCloseTo(3.672575e-6, 11);
    expect(defectsOf(last)).toEqual(['sample_ratio', 'analysed_ratio']);
    // A cell of which less than a handful is expected is not asked.
    const uneven = [
      { key: 'control', weight: 0.999 },
      { key: 'engine', weight: 0.001 },
    ];
    const few = [tallyOf('control', 999, 800), tallyOf('engine', 6, 5)];
    expect(defectsOf(experimentHealth(uneven, few, { isLast: true }))).toEqual([]);
  });

  it('says how many sessions an arm could do anything for', () => {
    const half = { mature: 1_000, ordersDiffer: 510 };
    const tallies = [
      { ...tallyOf('control', 510, 400), sessions: half },
      { ...tallyOf('engine', 510, 451), sessions: half },
    ];
    expect(experimentHealth(ARMS, tallies).ordersDifferShare).toBe(0.51);
    const plan = experimentPlan(PARAMS);
    const { arms } = judgeArms(plan, tallies, { asOf: STARTED_AT, evidence: new Map() });
    expect(arms[0]?.primary?.effect.estimate).toBeCloseTo(0.1, 12);
    expect(arms[0]?.primary?.effectOnAll).toBeCloseTo(0.051, 12);
    const none = experimentHealth(
      ARMS,
      ARMS.map(({ key }) => tallyOf(key, 0, 0)),
    );
    expect(none.ordersDifferShare).toBeNull();
    expect(defectsOf(none)).toEqual([]);
  });
});

describe('guardrails', () => {
  const outcomes = (units: number, events: number) =>
    sumsOf(Array.from({ length: units }, (_, n) => [n < events ? 1 : 0, 1] as const));
  const read = (
    metric: MetricKey,
    margin: number,
    control: [number, number],
    arm: [number, number],
  ) =>
    readGuardrail({ metric, margin }, outcomes(...control), outcomes(...arm), {
      alpha: 0.05,
      plannedUnits: 20_000,
    });

  it('hold where the arm is not worse by the margin, and are harmed where it surely is', () => {
    // Fewer slow lists are better; more paid sessions are.
    expect(read('slow_render', 0.02, [9_000, 450], [9_000, 450]).code).toBe('holds');
    expect(read('slow_render', 0.02, [9_000, 450], [9_000, 1_200]).code).toBe('harmed');
    expect(read('slow_render', 0.02, [9_000, 450], [9_000, 630]).code).toBe('open');
    expect(read('slow_render', 0.02, [9_000, 1_200], [9_000, 450]).code).toBe('holds');
    expect(read('paid', 0.01, [9_000, 7_200], [9_000, 6_300]).code).toBe('harmed');
    expect(read('paid', 0.01, [9_000, 6_300], [9_000, 7_200]).code).toBe('holds');
  });

  it('do not stop an arm for what may be chance, or on a handful of events', () => {
    expect(read('paid', 0, [1_000, 800], [1_000, 770]).code).toBe('open');
    expect(read('given_back', 0, [199, 0], [199, 60]).code).toBe('collecting');
    expect(read('given_back', 0, [300, 0], [300, 29]).code).toBe('collecting');
    // Harm that only the treatment does is seen all the same.
    expect(read('given_back', 0, [1_000, 0], [1_000, 60]).code).toBe('harmed');
  });

  it('say nothing of money in a currency that few pay in, however many units there are', () => {
    // Two of a thousand pay in it, one a cent more than the other.
    const paying = (...amounts: number[]) =>
      sumsOf([
        ...amounts.map((amount) => [amount, 1] as const),
        ...Array.from({ length: 1_000 - amounts.length }, () => [0, 0] as const),
      ]);
    const money = (control: number[], arm: number[]) =>
      readGuardrail({ metric: 'revenue', margin: 0 }, paying(...control), paying(...arm), {
        alpha: 0.05,
        plannedUnits: 20_000,
      }).code;
    expect(money([10_000, 10_001], [5_000, 5_001])).toBe('collecting');
    const many = (amount: number) => Array.from({ length: 500 }, (_, n) => amount + (n % 7));
    expect(money(many(10_000), many(5_000))).toBe('harmed');
  });

  it('name the arm to stop and why, once', () => {
    const harmed = read('paid', 0, [9_000, 7_200], [9_000, 6_300]);
    const holds = read('slow_render', 0.02, [9_000, 450], [9_000, 450]);
    expect(
      armsToStop([
        { arm: 'a', guardrails: [holds, harmed, harmed] },
        { arm: 'b', guardrails: [holds] },
      ]),
    ).toEqual([{ arm: 'a', metric: 'paid' }]);
  });

  it('are read while the split is broken: they are there for the shoppers', () => {
    const guardrails = [{ metric: 'paid', margin: 0.02 } as const];
    const broken = judge([6_000, 5_000], [4_000, 2_000], { guardrails });
    expect(broken.verdict.code).toBe('invalid');
    expect(broken.toStop).toEqual([{ arm: 'engine', metric: 'paid' }]);
  });
});

describe('a plan that cannot be followed', () => {
  it('is refused by the name of what is wrong', () => {
    const refused = (changes: Partial<PlanParams>) => {
      try {
        experimentPlan({ ...PARAMS, ...changes });
        return null;
      } catch (error) {
        if (error instanceof ExperimentDesignError) return error.param;
        throw error;
      }
    };
    expect(refused({})).toBeNull();
    expect(refused({ arms: ARMS.slice(1) })).toBe('arms');
    expect(refused({ alpha: 0.5 })).toBe('alpha');
    expect(refused({ alpha: Number.NaN })).toBe('alpha');
    expect(refused({ plannedUnits: 0 })).toBe('plannedUnits');
    const unknown = [{ metric: 'happiness' as MetricKey, margin: 0 }];
    expect(refused({ guardrails: unknown })).toBe('guardrails[0].metric');
    const twice = [
      { metric: 'paid', margin: 0 },
      { metric: 'paid', margin: 0.1 },
    ] as const;
    expect(refused({ guardrails: twice })).toBe('guardrails[1].metric');
    expect(refused({ guardrails: [{ metric: 'paid', margin: 1 }] })).toBe('guardrails[0].margin');
    expect(refused({ guardrails: [{ metric: 'revenue', margin: -1 }] })).toBe(
      'guardrails[0].margin',
    );
  });
});
