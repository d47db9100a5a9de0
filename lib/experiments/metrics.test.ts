import { describe, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';
import { ExperimentDesignError } from './experiment-design-error.ts';
import { type ExposedSession, MATURITY_MS, isMature } from './exposed-session.ts';
import { timeToPaid } from './kaplan-meier.ts';
import { measure, type MetricKey } from './metrics.ts';
import { tallySessions } from './tally-sessions.ts';
import {
  EXPOSED_AT,
  exposedSession,
  JUST_MATURE,
  MINUTE_MS,
  MUCH_LATER,
  paidAfter,
} from './testing/exposed-sessions.ts';

const SETTINGS = { currency: 'HKD', slowRenderMs: 1_000 } as const;
const at = (ms: number) => new Date(EXPOSED_AT.getTime() + ms);

describe('what a session adds to a metric', () => {
  const measured = (key: MetricKey, changes: Partial<ExposedSession>) =>
    measure(key, exposedSession(changes), SETTINGS);

  it('counts a payment within the hour, and no later one, of whatever session', () => {
    expect(measured('paid', {})).toEqual([0, 1]);
    expect(measured('paid', { paid: paidAfter(MATURITY_MS) })).toEqual([1, 1]);
    expect(measured('paid', { paid: paidAfter(MATURITY_MS + 1) })).toEqual([0, 1]);
    expect(measured('revenue', { paid: paidAfter(MATURITY_MS + 1) })).toEqual([0, 1]);
  });

  it('counts as long as the plan says, where it says so', () => {
    const maturityMs = 2 * MINUTE_MS;
    expect(measured('paid', { maturityMs, paid: paidAfter(maturityMs) })).toEqual([1, 1]);
    expect(measured('paid', { maturityMs, paid: paidAfter(maturityMs + 1) })).toEqual([0, 1]);
    expect(isMature(exposedSession({ maturityMs }), at(maturityMs - 1))).toBe(false);
    expect(isMature(exposedSession({ maturityMs }), at(maturityMs))).toBe(true);
  });

  it('sums money over all sessions, less what has gone back', () => {
    const paid = paidAfter(MINUTE_MS, { refunded: 2_500n, disputed: 500n });
    expect(measured('revenue', {})).toEqual([0, 1]);
    expect(measured('revenue', { paid })).toEqual([10_000, 1]);
    expect(measured('net_revenue', { paid })).toEqual([7_000, 1]);
    expect(measured('given_back', { paid })).toEqual([1, 1]);
    const disputed = paidAfter(MINUTE_MS, { disputed: 10_000n });
    expect(measured('given_back', { paid: disputed })).toEqual([1, 1]);
    expect(measured('given_back', { paid: paidAfter(MINUTE_MS) })).toEqual([0, 1]);
    expect(measured('given_back', {})).toEqual([0, 1]);
  });

  it('takes the value of an order over those that were paid', () => {
    expect(measured('order_value', {})).toEqual([0, 0]);
    expect(measured('order_value', { paid: paidAfter(MINUTE_MS) })).toEqual([10_000, 1]);
  });

  it('leaves another currency out of money, not out of payments', () => {
    const price = money(2_000n, 'USD');
    const paid = { ...paidAfter(MINUTE_MS), amount: price };
    for (const key of ['revenue', 'net_revenue', 'order_value'] as const) {
      expect(measured(key, { price, paid })).toEqual([0, 0]);
    }
    expect(measured('paid', { price, paid })).toEqual([1, 1]);
  });

  it('never takes what is undecided for a failure', () => {
    const first = (paid: boolean, ms: number) => ({
      attempts: 1,
      firstAttempt: { paid, resolvedAt: at(ms) },
    });
    expect(measured('first_attempt_paid', { attempts: 1 })).toEqual([0, 0]);
    expect(measured('first_attempt_paid', first(true, MINUTE_MS))).toEqual([1, 1]);
    expect(measured('first_attempt_paid', first(false, MINUTE_MS))).toEqual([0, 1]);
    expect(measured('first_attempt_paid', first(false, MATURITY_MS + 1))).toEqual([0, 0]);
    expect(measured('attempts', { attempts: 3 })).toEqual([3, 1]);
  });

  it('counts slow lists among those whose time is known', () => {
    expect(measured('slow_render', {})).toEqual([0, 0]);
    expect(measured('slow_render', { renderMs: 1_000 })).toEqual([0, 1]);
    expect(measured('slow_render', { renderMs: 1_001 })).toEqual([1, 1]);
  });
});

describe('counting by arm', () => {
  const tally = (sessions: readonly ExposedSession[], asOf = MUCH_LATER) => {
    const [control, engine] = tallySessions(sessions, {
      arms: ['control', 'engine'],
      asOf,
      settings: SETTINGS,
    });
    if (control === undefined || engine === undefined) throw new Error('An arm is missing.');
    return { control, engine };
  };

  it('waits until the hour of a session is over, also where it has paid', () => {
    const sessions = [exposedSession({ paid: paidAfter(MINUTE_MS) })];
    const early = tally(sessions, new Date(JUST_MATURE.getTime() - 1)).control;
    expect(early).toMatchObject({ exposed: 1, analysed: 0, immature: 1 });
    expect(early.sums.paid.units).toBe(0);
    const mature = tally(sessions, JUST_MATURE).control;
    expect(mature).toMatchObject({ exposed: 1, analysed: 1, immature: 0 });
    expect(mature.sums.paid).toMatchObject({ units: 1, numerator: 1, denominator: 1 });
  });

  it('takes a shopper as one unit, in the arm they saw first, however sessions arrive', () => {
    const later = exposedSession({
      unit: 'cus_1',
      arm: 'engine',
      exposedAt: at(MINUTE_MS),
      context: 'JP',
      paid: paidAfter(2 * MINUTE_MS),
    });
    const { control, engine } = tally([later, exposedSession({ unit: 'cus_1' })]);
    expect(engine.exposed).toBe(0);
    expect(control.sums.paid).toEqual({
      units: 1,
      numerator: 1,
      numeratorSquares: 1,
      denominator: 2,
      denominatorSquares: 4,
      products: 2,
    });
    expect([...control.byContext.keys()]).toEqual(['HK · iOS']);
  });

  it('counts what is left out, and where no arm can do anything, without measuring it', () => {
    const { control, engine } = tally([
      exposedSession({ unit: 'a', exclusion: 'fallback', paid: paidAfter(1) }),
      exposedSession({ unit: 'b', ordersDiffer: false, paid: paidAfter(1) }),
      exposedSession({ unit: 'c', before: 0.5, paid: paidAfter(1) }),
      exposedSession({ unit: 'd', arm: 'engine' }),
    ]);
    expect(control).toMatchObject({ exposed: 3, excluded: 1, analysed: 1 });
    expect(control.sessions).toEqual({ mature: 2, ordersDiffer: 1 });
    expect(control.sums.paid.numerator).toBe(1);
    expect(control.before).toEqual({
      sum: 0.5,
      squares: 0.25,
      byNumerator: 0.5,
      byDenominator: 0.5,
    });
    expect(engine).toMatchObject({ exposed: 1, excluded: 0, analysed: 1 });
  });

  it('watches the first session of each unit, whether it paid or not', () => {
    const { control } = tally(
      [
        exposedSession({ unit: 'a', paid: paidAfter(MINUTE_MS) }),
        exposedSession({ unit: 'a', exposedAt: at(1), paid: paidAfter(5 * MINUTE_MS) }),
        exposedSession({ unit: 'b' }),
        exposedSession({ unit: 'c', paid: paidAfter(MATURITY_MS + 1) }),
      ],
      at(10 * MINUTE_MS),
    );
    expect(control.watched).toEqual([
      { ms: MINUTE_MS, paid: true },
      { ms: 10 * MINUTE_MS, paid: false },
      { ms: 10 * MINUTE_MS, paid: false },
    ]);
  });

  it('names an arm that is not in the plan', () => {
    const stray = () => tally([exposedSession({ arm: 'gone' })]);
    expect(stray).toThrow(ExperimentDesignError);
    expect(stray).toThrow('arm: a session was shown "gone", and there is only control, engine.');
  });
});

describe('time to payment', () => {
  const watched = (...entries: [ms: number, paid: boolean][]) =>
    entries.map(([ms, paid]) => ({ ms, paid }));

  it('follows Kaplan and Meier through sessions that are watched for unlike times', () => {
    // Ten are watched: 1 pays at 1 of 10, at 2 one leaves and one of 9 pays, at 4 two of 7 pay.
    const found = timeToPaid(
      watched([1, true], [2, true], [2, false], [4, true], [4, true], ...unpaid(5, 10)),
      10,
    );
    expect(found?.sessions).toBe(10);
    expect(found?.medianMs).toBeNull();
    const shares = found?.unpaidShare.map(({ share }) => share) ?? [];
    expect(shares[0]).toBeCloseTo(0.9, 12);
    expect(shares[1]).toBeCloseTo(0.9 * (8 / 9), 12);
    expect(shares[2]).toBeCloseTo(0.8 * (5 / 7), 12);
    expect(found?.restrictedMean.estimate).toBeCloseTo(1 + 0.9 + 2 * 0.8 + 6 * (4 / 7), 12);
    // Greenwood: the areas beyond each payment are 5.9286, 5.0286 and 3.4286.
    const areas = [0.9 + 1.6 + 24 / 7, 1.6 + 24 / 7, 24 / 7];
    const terms = [1 / (10 * 9), 1 / (9 * 8), 2 / (7 * 5)];
    const variance = areas.reduce((sum, area, n) => sum + area ** 2 * (terms[n] ?? 0), 0);
    expect(found?.restrictedMean.standardError).toBeCloseTo(Math.sqrt(variance), 12);
  });

  const unpaid = (count: number, ms: number) =>
    Array.from({ length: count }, (): [number, boolean] => [ms, false]);

  it('is the plain mean where everybody is watched to the end', () => {
    const times = [3, 1, 4, 1, 5, 9, 2, 6];
    const found = timeToPaid(watched(...times.map((ms): [number, boolean] => [ms, true])), 20);
    const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
    expect(found?.restrictedMean.estimate).toBeCloseTo(mean, 12);
    expect(found?.medianMs).toBe(3);
  });

  it('cuts off at the horizon: who pays later has not paid', () => {
    const found = timeToPaid(watched([50, true], [50, true], [5, true]), 10);
    expect(found?.medianMs).toBeNull();
    expect(found?.restrictedMean.estimate).toBeCloseTo((10 + 10 + 5) / 3, 12);
  });

  it('does not take whoever drives hesitant shoppers away for fast', () => {
    const quick = [1, 1, 2, 2].map((ms): [number, boolean] => [ms, true]);
    const keeps = timeToPaid(watched(...quick, [8, true], [9, true]), 10);
    const loses = timeToPaid(watched(...quick, [10, false], [10, false]), 10);
    expect(keeps?.restrictedMean.estimate).toBeLessThan(loses?.restrictedMean.estimate ?? 0);
  });

  it('says nothing where nobody has been watched as far as the horizon', () => {
    expect(timeToPaid([], 10)).toBeNull();
    expect(timeToPaid(watched([1, true], [9, false]), 10)).toBeNull();
    expect(timeToPaid(watched([1, true], [10, false]), 10)).not.toBeNull();
  });
});
