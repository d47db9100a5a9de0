import { DAY_MS } from '#lib/ordering/decay.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { engine } from './engine.ts';
import { GapSum, gapClosed } from './gap.ts';
import { simulate } from './simulate.ts';
import { createTraffic } from './traffic.ts';
import { createWorld } from './world.ts';

const METHOD = 10;
const HOUR_MS = 3_600_000;

export interface NewcomerResult {
  readonly gapFirst6Hours: number;
  readonly gap6To24Hours: number;
  readonly gapAfter: number;
  /** Of the sessions after it came, those in which it stood first, in percent. */
  readonly topPercent: number;
}

/** A method that comes half-way: one that shoppers like and that works, or one that neither is true of. */
export function introduceMethod(options: {
  readonly seed: string;
  readonly appealing: boolean;
  readonly sessionsPerDay: number;
  readonly days: number;
}): NewcomerResult {
  const { seed, appealing, sessionsPerDay, days } = options;
  const fromMs = Math.floor(days / 2) * DAY_MS;
  const world = createWorld({ seed, days, newcomer: { method: METHOD, appealing } });
  const traffic = createTraffic(world, {
    sessionsPerDay,
    scoreEvery: 1,
    newcomer: { method: METHOD, fromMs },
  });
  const first = new GapSum();
  const day = new GapSum();
  const after = new GapSum();
  let shown = 0;
  let top = 0;
  simulate(traffic, engine(ORDERING_POLICIES['paid-rate']), (scored) => {
    const sinceMs = scored.visit.atMs - fromMs;
    if (sinceMs < 0 || !scored.visit.eligible.includes(METHOD)) return;
    (sinceMs < 6 * HOUR_MS ? first : sinceMs < 24 * HOUR_MS ? day : after).add(scored);
    shown += 1;
    if (scored.order[0] === METHOD) top += 1;
  });
  return {
    gapFirst6Hours: gapClosed(first.mean),
    gap6To24Hours: gapClosed(day.mean),
    gapAfter: gapClosed(after.mean),
    topPercent: (100 * top) / shown,
  };
}
