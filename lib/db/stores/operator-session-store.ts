import { and, desc, eq, gt, isNull, lt, ne } from 'drizzle-orm';
import type { OperatorId, OperatorSessionId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { operatorSession } from '../schema/operator.ts';

export type OperatorSessionRow = typeof operatorSession.$inferSelect;

export async function insertOperatorSession(tx: Db, row: OperatorSessionRow): Promise<void> {
  await tx.insert(operatorSession).values(row);
}

/** The session whose token has this SHA-256 (hex), over or not. */
export async function findOperatorSession(
  db: Db,
  tokenHash: string,
): Promise<OperatorSessionRow | null> {
  const [row] = await db
    .select()
    .from(operatorSession)
    .where(eq(operatorSession.tokenHash, tokenHash));
  return row ?? null;
}

/** Notes that a session was used, unless that was noted after `notedSince` already. */
export async function touchOperatorSession(
  db: Db,
  id: OperatorSessionId,
  input: { now: Date; notedSince: Date },
): Promise<void> {
  await db
    .update(operatorSession)
    .set({ lastSeenAt: input.now })
    .where(and(eq(operatorSession.id, id), lt(operatorSession.lastSeenAt, input.notedSince)));
}

/** Holds a session that waits for its second factor until the transaction ends; false when it no longer does. */
export async function lockWaitingSession(
  tx: Db,
  id: OperatorSessionId,
  now: Date,
): Promise<boolean> {
  const [row] = await tx
    .select({ id: operatorSession.id })
    .from(operatorSession)
    .where(
      and(
        eq(operatorSession.id, id),
        eq(operatorSession.stage, 'second_factor'),
        isNull(operatorSession.revokedAt),
        gt(operatorSession.expiresAt, now),
      ),
    )
    .for('update');
  return row !== undefined;
}

/** Opens a session whose second factor was right, under a new token. Under `lockWaitingSession`. */
export async function completeOperatorSession(
  tx: Db,
  id: OperatorSessionId,
  change: { tokenHash: string; now: Date; expiresAt: Date },
): Promise<void> {
  const { tokenHash, now, expiresAt } = change;
  await tx
    .update(operatorSession)
    .set({ stage: 'open', tokenHash, lastSeenAt: now, authenticatedAt: now, expiresAt })
    .where(eq(operatorSession.id, id));
}

export async function setAuthenticatedAt(tx: Db, id: OperatorSessionId, at: Date): Promise<void> {
  await tx.update(operatorSession).set({ authenticatedAt: at }).where(eq(operatorSession.id, id));
}

/** Those that are open at `now`, the one used last first. */
export async function listOpenSessions(
  db: Db,
  operatorId: OperatorId,
  input: { now: Date; seenSince: Date; limit: number },
): Promise<readonly OperatorSessionRow[]> {
  return db
    .select()
    .from(operatorSession)
    .where(
      and(
        eq(operatorSession.operatorId, operatorId),
        eq(operatorSession.stage, 'open'),
        isNull(operatorSession.revokedAt),
        gt(operatorSession.expiresAt, input.now),
        gt(operatorSession.lastSeenAt, input.seenSince),
      ),
    )
    .orderBy(desc(operatorSession.lastSeenAt), desc(operatorSession.id))
    .limit(input.limit);
}

/** Ends one of an operator's sessions; null when it is none of theirs, or over already. */
export async function revokeOperatorSession(
  tx: Db,
  input: { id: OperatorSessionId; operatorId: OperatorId; now: Date },
): Promise<OperatorSessionRow | null> {
  const [row] = await tx
    .update(operatorSession)
    .set({ revokedAt: input.now })
    .where(
      and(
        eq(operatorSession.id, input.id),
        eq(operatorSession.operatorId, input.operatorId),
        isNull(operatorSession.revokedAt),
      ),
    )
    .returning();
  return row ?? null;
}

/** Ends an operator's sessions but `except`, also those that wait for their second factor. */
export async function revokeOperatorSessions(
  tx: Db,
  input: { operatorId: OperatorId; except: OperatorSessionId | null; now: Date },
): Promise<number> {
  const revoked = await tx
    .update(operatorSession)
    .set({ revokedAt: input.now })
    .where(
      and(
        eq(operatorSession.operatorId, input.operatorId),
        isNull(operatorSession.revokedAt),
        input.except === null ? undefined : ne(operatorSession.id, input.except),
      ),
    )
    .returning({ id: operatorSession.id });
  return revoked.length;
}

/** Forgets sessions that ended before a time. Returns how many. */
export async function deleteOldSessions(db: Db, endedBefore: Date): Promise<number> {
  const gone = await db
    .delete(operatorSession)
    .where(lt(operatorSession.expiresAt, endedBefore))
    .returning({ id: operatorSession.id });
  return gone.length;
}
