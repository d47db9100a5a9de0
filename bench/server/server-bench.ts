import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../bench-options.ts';
import { startPraya } from '../page/praya-under-test.ts';
import { writeResults } from '../results.ts';
import { median, pairedRatios, spread } from '../statistics.ts';
import { formatTable, withRange } from '../table.ts';
import { startBareApp } from './bare-app.ts';
import { createRequester } from './request-times.ts';

const BARE_PORT = 3340;
const WARM_UP_REQUESTS = 200;
const REQUESTS_A_ROUND = 50;

/** How long the server takes for the payment page, beside dynamic pages that do nothing. */
export async function runServerBench({ closing, rounds }: BenchOptions): Promise<void> {
  const praya = await startPraya(closing);
  const dataDir = mkdtempSync(join(tmpdir(), 'praya-bench-bare-'));
  closing.add(async () => rmSync(dataDir, { recursive: true, force: true }));
  const bare = await startBareApp(BARE_PORT, closing, dataDir);
  const { url: methods } = await praya.openSession();
  const { url: code } = await praya.openCode();
  const urls = { bare, nonced: `${bare}nonced`, methods, code };

  const requester = createRequester();
  closing.add(async () => requester.close());
  for (const url of Object.values(urls)) await requester.times(url, WARM_UP_REQUESTS);
  console.log(`\n${rounds} rounds of ${REQUESTS_A_ROUND} requests each, taking turns…`);
  const names = ['bare', 'nonced', 'methods', 'code'] as const;
  const rounded = { bare: [], nonced: [], methods: [], code: [] } as Record<
    (typeof names)[number],
    number[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    // Begun by each in turn.
    const order = names.map((_, at) => names[(at + round) % names.length] ?? 'bare');
    for (const name of order) {
      rounded[name].push(median(await requester.times(urls[name], REQUESTS_A_ROUND)));
    }
  }
  const rows = names.map((name) => [
    LABELS[name],
    withRange(spread(rounded[name]), 2),
    ...(['bare', 'nonced'] as const).map((floor) =>
      name === floor ? '1' : withRange(pairedRatios(rounded[name], rounded[floor]), 2),
    ),
  ]);
  console.log(
    `\n${formatTable(['server time', 'ms', 'to the empty page', 'to the one with a nonce'], rows)}`,
  );
  const file = writeResults(
    'server',
    { rounds, requestsARound: REQUESTS_A_ROUND, medians: rounded },
    new Date(),
  );
  console.log(`\nAll figures: ${file}`);
}

const LABELS = {
  bare: 'a dynamic page that does nothing',
  nonced: 'one with a nonce, words and a client component',
  methods: 'the list of methods',
  code: 'the page of an FPS code',
} as const;
