import { describe, expect, it } from 'vitest';
import { analyseExperiment } from './analyse-experiment.ts';
import { cuped } from './cuped.ts';
import { effectOf } from './effect.ts';
import { type Adjustment, experimentPlan } from './experiment-plan.ts';
import type { ExposedSession } from './exposed-session.ts';
import {
  EXPOSED_AT,
  exposedSession,
  MINUTE_MS,
  MUCH_LATER,
  paidAfter,
} from './testing/exposed-sessions.ts';
import { seededRandom } from './testing/seeded-random.ts';

const LOOK = { asOf: MUCH_LATER, evidence: new Map() };

const planOf = (adjustment: Adjustment = 'none') =>
  experimentPlan({
    arms: [
      { key: 'control', weight: 0.5 },
      { key: 'engine', weight: 0.5 },
    ],
    startedAt: EXPOSED_AT,
    alpha: 0.05,
    plannedUnits: 8_000,
    adjustment,
    guardrails: [{ metric: 'given_back', margin: 0.05 }],
    settings: { currency: 'HKD', slowRenderMs: 1_000 },
  });

/**
 * Shoppers of two contexts that pay half the time and nearly always. The engine wins the first six more of a
 * hundred; nobody is slower or gives more back.
 */
function sessionsOf(count: number, { perShopper = 1 } = {}): ExposedSession[] {
  const random = seededRandom(20_261_201);
  return Array.from({ length: count }, (_, n) => {
    const arm = random() < 0.5 ? 'control' : 'engine';
    const isApp = random() < 0.5;
    const usual = isApp ? 0.5 : 0.95;
    const sessions = Array.from(
      { length: 1 + Math.floor(random() * perShopper) },
      (): ExposedSession => {
        const isPaid = random() < usual + (isApp && arm === 'engine' ? 0.06 : 0);
        const ms = Math.ceil(random() * 10 * MINUTE_MS);
        const refunded = random() < 0.02 ? 10_000n : 0n;
        return exposedSession({
          unit: `shopper ${n}`,
          arm,
          context: isApp ? 'in an app' : 'in a browser',
          before: usual,
          attempts: 1,
          firstAttempt: { paid: isPaid, resolvedAt: new Date(EXPOSED_AT.getTime() + ms) },
          paid: isPaid ? paidAfter(ms, { refunded }) : null,
          renderMs: random() * 1_050,
        });
      },
    );
    return sessions;
  }).flat();
}

