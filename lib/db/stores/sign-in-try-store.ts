import { and, count, eq, gt, inArray, lt } from 'drizzle-orm';
import type { TryKind } from '#lib/domain/sign-in-limits.ts';
import type { Db } from '../client.ts';
import { signInTry } from '../schema/operator.ts';

export interface TrySubject {
  readonly kind: TryKind;
  readonly subject: string;
}

/** Writes a try down. Returns its id. */
export async function insertTry(db: Db, of: TrySubject, at: Date): Promise<number> {
  const [row] = await db
    .insert(signInTry)
    .values({ ...of, at })
    .returning({ id: signInTry.id });
  if (row === undefined) throw new Error('A try was not written down.');
  return row.id;
}

export async function countTries(db: Db, of: TrySubject, since: Date): Promise<number> {
  const [row] = await db
    .select({ tries: count() })
    .from(signInTry)
    .where(
      and(eq(signInTry.kind, of.kind), eq(signInTry.subject, of.subject), gt(signInTry.at, since)),
    );
  return row?.tries ?? 0;
}

export async function deleteTries(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await db.delete(signInTry).where(inArray(signInTry.id, [...ids]));
}

export async function deleteTriesOf(db: Db, of: TrySubject): Promise<void> {
  await db
    .delete(signInTry)
    .where(and(eq(signInTry.kind, of.kind), eq(signInTry.subject, of.subject)));
}

export async function deleteOldTries(db: Db, before: Date): Promise<number> {
  const gone = await db
    .delete(signInTry)
    .where(lt(signInTry.at, before))
    .returning({ id: signInTry.id });
  return gone.length;
}
