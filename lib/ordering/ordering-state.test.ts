import { describe, expect, it } from 'vitest';
import { CHOICE_HALF_LIFE_MS, DAY_MS, SUCCESS_HALF_LIFE_MS } from './decay.ts';
import { type LevelKeys, addEvidence, cellOf, cellWeights, weighed } from './ordering-state.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from './ordering-state.ts';

const NOW = 1_700_000_000_000;
const METHODS = ['card', 'fps', 'alipayhk', 'payme', 'octopus', 'wechat_pay', 'apple_pay', 'atome'];
const BANDS = ['small', 'medium', 'large', 'very_large'];

const keysOf = (region: string, device = 'ios', band = 'medium'): LevelKeys => ({
  all: 'all',
  region,
  device: `${region}|${device}`,
  band: `${region}|${device}|${band}`,
});
const seen = (method: string) => ({
  methods: { [method]: { n: 1, e: 1 / 3, s: 1 } },
  leaving: { e: 1 / 7 },
});
const counter = (state: OrderingState, keys: LevelKeys, method: string, nowMs: number) => {
  const cell = cellOf(state, keys, 'band');
  return cell === undefined ? undefined : weighed(cell.methods[method], cellWeights(cell, nowMs));
};

describe('what a merchant’s sessions taught', () => {
  it('decays as it would unrounded, however often it is added to', () => {
    const keys = keysOf('HK');
    const everyMs = 7 * 60_000;
    let state = EMPTY_ORDERING_STATE;
    let [n, e, s] = [0, 0, 0];
    let atMs = NOW;
    for (let index = 0; index < 8_000; index += 1) {
      // Busy for a month, then hardly anyone comes.
      const elapsedMs = index < 6_000 ? everyMs : 30 * everyMs;
      atMs += elapsedMs;
      const choice = 2 ** (-elapsedMs / CHOICE_HALF_LIFE_MS);
      n = n * choice + 1;
      e = e * choice + 1 / 3;
      s = s * 2 ** (-elapsedMs / SUCCESS_HALF_LIFE_MS) + 1;
      state = addEvidence(state, keys, seen('fps'), atMs);
    }
    const kept = counter(state, keys, 'fps', atMs);
    expect((kept?.n ?? 0) / n).toBeCloseTo(1, 3);
    expect((kept?.e ?? 0) / e).toBeCloseTo(1, 3);
    expect((kept?.s ?? 0) / s).toBeCloseTo(1, 3);
  });

  it('comes to less than 100 kB, with shoppers of 60 markets and every method in each', () => {
    let state = EMPTY_ORDERING_STATE;
    for (let region = 0; region < 60; region += 1) {
      for (const device of ['ios|browser', 'ios|wechat', 'android|browser', 'desktop|browser']) {
        for (const band of BANDS) {
          for (const [index, method] of METHODS.entries()) {
            const keys = keysOf(`R${region}/HKD`, device, band);
            const atMs = NOW + (region * 100 + index) * 7_000;
            for (let session = 0; session < 12; session += 1) {
              state = addEvidence(state, keys, seen(method), atMs + session);
            }
          }
        }
      }
    }
    expect(JSON.stringify(state).length).toBeLessThan(100_000);
  });

  it('forgets the market with the least to say when there are too many, and never a busy one', () => {
    let state = EMPTY_ORDERING_STATE;
    const busy = keysOf('HK');
    for (let index = 0; index < 50; index += 1) {
      state = addEvidence(state, busy, seen('fps'), NOW + index);
    }
    for (let region = 0; region < 100; region += 1) {
      state = addEvidence(state, keysOf(`R${region}`), seen('card'), NOW + 1_000 + region);
    }
    expect(counter(state, busy, 'fps', NOW + 2_000)?.n).toBeCloseTo(50, 2);
    expect(counter(state, keysOf('R99'), 'card', NOW + 2_000)?.n).toBeCloseTo(1, 2);
    expect(Object.keys(state.levels.region)).toHaveLength(16);
    expect(Object.keys(state.levels.device)).toHaveLength(40);
    expect(Object.keys(state.levels.band)).toHaveLength(40);
  });

  it('forgets in a year who came once, when someone else comes', () => {
    const once = addEvidence(EMPTY_ORDERING_STATE, keysOf('SG'), seen('card'), NOW);
    const later = addEvidence(once, keysOf('HK'), seen('card'), NOW + 365 * DAY_MS);
    expect(Object.keys(later.levels.region)).toEqual(['HK']);
    const sooner = addEvidence(once, keysOf('HK'), seen('card'), NOW + 30 * DAY_MS);
    expect(Object.keys(sooner.levels.region)).toEqual(['SG', 'HK']);
  });

  it('takes nothing back from what was forgotten', () => {
    const state = addEvidence(EMPTY_ORDERING_STATE, keysOf('HK'), seen('card'), NOW);
    const back = { methods: { card: { s: -1 } }, takesBack: true } as const;
    const after = addEvidence(state, keysOf('SG'), back, NOW + 1);
    expect(after.levels.region).toEqual(state.levels.region);
    expect(after.levels.band).toEqual(state.levels.band);
  });
});
