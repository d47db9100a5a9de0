import { describe, expect, it } from 'vitest';
import { readTallies } from './analyse-experiment.ts';
import { experimentPlan } from './experiment-plan.ts';
import type { ExposedSession } from './exposed-session.ts';
import { evidenceOf, storedLook } from './look-reading.ts';
import { sessionTally, tallySessions } from './tally-sessions.ts';
import {
  EXPOSED_AT,
  exposedSession,
  MINUTE_MS,
  MUCH_LATER,
  paidAfter,
} from './testing/exposed-sessions.ts';

const SETTINGS = { currency: 'HKD', slowRenderMs: 1_000 } as const;
const PLAN = experimentPlan({
  arms: [
    { key: 'own', weight: 0.5 },
    { key: 'engine', weight: 0.5 },
  ],
  startedAt: EXPOSED_AT,
  alpha: 0.05,
  plannedUnits: 2_000,
  adjustment: 'none',
  guardrails: [{ metric: 'paid', margin: 0.02 }],
  settings: SETTINGS,
});

/** Of each arm so many sessions; of the engine's eight in ten are paid, of the others seven. */
function sessionsOf(own: number, engine: number): ExposedSession[] {
  return [...Array<string>(own).fill('own'), ...Array<string>(engine).fill('engine')].map(
    (arm, n) =>
      exposedSession({
        unit: `cs_${n}`,
        arm,
        paid: n % 10 < (arm === 'own' ? 7 : 8) ? paidAfter((1 + (n % 4)) * MINUTE_MS) : null,
      }),
  );
}

function lookAt(sessions: readonly ExposedSession[]) {
  const tallies = tallySessions(sessions, {
    arms: ['own', 'engine'],
    asOf: MUCH_LATER,
    settings: SETTINGS,
  });
  const reading = readTallies(PLAN, tallies, { asOf: MUCH_LATER, evidence: new Map() });
  return storedLook(reading, tallies, MUCH_LATER, null);
}

describe('a look that is kept', () => {
  it('comes back from JSON as it was', () => {
    const look = lookAt(sessionsOf(500, 500));
    expect(JSON.parse(JSON.stringify(look))).toEqual(look);
    expect(look.reading.counts).toEqual([
      { arm: 'own', units: 500, sessions: 500, paid: 350 },
      { arm: 'engine', units: 500, sessions: 500, paid: 400 },
    ]);
    const { engine } = look.detail.timeToPaid;
    // Payments come within four minutes.
    expect(engine?.unpaidShare.filter(({ ms }) => ms >= 5 * MINUTE_MS)).toEqual(
      [5, 10, 15, 30, 60].map((minutes) => ({
        ms: minutes * MINUTE_MS,
        share: expect.closeTo(0.2) as number,
      })),
    );
    expect(engine?.unpaidShare[0]?.share).toBeGreaterThan(engine?.unpaidShare[1]?.share ?? 1);
  });

  it('hands its evidence to the next', () => {
    const { reading } = lookAt(sessionsOf(500, 500));
    const [engine] = reading.arms;
    expect(evidenceOf(reading)).toEqual(new Map([['engine', engine?.evidence]]));
    expect(evidenceOf(null)).toEqual(new Map());
  });

  it('counts nothing that could be read while the split is broken', () => {
    const { reading, detail } = lookAt(sessionsOf(500, 5_000));
    expect(reading.arms[0]?.verdict.code).toBe('invalid');
    expect(reading.counts).toEqual([]);
    expect(detail).toEqual({
      secondary: { engine: {} },
      segments: { engine: {} },
      timeToPaid: {},
      bayesian: null,
    });
  });

  it('keeps what an arm had read that was taken away since', () => {
    const before = lookAt(sessionsOf(500, 500)).reading;
    const gone = before.arms.map((arm) => ({ ...arm, arm: 'wallets', asOf: 'then' }));
    const tallies = tallySessions(sessionsOf(500, 500), {
      arms: ['own', 'engine'],
      asOf: MUCH_LATER,
      settings: SETTINGS,
    });
    const reading = readTallies(PLAN, tallies, { asOf: MUCH_LATER, evidence: new Map() });
    const kept = storedLook(reading, tallies, MUCH_LATER, {
      ...before,
      arms: [...before.arms, ...gone],
    });
    expect(kept.reading.arms.map(({ arm, asOf }) => [arm, asOf])).toEqual([
      ['engine', MUCH_LATER.toISOString()],
      ['wallets', 'then'],
    ]);
  });
});

describe('counting sessions as they come', () => {
  it('counts what counting them all at once does', () => {
    const sessions = sessionsOf(40, 60).map((session, n) => ({
      ...session,
      unit: `shopper ${n % 30}`,
      exposedAt: new Date(EXPOSED_AT.getTime() + n * 1_000),
    }));
    const options = { arms: ['own', 'engine'], asOf: MUCH_LATER, settings: SETTINGS };
    const tally = sessionTally(options);
    for (const session of sessions) tally.add(session);
    expect(tally.result()).toEqual(tallySessions(sessions.toReversed(), options));
  });
});
