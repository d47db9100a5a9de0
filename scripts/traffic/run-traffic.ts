import type { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type WorldContext, drawContext } from '../../bench/ordering/world-contexts.ts';
import { type Instant, type World, createWorld } from '../../bench/ordering/world.ts';
import { createBrowser } from './browser.ts';
import { type PlannedOutage, outagesAt } from './outage-plan.ts';
import { methodIndex, randomOf, signsOf } from './shopper-kinds.ts';
import type { ShopperTools } from './shopper-tools.ts';
import { type VisitReport, visit } from './visit.ts';

/** A visit and who made it. */
export interface EndedVisit extends VisitReport {
  readonly number: number;
  readonly context: WorldContext;
  readonly instant: Instant;
  /** Whether a planned outage was on. */
  readonly disturbed: boolean;
}

export interface TrafficPlan {
  readonly sessions: number;
  /** Visits under way at once. */
  readonly concurrency: number;
  /** Visits begun in a second at most; null: as many as go. */
  readonly perSecond: number | null;
  readonly seed: string;
  readonly outages: readonly PlannedOutage[];
}

interface Run {
  readonly tools: ShopperTools;
  readonly agent: Agent;
  /** Told when what is out of order changes. */
  readonly setOutages: (outages: readonly PlannedOutage[]) => Promise<void>;
  readonly onEnd: (visit: EndedVisit) => void;
  /** A visit that met something that is not as it has to be. */
  readonly onError: (error: unknown) => void;
  /** True: nobody comes any more. */
  readonly isOver: () => boolean;
}

/** Sends a plan's shoppers. Resolves when the last of them has gone. */
export async function runTraffic(plan: TrafficPlan, run: Run): Promise<void> {
  // Tastes stand still for the length of a run: it is minutes long.
  const world = createWorld({ seed: plan.seed, days: 1, outages: [] });
  const startedAt = performance.now();
  let next = 0;
  let down = '';
  const takeTurns = async () => {
    while (next < plan.sessions && !run.isOver()) {
      const number = next;
      next += 1;
      const outages = outagesAt(plan.outages, number / plan.sessions);
      const key = outages.map(({ method, kind }) => `${method}:${kind}`).join();
      if (key !== down) {
        down = key;
        await run.setOutages(outages);
      }
      if (plan.perSecond !== null) {
        const dueMs = startedAt + (number * 1000) / plan.perSecond;
        await pause(Math.max(0, dueMs - performance.now()));
      }
      try {
        run.onEnd(await send(world, { plan, run, number, outages }));
      } catch (error) {
        run.onError(error);
      }
    }
  };
  await Promise.all(Array.from({ length: plan.concurrency }, takeTurns));
}

async function send(
  world: World,
  by: {
    readonly plan: TrafficPlan;
    readonly run: Run;
    readonly number: number;
    readonly outages: readonly PlannedOutage[];
  },
): Promise<EndedVisit> {
  const { plan, run, number, outages } = by;
  const random = randomOf(plan.seed, number);
  const context = drawContext(random);
  const instant = world.instantAt(context, 0);
  const signs = signsOf(context, random, number);
  const browser = createBrowser(run.agent, signs.headers);
  // The shopper sets out to pay all the same: it is the simulator that keeps the outage.
  const report = await visit(run.tools, browser, { context, signs, random, instant });
  return {
    ...report,
    number,
    context,
    instant: withOutages(instant, outages),
    disturbed: outages.length > 0,
  };
}

/** What is true while methods are out of order. */
function withOutages(instant: Instant, outages: readonly PlannedOutage[]): Instant {
  if (outages.length === 0) return instant;
  const success = instant.success.slice();
  for (const { method } of outages) success[methodIndex(method)] = 0;
  return { ...instant, success };
}
