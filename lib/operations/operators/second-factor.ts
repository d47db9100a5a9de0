import type { Db } from '#lib/db/client.ts';
import {
  completeOperatorSession,
  lockWaitingSession,
} from '#lib/db/stores/operator-session-store.ts';
import { deleteTriesOf } from '#lib/db/stores/sign-in-try-store.ts';
import {
  countRecoveryCodes,
  findTotp,
  takeRecoveryCode,
  takeTotpStep,
} from '#lib/db/stores/second-factor-store.ts';
import type { OperatorId } from '#lib/domain/ids.ts';
import { totpStep } from '#lib/platform/totp.ts';
import type { AppContext } from '../context.ts';
import { beginTry, codeTry } from './check-password.ts';
import { type OperatorRequest, type SignedIn, hashToken } from './operator-request.ts';
import { SESSION_MS, newSessionToken } from './operator-session.ts';
import { readRecoveryCode, recoveryCodeHash } from './recovery-codes.ts';
import { writeOwnAudit } from './write-audit.ts';

/** Where the secret of an authenticator app is sealed. */
export const totpSeal = (operatorId: OperatorId) => `operator_totp.secret:${operatorId}`;

/** Whether a code is asked for beside the password. */
export async function hasSecondFactor(db: Db, operatorId: OperatorId): Promise<boolean> {
  const totp = await findTotp(db, operatorId);
  return totp !== null && totp.confirmedAt !== null;
}

/** How a code was right; null: it was not. */
type TakenCode = 'totp' | 'recovery_code' | null;

/** Takes the code of an authenticator app, or a recovery code; each is good for once. */
export async function takeCode(
  context: AppContext,
  tx: Db,
  operatorId: OperatorId,
  text: string,
): Promise<TakenCode> {
  const digits = text.replaceAll(/\s/g, '');
  const now = context.clock.now();
  const totp = await findTotp(tx, operatorId);
  if (totp === null || totp.confirmedAt === null) return null;
  if (/^\d+$/.test(digits)) {
    const secret = context.secrets.open(totp.secret, totpSeal(operatorId));
    const step = totpStep(secret, digits, now);
    return step !== null && (await takeTotpStep(tx, operatorId, step)) ? 'totp' : null;
  }
  const code = readRecoveryCode(text);
  if (code === null) return null;
  const hash = recoveryCodeHash(context, operatorId, code);
  return (await takeRecoveryCode(tx, operatorId, { hash, now })) ? 'recovery_code' : null;
}

export type SecondFactorResult =
  | { readonly kind: 'signed_in'; readonly token: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'held' }
  /** The password has to be typed again. */
  | { readonly kind: 'over' };

/** The code after the password: opens the session, under a new token. */
export async function signInWithCode(
  context: AppContext,
  waiting: SignedIn,
  input: { code: string; request: OperatorRequest },
): Promise<SecondFactorResult> {
  const { operator, session } = waiting;
  const begun = await beginTry(context, [codeTry(operator.id)]);
  if (begun.isHeld) {
    context.log.warn({ operator: operator.id }, 'second factor held: too many tries');
    return { kind: 'held' };
  }
  const result = await context.database.db.transaction(async (tx): Promise<SecondFactorResult> => {
    const now = context.clock.now();
    // Held, so that no code is used up for a session that ends meanwhile.
    if (!(await lockWaitingSession(tx, session.id, now))) return { kind: 'over' };
    const by = await takeCode(context, tx, operator.id, input.code);
    if (by === null) return { kind: 'wrong' };
    const token = newSessionToken();
    await completeOperatorSession(tx, session.id, {
      tokenHash: hashToken(token),
      now,
      expiresAt: new Date(now.getTime() + SESSION_MS),
    });
    const doer = { operator, session, request: input.request };
    if (by === 'recovery_code') {
      const left = await countRecoveryCodes(tx, operator.id);
      await writeOwnAudit(context, tx, {
        doer,
        action: 'operator.recovery_code_used',
        after: { codesLeft: left },
      });
    }
    await writeOwnAudit(context, tx, { doer, action: 'operator.signed_in', after: { by } });
    return { kind: 'signed_in', token };
  });
  if (result.kind === 'signed_in') await deleteTriesOf(context.database.db, codeTry(operator.id));
  return result;
}
