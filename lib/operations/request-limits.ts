import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { insertOpening, insertOrigin, readRequests } from '#lib/db/stores/opening-store.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { REQUEST_WINDOW_MS, requestHoldMs } from '#lib/domain/request-limits.ts';
import { addressSubject } from './card-limits.ts';
import type { AppContext } from './context.ts';
import { isDatabaseUnavailable } from './database-away.ts';

/**
 * How long a code or a wallet request has to wait, in milliseconds; null when it can be started now.
 * `address` is the client's `addressGroup`. Unlike cards, requests of one address do not wait for each
 * other here: of a burst, a few more than the limit cost nobody anything.
 */
export async function findRequestHold(
  context: AppContext,
  tx: Db,
  address: string | null,
): Promise<number | null> {
  const from = addressSubject(context, address);
  return from === null
    ? null
    : requestHoldMs(await readRequests(tx, from.subject, REQUEST_WINDOW_MS));
}

/** Writes where a code or wallet request came from. Beside the provider's call, so that nobody waits for it. */
export async function countRequest(
  context: AppContext,
  facts: { attempt: AttemptRow; address: string | null },
): Promise<void> {
  const from = addressSubject(context, facts.address);
  if (from === null) return;
  await insertOrigin(context.database.db, { attemptId: facts.attempt.id, address: from.subject });
}

/** What this process has written of late: a page that is loaded again is written once. */
const noted = new Set<string>();
const MOST_NOTED = 10_000;

/**
 * Counts that a session's page was opened. Call it when the page has been answered: it is in nobody's way,
 * and a count that is lost with the database is no harm.
 */
export async function noteOpening(
  context: AppContext,
  facts: { sessionId: CheckoutSessionId; address: string | null },
): Promise<void> {
  const from = addressSubject(context, facts.address);
  if (from === null) return;
  const key = `${facts.sessionId}:${from.subject}`;
  if (noted.has(key)) return;
  if (noted.size >= MOST_NOTED) noted.clear();
  noted.add(key);
  try {
    await insertOpening(context.database.db, { address: from.subject, sessionId: facts.sessionId });
  } catch (error) {
    noted.delete(key);
    if (!isDatabaseUnavailable(error)) throw error;
    context.log.warn({ session: facts.sessionId }, 'opening not counted: database away');
  }
}
