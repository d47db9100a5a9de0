import type { AppContext } from './context.ts';

/** Takes a bounded batch of what is due and returns how many it took. */
export type Job = (context: AppContext) => Promise<number>;

/** A job that, once it found nothing, does not look again for so long, however often it is called. */
export function seldom(
  job: Job,
  leastPauseMs: number,
  elapsedMs: () => number = () => performance.now(),
): Job {
  let emptyAtMs: number | null = null;
  return async (context) => {
    if (emptyAtMs !== null && elapsedMs() - emptyAtMs < leastPauseMs) return 0;
    const took = await job(context);
    emptyAtMs = took === 0 ? elapsedMs() : null;
    return took;
  };
}
