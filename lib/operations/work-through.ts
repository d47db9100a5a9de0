import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import type { AppContext } from './context.ts';
import { type Waiting, pause, wakeAll } from './waiting.ts';

/** How often a free lane looks for what has become due while another is still at work. */
const LOOK_AGAIN_MS = 500;

/**
 * Works through what is due, several rows at a time, each claimed just before its work so that its
 * lease outlives it however long the queue is. A row whose work throws is logged and left to its lease;
 * one that takes long keeps nobody else's waiting, nor what becomes due meanwhile. Returns how many rows
 * were taken, at most `limit`.
 *
 * Throws what `claim` throws: without a database there is nothing to work through.
 */
export async function workThrough<Row>(
  context: Pick<AppContext, 'log'>,
  job: {
    readonly name: string;
    readonly lanes: number;
    readonly limit: number;
    readonly claim: () => Promise<Row | null>;
    readonly work: (row: Row) => Promise<void>;
    /** What a log line says of the row. */
    readonly describe: (row: Row) => string;
  },
): Promise<number> {
  let taken = 0;
  let atWork = 0;
  const waiting: Waiting = new Set();
  const lane = async () => {
    while (taken < job.limit) {
      taken += 1;
      const row = await job.claim();
      if (row === null) {
        taken -= 1;
        if (atWork === 0) return;
        await pause(LOOK_AGAIN_MS, waiting);
        continue;
      }
      atWork += 1;
      try {
        await job.work(row);
      } catch (error) {
        if (isDatabaseUnavailable(error)) throw error;
        context.log.error({ job: job.name, row: job.describe(row), err: error }, 'work failed');
      } finally {
        atWork -= 1;
        if (atWork === 0) wakeAll(waiting);
      }
    }
  };
  // Every lane is seen to its end before a failure is reported: none is left running.
  const lanes = await Promise.allSettled(Array.from({ length: job.lanes }, lane));
  for (const result of lanes) {
    if (result.status === 'rejected') throw result.reason;
  }
  return taken;
}

/** How long a claimed row is its node's own: three calls to a provider, and what is written after. */
export function leaseUntil(context: AppContext, now: Date): Date {
  return new Date(now.getTime() + context.env.PROVIDER_TIMEOUT_MS * 3 + 10_000);
}
