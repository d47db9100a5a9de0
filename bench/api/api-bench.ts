import { randomUUID } from 'node:crypto';
import { hashApiKey } from '#lib/platform/api-key-format.ts';
import type { BenchOptions } from '../bench-options.ts';
import { openFloors } from '../core/database-floor.ts';
import { startDurablePostgres } from '../core/durable-postgres.ts';
import { createSessionScript } from '../core/floor-scripts.ts';
import { BENCH_SECRET, CONCURRENCY, SESSION_FORM, openPrayaLoad } from '../core/praya-load.ts';
import { writeResults } from '../results.ts';
import { pairedRatios, quantile, spread } from '../statistics.ts';
import { formatTable, withRange } from '../table.ts';
import { startApiServers } from './api-servers.ts';
import { type Call, callServer } from './http-load.ts';
import {
  listScript,
  retrieveScript,
  storeSessionsSql,
  storedSessionId,
} from './stored-sessions.ts';

/** How many sessions there are while calls are timed. */
const SIZES = [10_000, 1_000_000] as const;
const STORED_AT_ONCE = 100_000;
const TIMED_CALLS = 2_000;
const TIMED_CLIENTS = 2;
/** Some seconds of calls: what a server answers first is not compiled yet, and it runs for days. */
const WARM_UP_PER_CLIENT = 400;
const MIN_PER_CLIENT = 5;

/** What the merchant API does a second, alone and in Next, beside the same statements by the database alone. */
export async function runApiBench(options: BenchOptions): Promise<void> {
  const { closing, rounds, secondsPerRound } = options;
  console.log('Starting PostgreSQL (durable)…');
  const databaseUrl = await startDurablePostgres(closing);
  const load = await openPrayaLoad({ DATABASE_URL: databaseUrl }, closing);
  const { merchantId } = load.facts;
  const servers = await startApiServers({ databaseUrl, secret: BENCH_SECRET }, closing);
  const { pgbench, nodeLoop } = openFloors(databaseUrl, CONCURRENCY, closing);
  const floor = pgbench ?? nodeLoop;
  const keyHash = hashApiKey(load.apiKey);

  const timed: { size: number; call: string; server: string; p50: number; p99: number }[] = [];
  let stored = 0;
  for (const size of SIZES) {
    console.log(`Storing sessions until there are ${size}…`);
    for (; stored < size; stored = Math.min(size, stored + STORED_AT_ONCE)) {
      const last = Math.min(size, stored + STORED_AT_ONCE);
      await load.run(storeSessionsSql(merchantId, { first: stored + 1, last }));
    }
    await load.settle();
    for (const [name, call] of Object.entries(readsOf(size))) {
      for (const [server, origin] of Object.entries(servers)) {
        const clients = TIMED_CLIENTS;
        await callServer(origin, load.apiKey, { clients, perClient: 200, call });
        const perClient = TIMED_CALLS / clients;
        const { latenciesMs } = await callServer(origin, load.apiKey, { clients, perClient, call });
        const [p50, p99] = [quantile(latenciesMs, 0.5), quantile(latenciesMs, 0.99)];
        timed.push({ size, call: name, server, p50, p99 });
      }
    }
  }
  console.log(`\n${timesTable(timed)}\n`);

  const total = SIZES[SIZES.length - 1] ?? 0;
  const reads = readsOf(total);
  const subjects = [
    { name: 'create', call: CREATE, script: createSessionScript(load.facts) },
    { name: 'retrieve', call: reads.retrieve, script: retrieveScript(keyHash, total) },
    { name: 'list 100', call: reads.list, script: listScript(keyHash, merchantId) },
  ];
  const results = [];
  let run = 0;
  for (const { name, call, script } of subjects) {
    console.log(`${name}: ${rounds} rounds, taking turns…`);
    const overHttp = (origin: string) => async (perClient: number) =>
      (await callServer(origin, load.apiKey, { clients: CONCURRENCY, perClient, call })).perSecond;
    const legs = [
      { label: floor.name, measure: (n: number) => floor.measure(script, (run += 1), n) },
      { label: 'npm run api', measure: overHttp(servers.alone) },
      { label: 'in Next', measure: overHttp(servers.inNext) },
    ].map((leg) => ({ ...leg, perClient: 0, rates: [] as number[] }));
    for (const leg of legs) {
      await leg.measure(WARM_UP_PER_CLIENT);
      const rate = await leg.measure(WARM_UP_PER_CLIENT);
      const wanted = Math.round((rate * secondsPerRound) / CONCURRENCY);
      leg.perClient = Math.max(MIN_PER_CLIENT, wanted);
    }
    for (let round = 0; round < rounds; round += 1) {
      const start = round % legs.length;
      for (const leg of [...legs.slice(start), ...legs.slice(0, start)]) {
        await load.settle();
        leg.rates.push(await leg.measure(leg.perClient));
      }
    }
    const [first] = legs;
    const rows = legs.map(({ label, rates }) => ({
      subject: name,
      label,
      perSecond: spread(rates),
      ratio: first === undefined || first.rates === rates ? null : pairedRatios(rates, first.rates),
    }));
    results.push(...rows);
    const cells = rows.map(({ label, perSecond, ratio }) => [
      label,
      withRange(perSecond),
      ratio === null ? '1' : withRange(ratio, 2),
    ]);
    console.log(`\n${formatTable([name, 'per second', 'of the floor'], cells)}\n`);
  }
  const file = writeResults('api', { rounds, secondsPerRound, timed, results }, new Date());
  console.log(`The floor is ${floor.name}. All figures: ${file}`);
}

const CREATE = (): Call => ({
  method: 'POST',
  path: '/v1/checkout/sessions',
  body: SESSION_FORM,
  headers: { 'idempotency-key': randomUUID() },
});

function readsOf(size: number) {
  return {
    retrieve: (index: number): Call => ({
      method: 'GET',
      path: `/v1/checkout/sessions/${storedSessionId(index, size)}`,
    }),
    list: (): Call => ({ method: 'GET', path: '/v1/checkout/sessions?limit=100' }),
  };
}

function timesTable(
  timed: readonly { size: number; call: string; server: string; p50: number; p99: number }[],
): string {
  const rows = timed
    .filter(({ size }) => size === SIZES[0])
    .map(({ call, server, p50, p99 }) => {
      const later = timed.find(
        (other) => other.size !== SIZES[0] && other.call === call && other.server === server,
      );
      if (later === undefined) throw new Error(`${call} was not timed twice.`);
      return [
        `${call}, ${server === 'alone' ? 'npm run api' : 'in Next'}`,
        `${p50.toFixed(1)} / ${p99.toFixed(1)}`,
        `${later.p50.toFixed(1)} / ${later.p99.toFixed(1)}`,
        (later.p99 / p99).toFixed(2),
      ];
    });
  const [few, many] = SIZES.map((size) => `of ${size}: p50 / p99, ms`);
  return formatTable(['reading', few ?? '', many ?? '', 'p99 to p99'], rows);
}
