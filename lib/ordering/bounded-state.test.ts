import { expect, test } from 'vitest';
import { MOST_CELLS, boundedState } from './bounded-state.ts';
import { learn } from './learn.ts';
import { levelKeys } from './ordering-context.ts';
import { NOTHING_LEARNED } from './ordering-record.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from './ordering-state.ts';

const NOW_MS = Date.UTC(2026, 10, 23);

function contextOf(region: string) {
  return { region, device: 'ios', inApp: null, amountBand: 'medium', currency: 'HKD' } as const;
}

function chooseIn(state: OrderingState, region: string, atMs: number): OrderingState {
  const exposure = {
    sessionId: `cs_${region}`,
    atMs,
    context: contextOf(region),
    shown: ['fps', 'card'],
    layout: 'list',
    counts: true,
  };
  const record = { type: 'chosen', atMs, method: 'fps' } as const;
  return learn({ state, session: NOTHING_LEARNED }, exposure, record).state;
}

test('a state that has kinds of shoppers enough stays as it is', () => {
  const state = chooseIn(chooseIn(EMPTY_ORDERING_STATE, 'HK', NOW_MS), 'MO', NOW_MS);
  expect(boundedState(state, NOW_MS)).toBe(state);
});

test('regions that somebody makes up are let go, and what the shop’s own shoppers taught is not', () => {
  let state = EMPTY_ORDERING_STATE;
  for (let n = 0; n < 20; n += 1) state = chooseIn(state, 'HK', NOW_MS + n);
  const own = state;
  for (let n = 0; n < 2 * MOST_CELLS; n += 1) {
    state = boundedState(chooseIn(state, `Z${n}`, NOW_MS + 1_000 + n), NOW_MS + 1_000 + n);
  }
  const last = levelKeys(contextOf(`Z${2 * MOST_CELLS - 1}`));
  for (const level of ['region', 'device', 'band'] as const) {
    const cells = state.levels[level];
    const key = levelKeys(contextOf('HK'))[level];
    expect(Object.keys(cells).length).toBeLessThanOrEqual(MOST_CELLS);
    expect(cells[key]).toEqual(own.levels[level][key]);
    expect(cells).toHaveProperty([last[level]]);
  }
  expect(state.levels.all['all']?.methods['fps']?.n).toBeGreaterThan(2 * MOST_CELLS);
});
