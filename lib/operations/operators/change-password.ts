import { revokeOperatorSessions } from '#lib/db/stores/operator-session-store.ts';
import { setPasswordHash } from '#lib/db/stores/operator-store.ts';
import { type PasswordProblem, passwordProblem } from '#lib/domain/operator-password.ts';
import { hashPassword } from '#lib/platform/password-hash.ts';
import type { AppContext } from '../context.ts';
import { checkPassword } from './check-password.ts';
import type { OperatorRequest, SignedIn } from './operator-request.ts';
import { writeOwnAudit } from './write-audit.ts';

export type ChangePasswordResult =
  | { readonly kind: 'changed'; readonly sessionsEnded: number }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'held' }
  | { readonly kind: 'refused'; readonly problem: PasswordProblem };

/** Sets another password, and ends every session of the operator's but this one. */
export async function changePassword(
  context: AppContext,
  asking: SignedIn,
  input: { current: string; wanted: string; request: OperatorRequest },
): Promise<ChangePasswordResult> {
  const { operator, session } = asking;
  const { current, wanted, request } = input;
  const problem = passwordProblem(wanted, operator.email);
  if (problem !== null) return { kind: 'refused', problem };
  const facts = { operator, emailKey: operator.emailKey, password: current, request };
  const verdict = await checkPassword(context, facts);
  if (verdict !== 'right') return { kind: verdict };
  const passwordHash = await hashPassword(wanted);
  return context.database.db.transaction(async (tx) => {
    await setPasswordHash(tx, operator.id, passwordHash);
    const sessionsEnded = await revokeOperatorSessions(tx, {
      operatorId: operator.id,
      except: session.id,
      now: context.clock.now(),
    });
    await writeOwnAudit(context, tx, {
      doer: { operator, session, request },
      action: 'operator.password_changed',
      after: { sessionsEnded },
    });
    return { kind: 'changed', sessionsEnded };
  });
}
