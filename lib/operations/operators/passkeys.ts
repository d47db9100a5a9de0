import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import {
  type PasskeyChallengeRow,
  type PasskeyRow,
  deletePasskey,
  findPasskey,
  insertPasskey,
  insertPasskeyChallenge,
  listPasskeys,
  notePasskeyUse,
  takePasskeyChallenge,
} from '#lib/db/stores/passkey-store.ts';
import { setAuthenticatedAt } from '#lib/db/stores/operator-session-store.ts';
import { findOperator } from '#lib/db/stores/operator-store.ts';
import type { OperatorId, PasskeyChallengeId, PasskeyId } from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { addressTry, beginTry, endTry } from './check-password.ts';
import type { OperatorRequest, SignedIn } from './operator-request.ts';
import { beginSession } from './operator-session.ts';
import { writeOwnAudit } from './write-audit.ts';

/**
 * Passkeys: https://www.w3.org/TR/webauthn-3/. Each proves its holder by itself (user verification is always asked
 * for), so nothing else is asked of who signs in with one.
 */

/** What an operator sees of a key that a browser offers to keep. */
const RP_NAME = 'Praya';
const CHALLENGE_MS = 5 * 60 * 1000;
/** More than anybody has devices. */
const MAX_PASSKEYS = 20;

/** Of which site a key is: the name alone, so that it works whatever the port. */
const rpIdOf = (context: AppContext) => new URL(context.env.PUBLIC_ORIGIN).hostname;

/** What a browser is asked to sign; `challengeId` comes back with its answer. */
export interface Asked<Options> {
  readonly challengeId: PasskeyChallengeId;
  readonly options: Options;
}

export type RegistrationAsked = Asked<PublicKeyCredentialCreationOptionsJSON>;
export type AuthenticationAsked = Asked<PublicKeyCredentialRequestOptionsJSON>;

/** The browser's answer, as it was sent: the library that checks it reads it. */
export interface Answered<Response> {
  readonly challengeId: PasskeyChallengeId;
  readonly response: Response;
}

/** Asks an operator's browser for a new key; null when there are as many as there may be. */
export async function askForPasskey(
  context: AppContext,
  { operator }: SignedIn,
): Promise<RegistrationAsked | null> {
  const existing = await listPasskeys(context.database.db, operator.id);
  if (existing.length >= MAX_PASSKEYS) return null;
  const options = await generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: rpIdOf(context),
    userID: new TextEncoder().encode(operator.id),
    userName: operator.email,
    userDisplayName: operator.name,
    attestationType: 'none',
    excludeCredentials: existing.map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const challengeId = await keepChallenge(context, options.challenge, 'register', operator.id);
  return { challengeId, options };
}

export type AddPasskeyResult = 'added' | 'refused' | 'over';

/** Keeps the key that a browser made. `over`: it took longer than the question was good for. */
export async function addPasskey(
  context: AppContext,
  asking: SignedIn,
  input: Answered<RegistrationResponseJSON> & { name: string; request: OperatorRequest },
): Promise<AddPasskeyResult> {
  const { operator, session } = asking;
  const now = context.clock.now();
  const asked = await takeChallenge(context, input.challengeId, 'register');
  if (asked === null || asked.operatorId !== operator.id) return 'over';
  const made = await orRefused(context, () =>
    verifyRegistrationResponse({
      response: input.response,
      expectedChallenge: asked.challenge,
      expectedOrigin: context.env.PUBLIC_ORIGIN,
      expectedRPID: rpIdOf(context),
      requireUserVerification: true,
    }),
  );
  if (made === null || !made.verified) return 'refused';
  const { credential, credentialBackedUp } = made.registrationInfo;
  const row: PasskeyRow = {
    id: newId('passkey'),
    operatorId: operator.id,
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: credential.transports ?? [],
    synced: credentialBackedUp,
    name: input.name,
    createdAt: now,
    lastUsedAt: null,
  };
  return context.database.db.transaction(async (tx) => {
    if (!(await insertPasskey(tx, row))) return 'refused';
    await writeOwnAudit(context, tx, {
      doer: { operator, session, request: input.request },
      action: 'operator.passkey_added',
      subject: row.name,
    });
    return 'added';
  });
}

export async function removePasskey(
  context: AppContext,
  asking: SignedIn,
  input: { id: PasskeyId; request: OperatorRequest },
): Promise<'removed' | 'not_found'> {
  const { operator, session } = asking;
  return context.database.db.transaction(async (tx) => {
    const gone = await deletePasskey(tx, { id: input.id, operatorId: operator.id });
    if (gone === null) return 'not_found';
    await writeOwnAudit(context, tx, {
      doer: { operator, session, request: input.request },
      action: 'operator.passkey_removed',
      subject: gone.name,
    });
    return 'removed';
  });
}

/** Asks whoever is there to sign in with a key of theirs; null when this address has asked too often. */
export async function askToSignIn(
  context: AppContext,
  request: OperatorRequest,
): Promise<AuthenticationAsked | null> {
  if ((await beginTry(context, addressTry(context, request))).isHeld) return null;
  return askToSign(context, { purpose: 'sign_in', operatorId: null, allowed: [] });
}

