import {
  type TrySubject,
  countTries,
  deleteTries,
  deleteTriesOf,
  insertTry,
} from '#lib/db/stores/sign-in-try-store.ts';
import type { OperatorRow } from '#lib/db/stores/operator-store.ts';
import type { OperatorId } from '#lib/domain/ids.ts';
import { TRY_LIMITS, isTooMany } from '#lib/domain/sign-in-limits.ts';
import { isPassword } from '#lib/platform/password-hash.ts';
import type { AppContext } from '../context.ts';
import type { OperatorRequest } from './operator-request.ts';

/** `held`: there were too many tries, and this one was not looked at. */
export type TryVerdict = 'right' | 'wrong' | 'held';

/**
 * Whether a password is the operator's, within the limits. An address that is nobody's (`operator` null) takes
 * as long, is counted and held like any other.
 */
export async function checkPassword(
  context: AppContext,
  facts: {
    operator: OperatorRow | null;
    emailKey: string;
    password: string;
    request: OperatorRequest;
  },
): Promise<TryVerdict> {
  const { operator, emailKey, password, request } = facts;
  const account = context.secrets.sign(`operator-account:${emailKey}`);
  const from = context.secrets.sign(`operator-account:${emailKey}:${request.address ?? ''}`);
  const fromHere: TrySubject = { kind: 'account_from_address', subject: from };
  // The account last: what is held before it does not count there, so one place cannot hold it everywhere.
  const begun = await beginTry(context, [
    fromHere,
    ...addressTry(context, request),
    { kind: 'account', subject: account },
  ]);
  const of = { operator: operator?.id ?? null };
  if (begun.isHeld) {
    context.log.warn(of, 'sign-in held: too many tries');
    return 'held';
  }
  const isRight = await isPassword(password, operator?.passwordHash ?? null);
  if (isRight === 'too_busy') {
    context.log.warn(of, 'sign-in held: too many passwords to check');
    return 'held';
  }
  if (!isRight) {
    context.log.info(of, 'sign-in refused');
    return 'wrong';
  }
  await endTry(context, begun);
  await deleteTriesOf(context.database.db, fromHere);
  return 'right';
}

/** A try that goes by the address alone; nothing where addresses are not counted. */
export function addressTry(context: AppContext, { address }: OperatorRequest): TrySubject[] {
  if (address === null || context.env.PRAYA_ADDRESS_LIMITS === 'off') return [];
  return [{ kind: 'address', subject: context.secrets.sign(`operator-try:${address}`) }];
}

export const codeTry = (operatorId: OperatorId): TrySubject => ({
  kind: 'second_factor',
  subject: operatorId,
});

interface BegunTry {
  readonly isHeld: boolean;
  readonly ids: readonly number[];
}

/**
 * Counts a try before it is looked at, and by itself, so that of many at once none slips through: each finds the
 * others written. One that succeeds is taken out again (`endTry`). By each subject in turn, up to the first that
 * holds it.
 */
export async function beginTry(
  context: AppContext,
  subjects: readonly TrySubject[],
): Promise<BegunTry> {
  const { db } = context.database;
  const now = context.clock.now();
  const ids: number[] = [];
  for (const subject of subjects) {
    ids.push(await insertTry(db, subject, now));
    const since = new Date(now.getTime() - TRY_LIMITS[subject.kind].windowMs);
    const tries = await countTries(db, subject, since);
    if (isTooMany(subject.kind, tries)) return { isHeld: true, ids };
  }
  return { isHeld: false, ids };
}

/** It succeeded: it does not count. */
export async function endTry(context: AppContext, { ids }: BegunTry): Promise<void> {
  await deleteTries(context.database.db, ids);
}
