import { and, count, eq, isNotNull, isNull, lt, or } from 'drizzle-orm';
import type { OperatorId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { operatorRecoveryCode, operatorTotp } from '../schema/operator.ts';

export type TotpRow = typeof operatorTotp.$inferSelect;

/** What an operator has of an authenticator app, whether a code of it was typed yet or not. */
export async function findTotp(db: Db, operatorId: OperatorId): Promise<TotpRow | null> {
  const [row] = await db.select().from(operatorTotp).where(eq(operatorTotp.operatorId, operatorId));
  return row ?? null;
}

/** Puts a secret in the place of one that was never confirmed; false when one was. */
export async function putUnconfirmedTotp(
  tx: Db,
  row: Pick<TotpRow, 'operatorId' | 'secret' | 'createdAt'>,
): Promise<boolean> {
  const written = await tx
    .insert(operatorTotp)
    .values(row)
    .onConflictDoUpdate({
      target: operatorTotp.operatorId,
      set: { secret: row.secret, createdAt: row.createdAt },
      setWhere: isNull(operatorTotp.confirmedAt),
    })
    .returning({ operatorId: operatorTotp.operatorId });
  return written.length > 0;
}

/** Has the app asked for from now on; false when it is already, or there is none. */
export async function confirmTotp(
  tx: Db,
  operatorId: OperatorId,
  input: { now: Date; step: number },
): Promise<boolean> {
  const confirmed = await tx
    .update(operatorTotp)
    .set({ confirmedAt: input.now, lastStep: input.step })
    .where(and(eq(operatorTotp.operatorId, operatorId), isNull(operatorTotp.confirmedAt)))
    .returning({ operatorId: operatorTotp.operatorId });
  return confirmed.length > 0;
}

/** Takes the code of a step, once; false when it, or a later one, was taken before. */
export async function takeTotpStep(tx: Db, operatorId: OperatorId, step: number): Promise<boolean> {
  const taken = await tx
    .update(operatorTotp)
    .set({ lastStep: step })
    .where(
      and(
        eq(operatorTotp.operatorId, operatorId),
        isNotNull(operatorTotp.confirmedAt),
        or(isNull(operatorTotp.lastStep), lt(operatorTotp.lastStep, step)),
      ),
    )
    .returning({ operatorId: operatorTotp.operatorId });
  return taken.length > 0;
}

/** Takes the app and its recovery codes away; false when there was none that counted. */
export async function deleteTotp(tx: Db, operatorId: OperatorId): Promise<boolean> {
  await tx.delete(operatorRecoveryCode).where(eq(operatorRecoveryCode.operatorId, operatorId));
  const gone = await tx
    .delete(operatorTotp)
    .where(eq(operatorTotp.operatorId, operatorId))
    .returning({ confirmedAt: operatorTotp.confirmedAt });
  return gone.some(({ confirmedAt }) => confirmedAt !== null);
}

/** Puts new recovery codes in the place of the old ones. */
export async function replaceRecoveryCodes(
  tx: Db,
  operatorId: OperatorId,
  hashes: readonly string[],
): Promise<void> {
  await tx.delete(operatorRecoveryCode).where(eq(operatorRecoveryCode.operatorId, operatorId));
  await tx.insert(operatorRecoveryCode).values(hashes.map((hash) => ({ operatorId, hash })));
}

/** Takes a recovery code, once; false when there is none like it left. */
export async function takeRecoveryCode(
  tx: Db,
  operatorId: OperatorId,
  input: { hash: string; now: Date },
): Promise<boolean> {
  const taken = await tx
    .update(operatorRecoveryCode)
    .set({ usedAt: input.now })
    .where(
      and(
        eq(operatorRecoveryCode.operatorId, operatorId),
        eq(operatorRecoveryCode.hash, input.hash),
        isNull(operatorRecoveryCode.usedAt),
      ),
    )
    .returning({ hash: operatorRecoveryCode.hash });
  return taken.length > 0;
}

export async function countRecoveryCodes(db: Db, operatorId: OperatorId): Promise<number> {
  const [row] = await db
    .select({ left: count() })
    .from(operatorRecoveryCode)
    .where(
      and(eq(operatorRecoveryCode.operatorId, operatorId), isNull(operatorRecoveryCode.usedAt)),
    );
  return row?.left ?? 0;
}
