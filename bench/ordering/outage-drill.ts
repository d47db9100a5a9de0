import { DAY_MS, MINUTE_MS } from '#lib/ordering/decay.ts';
import type { DownMethod } from '#lib/ordering/down-method.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { seededRandom } from '#lib/ordering/random.ts';
import { at } from './at.ts';
import { engine } from './engine.ts';
import { GapSum, gapClosed } from './gap.ts';
import { PageHinkley } from './peers/page-hinkley.ts';
import { simulate } from './simulate.ts';
import { createTraffic, indexOfMethod, methodName } from './traffic.ts';
import { WORLD_METHODS, drawContext } from './world-contexts.ts';
import type { Outage } from './world-outages.ts';
import { type World, createWorld } from './world.ts';
import { HOUR_MS } from './world-traits.ts';

/** What became of one outage. */
interface DrilledOutage {
  readonly silent: boolean;
  /** Null: it was over before it was noticed. */
  readonly minutesToDetect: number | null;
  /** First attempts and others begun on the method until then. */
  readonly attemptsToDetect: number | null;
  readonly minutesToRecover: number | null;
}

export interface DrillResult {
  readonly outages: readonly DrilledOutage[];
  /** Of the sessions that would have had the method on top, those that still had, in percent. */
  readonly leakedPercent: number;
  readonly gapInOutages: number;
  readonly falseAlarms: number;
  readonly methodMonths: number;
  /** What another detector makes of the same outcomes, without a say in the order. */
  readonly pageHinkley: {
    /** By outage; null: it was over before it was noticed. */
    readonly minutesToDetect: readonly (number | null)[];
    readonly falseAlarms: number;
  };
}

const OUTAGE_MS = 60 * MINUTE_MS;
const FIRST_DAY = 3;
/** From nine in the morning until ten at night. */
const FIRST_HOUR = 9;
const DRILLED_HOURS = 13;
/** Methods taken in turn: those most chosen. */
const DRILLED_METHODS = 4;
const SAMPLED_SHOPPERS = 1_000;
/** An alarm so soon after an outage is still of it. */
const AFTERMATH_MS = 15 * MINUTE_MS;
/** Who hears of outcomes only hears of the last attempts that hung when their time is up. */
const LATEST_EXPIRY_MS = 30 * MINUTE_MS;

/** Outages of an hour, of everything a method does, silent and explicit in turn. */
export function drillOutages(options: {
  readonly seed: string;
  readonly sessionsPerDay: number;
  readonly days: number;
  readonly outagesPerDay: number;
  readonly detects?: boolean;
}): DrillResult {
  const { seed, sessionsPerDay, days } = options;
  const outages = drills(options);
  const world = createWorld({ seed, days, outages });
  const traffic = createTraffic(world, {
    sessionsPerDay,
    scoreEvery: Math.max(1, Math.round(sessionsPerDay / 3000)),
  });
  const alarms: DownMethod[] = [];
  const recoveries: DownMethod[] = [];
  const contender = engine(ORDERING_POLICIES['paid-rate'], {
    detects: options.detects ?? true,
    onScan: ({ raised, recovered }) => {
      alarms.push(...raised);
      recoveries.push(...recovered);
    },
  });
  const peer = new PageHinkley();
  const peersAlarms: Alarm[] = [];
  const started = outages.map(() => [] as number[]);
  const gap = new GapSum();
  const top = { during: 0, sessions: 0, before: 0, sessionsBefore: 0 };
  simulate(
    traffic,
    {
      ...contender,
      order(visit) {
        const order = contender.order(visit);
        const { atMs } = visit;
        for (const { method, fromMs, untilMs } of outages) {
          if (atMs < fromMs - OUTAGE_MS || atMs >= untilMs) continue;
          const leads = order[0] === method ? 1 : 0;
          if (atMs >= fromMs) {
            top.during += leads;
            top.sessions += 1;
          } else {
            top.before += leads;
            top.sessionsBefore += 1;
          }
        }
        return order;
      },
      began(visit, attempt) {
        contender.began?.(visit, attempt);
        const index = outages.findIndex(
          ({ method, fromMs, untilMs }) =>
            method === attempt.method &&
            fromMs <= attempt.startedAtMs &&
            attempt.startedAtMs < untilMs,
        );
        if (index !== -1) at(started, index).push(attempt.startedAtMs);
      },
      observe(visit, order, record) {
        contender.observe(visit, order, record);
        if (record.type !== 'outcome') return;
        const { atMs, method, outcome } = record;
        const raised = peer.observe(indexOfMethod(method), outcome !== 'paid');
        if (raised) peersAlarms.push({ method, alarmedAtMs: atMs });
      },
    },
    (scored) => {
      const { atMs } = scored.visit;
      if (outages.some(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)) gap.add(scored);
    },
  );
  return {
    outages: outages.map((outage, index) => {
      const found = firstAlarm(alarms, outage);
      // Where several scopes were raised, it works again when the last of them is over.
      const ends = recoveries.filter(
        (one) =>
          one.method === methodName(outage.method) &&
          one.alarmedAtMs >= outage.fromMs &&
          one.alarmedAtMs < outage.untilMs,
      );
      const lastEndMs = Math.max(...ends.map(({ recoveredAtMs }) => recoveredAtMs ?? 0));
      return {
        silent: outage.silent,
        minutesToDetect: minutesUntil(found, outage),
        attemptsToDetect:
          found === undefined
            ? null
            : at(started, index).filter((atMs) => atMs <= found.alarmedAtMs).length,
        minutesToRecover: ends.length === 0 ? null : (lastEndMs - outage.untilMs) / MINUTE_MS,
      };
    }),
    leakedPercent:
      (100 * top.during * top.sessionsBefore) / (top.sessions * Math.max(1, top.before)),
    gapInOutages: gapClosed(gap.mean),
    falseAlarms: alarms.filter((alarm) => !isTrue(alarm, outages, AFTERMATH_MS)).length,
    methodMonths: (WORLD_METHODS.length * days) / 30,
    pageHinkley: {
      minutesToDetect: outages.map((outage) =>
        minutesUntil(firstAlarm(peersAlarms, outage), outage),
      ),
      falseAlarms: peersAlarms.filter((alarm) => !isTrue(alarm, outages, LATEST_EXPIRY_MS)).length,
    },
  };
}

