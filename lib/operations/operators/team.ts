import type { Db } from '#lib/db/client.ts';
import { findOperator } from '#lib/db/stores/operator-store.ts';
import {
  type InvitationRow,
  type MemberRow,
  deleteMembership,
  listInvitations,
  listMembers,
  lockTeam,
  revokeInvitation,
  revokeInvitationsAround,
  updateRole,
} from '#lib/db/stores/team-store.ts';
import type { MerchantId, OperatorId, OperatorLinkId } from '#lib/domain/ids.ts';
import { type OperatorRole, mayDo } from '#lib/domain/operator-role.ts';
import type { AppContext } from '../context.ts';
import { auditOf } from './acting.ts';
import type { AllowedOperator } from './check-operator.ts';
import type { OperatorRequest } from './operator-request.ts';
import { type Deed, writeAudit } from './write-audit.ts';

export interface Team {
  readonly members: readonly MemberRow[];
  readonly invitations: readonly InvitationRow[];
}

export async function readTeam(context: AppContext, merchantId: MerchantId): Promise<Team> {
  const { db } = context.database;
  const [members, invitations] = await Promise.all([
    listMembers(db, merchantId),
    listInvitations(db, merchantId, context.clock.now()),
  ]);
  return { members, invitations };
}

/**
 * `stale`: their role is no longer what the asker saw. `last_owner`: nobody would be left who may change the team.
 */
export type TeamChange = 'changed' | 'not_found' | 'stale' | 'last_owner';

interface MemberChange {
  readonly operatorId: OperatorId;
  /** What the asker saw. */
  readonly from: OperatorRole;
  readonly request: OperatorRequest;
}

/** Gives somebody of the asker's team another role. It counts from their next request on. */
export async function changeRole(
  context: AppContext,
  asking: AllowedOperator,
  input: MemberChange & { role: OperatorRole },
): Promise<TeamChange> {
  const { merchantId } = asking.membership;
  const { operatorId, role } = input;
  return changeMember(context, asking, input, role, async (tx, email) => {
    if (role === input.from) return;
    await updateRole(tx, { operatorId, merchantId, role });
    await audit(context, tx, asking, {
      request: input.request,
      action: 'team.role_changed',
      subject: email,
      before: { role: input.from },
      after: { role },
    });
  });
}

/** Takes somebody off the asker's team; their account and other merchants of theirs stay. */
export async function removeMember(
  context: AppContext,
  asking: AllowedOperator,
  input: MemberChange,
): Promise<TeamChange> {
  const { merchantId } = asking.membership;
  const { operatorId } = input;
  return changeMember(context, asking, input, null, async (tx, email) => {
    await deleteMembership(tx, { operatorId, merchantId });
    await audit(context, tx, asking, {
      request: input.request,
      action: 'team.removed',
      subject: email,
      before: { role: input.from },
    });
  });
}

/** Takes an invitation back that nobody has taken. False: there is none by that name, or no longer. */
export async function withdrawInvitation(
  context: AppContext,
  asking: AllowedOperator,
  input: { id: OperatorLinkId; request: OperatorRequest },
): Promise<boolean> {
  const { merchantId } = asking.membership;
  return context.database.db.transaction(async (tx) => {
    const now = context.clock.now();
    const email = await revokeInvitation(tx, { id: input.id, merchantId, now });
    if (email === null) return false;
    const { request } = input;
    await audit(context, tx, asking, { request, action: 'team.uninvited', subject: email });
    return true;
  });
}

/** `becomes`: null where they leave. */
async function changeMember(
  context: AppContext,
  asking: AllowedOperator,
  input: MemberChange,
  becomes: OperatorRole | null,
  change: (tx: Db, email: string) => Promise<void>,
): Promise<TeamChange> {
  const { merchantId } = asking.membership;
  const { operatorId, from } = input;
  return context.database.db.transaction(async (tx) => {
    const team = await lockTeam(tx, merchantId);
    const member = team.find((one) => one.operatorId === operatorId);
    const person = member === undefined ? null : await findOperator(tx, operatorId);
    if (member === undefined || person === null) return 'not_found';
    // The gate read the asker's role before the lock was held.
    const asker = team.find((one) => one.operatorId === asking.operator.id);
    if (asker === undefined || !mayDo(asker.role, 'team.change')) return 'not_found';
    if (member.role !== from) return 'stale';
    const others = team.filter((one) => one.operatorId !== operatorId);
    if (becomes !== 'owner' && !others.some(({ role }) => role === 'owner')) return 'last_owner';
    if (becomes === null || !mayDo(becomes, 'team.change')) {
      const { emailKey } = person;
      const now = context.clock.now();
      await revokeInvitationsAround(tx, { operatorId, emailKey, merchantId, now });
    }
    await change(tx, person.email);
    return 'changed';
  });
}

function audit(
  context: AppContext,
  tx: Db,
  asking: AllowedOperator,
  { request, ...deed }: { request: OperatorRequest } & Deed,
): Promise<void> {
  return writeAudit(context, tx, { ...deed, ...auditOf({ asking, request }) });
}
