import { expect, test } from 'vitest';
import { learn } from './learn.ts';
import { NOTHING_LEARNED } from './ordering-record.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from './ordering-state.ts';
import { readStoredState } from './stored-state.ts';

const NOW_MS = Date.UTC(2026, 10, 23);
const EXPOSURE = {
  sessionId: 'cs_1',
  atMs: NOW_MS,
  context: {
    region: 'HK',
    device: 'ios',
    inApp: 'wechat',
    amountBand: 'medium',
    currency: 'HKD',
  },
  shown: ['fps', 'card'],
  layout: 'list',
  counts: true,
} as const;

/** One session's FPS failed, and nothing else was paid; AlipayHK is out of order in an app. */
function taught(): OrderingState {
  const failed = learn({ state: EMPTY_ORDERING_STATE, session: NOTHING_LEARNED }, EXPOSURE, {
    type: 'outcome',
    atMs: NOW_MS,
    attemptId: 'pa_1',
    method: 'fps',
    attemptNo: 1,
    startedAtMs: NOW_MS,
    outcome: 'failed',
    reason: 'technical',
  });
  const { state } = learn(failed, EXPOSURE, { type: 'closed', atMs: NOW_MS, paid: false });
  const down = {
    method: 'alipayhk',
    scope: { kind: 'in_app', inApp: 'wechat' },
    sinceMs: NOW_MS,
    alarmedAtMs: NOW_MS,
    evidence: 7,
    paid: 0,
    failed: 6,
    recoveredAtMs: null,
  } as const;
  return { ...state, down: [down] };
}

test('a state is read back as it was kept', () => {
  const state = taught();
  expect(readStoredState(JSON.parse(JSON.stringify(state)))).toEqual({ state, lost: [] });
});

test('what is no state at all is an empty one', () => {
  for (const stored of [null, 'state', [], 3]) {
    const { state, lost } = readStoredState(stored);
    expect(state).toEqual(EMPTY_ORDERING_STATE);
    expect(lost).toContain('levels.band');
  }
});

test('of a state of another shape what can be read stays, and what cannot is named', () => {
  const state = taught();
  const { delays: _, ...older } = state;
  const { state: read, lost } = readStoredState({
    ...older,
    levels: { ...state.levels, all: { all: { ...state.levels.all['all'], leaving: 3 } } },
    recoveries: { ...state.recoveries, card: { tried: '1', paid: 0, atMs: NOW_MS } },
    down: [...state.down, { ...state.down[0], scope: { kind: 'planet' } }],
  });
  expect(read).toEqual({ ...state, levels: { ...state.levels, all: {} }, delays: {} });
  expect(lost.toSorted()).toEqual(['delays', 'down.1', 'levels.all.all', 'recoveries.card']);
});

test('a number that is none teaches nothing', () => {
  const state = taught();
  const positions = { list: { places: [{ n: Number.NaN, e: 1 }], atMs: NOW_MS } };
  const { lost } = readStoredState({ ...state, positions });
  expect(lost).toEqual(['positions.list']);
});
