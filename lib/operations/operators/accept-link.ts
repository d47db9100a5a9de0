import {
  type OperatorLinkRow,
  findOpenLink,
  lockOpenLink,
  useUpLink,
} from '#lib/db/stores/operator-link-store.ts';
import { revokeOperatorSessions } from '#lib/db/stores/operator-session-store.ts';
import {
  type OperatorRow,
  findOperatorByEmail,
  insertMembership,
  insertOperator,
  setPasswordHash,
} from '#lib/db/stores/operator-store.ts';
import type { Db } from '#lib/db/client.ts';
import { type PasswordProblem, passwordProblem } from '#lib/domain/operator-password.ts';
import { newId } from '#lib/platform/ids.ts';
import { hashPassword } from '#lib/platform/password-hash.ts';
import type { AppContext } from '../context.ts';
import { type OperatorRequest, type SignedIn, hashToken } from './operator-request.ts';
import { beginSession } from './operator-session.ts';
import { hasSecondFactor } from './second-factor.ts';
import { type Doer, writeAudit, writeOwnAudit } from './write-audit.ts';

/** What whoever opens a link is asked for. */
export type LinkStanding =
  /** A name and a password: nobody has this address yet. */
  | { readonly kind: 'new_account'; readonly email: string }
  /** Another password for the account there is. */
  | { readonly kind: 'new_password'; readonly email: string }
  /** To sign in as this one, and then to agree. */
  | { readonly kind: 'join'; readonly email: string }
  /** Used, over, taken back, or never made. */
  | { readonly kind: 'over' };

/** How a link stands. `token`: of its address. */
export async function readOperatorLink(context: AppContext, token: string): Promise<LinkStanding> {
  const { db } = context.database;
  const link = await findOpenLink(db, hashToken(token), context.clock.now());
  if (link === null) return { kind: 'over' };
  const known = await findOperatorByEmail(db, link.emailKey);
  return { kind: wayOf(link, known), email: link.email };
}

function wayOf(link: OperatorLinkRow, known: OperatorRow | null) {
  if (known === null) return link.purpose === 'invitation' ? 'new_account' : 'over';
  return link.purpose === 'password' ? 'new_password' : 'join';
}

export type AcceptResult =
  | { readonly kind: 'signed_in'; readonly token: string }
  /** The password is set; the code of the second factor is still asked for. */
  | { readonly kind: 'second_factor'; readonly token: string }
  | { readonly kind: 'refused'; readonly problem: PasswordProblem }
  /** The address has an account: its owner has to sign in and agree. */
  | { readonly kind: 'join' }
  | { readonly kind: 'over' };

/**
 * Sets the password that a link is for, makes the account where there is none, and signs in. A second factor that
 * was set up stays, so a link in the wrong hands is not enough for such an account.
 */
export async function acceptWithPassword(
  context: AppContext,
  input: {
    token: string;
    name: string;
    password: string;
    locale: string;
    request: OperatorRequest;
  },
): Promise<AcceptResult> {
  const { db } = context.database;
  const standing = await readOperatorLink(context, input.token);
  if (standing.kind === 'over' || standing.kind === 'join') return { kind: standing.kind };
  const problem = passwordProblem(input.password, standing.email);
  if (problem !== null) return { kind: 'refused', problem };
  const passwordHash = await hashPassword(input.password);
  return db.transaction(async (tx): Promise<AcceptResult> => {
    const now = context.clock.now();
    const link = await lockOpenLink(tx, hashToken(input.token), now);
    if (link === null) return { kind: 'over' };
    const { request } = input;
    const operator = await accountOf(tx, { link, passwordHash, now, ...input });
    if (operator === null) return { kind: link.purpose === 'password' ? 'over' : 'join' };
    await useUpLink(tx, link.id, now);
    const waits = await hasSecondFactor(tx, operator.id);
    const stage = waits ? 'second_factor' : 'open';
    const { session, token } = await beginSession(context, tx, { operator, stage, request });
    const doer = { operator, session, request };
    await join(context, tx, { link, doer });
    await writeOwnAudit(context, tx, { doer, action: 'operator.password_set' });
    return { kind: waits ? 'second_factor' : 'signed_in', token };
  });
}

/** The link's account with its new password, made where there is none; null when it is not this link's to set. */
async function accountOf(
  tx: Db,
  facts: { link: OperatorLinkRow; passwordHash: string; now: Date; name: string; locale: string },
): Promise<OperatorRow | null> {
  const { link, passwordHash, now, name, locale } = facts;
  if (link.purpose === 'password') {
    const known = await findOperatorByEmail(tx, link.emailKey);
    if (known === null) return null;
    await setPasswordHash(tx, known.id, passwordHash);
    // Whoever knew the old one is out.
    await revokeOperatorSessions(tx, { operatorId: known.id, except: null, now });
    return known;
  }
  const { email, emailKey } = link;
  const id = newId('operator');
  const made = { id, email, emailKey, name, locale, passwordHash, createdAt: now };
  return (await insertOperator(tx, made)) ? made : null;
}

export type JoinResult = 'joined' | 'over' | 'not_yours';

/** Brings whoever is signed in to the merchant that a link is for. */
export async function acceptAsOperator(
  context: AppContext,
  asking: SignedIn,
  input: { token: string; request: OperatorRequest },
): Promise<JoinResult> {
  const { operator, session } = asking;
  return context.database.db.transaction(async (tx) => {
    const now = context.clock.now();
    const link = await lockOpenLink(tx, hashToken(input.token), now);
    if (link === null || link.purpose !== 'invitation') return 'over';
    if (link.emailKey !== operator.emailKey) return 'not_yours';
    await useUpLink(tx, link.id, now);
    await join(context, tx, { link, doer: { operator, session, request: input.request } });
    return 'joined';
  });
}

async function join(
  context: AppContext,
  tx: Db,
  { link, doer }: { link: OperatorLinkRow; doer: Doer },
): Promise<void> {
  const { merchantId, role } = link;
  if (merchantId === null || role === null) return;
  const operatorId = doer.operator.id;
  const createdAt = context.clock.now();
  if (!(await insertMembership(tx, { operatorId, merchantId, role, createdAt }))) return;
  await writeAudit(context, tx, {
    membership: { merchantId, role },
    doer,
    action: 'team.joined',
    after: { role },
  });
}