type Alarm = Pick<DownMethod, 'method' | 'alarmedAtMs'>;

function firstAlarm<T extends Alarm>(alarms: readonly T[], outage: Outage): T | undefined {
  return alarms.find(
    ({ method, alarmedAtMs }) =>
      method === methodName(outage.method) &&
      alarmedAtMs >= outage.fromMs &&
      alarmedAtMs < outage.untilMs,
  );
}

function minutesUntil(alarm: Alarm | undefined, { fromMs }: Outage): number | null {
  return alarm === undefined ? null : (alarm.alarmedAtMs - fromMs) / MINUTE_MS;
}

function isTrue(alarm: Alarm, outages: readonly Outage[], aftermathMs: number): boolean {
  return outages.some(
    ({ method, fromMs, untilMs }) =>
      methodName(method) === alarm.method &&
      alarm.alarmedAtMs >= fromMs &&
      alarm.alarmedAtMs < untilMs + aftermathMs,
  );
}

function drills(options: {
  readonly seed: string;
  readonly days: number;
  readonly outagesPerDay: number;
}): readonly Outage[] {
  const { seed, days, outagesPerDay } = options;
  const methods = mostChosen(createWorld({ seed, days: 1, outages: [] }));
  const count = Math.max(0, days - FIRST_DAY) * outagesPerDay;
  const hoursEach = Math.floor(DRILLED_HOURS / outagesPerDay);
  return Array.from({ length: count }, (_, index) => {
    const day = Math.floor(index / outagesPerDay);
    // Another hour each day.
    const hour = FIRST_HOUR + (index % outagesPerDay) * hoursEach + ((day * 5) % hoursEach);
    const fromMs = (FIRST_DAY + day) * DAY_MS + hour * HOUR_MS;
    return {
      method: at(methods, index % methods.length),
      fromMs,
      untilMs: fromMs + OUTAGE_MS,
      factor: 0.03,
      region: null,
      inAppOnly: false,
      // In turn for each method too.
      silent: (index + Math.floor(index / methods.length)) % 2 === 0,
    };
  });
}

/** Those that most shoppers would choose of all they can use. */
function mostChosen(world: World): readonly number[] {
  const random = seededRandom(`drill/${world.seed}`);
  const chosen = WORLD_METHODS.map(() => 0);
  for (let shopper = 0; shopper < SAMPLED_SHOPPERS; shopper += 1) {
    const context = drawContext(random);
    const methods = at(world.eligible, context.index);
    const { weights } = world.instantAt(context, 0);
    const all = methods.reduce((sum, method) => sum + at(weights, method), 0);
    for (const method of methods) chosen[method] = at(chosen, method) + at(weights, method) / all;
  }
  return [...chosen.keys()]
    .toSorted((a, b) => at(chosen, b) - at(chosen, a))
    .slice(0, DRILLED_METHODS);
}
