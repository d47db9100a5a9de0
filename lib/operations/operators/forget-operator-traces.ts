import { deleteOldSessions } from '#lib/db/stores/operator-session-store.ts';
import { deleteOldChallenges } from '#lib/db/stores/passkey-store.ts';
import { deleteOldTries } from '#lib/db/stores/sign-in-try-store.ts';
import { LONGEST_TRY_WINDOW_MS } from '#lib/domain/sign-in-limits.ts';
import type { AppContext } from '../context.ts';

/** Takes out sessions and questions that are over, and tries that no limit looks at. Returns how many. */
export async function forgetOperatorTraces(context: AppContext): Promise<number> {
  const { db } = context.database;
  const now = context.clock.now();
  const tries = await deleteOldTries(db, new Date(now.getTime() - LONGEST_TRY_WINDOW_MS));
  return tries + (await deleteOldSessions(db, now)) + (await deleteOldChallenges(db, now));
}
