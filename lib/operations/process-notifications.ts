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
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { sendingGraceMs } from './attempt-record.ts';
import { checkAttempt } from './check-attempt.ts';
import type { AppContext } from './context.ts';
import { learnOfDispute } from './follow-disputes.ts';
import { learnOfPayout } from './record-payout.ts';
import { learnOfReview } from './record-review.ts';
import { leaseUntil, workThrough } from './work-through.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Tries before a payment nobody knows is raised: our own record may still be on its way. */
const MAX_UNMATCHED_TRIES = 5;
/** Tries before it is believed that a provider has nothing of the name that it told us. */
const MAX_ABSENT_TRIES = 5;
/** Tries and time before what a notification names besides a payment is given up as not to be read. */
const MAX_TRIES = 100;
const GIVE_UP_MS = { dispute: 24 * HOUR_MS, review: 24 * HOUR_MS, payout: 72 * HOUR_MS } as const;
/** Within which the reconciler has asked about an attempt whose first call was cut off. */
const RECONCILED_MS = 10 * 60_000;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = HOUR_MS;

/** Of one round, and of it one account's before the others had their turn. */
const MAX_PER_ROUND = 100;
const MAX_PER_TURN = 10;

/**
 * Deals with notifications that wait in the inbox; returns how many it took. An account takes turns with the
 * others, however many of its own wait.
 */
export async function processNotifications(context: AppContext): Promise<number> {
  const taken = new Map<ProviderAccountId, number>();
  return workThrough<InboundRow>(context, {
    name: 'processNotifications',
    lanes: 4,
    limit: MAX_PER_ROUND,
    claim: async () => {
      const row = (await claimInTurn(context, taken)) ?? (await claimNextTurn(context, taken));
      if (row !== null) {
        taken.set(row.providerAccountId, (taken.get(row.providerAccountId) ?? 0) + 1);
      }
      return row;
    },
    work: (row) => processOne(context, row),
    describe: (row) => row.id,
  });
}

type Taken = Map<ProviderAccountId, number>;

function claimInTurn(context: AppContext, taken: Taken): Promise<InboundRow | null> {
  const now = context.clock.now();
  return claimDueNotification(context.database.db, {
    now,
    leaseUntil: leaseUntil(context, now),
    passOver: [...taken].filter(([, count]) => count >= MAX_PER_TURN).map(([account]) => account),
  });
}

/** Once everybody has had their turn; null: nobody was passed over, and nothing is due. */
function claimNextTurn(context: AppContext, taken: Taken): Promise<InboundRow | null> {
  if (![...taken.values()].some((count) => count >= MAX_PER_TURN)) return Promise.resolve(null);
  taken.clear();
  return claimInTurn(context, taken);
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
    if (told !== 'recorded') {
      if (!isGivenUp(row, told, now)) return later(`the payout is ${told}`);
      const { id, aboutReference: payout, eventType } = row;
      context.log.warn({ notification: id, payout, eventType, told }, 'a payout is given up');
    }
    return settleNotification(db, row.id, { processedAt: now });
  }
  const attempt = await attemptOf(context, row);
  if (attempt === null) {
    if (mayBecomeOurs(context, row, now)) return later('no attempt of ours yet');
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
  const orGiveUp = async (unread: Unread, error: string) => {
    if (!isGivenUp(row, unread, now)) return later(error);
    await raiseUnread(context, row, attempt, error);
    return settleNotification(db, row.id, { processedAt: now });
  };
  if (checked.kind === 'busy') return orGiveUp('busy', 'its first call is still under way');
  // Only an answer is an answer: the state of an attempt that could not be asked about proves nothing.
  if (!checked.answered) return orGiveUp('unanswered', 'the provider could not be asked');
  const learned = await learnBesides(context, row, checked.attempt);
  switch (learned) {
    case 'absent':
      return orGiveUp(learned, 'the provider has nothing of that name');
    case 'unanswered':
      return orGiveUp(learned, 'the provider could not be asked of what it names');
    case 'no_capture':
      return orGiveUp(learned, 'what is disputed is not booked yet');
    case 'recorded':
    case 'not_its':
    case null:
      return settleNotification(db, row.id, { processedAt: now });
    default:
      return unreachable(learned);
  }
}

/**
 * Whether a payment that we do not know may yet be one of ours. What besides names one by the provider's reference
 * alone: that is written when its first call ends or, had its process died, when the reconciler has asked.
 */
function mayBecomeOurs(context: AppContext, row: InboundRow, now: Date): boolean {
  if (row.tryCount + 1 < MAX_UNMATCHED_TRIES) return true;
  if (row.aboutKind === null || row.tryCount + 1 >= MAX_TRIES) return false;
  return now.getTime() - row.receivedAt.getTime() < sendingGraceMs(context) + RECONCILED_MS;
}

type Unread = 'busy' | 'unanswered' | 'absent' | 'no_capture';

/** Whether this try was the last one. Of a payment alone none is: its attempt is asked about by itself as well. */
function isGivenUp(row: InboundRow, unread: Unread, now: Date): boolean {
  if (row.aboutKind === null) return false;
  const tries = row.tryCount + 1;
  const ageMs = now.getTime() - row.receivedAt.getTime();
  return (
    tries >= (unread === 'absent' ? MAX_ABSENT_TRIES : MAX_TRIES) ||
    ageMs >= GIVE_UP_MS[row.aboutKind]
  );
}

/** There may be a deadline: a person looks at the provider, by the name that it told. */
async function raiseUnread(
  context: AppContext,
  row: InboundRow,
  attempt: AttemptRow,
  unread: string,
): Promise<void> {
  const { aboutReference: providerReference, eventType } = row;
  if (providerReference === null) return;
  await raiseDiscrepancy(context.database.db, {
    merchantId: row.merchantId,
    kind: row.aboutKind === 'review' ? 'in_review' : 'disputed',
    subject: providerReference,
    sessionId: attempt.sessionId,
    attemptId: attempt.id,
    detail: { provider: attempt.provider, providerReference, eventType, unread },
    now: context.clock.now(),
    again: true,
  });
  context.log.warn(
    { notification: row.id, providerReference, unread },
    'what a provider names is given up',
  );
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
