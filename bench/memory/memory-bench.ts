import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchOptions } from '../bench-options.ts';
import { startPraya } from '../page/praya-under-test.ts';
import { writeResults } from '../results.ts';

/** By then caches are full, code is compiled and the heap has the size that the load asks for. */
const WARM_UP_SESSIONS = 3_000;
const SESSIONS = 10_000;
const STEPS = 10;
const AT_ONCE = 4;
/** A quiet while, in which the collector gives back what it can. */
const REST_MS = 15_000;

/**
 * How the app's memory grows over ten thousand sessions, each made through the API, opened as a page
 * and asked about. Resident memory of the process as the system counts it, after a rest.
 */
export async function runMemoryBench({ closing }: BenchOptions): Promise<void> {
  const praya = await startPraya(closing);
  console.log(`${WARM_UP_SESSIONS} sessions to warm up…`);
  await useSessions(praya, WARM_UP_SESSIONS);
  await pause(REST_MS);
  const residentMb = [residentMbOf(praya.pid())];
  for (let step = 0; step < STEPS; step += 1) {
    await useSessions(praya, SESSIONS / STEPS);
    residentMb.push(residentMbOf(praya.pid()));
    console.log(`after ${((step + 1) * SESSIONS) / STEPS}: ${residentMb.at(-1)?.toFixed(0)} MB`);
  }
  await pause(REST_MS);
  const after = residentMbOf(praya.pid());
  const growthMb = after - (residentMb[0] ?? 0);
  console.log(
    `\nResident memory: ${residentMb[0]?.toFixed(0)} MB before, ${after.toFixed(0)} MB after ` +
      `${SESSIONS} sessions and a rest: ${growthMb.toFixed(0)} MB more.`,
  );
  const file = writeResults(
    'memory',
    { sessions: SESSIONS, residentMb, afterRestMb: after, growthMb },
    new Date(),
  );
  console.log(`All figures: ${file}`);
}

type Praya = Awaited<ReturnType<typeof startPraya>>;

async function useSessions(praya: Praya, count: number): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await useSession(praya);
      }
    }),
  );
}

async function useSession(praya: Praya): Promise<void> {
  const { id, url } = await praya.createSession();
  for (const address of [url, `${praya.origin}/api/checkout/${id}/status`]) {
    // The server may close a kept connection just as it is used again: then asked once more.
    const answer = await fetch(address).catch(() => fetch(address));
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  }
}

/** The process's resident memory, from Linux's own account of it. */
function residentMbOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`The memory of process ${pid} cannot be read.`);
  return Number(kilobytes) / 1024;
}
