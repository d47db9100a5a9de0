import { setAuthenticatedAt } from '#lib/db/stores/operator-session-store.ts';
import { deleteTriesOf } from '#lib/db/stores/sign-in-try-store.ts';
import type { AppContext } from '../context.ts';
import { type TryVerdict, beginTry, checkPassword, codeTry } from './check-password.ts';
import type { OperatorRequest, SignedIn } from './operator-request.ts';
import { hasSecondFactor, takeCode } from './second-factor.ts';

/**
 * Proves again who sits there, for what an open session is not enough for (`needsFresh`): by the password, and by
 * a code as well where one was asked for when signing in.
 */
export async function confirmWithPassword(
  context: AppContext,
  asking: SignedIn,
  input: { password: string; code: string; request: OperatorRequest },
): Promise<TryVerdict> {
  const { operator, session } = asking;
  const { password, code, request } = input;
  const { db } = context.database;
  const verdict = await checkPassword(context, {
    operator,
    emailKey: operator.emailKey,
    password,
    request,
  });
  if (verdict !== 'right') return verdict;
  if (await hasSecondFactor(db, operator.id)) {
    const begun = await beginTry(context, [codeTry(operator.id)]);
    if (begun.isHeld) return 'held';
    if ((await takeCode(context, db, operator.id, code)) === null) return 'wrong';
    await deleteTriesOf(db, codeTry(operator.id));
  }
  await setAuthenticatedAt(db, session.id, context.clock.now());
  return 'right';
}
