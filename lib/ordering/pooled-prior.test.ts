import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from './decay.ts';
import { type ContextEstimate, estimateContext } from './estimates.ts';
import { type Learned, learn } from './learn.ts';
import type { OrderingContext } from './ordering-context.ts';
import { type Exposure, NOTHING_LEARNED, type OrderingRecord } from './ordering-record.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from './ordering-state.ts';
import { MOST_OF_ONE, poolStates } from './pooled-prior.ts';

const NOW = 1_700_000_000_000;
const METHODS = ['card', 'fps', 'payme'];
const context: OrderingContext = {
  region: 'HK',
  device: 'ios',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};

/** Sessions that all choose one method, first in the list, and of which so many in ten are paid. */
function taught(method: string, sessions: number, paidInTen: number, from = EMPTY_ORDERING_STATE) {
  let state: OrderingState = from;
  for (let n = 0; n < sessions; n += 1) {
    const atMs = NOW + n * MINUTE_MS;
    const exposure: Exposure = {
      sessionId: `cs_${n}`,
      atMs,
      context,
      shown: [method, ...METHODS.filter((other) => other !== method)],
      layout: 'list',
      counts: true,
    };
    const outcome = n % 10 < paidInTen ? 'paid' : 'failed';
    const records: readonly OrderingRecord[] = [
      {
        type: 'outcome',
        atMs,
        attemptId: `pa_${n}`,
        method,
        attemptNo: 1,
        startedAtMs: atMs,
        outcome,
        reason: outcome === 'paid' ? null : 'issuer',
      },
      { type: 'closed', atMs, paid: outcome === 'paid' },
    ];
    const before: Learned = { state, session: NOTHING_LEARNED };
    state = records.reduce((learned, record) => learn(learned, exposure, record), before).state;
  }
  return state;
}

const LATER = NOW + 1_000 * MINUTE_MS;
const estimate = (state: OrderingState) =>
  estimateContext(state, context, METHODS, { layout: 'list', nowMs: LATER });
const success = (of: ContextEstimate, method: string) => {
  const found = of.methods.find((one) => one.method === method);
  if (found === undefined) throw new Error(method);
  return found.success.a / (found.success.a + found.success.b);
};
const weight = (of: ContextEstimate, method: string) => {
  const found = of.methods.find((one) => one.method === method)?.weight;
  return (found?.shape ?? 0) / (found?.rate ?? 1);
};

describe('what all merchants have taught together', () => {
  it('is what a merchant of whom nothing is known begins from', () => {
    const pooled = poolStates([taught('fps', 300, 9), taught('card', 300, 5)]);
    const alone = estimate(EMPTY_ORDERING_STATE);
    const together = estimate({ ...EMPTY_ORDERING_STATE, pooled });
    expect(success(alone, 'card')).toBeCloseTo(success(alone, 'fps'), 9);
    expect(success(together, 'fps')).toBeCloseTo(0.9, 1);
    expect(success(together, 'card')).toBeCloseTo(0.5, 1);
    expect(weight(together, 'payme')).toBeLessThan(weight(alone, 'payme') / 2);
    const recovery = (of: ContextEstimate) => of.methods[0]?.recovery ?? 1;
    expect(recovery(together)).toBeLessThan(recovery(alone) / 2);
    expect(together.positions[2]).not.toBeCloseTo(alone.positions[2] ?? 0, 2);
  });

  it('gives way to what a merchant has seen for itself', () => {
    const pooled = poolStates([taught('fps', 5_000, 9)]);
    const own = taught('fps', 600, 5);
    expect(success(estimate({ ...own, pooled }), 'fps')).toBeCloseTo(0.5, 1);
  });

  it('is no one merchant’s to decide, however many sessions it makes', () => {
    const honest = ['a', 'b', 'c'].map(() => taught('fps', MOST_OF_ONE, 9));
    const flood = taught('fps', 8 * MOST_OF_ONE, 0);
    const pooled = poolStates([...honest, flood]);
    // By all three against one; by sessions it would be one in three.
    expect(success(estimate({ ...EMPTY_ORDERING_STATE, pooled }), 'fps')).toBeGreaterThan(0.6);
    expect(pooled.recoveries['fps']?.tried).toBeLessThan(2 * MOST_OF_ONE);
  });

  it('adds up: two halves are the whole, and nothing is nothing', () => {
    const half = taught('fps', 100, 8);
    const [cell] = poolStates([half, half]).cells;
    const one = half.levels.all['all'];
    expect(cell?.methods['fps']?.[2]).toBeCloseTo(2 * (one?.methods['fps']?.[2] ?? 0), 9);
    expect(cell?.leaving[1]).toBeCloseTo(2 * (one?.leaving[1] ?? 0), 9);
    const nothing = poolStates([]);
    expect(estimate({ ...EMPTY_ORDERING_STATE, pooled: nothing })).toEqual(
      estimate(EMPTY_ORDERING_STATE),
    );
    expect(estimate({ ...half, pooled: poolStates([EMPTY_ORDERING_STATE]) })).toEqual(
      estimate(half),
    );
  });
});
