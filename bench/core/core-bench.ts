import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../bench-options.ts';
import { writeResults } from '../results.ts';
import { type Spread, pairedRatios, spread } from '../statistics.ts';
import { formatTable, withRange } from '../table.ts';
import { type DatabaseFloor, openFloors } from './database-floor.ts';
import { startDurablePostgres } from './durable-postgres.ts';
import { createSessionScript, payScript } from './floor-scripts.ts';
import { CONCURRENCY, type PrayaLoad, openPrayaLoad } from './praya-load.ts';

/** Something whose rate is measured, given how much of it: `perClient` on each connection. */
interface Leg {
  readonly label: string;
  readonly measure: (perClient: number) => Promise<number>;
}

/** One piece of work, done by the database alone and by Praya. */
interface Subject {
  readonly name: string;
  readonly floor: Leg;
  readonly ours: readonly Leg[];
}

interface LegResult {
  readonly subject: string;
  readonly label: string;
  readonly perSecond: Spread;
  /** To the floor of the same subject, round by round; null for the floor. */
  readonly ratio: Spread | null;
  readonly rounds: readonly number[];
}

const WARM_UP_PER_CLIENT = 10;
const MIN_PER_CLIENT = 5;

/** How many sessions and payments a second Praya's core does, beside what the database could. */
export async function runCoreBench(options: BenchOptions): Promise<void> {
  const { closing, rounds, secondsPerRound } = options;
  console.log('Starting PostgreSQL (durable) and PGlite…');
  const url = await startDurablePostgres(closing);
  const onPostgres = await openPrayaLoad({ DATABASE_URL: url }, closing);
  const folder = mkdtempSync(join(tmpdir(), 'praya-bench-pglite-'));
  closing.add(async () => rmSync(folder, { recursive: true, force: true }));
  const onPglite = await openPrayaLoad({ PGLITE_DIR: join(folder, 'db') }, closing);
  const { pgbench, nodeLoop } = openFloors(url, CONCURRENCY, closing);
  const floor = pgbench ?? nodeLoop;
  const others = pgbench === null ? [] : [nodeLoop];

  const results: LegResult[] = [];
  for (const subject of subjectsOf({ floors: [floor, ...others], onPostgres, onPglite })) {
    console.log(`${subject.name}: ${rounds} rounds, taking turns…`);
    const measured = await measureSubject(subject, { rounds, secondsPerRound, onPostgres });
    results.push(...measured);
    printSubject(subject.name, measured);
  }
  const file = writeResults(
    'core',
    { floor: floor.name, connections: CONCURRENCY, rounds, secondsPerRound, results },
    new Date(),
  );
  console.log(`\nThe floor is ${floor.name}. All figures: ${file}`);
}

function subjectsOf(parts: {
  floors: readonly [DatabaseFloor, ...DatabaseFloor[]];
  onPostgres: PrayaLoad;
  onPglite: PrayaLoad;
}): readonly Subject[] {
  const { onPostgres, onPglite } = parts;
  let lastRun = 0;
  const nextRun = (): number => (lastRun += 1);

  const createByFloor = (floor: DatabaseFloor): Leg => ({
    label: floor.name,
    measure: (perClient) =>
      floor.measure(createSessionScript(onPostgres.facts), nextRun(), perClient),
  });
  const payByFloor = (floor: DatabaseFloor): Leg => ({
    label: floor.name,
    measure: async (perClient) => {
      const run = nextRun();
      await onPostgres.openSessions({ run, clients: CONCURRENCY, perClient });
      await onPostgres.settle();
      return floor.measure(payScript(onPostgres.facts), run, perClient);
    },
  });
  const pay = (load: PrayaLoad) => async (perClient: number) => {
    const sessions = { run: nextRun(), clients: CONCURRENCY, perClient };
    await load.openSessions(sessions);
    await load.settle();
    return load.pay(sessions);
  };
  const [floor, ...others] = parts.floors;
  return [
    {
      name: 'sessions created',
      floor: createByFloor(floor),
      ours: [
        ...others.map(createByFloor),
        {
          label: 'Praya: operation',
          measure: (perClient) => onPostgres.createSessions(perClient * CONCURRENCY),
        },
        {
          label: 'Praya: API call',
          measure: (perClient) => onPostgres.callApi(perClient * CONCURRENCY),
        },
        {
          label: 'Praya: operation on PGlite, not durable',
          measure: (perClient) => onPglite.createSessions(perClient * CONCURRENCY),
        },
      ],
    },
    {
      name: 'payments recorded',
      floor: payByFloor(floor),
      ours: [
        ...others.map(payByFloor),
        { label: 'Praya: operation', measure: pay(onPostgres) },
        { label: 'Praya: operation on PGlite, not durable', measure: pay(onPglite) },
      ],
    },
  ];
}

/** Warms everything up, and from how quick that was decides how much makes about a round's time. */
async function measureSubject(
  subject: Subject,
  options: { rounds: number; secondsPerRound: number; onPostgres: PrayaLoad },
): Promise<readonly LegResult[]> {
  const legs = [subject.floor, ...subject.ours].map((leg) => ({
    ...leg,
    perClient: 0,
    rates: [] as number[],
  }));
  for (const leg of legs) {
    await leg.measure(WARM_UP_PER_CLIENT);
    const rate = await leg.measure(WARM_UP_PER_CLIENT);
    const wanted = Math.round((rate * options.secondsPerRound) / CONCURRENCY);
    leg.perClient = Math.max(MIN_PER_CLIENT, wanted);
  }
  for (let round = 0; round < options.rounds; round += 1) {
    // Each round begins with another leg, so that none always follows the same one.
    const start = round % legs.length;
    for (const leg of [...legs.slice(start), ...legs.slice(0, start)]) {
      await options.onPostgres.settle();
      leg.rates.push(await leg.measure(leg.perClient));
    }
  }
  const floorRates = legs[0]?.rates ?? [];
  return legs.map(({ label, rates }, index) => ({
    subject: subject.name,
    label,
    perSecond: spread(rates),
    ratio: index === 0 ? null : pairedRatios(rates, floorRates),
    rounds: rates,
  }));
}

function printSubject(name: string, results: readonly LegResult[]): void {
  const rows = results.map(({ label, perSecond, ratio }) => [
    label,
    withRange(perSecond),
    ratio === null ? '1' : withRange(ratio, 2),
  ]);
  console.log(`\n${formatTable([name, 'per second', 'of the floor'], rows)}\n`);
}
