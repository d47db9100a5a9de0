import type { OperatorSessionRow } from '#lib/db/stores/operator-session-store.ts';
import { type PasskeyRow, listPasskeys } from '#lib/db/stores/passkey-store.ts';
import { countRecoveryCodes, findTotp } from '#lib/db/stores/second-factor-store.ts';
import type { AppContext } from '../context.ts';
import type { SignedIn } from './operator-request.ts';
import { listOwnSessions } from './own-sessions.ts';

export interface OwnAccount {
  readonly passkeys: readonly PasskeyRow[];
  /** Since when codes of an authenticator app are asked for; null: they are not. */
  readonly totpSince: Date | null;
  readonly recoveryCodesLeft: number;
  readonly sessions: readonly (OperatorSessionRow & { readonly isThis: boolean })[];
}

/** How an operator signs in, and where they are signed in. */
export async function readAccount(context: AppContext, asking: SignedIn): Promise<OwnAccount> {
  const { db } = context.database;
  const { operator, session } = asking;
  const [passkeys, totp, recoveryCodesLeft, sessions] = await Promise.all([
    listPasskeys(db, operator.id),
    findTotp(db, operator.id),
    countRecoveryCodes(db, operator.id),
    listOwnSessions(context, asking),
  ]);
  return {
    passkeys,
    totpSince: totp?.confirmedAt ?? null,
    recoveryCodesLeft,
    sessions: sessions.map((one) => ({ ...one, isThis: one.id === session.id })),
  };
}
