import { findAttempt, findAttemptByReference } from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import {
  type InboundRow,
  claimDueNotifications,
  settleNotification,
} from '#lib/db/stores/inbox-store.ts';
import { checkAttempt } from './check-attempt.ts';
import type { AppContext } from './context.ts';

const BATCH = 20;
const LEASE_MS = 60_000;
/** Tries before a payment nobody knows is raised: our own record may still be on its way. */
const MAX_UNMATCHED_TRIES = 5;
const RETRY_MS = 2_000;

/** Deals with notifications that wait in the inbox; returns how many it took. */
export async function processNotifications(context: AppContext): Promise<number> {
  const now = context.clock.now();
  const rows = await claimDueNotifications(context.database.db, {
    now,
    leaseUntil: new Date(now.getTime() + LEASE_MS),
    limit: BATCH,
  });
  for (const row of rows) await processOne(context, row);
  return rows.length;
}

async function processOne(context: AppContext, row: InboundRow): Promise<void> {
  const { db } = context.database;
  const now = context.clock.now();
  const later = (error: string) =>
    settleNotification(db, row.id, { nextTryAt: new Date(now.getTime() + RETRY_MS), error });

  const attempt = await attemptOf(context, row);
  if (attempt === null) {
    if (row.tryCount + 1 < MAX_UNMATCHED_TRIES) return later('no attempt of ours yet');
    // Without a reference of ours it is the merchant's other business at the same provider.
    if (row.attemptId === null) return settleNotification(db, row.id, { processedAt: now });
    await raiseDiscrepancy(db, {
      merchantId: row.merchantId,
      kind: 'unmatched_payment',
      subject: row.paymentReference ?? row.id,
      sessionId: null,
      attemptId: null,
      detail: { eventType: row.eventType, paymentReference: row.paymentReference },
      now,
    });
    return settleNotification(db, row.id, { processedAt: now });
  }
  const checked = await checkAttempt(context, attempt.id, 'notification');
  if (checked.kind === 'busy') return later('its first call is still under way');
  if (checked.attempt.status === 'unknown') return later('the provider could not be asked');
  return settleNotification(db, row.id, { processedAt: now });
}

/** The attempt a notification is about: by the provider's reference, or by ours where it echoes that. */
async function attemptOf(context: AppContext, row: InboundRow) {
  const { db } = context.database;
  const byReference =
    row.paymentReference === null
      ? null
      : await findAttemptByReference(db, row.providerAccountId, row.paymentReference);
  if (byReference !== null) return byReference;
  const byOurs = row.attemptId === null ? null : await findAttempt(db, row.attemptId);
  // The reference we sent comes back signed by this account; another account's attempt is not its to move.
  return byOurs?.providerAccountId === row.providerAccountId ? byOurs : null;
}