/** Asks the operator who is signed in to prove it with a key of theirs. */
export async function askToConfirm(
  context: AppContext,
  { operator }: SignedIn,
): Promise<AuthenticationAsked> {
  const allowed = await listPasskeys(context.database.db, operator.id);
  return askToSign(context, { purpose: 'confirm', operatorId: operator.id, allowed });
}

async function askToSign(
  context: AppContext,
  facts: {
    purpose: 'sign_in' | 'confirm';
    operatorId: OperatorId | null;
    allowed: readonly PasskeyRow[];
  },
): Promise<AuthenticationAsked> {
  const options = await generateAuthenticationOptions({
    rpID: rpIdOf(context),
    userVerification: 'required',
    allowCredentials: facts.allowed.map(descriptorOf),
  });
  const { purpose, operatorId } = facts;
  const challengeId = await keepChallenge(context, options.challenge, purpose, operatorId);
  return { challengeId, options };
}

export type PasskeySignInResult =
  | { readonly kind: 'signed_in'; readonly token: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'held' };

/** Signs in whoever answered with a key that is an operator's. */
export async function signInWithPasskey(
  context: AppContext,
  input: Answered<AuthenticationResponseJSON> & { request: OperatorRequest },
): Promise<PasskeySignInResult> {
  const { request } = input;
  const begun = await beginTry(context, addressTry(context, request));
  if (begun.isHeld) return { kind: 'held' };
  const used = await checkAnswer(context, input, { purpose: 'sign_in', operatorId: null });
  if (used === null) return { kind: 'refused' };
  const operator = await findOperator(context.database.db, used.key.operatorId);
  if (operator === null) return { kind: 'refused' };
  await endTry(context, begun);
  return context.database.db.transaction(async (tx): Promise<PasskeySignInResult> => {
    await notePasskeyUse(tx, used.key.id, { counter: used.counter, now: context.clock.now() });
    const { session, token } = await beginSession(context, tx, {
      operator,
      stage: 'open',
      request,
    });
    await writeOwnAudit(context, tx, {
      doer: { operator, session, request },
      action: 'operator.signed_in',
      after: { by: 'passkey', passkey: used.key.name },
    });
    return { kind: 'signed_in', token };
  });
}

/** Proves again who sits there, as `confirmWithPassword` does. */
export async function confirmWithPasskey(
  context: AppContext,
  asking: SignedIn,
  input: Answered<AuthenticationResponseJSON>,
): Promise<'right' | 'wrong'> {
  const { operator, session } = asking;
  const of = { purpose: 'confirm', operatorId: operator.id } as const;
  const used = await checkAnswer(context, input, of);
  if (used === null) return 'wrong';
  const now = context.clock.now();
  await context.database.db.transaction(async (tx) => {
    await notePasskeyUse(tx, used.key.id, { counter: used.counter, now });
    await setAuthenticatedAt(tx, session.id, now);
  });
  return 'right';
}

/** The key that a browser has answered with, and how often it was used by its own count; null: it does not hold. */
async function checkAnswer(
  context: AppContext,
  input: Answered<AuthenticationResponseJSON>,
  of: { purpose: 'sign_in' | 'confirm'; operatorId: OperatorId | null },
): Promise<{ key: PasskeyRow; counter: number } | null> {
  const asked = await takeChallenge(context, input.challengeId, of.purpose);
  if (asked === null || asked.operatorId !== of.operatorId) return null;
  const key = await findPasskey(context.database.db, input.response.id);
  if (key === null || (of.operatorId !== null && key.operatorId !== of.operatorId)) return null;
  const checked = await orRefused(context, () =>
    verifyAuthenticationResponse({
      response: input.response,
      expectedChallenge: asked.challenge,
      expectedOrigin: context.env.PUBLIC_ORIGIN,
      expectedRPID: rpIdOf(context),
      credential: {
        id: key.credentialId,
        publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')),
        counter: key.counter,
      },
      requireUserVerification: true,
    }),
  );
  if (checked === null || !checked.verified) return null;
  return { key, counter: checked.authenticationInfo.newCounter };
}

/** The library throws for every answer that does not hold, with the reason. */
async function orRefused<Result>(
  context: AppContext,
  check: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await check();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.log.warn({ reason }, 'passkey refused');
    return null;
  }
}

const descriptorOf = ({ credentialId }: PasskeyRow) => ({ id: credentialId });

async function keepChallenge(
  context: AppContext,
  challenge: string,
  purpose: PasskeyChallengeRow['purpose'],
  operatorId: OperatorId | null,
): Promise<PasskeyChallengeId> {
  const id = newId('passkey_challenge');
  const expiresAt = new Date(context.clock.now().getTime() + CHALLENGE_MS);
  await insertPasskeyChallenge(context.database.db, {
    id,
    challenge,
    purpose,
    operatorId,
    expiresAt,
  });
  return id;
}

function takeChallenge(
  context: AppContext,
  id: PasskeyChallengeId,
  purpose: PasskeyChallengeRow['purpose'],
): Promise<PasskeyChallengeRow | null> {
  return takePasskeyChallenge(context.database.db, { id, purpose, now: context.clock.now() });
}
