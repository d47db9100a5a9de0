import {
  type AttemptRow,
  findAttempt,
  findAttemptByReference,
} from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import {
  type InboundRow,
  claimDueNotification,
  settleNotification,
} from '#lib/db/stores/inbox-store.ts';
import { bringRefundsForward } from '#lib/db/stores/money-store.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { checkAttempt } from './check-attempt.ts';
import type { AppContext } from './context.ts';
import { learnOfDispute } from './follow-disputes.ts';
import { learnOfPayout } from './record-payout.ts';
import { learnOfReview } from './record-review.ts';
import { leaseUntil, workThrough } from './work-through.ts';

/** Tries before a payment nobody knows is raised: our own record may still be on its way. */
const MAX_UNMATCHED_TRIES = 5;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60 * 60 * 1000;

/** Deals with notifications that wait in the inbox; returns how many it took. */
export async function processNotifications(context: AppContext): Promise<number> {
  return workThrough<InboundRow>(context, {
    name: 'processNotifications',
    lanes: 4,
    limit: 100,
    claim: () => {
      const now = context.clock.now();
      return claimDueNotification(context.database.db, {
        now,
        leaseUntil: leaseUntil(context, now),
      });
    },
    work: (row) => processOne(context, row),
    describe: (row) => row.id,
  });
}

async function processOne(context: AppContext, row: InboundRow): Promise<void> {
  const { db } = context.database;
  const now = context.clock.now();
  const later = (error: string) => {
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(row.tryCount, 20), LAST_RETRY_MS);
    return settleNotification(db, row.id, { nextTryAt: new Date(now.getTime() + waitMs), error });
  };
  if (row.aboutKind === 'payout') {
    const told = await learnOfPayout(context, row.providerAccountId, row.aboutReference ?? '');
    if (told === 'unanswered') return later('the provider could not be asked of the payout');
    return settleNotification(db, row.id, { processedAt: now });
  }
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
  // Both providers name a refund's events after it. One that is named otherwise is looked at in time.
  if (row.eventType.includes('refund')) {
    await bringRefundsForward(db, attempt.id, now);
    context.wakeWorker();
  }
  const checked = await checkAttempt(context, attempt.id, {
    source: 'notification',
    providerReference: row.paymentReference,
  });
  if (checked.kind === 'busy') return later('its first call is still under way');
  // Only an answer is an answer: the state of an attempt that could not be asked about proves nothing.
  if (!checked.answered) return later('the provider could not be asked');
  const learned = await learnBesides(context, row, checked.attempt);
  if (learned === 'unanswered') return later('the provider could not be asked of what it names');
  if (learned === 'no_capture') return later('what is disputed is not booked yet');
  return settleNotification(db, row.id, { processedAt: now });
}

/** Has what a notification names besides the payment asked about and recorded; null: it names nothing. */
async function learnBesides(context: AppContext, row: InboundRow, attempt: AttemptRow) {
  const { aboutKind, aboutReference } = row;
  if (aboutKind === null || aboutReference === null) return null;
  switch (aboutKind) {
    case 'dispute':
      return learnOfDispute(context, attempt, aboutReference);
    case 'review':
      return learnOfReview(context, attempt, aboutReference);
    case 'payout':
      throw new Error(`Notification ${row.id} is of a payout, and of a payment.`);
    default:
      return unreachable(aboutKind);
  }
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
