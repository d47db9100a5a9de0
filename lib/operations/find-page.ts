import { isAttemptOfSession, isSession } from '#lib/db/stores/page-store.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { getAppContext } from './app-context.ts';
import { isDatabaseUnavailable } from './database-away.ts';

export type PageStanding = 'there' | 'not_found' | 'try_again_later';

/**
 * Whether there is anything to show at an address, asked before a page begins to draw: afterwards its
 * answer's status can no longer say so. `not_found` is the same for what is nobody's and somebody else's.
 */
export async function findPage(page: {
  readonly sessionId: CheckoutSessionId;
  readonly attemptId: PaymentAttemptId | null;
}): Promise<PageStanding> {
  try {
    const { db } = (await getAppContext()).database;
    const found =
      page.attemptId === null
        ? await isSession(db, page.sessionId)
        : await isAttemptOfSession(db, { ...page, attemptId: page.attemptId });
    return found ? 'there' : 'not_found';
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    return 'try_again_later';
  }
}
