import { setImmediate } from 'node:timers/promises';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import type { BenchOptions } from '../bench-options.ts';
import { writeResults } from '../results.ts';
import { quantile } from '../statistics.ts';
import { formatTable } from '../table.ts';
import { type Compared, ENGINE, NOT_PEERS, compare } from './comparison.ts';
import { timeDecisions } from './decision-time.ts';
import { engine } from './engine.ts';
import { gapClosed, lostPerThousand } from './gap.ts';
import { introduceMethod } from './newcomer.ts';
import { type DrillResult, drillOutages } from './outage-drill.ts';
import { timeSessions } from './session-decision-time.ts';
import { simulate } from './simulate.ts';
import { createTraffic } from './traffic.ts';
import { BASE_SHAPE, OTHER_SHAPES, type WorldShape, createWorld } from './world.ts';

/** Sessions a day; one in `scoreEvery` is scored. */
const SIZES = {
  S: { sessionsPerDay: 300, scoreEvery: 1 },
  M: { sessionsPerDay: 3_000, scoreEvery: 4 },
  L: { sessionsPerDay: 20_000, scoreEvery: 20 },
} as const;

/** In so many worlds the peers are run too: there are twelve of them, and at L each takes its time. */
const PEER_WORLDS = { S: Infinity, M: Infinity, L: 2 } as const;

/** About 26 outages a world, however many sessions; nothing is drilled in the first three days. */
const DRILLS = {
  S: { days: 28, outagesPerDay: 1 },
  M: { days: 28, outagesPerDay: 1 },
  L: { days: 12, outagesPerDay: 3 },
} as const;

/** How near to the best order the engine comes, in worlds it was not made in; see docs/ordering.md. */
export async function runOrderingBench(options: BenchOptions): Promise<void> {
  const { rounds, size, days, first, parts } = options;
  const { sessionsPerDay } = SIZES[size];
  const seeds = Array.from({ length: rounds }, (_, index) => String(first + index));
  const figures: Record<string, unknown> = {};
  console.log(`${sessionsPerDay} sessions a day for ${days} days from nothing, ${rounds} worlds.`);

  if (parts.includes('gap')) {
    figures['base'] = await compareAll(seeds, [BASE_SHAPE], {
      size,
      days,
      peerWorlds: PEER_WORLDS[size],
    });
  }
  if (parts.includes('shapes')) {
    // One after another: each has its own mean.
    const shapes: object[] = [];
    for (const shape of OTHER_SHAPES) {
      console.log(`\nShoppers of another kind: ${shape.name}.`);
      shapes.push(...(await compareAll(seeds, [shape], { size, days, peerWorlds: 0 })));
    }
    figures['shapes'] = shapes;
  }
  if (parts.includes('outages')) {
    const drilled: DrillResult[] = [];
    const drill = DRILLS[size];
    for (const seed of seeds) {
      drilled.push(drillOutages({ seed, sessionsPerDay, ...drill }));
      await setImmediate();
    }
    printDrills(drilled);
    figures['outages'] = drilled;
  }
  if (parts.includes('newcomer')) {
    const results = [true, false].flatMap((appealing) =>
      seeds.slice(0, 2).map((seed) => ({
        seed,
        appealing,
        ...introduceMethod({ seed, appealing, sessionsPerDay, days }),
      })),
    );
    console.log(
      `\n${formatTable(
        ['newcomer', 'gap first 6 h', '6–24 h', 'after', 'on top, %'],
        results.map((one) => [
          `${one.appealing ? 'strong' : 'weak'}, ${one.seed}`,
          one.gapFirst6Hours.toFixed(0),
          one.gap6To24Hours.toFixed(0),
          one.gapAfter.toFixed(0),
          one.topPercent.toFixed(1),
        ]),
      )}`,
    );
    figures['newcomer'] = results;
  }
  if (parts.includes('time')) {
    const world = createWorld({ seed: 'time', days: 7 });
    const traffic = createTraffic(world, { sessionsPerDay: 1_500, scoreEvery: 1_000 });
    const learned = engine(ORDERING_POLICIES[ENGINE]);
    simulate(traffic, learned, () => undefined);
    const time = timeDecisions(learned.state, traffic);
    const bytes = JSON.stringify(learned.state).length;
    console.log(
      `\nA decision with a ranking of its own: p50 ${time.p50Micros.toFixed(0)} µs, p99 ${time.p99Micros.toFixed(0)} µs. ` +
        `The state as JSON: ${Math.round(bytes / 1024)} kB.`,
    );
    const sessions = timeSessions(learned.state);
    for (const { name, p50Micros, p99Micros } of sessions) {
      console.log(
        `An order on a page, eight methods, ${name}: p50 ${p50Micros.toFixed(0)} µs, p99 ${p99Micros.toFixed(0)} µs.`,
      );
    }
    figures['time'] = { ...time, stateBytes: bytes, sessions };
  }
  const file = writeResults('ordering', { size, days, seeds, ...figures }, new Date());
  console.log(`\nAll figures: ${file}`);
}