describe('an experiment, read whole', () => {
  const sessions = sessionsOf(8_200);
  const reading = analyseExperiment(planOf(), sessions, LOOK);
  const [engine] = reading.arms;

  it('finds what is there, and is the surer the more of chance is taken out', () => {
    expect(engine?.units).toBe(8_200);
    expect(engine?.primary?.interval.low).toBeLessThan(0.03);
    expect(engine?.primary?.interval.high).toBeGreaterThan(0.03);
    const errors = (['none', 'context', 'before'] as const).map((adjustment) => {
      const { arms } = analyseExperiment(planOf(adjustment), sessions, LOOK);
      expect(arms[0]?.primary?.effect.estimate).toBeCloseTo(0.03, 1);
      return arms[0]?.primary?.effect.standardError ?? 0;
    });
    const [plain = 0, byContext = 0, byBefore = 0] = errors;
    expect(byContext).toBeLessThan(plain * 0.9);
    // The time before is the context here, so it tells as much.
    expect(byBefore / byContext).toBeCloseTo(1, 1);
  });

  it('reads every metric beside the primary one, each adjusted for the others', () => {
    expect(Object.keys(engine?.secondary ?? {}).toSorted()).toEqual([
      'first_attempt_paid',
      'given_back',
      'net_revenue',
      'revenue',
      'slow_render',
      'time_to_paid',
    ]);
    for (const { pValue, adjustedPValue } of Object.values(engine?.secondary ?? {})) {
      expect(adjustedPValue).toBeGreaterThanOrEqual(pValue);
    }
    // Every order is of the same amount, and one attempt was made of each: nothing varies there.
    const revenue = engine?.secondary.revenue?.effect.estimate ?? 0;
    expect(revenue / 10_000).toBeCloseTo(engine?.primary?.effect.estimate ?? 1, 6);
    // Who pays more often is unpaid for a shorter part of the hour.
    expect(engine?.secondary.time_to_paid?.effect.estimate).toBeLessThan(0);
    expect(engine?.guardrails).toMatchObject([{ metric: 'given_back', code: 'holds' }]);
    expect(reading.toStop).toEqual([]);
  });

  it('reads contexts apart, and finds the effect in the one that has it', () => {
    const inApp = engine?.segments.get('in an app');
    const inBrowser = engine?.segments.get('in a browser');
    expect(inApp?.effect.estimate).toBeCloseTo(0.06, 1);
    expect(inBrowser?.interval.low).toBeLessThan(0);
    expect(inBrowser?.interval.high).toBeGreaterThan(0);
    // Two were looked at, so the smaller p-value counts twice.
    expect(inApp?.pValue).toBeLessThan(0.2);
    expect(inApp?.adjustedPValue).toBeCloseTo(2 * (inApp?.pValue ?? 1), 12);
  });

  it('reads how long it takes and what a Bayesian would say, for each arm', () => {
    expect([...reading.timeToPaid.keys()]).toEqual(['control', 'engine']);
    expect(reading.timeToPaid.get('control')?.medianMs).toBeLessThan(10 * MINUTE_MS);
    const best = [...(reading.bayesian ?? [])].map(([, { probabilityBest }]) => probabilityBest);
    expect(best[0]).toBeLessThan(0.05);
    expect((best[0] ?? 0) + (best[1] ?? 0)).toBeCloseTo(1, 6);
  });

  it('answers nothing but health and guardrails where the split is broken', () => {
    const lost = sessions.filter(({ arm, paid }) => arm === 'control' || paid !== null);
    const broken = analyseExperiment(planOf(), lost, LOOK);
    expect(broken.arms[0]?.verdict.code).toBe('invalid');
    expect(broken.arms[0]).toMatchObject({ primary: null, secondary: {}, evidence: null });
    expect(broken.arms[0]?.guardrails).toHaveLength(1);
    expect(broken.bayesian).toBeNull();
    expect(broken.timeToPaid.size).toBe(0);
  });

  it('takes shoppers with several sessions as what they are: fewer than their sessions', () => {
    const several = sessionsOf(4_100, { perShopper: 5 });
    const read = (list: readonly ExposedSession[]) => analyseExperiment(planOf(), list, LOOK);
    const byShopper = read(several);
    const asIfAlone = read(several.map((session, n) => ({ ...session, unit: `${n}` })));
    expect(byShopper.arms[0]?.units).toBe(4_100);
    expect(byShopper.bayesian).toBeNull();
    const error = (of: typeof byShopper) => of.arms[0]?.primary?.effect.standardError ?? 0;
    expect(error(byShopper)).toBeGreaterThan(error(asIfAlone) * 1.1);
  });

  it('takes the time before out of what each shopper did, however many sessions they had', () => {
    const several = sessionsOf(4_100, { perShopper: 5 });
    const { arms } = analyseExperiment(planOf('before'), several, LOOK);
    const shoppers = new Map<string, ExposedSession[]>();
    for (const session of several) {
      shoppers.set(session.unit, [...(shoppers.get(session.unit) ?? []), session]);
    }
    // The same by hand: each shopper's part of the arm's ratio beside what was known of them.
    const [control, treatment] = ['control', 'engine'].map((arm) => {
      const own = [...shoppers.values()]
        .filter(([first]) => first?.arm === arm)
        .map((list) => ({
          before: list[0]?.before ?? 0,
          paid: list.filter(({ paid }) => paid !== null).length,
          count: list.length,
        }));
      const total = (of: (shopper: (typeof own)[number]) => number) =>
        own.reduce((sum, shopper) => sum + of(shopper), 0);
      const ratio = total(({ paid }) => paid) / total(({ count }) => count);
      const mean = total(({ count }) => count) / own.length;
      const y = ({ paid, count }: (typeof own)[number]) => ratio + (paid - ratio * count) / mean;
      return {
        units: own.length,
        sumY: total(y),
        squaresY: total((shopper) => y(shopper) ** 2),
        sumX: total(({ before }) => before),
        squaresX: total(({ before }) => before ** 2),
        products: total((shopper) => shopper.before * y(shopper)),
      };
    });
    if (control === undefined || treatment === undefined) throw new Error('An arm is missing.');
    const adjusted = cuped(control, treatment);
    const expected = effectOf(adjusted.control, adjusted.treatment, 'absolute');
    expect(arms[0]?.primary?.effect.estimate).toBeCloseTo(expected.estimate, 12);
    expect(arms[0]?.primary?.effect.standardError).toBeCloseTo(expected.standardError, 12);
  });

  it('says nothing of nobody', () => {
    const empty = analyseExperiment(planOf(), [], LOOK);
    expect(empty.arms[0]?.verdict).toEqual({ code: 'collecting', because: 'too_few' });
    expect(empty.arms[0]?.secondary).toEqual({});
    expect(empty.timeToPaid.get('engine')).toBeNull();
  });
});
