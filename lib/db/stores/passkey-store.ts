import { and, asc, eq, gt, lt } from 'drizzle-orm';
import type { OperatorId, PasskeyChallengeId, PasskeyId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { passkey, passkeyChallenge } from '../schema/operator.ts';

export type PasskeyRow = typeof passkey.$inferSelect;
export type PasskeyChallengeRow = typeof passkeyChallenge.$inferSelect;

/** False when the authenticator's key is somebody's already. */
export async function insertPasskey(tx: Db, row: PasskeyRow): Promise<boolean> {
  const inserted = await tx
    .insert(passkey)
    .values(row)
    .onConflictDoNothing({ target: passkey.credentialId })
    .returning({ id: passkey.id });
  return inserted.length > 0;
}

export async function findPasskey(db: Db, credentialId: string): Promise<PasskeyRow | null> {
  const [row] = await db.select().from(passkey).where(eq(passkey.credentialId, credentialId));
  return row ?? null;
}

/** An operator's, the oldest first. */
export async function listPasskeys(db: Db, operatorId: OperatorId): Promise<readonly PasskeyRow[]> {
  return db
    .select()
    .from(passkey)
    .where(eq(passkey.operatorId, operatorId))
    .orderBy(asc(passkey.createdAt), asc(passkey.id));
}

export async function notePasskeyUse(
  tx: Db,
  id: PasskeyId,
  input: { counter: number; now: Date },
): Promise<void> {
  await tx
    .update(passkey)
    .set({ counter: input.counter, lastUsedAt: input.now })
    .where(eq(passkey.id, id));
}

/** Null when it is none of the operator's. */
export async function deletePasskey(
  tx: Db,
  input: { id: PasskeyId; operatorId: OperatorId },
): Promise<PasskeyRow | null> {
  const [row] = await tx
    .delete(passkey)
    .where(and(eq(passkey.id, input.id), eq(passkey.operatorId, input.operatorId)))
    .returning();
  return row ?? null;
}

export async function insertPasskeyChallenge(db: Db, row: PasskeyChallengeRow): Promise<void> {
  await db.insert(passkeyChallenge).values(row);
}

/** Takes a challenge out, so that it is answered once; null when it is gone, over or another purpose's. */
export async function takePasskeyChallenge(
  db: Db,
  input: { id: PasskeyChallengeId; purpose: PasskeyChallengeRow['purpose']; now: Date },
): Promise<PasskeyChallengeRow | null> {
  const [row] = await db
    .delete(passkeyChallenge)
    .where(
      and(
        eq(passkeyChallenge.id, input.id),
        eq(passkeyChallenge.purpose, input.purpose),
        gt(passkeyChallenge.expiresAt, input.now),
      ),
    )
    .returning();
  return row ?? null;
}

export async function deleteOldChallenges(db: Db, endedBefore: Date): Promise<number> {
  const gone = await db
    .delete(passkeyChallenge)
    .where(lt(passkeyChallenge.expiresAt, endedBefore))
    .returning({ id: passkeyChallenge.id });
  return gone.length;
}