async function compareAll(
  seeds: readonly string[],
  shapes: readonly WorldShape[],
  options: {
    readonly size: keyof typeof SIZES;
    readonly days: number;
    readonly peerWorlds: number;
  },
): Promise<readonly object[]> {
  const compared: Compared[] = [];
  for (const shape of shapes) {
    for (const [index, seed] of seeds.entries()) {
      const world = createWorld({ seed, days: options.days, shape });
      const traffic = createTraffic(world, SIZES[options.size]);
      const one = compare(traffic, { shape: shape.name, peers: index < options.peerWorlds });
      compared.push(one);
      printWorld(one);
      // Ctrl-C is heard between worlds.
      await setImmediate();
    }
  }
  printContenders(compared);
  return compared.map((one) => ({ ...one, gaps: Object.fromEntries(one.gaps) }));
}

function printWorld({ seed, world, gaps, calibration }: Compared): void {
  const own = gaps.get(ENGINE);
  if (own === undefined) return;
  const peers = [...gaps].filter(([name]) => !NOT_PEERS.has(name));
  const best = Math.max(...peers.map(([, gap]) => gapClosed(gap)));
  const percent = (chance: number) => `${(100 * chance).toFixed(2)} %`;
  console.log(
    `${world} ${seed}: merchant's ${percent(own.merchants)}, best ${percent(own.oracle)}, ` +
      `engine ${percent(own.value)}; gap closed ${gapClosed(own).toFixed(1)}` +
      (peers.length > 0 ? `, best peer ${best.toFixed(1)}` : '') +
      `, index with all known ${gapClosed({ ...own, value: own.trueIndex }).toFixed(1)}; ` +
      `logged chances p ${calibration.p.toFixed(3)}`,
  );
}

function printContenders(compared: readonly Compared[]): void {
  const names = [...(compared[0]?.gaps.keys() ?? [])];
  const rows = names.map((name) => {
    const gaps = compared.flatMap((one) => one.gaps.get(name) ?? []);
    const closed = gaps.map(gapClosed);
    const lost = gaps.map(lostPerThousand);
    return [
      name,
      String(gaps.length),
      mean(closed).toFixed(1),
      deviation(closed).toFixed(1),
      mean(lost).toFixed(1),
    ];
  });
  console.log(`\n${formatTable(['', 'worlds', 'gap closed, %', 'sd', 'lost per 1,000'], rows)}\n`);
}

function printDrills(drilled: readonly DrillResult[]): void {
  const outages = drilled.flatMap((one) => one.outages);
  const rows = [
    { name: 'all', of: outages },
    { name: 'silent', of: outages.filter(({ silent }) => silent) },
    { name: 'explicit', of: outages.filter(({ silent }) => !silent) },
  ].map(({ name, of }) => {
    const minutes = of.flatMap(({ minutesToDetect }) => minutesToDetect ?? []);
    const attempts = of.flatMap(({ attemptsToDetect }) => attemptsToDetect ?? []);
    const recovery = of.flatMap(({ minutesToRecover }) => minutesToRecover ?? []);
    return [
      name,
      `${minutes.length}/${of.length}`,
      percentiles(minutes),
      percentiles(attempts),
      percentiles(recovery),
    ];
  });
  console.log(
    `\n${formatTable(['outage drill', 'detected', 'minutes', 'attempts', 'recovered, min'], rows)}`,
  );
  const peers = drilled.flatMap((one) => one.pageHinkley.minutesToDetect);
  const noticed = peers.flatMap((minutes) => minutes ?? []);
  const peersAlarms = drilled.reduce((sum, one) => sum + one.pageHinkley.falseAlarms, 0);
  const months = drilled.reduce((sum, one) => sum + one.methodMonths, 0);
  const alarms = drilled.reduce((sum, one) => sum + one.falseAlarms, 0);
  console.log(
    `gap in outages ${mean(drilled.map((one) => one.gapInOutages)).toFixed(0)}, ` +
      `still on top ${mean(drilled.map((one) => one.leakedPercent)).toFixed(0)} %, ` +
      `false alarms a method and month ${(alarms / months).toFixed(2)}`,
  );
  console.log(
    `Page–Hinkley on the same outcomes: ${noticed.length}/${peers.length} in ${percentiles(noticed)} min, ` +
      `false alarms ${(peersAlarms / months).toFixed(2)}`,
  );
}

/** Median and 90th percentile, of what was detected. */
function percentiles(values: readonly number[]): string {
  if (values.length === 0) return '–';
  return `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 0.9).toFixed(1)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
