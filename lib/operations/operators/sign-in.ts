import { findOperatorByEmail } from '#lib/db/stores/operator-store.ts';
import { emailKey } from '#lib/domain/operator-password.ts';
import type { AppContext } from '../context.ts';
import { checkPassword } from './check-password.ts';
import type { OperatorRequest } from './operator-request.ts';
import { beginSession } from './operator-session.ts';
import { hasSecondFactor } from './second-factor.ts';
import { writeOwnAudit } from './write-audit.ts';

export type SignInResult =
  | { readonly kind: 'signed_in'; readonly token: string }
  /** The password was right, and a code is to come. */
  | { readonly kind: 'second_factor'; readonly token: string }
  /** The same whether there is such an account or not. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'held' };

/** Signs in with an address and a password. `token` is what the browser has to hold. */
export async function signInWithPassword(
  context: AppContext,
  input: { email: string; password: string; request: OperatorRequest },
): Promise<SignInResult> {
  const key = emailKey(input.email);
  const operator = await findOperatorByEmail(context.database.db, key);
  const { password, request } = input;
  const verdict = await checkPassword(context, { operator, emailKey: key, password, request });
  if (verdict === 'held') return { kind: 'held' };
  if (verdict === 'wrong' || operator === null) return { kind: 'wrong' };
  const waits = await hasSecondFactor(context.database.db, operator.id);
  return context.database.db.transaction(async (tx): Promise<SignInResult> => {
    const stage = waits ? 'second_factor' : 'open';
    const { session, token } = await beginSession(context, tx, { operator, stage, request });
    if (waits) return { kind: 'second_factor', token };
    const doer = { operator, session, request };
    await writeOwnAudit(context, tx, {
      doer,
      action: 'operator.signed_in',
      after: { by: 'password' },
    });
    return { kind: 'signed_in', token };
  });
}
