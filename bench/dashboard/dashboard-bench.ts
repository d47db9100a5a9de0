import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { openApp } from '#lib/operations/app-context.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { readEnv } from '#lib/platform/env.ts';
import { seedPayments } from '#scripts/seed/seed-payments.ts';
import type { BenchOptions } from '../bench-options.ts';
import { BENCH_SECRET } from '../core/praya-load.ts';
import { writeResults } from '../results.ts';
import { median, quantile } from '../statistics.ts';
import { formatTable } from '../table.ts';
import { DASHBOARD_READS, type ReadOf } from './reads.ts';

/** How many payments there are at first. */
export const FEW_PAYMENTS = 10_000;
/** What is read first is neither compiled nor in the database's memory yet. */
const WARM_UP = 50;
const CALLS_A_ROUND = 50;

interface Figure {
  readonly size: number;
  readonly read: string;
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** How long what answers the dashboard takes, with few payments and with many. */
export async function runDashboardBench({
  closing,
  rounds,
  payments,
}: BenchOptions): Promise<void> {
  console.log('Starting PostgreSQL…');
  const postgres = await startTemporaryPostgres();
  closing.add(() => postgres.stop());
  await postgres.createDatabase('dashboard');
  const env = readEnv({
    DATABASE_URL: postgres.url('dashboard'),
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    PUBLIC_ORIGIN: 'http://localhost:3000',
    PRAYA_SECRET: BENCH_SECRET,
  });
  const app = await openApp(env, { work: false });
  closing.add(() => app.close());
  const { context } = app;
  const { merchantId } = await seedMerchant(context);
  const figures: Figure[] = [];
  const sizes = [FEW_PAYMENTS, payments];
  for (const size of sizes) {
    console.log(`Filling the database until there are ${size} payments…`);
    const seconds = await timed(() =>
      seedPayments(context, {
        merchant: merchantId,
        payments: size,
        seed: 'oolong',
        isOver: () => closing.closing,
      }),
    );
    if (closing.closing) throw new Error('Stopped.');
    console.log(`Filled and counted in ${Math.round(seconds)} s. ${rounds} rounds, taking turns…`);
    figures.push(...(await measure({ context, merchantId }, size, rounds)));
  }
  console.log(`\n${tableOf(figures, sizes)}\n`);
  const file = writeResults(
    'dashboard',
    { rounds, callsARound: CALLS_A_ROUND, figures },
    new Date(),
  );
  console.log(`All figures: ${file}`);
}

async function measure(of: ReadOf, size: number, rounds: number): Promise<readonly Figure[]> {
  const reads = Object.entries(DASHBOARD_READS).map(([name, read]) => ({
    name,
    read,
    timesMs: [] as number[],
  }));
  for (const { read } of reads) {
    for (let call = 0; call < WARM_UP; call += 1) await read(of);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { read, timesMs } of reads) {
      for (let call = 0; call < CALLS_A_ROUND; call += 1) {
        timesMs.push(1000 * (await timed(() => read(of))));
      }
    }
  }
  return reads.map(({ name, timesMs }) => ({
    size,
    read: name,
    medianMs: median(timesMs),
    p95Ms: quantile(timesMs, 0.95),
  }));
}

/** In seconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

function tableOf(figures: readonly Figure[], sizes: readonly number[]): string {
  const heading = [
    'median (95th) in ms',
    ...sizes.map((size) => `${size} payments`),
    'times as long',
  ];
  const rows = Object.keys(DASHBOARD_READS).map((name) => {
    const of = sizes.map((size) =>
      figures.find((figure) => figure.size === size && figure.read === name),
    );
    const [few, many] = of;
    const ratio = few === undefined || many === undefined ? 0 : many.medianMs / few.medianMs;
    const cells = of.map((figure) =>
      figure === undefined ? '–' : `${figure.medianMs.toFixed(1)} (${figure.p95Ms.toFixed(1)})`,
    );
    return [name, ...cells, ratio.toFixed(2)];
  });
  return formatTable(heading, rows);
}
