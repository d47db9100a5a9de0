import { parseArgs } from 'node:util';
import { StackError } from '#scripts/stack/ports.ts';
import { PARTS, SIZES } from './bench-options.ts';
import { createClosing } from './closing.ts';
import { runApiBench } from './api/api-bench.ts';
import { runCoreBench } from './core/core-bench.ts';
import { FEW_PAYMENTS, runDashboardBench } from './dashboard/dashboard-bench.ts';
import { runExperimentsBench } from './experiments/experiments-bench.ts';
import { runOrderingBench } from './ordering/ordering-bench.ts';
import { runPageBench } from './page/page-bench.ts';
import { RequirementError } from './requirement-error.ts';
import { warnWhenBusy } from './results.ts';
import { runMemoryBench } from './memory/memory-bench.ts';
import { runServerBench } from './server/server-bench.ts';
import { runWebhooksBench } from './webhooks/webhooks-bench.ts';

/** `npm run bench [-- page|server|core|api|webhooks|memory|dashboard|experiments|ordering] [--rounds n] [--seconds n]`; see docs/performance.md. */
const BENCHES = {
  page: runPageBench,
  server: runServerBench,
  core: runCoreBench,
  api: runApiBench,
  webhooks: runWebhooksBench,
  memory: runMemoryBench,
  dashboard: runDashboardBench,
  experiments: runExperimentsBench,
  ordering: runOrderingBench,
} as const;
const DEFAULT_ROUNDS = 7;
const MIN_ROUNDS = 5;
const DEFAULT_SECONDS = 3;
const MIN_DAYS = 5;
const DEFAULT_DAYS = 28;
const DEFAULT_PAYMENTS = 1_000_000;
/** Those before were looked at while the ordering engine was made. */
const FIRST_UNSEEN_WORLD = 101;

const closing = createClosing();
try {
  const { names, ...options } = readArguments();
  warnWhenBusy();
  for (const name of names) await BENCHES[name]({ closing, ...options });
} catch (error) {
  // What was stopped half-way fails, and nobody needs to hear of it.
  if (!closing.closing) {
    process.exitCode = 1;
    const plain = error instanceof RequirementError || error instanceof StackError;
    console.error(plain ? `\n${error.message}\n` : error);
  }
} finally {
  await closing.closeAll();
}
// Kept-alive sockets of the load we made would hold the process for a while.
process.exit();

function readArguments() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      size: { type: 'string' },
      days: { type: 'string' },
      first: { type: 'string' },
      part: { type: 'string' },
      payments: { type: 'string' },
    },
  });
  const all = [
    'page',
    'server',
    'core',
    'api',
    'webhooks',
    'memory',
    'dashboard',
    'experiments',
    'ordering',
  ] as const;
  const [asked] = positionals;
  const names = all.filter((name) => asked === undefined || asked === name);
  if (names.length === 0 || positionals.length > 1) {
    throw new RequirementError(
      `There is no benchmark "${positionals.join(' ')}": ${all.join(', ')}.`,
    );
  }
  return {
    names,
    rounds: wholeNumber('rounds', values.rounds, { least: MIN_ROUNDS, otherwise: DEFAULT_ROUNDS }),
    secondsPerRound: wholeNumber('seconds', values.seconds, {
      least: 1,
      otherwise: DEFAULT_SECONDS,
    }),
    days: wholeNumber('days', values.days, { least: MIN_DAYS, otherwise: DEFAULT_DAYS }),
    first: wholeNumber('first', values.first, { least: 1, otherwise: FIRST_UNSEEN_WORLD }),
    payments: wholeNumber('payments', values.payments, {
      least: 2 * FEW_PAYMENTS,
      otherwise: DEFAULT_PAYMENTS,
    }),
    size: oneOf('size', SIZES, values.size ?? 'S'),
    parts: values.part === undefined ? PARTS : [oneOf('part', PARTS, values.part)],
  };
}

function wholeNumber(
  name: string,
  text: string | undefined,
  bounds: { least: number; otherwise: number },
): number {
  if (text === undefined) return bounds.otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= bounds.least) return value;
  throw new RequirementError(`--${name} has to be a whole number, ${bounds.least} or more.`);
}

function oneOf<T extends string>(name: string, known: readonly T[], text: string): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new RequirementError(`--${name} has to be one of ${known.join(', ')}.`);
}
