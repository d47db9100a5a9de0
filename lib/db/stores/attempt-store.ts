import { and, asc, eq, gt, isNotNull, isNull, lte, or } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { CheckoutSessionId, PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { attemptEvent, paymentAttempt } from '../schema/payment.ts';
import { type Given, changeOf, rowOf, statement } from '../statement.ts';

export type AttemptRow = typeof paymentAttempt.$inferSelect;

/** A change of an attempt, as evidence. */
export type AttemptChange = Omit<typeof attemptEvent.$inferSelect, 'id' | 'attemptId'>;

/** Writes a new attempt, and that it was made. */
export async function insertAttempt(tx: Db, row: AttemptRow, source: string): Promise<void> {
  const made = { at: row.createdAt, source, fromStatus: null, toStatus: row.status, detail: {} };
  await writeAttempt(tx, { ...row, ...made, attemptId: row.id });
}

/** Row and evidence at once: a shopper waits for it. */
const writeAttempt = statement((db, given: Given<AttemptRow & EventValues>) => {
  const attempt = db
    .$with('attempt')
    .as(
      db
        .insert(paymentAttempt)
        .values(rowOf(paymentAttempt, given))
        .returning({ id: paymentAttempt.id }),
    );
  return db.with(attempt).insert(attemptEvent).values(eventValues(given));
});

type EventValues = AttemptChange & Pick<typeof attemptEvent.$inferSelect, 'attemptId'>;

/** All but the number, which the database gives. */
function eventValues(given: Given<EventValues>) {
  return changeOf(
    attemptEvent,
    given,
    'attemptId',
    'at',
    'source',
    'fromStatus',
    'toStatus',
    'detail',
  );
}

export async function findAttempt(db: Db, id: PaymentAttemptId): Promise<AttemptRow | null> {
  const [row] = await db.select().from(paymentAttempt).where(eq(paymentAttempt.id, id)).limit(1);
  return row ?? null;
}

export async function findAttemptByReference(
  db: Db,
  providerAccountId: ProviderAccountId,
  providerReference: string,
): Promise<AttemptRow | null> {
  const [row] = await db
    .select()
    .from(paymentAttempt)
    .where(
      and(
        eq(paymentAttempt.providerAccountId, providerAccountId),
        eq(paymentAttempt.providerReference, providerReference),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** A session's attempts, oldest first. */
export async function listAttempts(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<readonly AttemptRow[]> {
  return attemptsOf(db, { sessionId });
}

const attemptsOf = statement((db, given: Given<{ sessionId: CheckoutSessionId }>) =>
  db
    .select()
    .from(paymentAttempt)
    .where(eq(paymentAttempt.sessionId, given.sessionId))
    .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id)),
);

/** The attempts of the session that an attempt belongs to, it among them, oldest first. */
export async function listAttemptsBeside(
  db: Db,
  attemptId: PaymentAttemptId,
): Promise<readonly AttemptRow[]> {
  return attemptsBeside(db, { attemptId });
}

const attemptsBeside = statement((db, given: Given<{ attemptId: PaymentAttemptId }>) => {
  const its = alias(paymentAttempt, 'its');
  const itsSession = db.select({ id: its.sessionId }).from(its).where(eq(its.id, given.attemptId));
  return db
    .select()
    .from(paymentAttempt)
    .where(eq(paymentAttempt.sessionId, itsSession))
    .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id));
});

/** What of an attempt changes once it is written. */
const MUTABLE = [
  'status',
  'providerReference',
  'request',
  'nextAction',
  'instrument',
  'keptCardId',
  'failureCode',
  'providerFailureCode',
  'expiresAt',
  'updatedAt',
  'heldAt',
  'statusSince',
  'nextCheckAt',
  'leasedUntil',
] as const;

/**
 * Writes an attempt as it stands now, with the change that brought it there, if it is one. Call it under
 * its session's lock, with the row as read there.
 */
export async function updateAttempt(
  tx: Db,
  row: AttemptRow,
  change: AttemptChange | null,
): Promise<void> {
  if (change === null) await update(tx, row);
  else await updateAndRecord(tx, { ...row, ...change, attemptId: row.id });
}

const update = statement((db, given: Given<AttemptRow>) =>
  db
    .update(paymentAttempt)
    .set(changeOf(paymentAttempt, given, ...MUTABLE))
    .where(eq(paymentAttempt.id, given.id)),
);

const updateAndRecord = statement((db, given: Given<AttemptRow & EventValues>) => {
  const attempt = db.$with('attempt').as(
    db
      .update(paymentAttempt)
      .set(changeOf(paymentAttempt, given, ...MUTABLE))
      .where(eq(paymentAttempt.id, given.id))
      .returning({ id: paymentAttempt.id }),
  );
  return db.with(attempt).insert(attemptEvent).values(eventValues(given));
});

/**
 * Takes the attempt that is longest due for a check and leases it until `leaseUntil`: no other node
 * takes it meanwhile, and a node that dies holding it gives it back by then. Null: nothing is due.
 */
export async function claimDueAttempt(
  db: Db,
  input: { now: Date; leaseUntil: Date },
): Promise<PaymentAttemptId | null> {
  return db.transaction(async (tx) => {
    const [due] = await tx
      .select({ id: paymentAttempt.id })
      .from(paymentAttempt)
      .where(
        and(
          isNotNull(paymentAttempt.nextCheckAt),
          lte(paymentAttempt.nextCheckAt, input.now),
          or(isNull(paymentAttempt.leasedUntil), lte(paymentAttempt.leasedUntil, input.now)),
        ),
      )
      .orderBy(asc(paymentAttempt.nextCheckAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (due === undefined) return null;
    await tx
      .update(paymentAttempt)
      .set({ leasedUntil: input.leaseUntil })
      .where(eq(paymentAttempt.id, due.id));
    return due.id;
  });
}

/** Makes an attempt's next check due at `at`. A check under way is let be. */
export async function setNextCheck(tx: Db, id: PaymentAttemptId, at: Date): Promise<void> {
  await tx.update(paymentAttempt).set({ nextCheckAt: at }).where(eq(paymentAttempt.id, id));
}

/** Brings an attempt's next check forward to `at` where it lies later. A check under way is let be. */
export async function bringCheckForward(db: Db, id: PaymentAttemptId, at: Date): Promise<void> {
  await db
    .update(paymentAttempt)
    .set({ nextCheckAt: at })
    .where(and(eq(paymentAttempt.id, id), gt(paymentAttempt.nextCheckAt, at)));
}
