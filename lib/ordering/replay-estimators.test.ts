import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';
import { type LoggedDecision, estimateFromReplay } from './replay-estimators.ts';

const ARMS = ['card', 'fps', 'payme'] as const;
const LOGGED = { card: 0.6, fps: 0.3, payme: 0.1 };
const TARGET = { card: 0.1, fps: 0.8, payme: 0.1 };
const PAID = { card: 0.7, fps: 0.85, payme: 0.4 };
/** What the other policy would really have had paid. */
const TRUTH = 0.1 * 0.7 + 0.8 * 0.85 + 0.1 * 0.4;

/** Sessions of a log; the model is off by `bias` for every arm. */
function logOf(sessions: number, seed: string, bias = 0): readonly LoggedDecision[] {
  const random = seededRandom(seed);
  const model = (arm: (typeof ARMS)[number]) => PAID[arm] + bias;
  const target = ARMS.reduce((total, arm) => total + TARGET[arm] * model(arm), 0);
  return Array.from({ length: sessions }, () => {
    const draw = random.next();
    const arm = draw < 0.6 ? 'card' : draw < 0.9 ? 'fps' : 'payme';
    return {
      logged: LOGGED[arm],
      target: TARGET[arm],
      reward: random.next() < PAID[arm] ? 1 : 0,
      model: { shown: model(arm), target },
    };
  });
}

describe('estimates from replay', () => {
  it('cover what would really have been paid about as often as they say', () => {
    const runs = 300;
    const covered = { ips: 0, snips: 0, doublyRobust: 0 };
    for (let run = 0; run < runs; run += 1) {
      const estimates = estimateFromReplay(logOf(2_000, `run-${run}`, 0.1));
      if (estimates.kind === 'refused') throw new Error('refused');
      for (const name of ['ips', 'snips', 'doublyRobust'] as const) {
        const { low, high } = estimates[name];
        if (low <= TRUTH && TRUTH <= high) covered[name] += 1;
      }
    }
    // 95 % of 300 are 285; five standard deviations are 19.
    for (const count of Object.values(covered)) {
      expect(count).toBeGreaterThan(266);
    }
  });

  it('are narrower with a model that knows, and no worse placed with one that is wrong', () => {
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    const good = estimateFromReplay(logOf(4_000, 'one'));
    if (good.kind === 'refused') throw new Error('refused');
    expect(width(good.doublyRobust)).toBeLessThan(width(good.ips));
    expect(width(good.snips)).toBeLessThan(width(good.ips));
  });

  it('are the plain mean where both policies are the same', () => {
    const same = logOf(1_000, 'same').map((one) => ({ ...one, target: one.logged }));
    const mean = same.reduce((total, { reward }) => total + reward, 0) / same.length;
    const estimates = estimateFromReplay(same);
    expect(estimates).toMatchObject({ kind: 'estimated', effectiveSampleSize: 1_000 });
    if (estimates.kind === 'estimated') {
      expect(estimates.ips.value).toBeCloseTo(mean, 12);
      expect(estimates.snips.value).toBeCloseTo(mean, 12);
    }
  });

  it('are refused where hardly anyone was shown what the other policy would show', () => {
    const rare = logOf(5_000, 'rare').map((one, index) =>
      index % 50 === 0 ? { ...one, logged: 0.02, target: 1 } : { ...one, target: 0 },
    );
    expect(estimateFromReplay(rare)).toMatchObject({ kind: 'refused' });
    expect(estimateFromReplay([])).toEqual({ kind: 'refused', effectiveSampleSize: 0 });
  });

  it('do not divide by a chance that was none', () => {
    const impossible = { logged: 0, target: 1, reward: 1, model: { shown: 0, target: 0 } };
    expect(() => estimateFromReplay([impossible])).toThrow(RangeError);
  });
});
