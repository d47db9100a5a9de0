import { headers } from 'next/headers';
import { redirect, unstable_rethrow } from 'next/navigation';
import { AGAIN, FAILED, timesAgain } from '#lib/front/again.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';

/**
 * Does what a page needs before it can be drawn. Where the database is lost on the way, the page is asked
 * for again, and where something of ours fails it is given up; proxy.ts then answers 503 or 500 in its place:
 * an answer that has begun to be drawn cannot.
 */
export async function orAskAgain<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    unstable_rethrow(error); // "not found" and "elsewhere" are no failures
    const sent = await headers();
    const path = sent.get('x-praya-path') ?? '/';
    if (!isDatabaseUnavailable(error)) return giveUp(path, error);
    redirect(`${path}?${AGAIN}=${timesAgain(sent.get('x-praya-again')) + 1}`);
  }
}

/** Something of ours failed: it is written to the log, and the shopper told in plain HTML, at `path`. */
export async function giveUp(path: string, error: unknown): Promise<never> {
  const { log } = await getAppContext();
  log.error({ err: error, path }, 'page failed');
  redirect(`${path}?${AGAIN}=${FAILED}`);
}
