import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { AGAIN, timesAgain } from '#lib/front/again.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';

/**
 * Does what a page needs the database for. Where the database is lost on the way, the page is asked for
 * again, and proxy.ts answers 503 in its place: an answer that has begun to be drawn cannot.
 */
export async function orAskAgain<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    const sent = await headers();
    const again = timesAgain(sent.get('x-praya-again')) + 1;
    redirect(`${sent.get('x-praya-path') ?? '/'}?${AGAIN}=${again}`);
  }
}
