import { setImmediate as nextTurn } from 'node:timers/promises';
import { planSize } from '#lib/experiments/power.ts';
import { seededRandom } from '#lib/experiments/testing/seeded-random.ts';
import {
  type SimulatedExperiment,
  type SimulatedOutcome,
  simulateLooks,
} from '#lib/experiments/testing/simulate-looks.ts';
import { wilsonInterval } from '#lib/experiments/wilson-interval.ts';
import type { BenchOptions } from '../bench-options.ts';
import { writeResults } from '../results.ts';
import { median } from '../statistics.ts';
import { formatTable } from '../table.ts';
import { measureSplit } from './measure-split.ts';

const RUNS = 4_000;
/** Every hour of a week. */
const LOOKS = 168;
const ALPHA = 0.05;
const SHARE_PAID = 0.8;
const CHANGE = 0.01;
/** The same figures again for the same seed. */
const SEED = 20_261_130;
/** So that Ctrl-C is heard. */
const RUNS_PER_TURN = 20;

/**
 * What verdicts are worth: how often equal arms are told apart and how often a real difference is found,
 * beside a test that is meant to be looked at once; and how evenly shoppers are put into arms.
 */
export async function runExperimentsBench({ closing }: BenchOptions): Promise<void> {
  const { plannedUnits } = planSize(
    { baseline: SHARE_PAID, alpha: ALPHA, power: 0.8 },
    { absoluteChange: CHANGE, arms: 2, unitsPerDay: 12_000 },
  );
  const experiment: SimulatedExperiment = {
    control: SHARE_PAID,
    treatment: SHARE_PAID,
    looks: LOOKS,
    sessionsPerLook: Math.ceil(plannedUnits / LOOKS),
    plannedUnits,
    alpha: ALPHA,
  };
  const sessions = experiment.sessionsPerLook * LOOKS;
  console.log(`${RUNS} experiments of ${sessions} sessions, looked at ${LOOKS} times…`);
  const random = seededRandom(SEED);
  const isClosing = () => closing.closing;
  const equal = await simulate(experiment, random, isClosing);
  const changed = { ...experiment, treatment: SHARE_PAID + CHANGE };
  const better = await simulate(changed, random, isClosing);
  const worse = await simulate({ ...changed, treatment: SHARE_PAID - CHANGE }, random, isClosing);
  const figures = [
    ['equal arms', equal],
    [`${CHANGE * 100} point better`, better],
    [`${CHANGE * 100} point worse`, worse],
  ] as const;
  console.log(`\nTold apart, in % of experiments (95 % interval of the simulation)\n`);
  console.log(
    formatTable(['', 'by', ...figures.map(([name]) => name)], rowsOf(figures.map(([, of]) => of))),
  );
  const splits = measureSplit();
  console.log('\nA million numbered ids put into arms: χ², to be expected about 99 and 3\n');
  console.log(
    formatTable(
      ['hash', '100 shares', 'two seeds'],
      splits.map(({ hash, uniformity, independence }) => [
        hash,
        uniformity.toFixed(0),
        independence.toFixed(1),
      ]),
    ),
  );
  const summaries = Object.fromEntries(figures.map(([name, of]) => [name, summaryOf(of)]));
  const file = writeResults(
    'experiments',
    { seed: SEED, runs: RUNS, experiment, summaries, splits },
    new Date(),
  );
  console.log(`\nAll figures: ${file}`);
}

async function simulate(
  experiment: SimulatedExperiment,
  random: () => number,
  isClosing: () => boolean,
): Promise<SimulatedOutcome[]> {
  const outcomes: SimulatedOutcome[] = [];
  while (outcomes.length < RUNS) {
    if (isClosing()) throw new Error('Stopped.');
    for (let run = 0; run < RUNS_PER_TURN; run += 1)
      outcomes.push(simulateLooks(experiment, random));
    await nextTurn();
  }
  return outcomes;
}

const COUNTED = [
  ['z-test, looked at every time', 'anything', ({ naive }) => naive !== null],
  ['z-test, at the end only', 'anything', ({ naiveAtEnd }) => naiveAtEnd],
  ['verdict, looked at every time', 'better', ({ verdict }) => verdict?.better === true],
  ['', 'worse', ({ verdict }) => verdict?.better === false],
  ['stopped by a guardrail', '', ({ stopped }) => stopped],
  ['called invalid', '', ({ invalid }) => invalid],
] as const satisfies readonly (readonly [string, string, (outcome: SimulatedOutcome) => boolean])[];

function rowsOf(columns: readonly (readonly SimulatedOutcome[])[]): string[][] {
  const shares = COUNTED.map(([name, by, counts]) => [
    name,
    by,
    ...columns.map((outcomes) => percent(outcomes.filter(counts).length, outcomes.length)),
  ]);
  const until = columns.map((outcomes) => medianSessions(outcomes)?.toFixed(0) ?? '–');
  return [...shares, ['sessions until a verdict', 'median', ...until]];
}

function percent(count: number, of: number): string {
  const { low, high } = wilsonInterval({ units: of, successes: count }, 0.05);
  const figure = (share: number) => (100 * share).toFixed(1);
  return `${figure(count / of)} (${figure(low)}–${figure(high)})`;
}

function medianSessions(outcomes: readonly SimulatedOutcome[]): number | null {
  const found = outcomes.flatMap(({ verdict }) => (verdict === null ? [] : [verdict.sessions]));
  return found.length === 0 ? null : median(found);
}

function summaryOf(outcomes: readonly SimulatedOutcome[]): object {
  const counts = COUNTED.map(([name, by, counted]) => ({
    name,
    by,
    count: outcomes.filter(counted).length,
  }));
  return { counts, medianSessions: medianSessions(outcomes) };
}
