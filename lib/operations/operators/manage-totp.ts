import {
  confirmTotp as markConfirmed,
  deleteTotp,
  findTotp,
  putUnconfirmedTotp,
  replaceRecoveryCodes,
} from '#lib/db/stores/second-factor-store.ts';
import type { Db } from '#lib/db/client.ts';
import { newTotpSecret, totpAddress, totpStep } from '#lib/platform/totp.ts';
import type { AppContext } from '../context.ts';
import { beginTry, codeTry, endTry } from './check-password.ts';
import type { OperatorRequest, SignedIn } from './operator-request.ts';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHash } from './recovery-codes.ts';
import { totpSeal } from './second-factor.ts';
import { writeOwnAudit } from './write-audit.ts';

/** What an authenticator app is shown. */
export interface TotpOffer {
  /** In base32, for who cannot scan. */
  readonly secret: string;
  /** `otpauth://totp/…`, for the QR code. */
  readonly address: string;
}

/** How long a secret that was shown stays the same, so that a page looked at again shows the same code. */
const OFFER_MS = 15 * 60 * 1000;

/** A secret for an authenticator app, which counts once a code of it is typed; null when there is one already. */
export async function offerTotp(context: AppContext, asking: SignedIn): Promise<TotpOffer | null> {
  const { operator } = asking;
  const { db } = context.database;
  const now = context.clock.now();
  const kept = await findTotp(db, operator.id);
  if (kept !== null && kept.confirmedAt !== null) return null;
  const isRecent = kept !== null && now.getTime() - kept.createdAt.getTime() < OFFER_MS;
  const seal = totpSeal(operator.id);
  const secret = isRecent ? context.secrets.open(kept.secret, seal) : newTotpSecret();
  if (!isRecent) {
    const row = { operatorId: operator.id, secret: context.secrets.seal(secret, seal) };
    if (!(await putUnconfirmedTotp(db, { ...row, createdAt: now }))) return null;
  }
  return { secret, address: totpAddress(secret, { issuer: 'Praya', account: operator.email }) };
}

export type ConfirmTotpResult =
  | { readonly kind: 'enabled'; readonly recoveryCodes: readonly string[] }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'held' }
  /** There is nothing to confirm: it was done in another window, or never offered. */
  | { readonly kind: 'not_offered' };

/** Has codes of the app asked for from now on, given one of them. The recovery codes are shown this once. */
export async function enableTotp(
  context: AppContext,
  asking: SignedIn,
  input: { code: string; request: OperatorRequest },
): Promise<ConfirmTotpResult> {
  const { operator, session } = asking;
  const begun = await beginTry(context, [codeTry(operator.id)]);
  if (begun.isHeld) return { kind: 'held' };
  const result = await context.database.db.transaction(async (tx): Promise<ConfirmTotpResult> => {
    const now = context.clock.now();
    const kept = await findTotp(tx, operator.id);
    if (kept === null || kept.confirmedAt !== null) return { kind: 'not_offered' };
    const secret = context.secrets.open(kept.secret, totpSeal(operator.id));
    const step = totpStep(secret, input.code.replaceAll(/\s/g, ''), now);
    if (step === null) return { kind: 'wrong' };
    if (!(await markConfirmed(tx, operator.id, { now, step }))) return { kind: 'not_offered' };
    const recoveryCodes = await makeRecoveryCodes(context, tx, asking);
    await writeOwnAudit(context, tx, {
      doer: { operator, session, request: input.request },
      action: 'operator.totp_enabled',
    });
    return { kind: 'enabled', recoveryCodes };
  });
  if (result.kind === 'enabled') await endTry(context, begun);
  return result;
}

/** New recovery codes in the place of the old ones; null where there is no app they could stand in for. */
export async function renewRecoveryCodes(
  context: AppContext,
  asking: SignedIn,
  request: OperatorRequest,
): Promise<readonly string[] | null> {
  const { operator, session } = asking;
  return context.database.db.transaction(async (tx) => {
    const kept = await findTotp(tx, operator.id);
    if (kept === null || kept.confirmedAt === null) return null;
    const codes = await makeRecoveryCodes(context, tx, asking);
    await writeOwnAudit(context, tx, {
      doer: { operator, session, request },
      action: 'operator.recovery_codes_made',
    });
    return codes;
  });
}

/** Asks for no code any more. */
export async function disableTotp(
  context: AppContext,
  asking: SignedIn,
  request: OperatorRequest,
): Promise<'disabled' | 'not_enabled'> {
  const { operator, session } = asking;
  return context.database.db.transaction(async (tx) => {
    if (!(await deleteTotp(tx, operator.id))) return 'not_enabled';
    await writeOwnAudit(context, tx, {
      doer: { operator, session, request },
      action: 'operator.totp_disabled',
    });
    return 'disabled';
  });
}

async function makeRecoveryCodes(
  context: AppContext,
  tx: Db,
  { operator }: SignedIn,
): Promise<readonly string[]> {
  const codes = newRecoveryCodes();
  const hashes = codes.map((code) =>
    recoveryCodeHash(context, operator.id, readRecoveryCode(code) ?? code),
  );
  await replaceRecoveryCodes(tx, operator.id, hashes);
  return codes;
}
