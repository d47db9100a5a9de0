import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { MerchantId, OperatorId, OperatorLinkId } from '#lib/domain/ids.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import type { Db } from '../client.ts';
import {
  operator,
  operatorLink,
  operatorMembership,
  operatorSession,
  operatorTotp,
  passkey,
} from '../schema/operator.ts';

/** Somebody on a merchant's team. */
export interface MemberRow {
  readonly operatorId: OperatorId;
  readonly name: string;
  readonly email: string;
  readonly role: OperatorRole;
  readonly since: Date;
  /** When they last opened a page, of any merchant of theirs; null: not since sessions were last cleared. */
  readonly lastSeenAt: Date | null;
  /** More than a password stands before their account. */
  readonly hasSecondFactor: boolean;
}

export interface InvitationRow {
  readonly id: OperatorLinkId;
  readonly email: string;
  readonly role: OperatorRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Everybody on a merchant's team, the longest standing first. */
export async function listMembers(db: Db, merchantId: MerchantId): Promise<readonly MemberRow[]> {
  const confirmed = db
    .select({ one: sql`1` })
    .from(operatorTotp)
    .where(and(eq(operatorTotp.operatorId, operator.id), sql`confirmed_at is not null`));
  const keys = db
    .select({ one: sql`1` })
    .from(passkey)
    .where(eq(passkey.operatorId, operator.id));
  return db
    .select({
      operatorId: operator.id,
      name: operator.name,
      email: operator.email,
      role: operatorMembership.role,
      since: operatorMembership.createdAt,
      lastSeenAt: sql<Date | null>`(
        select max(${operatorSession.lastSeenAt}) from ${operatorSession}
        where ${operatorSession.operatorId} = ${operator.id})`.mapWith(operatorSession.lastSeenAt),
      hasSecondFactor: sql<boolean>`(exists(${confirmed}) or exists(${keys}))`,
    })
    .from(operatorMembership)
    .innerJoin(operator, eq(operator.id, operatorMembership.operatorId))
    .where(eq(operatorMembership.merchantId, merchantId))
    .orderBy(asc(operatorMembership.createdAt), asc(operator.id));
}

/** The invitations to a merchant that can still be taken, the latest first. */
export async function listInvitations(
  db: Db,
  merchantId: MerchantId,
  now: Date,
): Promise<readonly InvitationRow[]> {
  const rows = await db
    .select({
      id: operatorLink.id,
      email: operatorLink.email,
      role: operatorLink.role,
      createdAt: operatorLink.createdAt,
      expiresAt: operatorLink.expiresAt,
    })
    .from(operatorLink)
    .where(openTo(merchantId, now))
    .orderBy(asc(operatorLink.email));
  return rows.flatMap(({ role, ...row }) => (role === null ? [] : [{ ...row, role }]));
}

/** Takes an open invitation back; null: there is none by that name. Returns whom it was for. */
export async function revokeInvitation(
  tx: Db,
  input: { id: OperatorLinkId; merchantId: MerchantId; now: Date },
): Promise<string | null> {
  const [row] = await tx
    .update(operatorLink)
    .set({ revokedAt: input.now })
    .where(and(eq(operatorLink.id, input.id), openTo(input.merchantId, input.now)))
    .returning({ email: operatorLink.email });
  return row?.email ?? null;
}

/** Takes back what somebody invited others to a merchant by, and what they were invited by themselves. */
export async function revokeInvitationsAround(
  tx: Db,
  input: { operatorId: OperatorId; emailKey: string; merchantId: MerchantId; now: Date },
): Promise<void> {
  await tx
    .update(operatorLink)
    .set({ revokedAt: input.now })
    .where(
      and(
        openTo(input.merchantId, input.now),
        or(eq(operatorLink.invitedBy, input.operatorId), eq(operatorLink.emailKey, input.emailKey)),
      ),
    );
}

/**
 * A merchant's memberships, held until the transaction ends: whoever changes the team sees who else is an owner,
 * and no two of them take away the last two at once.
 */
export async function lockTeam(
  tx: Db,
  merchantId: MerchantId,
): Promise<readonly { readonly operatorId: OperatorId; readonly role: OperatorRole }[]> {
  return tx
    .select({ operatorId: operatorMembership.operatorId, role: operatorMembership.role })
    .from(operatorMembership)
    .where(eq(operatorMembership.merchantId, merchantId))
    .orderBy(asc(operatorMembership.operatorId))
    .for('update');
}

export async function updateRole(
  tx: Db,
  input: { operatorId: OperatorId; merchantId: MerchantId; role: OperatorRole },
): Promise<void> {
  await tx.update(operatorMembership).set({ role: input.role }).where(membershipOf(input));
}

export async function deleteMembership(
  tx: Db,
  input: { operatorId: OperatorId; merchantId: MerchantId },
): Promise<void> {
  await tx.delete(operatorMembership).where(membershipOf(input));
}

function membershipOf(input: { operatorId: OperatorId; merchantId: MerchantId }) {
  return and(
    eq(operatorMembership.operatorId, input.operatorId),
    eq(operatorMembership.merchantId, input.merchantId),
  );
}

function openTo(merchantId: MerchantId, now: Date) {
  return and(
    eq(operatorLink.merchantId, merchantId),
    eq(operatorLink.purpose, 'invitation'),
    isNull(operatorLink.usedAt),
    isNull(operatorLink.revokedAt),
    gt(operatorLink.expiresAt, now),
  );
}
