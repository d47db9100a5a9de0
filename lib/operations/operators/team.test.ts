import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase, describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import type { OperatorRow } from '#lib/db/stores/operator-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import { readOperatorLink } from './accept-link.ts';
import { checkOperator } from './check-operator.ts';
import { listAuditLog } from './list-audit-log.ts';
import { inviteOperator } from './operator-links.ts';
import { changeRole, readTeam, removeMember, withdrawInvitation } from './team.ts';

interface Shop {
  readonly world: OperatorWorld;
  readonly merchantId: MerchantId;
  readonly mei: OperatorRow;
  readonly kit: OperatorRow;
}

async function openShop(world: OperatorWorld, kitIs: OperatorRole = 'viewer'): Promise<Shop> {
  const merchantId = await world.newMerchant();
  const mei = await world.newOperator({ email: 'mei@harbourtea.example.hk', merchantId });
  const kit = await world.newOperator({
    email: 'kit@harbourtea.example.hk',
    merchantId,
    role: kitIs,
  });
  return { world, merchantId, mei, kit };
}

const rolesIn = async ({ world, merchantId }: Shop) => {
  const { members } = await readTeam(world.context, merchantId);
  return Object.fromEntries(members.map(({ email, role }) => [email.split('@')[0], role]));
};

describeOnEachDatabase('a team', (getDatabase) => {
  let shop: Shop;

  beforeEach(async () => {
    shop = await openShop(createOperatorWorld(getDatabase()));
  });

  test('is read with what stands before each account', async () => {
    const { world, merchantId, mei } = shop;
    await world.withTotp(await world.signedIn(mei));
    const other = await world.newMerchant('Peak Ceramics');
    await world.newOperator({ email: 'wing@peak.example.hk', merchantId: other });
    const { members, invitations } = await readTeam(world.context, merchantId);
    expect(members.map(({ email, hasSecondFactor }) => [email, hasSecondFactor])).toEqual(
      expect.arrayContaining([
        ['mei@harbourtea.example.hk', true],
        ['kit@harbourtea.example.hk', false],
      ]),
    );
    expect(members).toHaveLength(2);
    const seen = Object.fromEntries(members.map(({ email, lastSeenAt }) => [email, lastSeenAt]));
    expect(seen['mei@harbourtea.example.hk']).toEqual(world.clock.now());
    expect(seen['kit@harbourtea.example.hk']).toBeNull();
    expect(invitations).toEqual([]);
  });

  test('another role counts at once, and is written down', async () => {
    const { world, merchantId, mei, kit } = shop;
    const asking = await world.allowedAt(mei, merchantId);
    const { token } = await world.signedIn(kit);
    const mayRefund = async () =>
      (await checkOperator(world.context, { token, merchantId, action: 'payments.refund' })).kind;
    expect(await mayRefund()).toBe('not_allowed');
    const change = { operatorId: kit.id, from: 'viewer', role: 'finance', request: HERE } as const;
    expect(await changeRole(world.context, asking, change)).toBe('changed');
    expect(await mayRefund()).toBe('allowed');
    // The same form from another tab was drawn before.
    expect(await changeRole(world.context, asking, change)).toBe('stale');
    const { entries } = await listAuditLog(world.context, merchantId, { beforeSeq: null });
    expect(entries[0]).toMatchObject({
      action: 'team.role_changed',
      subject: kit.email,
      before: { role: 'viewer' },
      after: { role: 'finance' },
    });
  });

  test('whoever is removed is out, with what they invited by', async () => {
    const { world, merchantId, mei, kit } = shop;
    const asking = await world.allowedAt(mei, merchantId);
    const promote = { operatorId: kit.id, from: 'viewer', role: 'owner', request: HERE } as const;
    await changeRole(world.context, asking, promote);
    const kits = await world.allowedAt(kit, merchantId);
    const invite = (email: string) =>
      inviteOperator(world.context, kits, { email, role: 'viewer', request: HERE });
    const link = await invite('joe@harbourtea.example.hk');
    const tokenOf = (url: string | undefined) => url?.split('/').at(-1) ?? '';
    expect((await readOperatorLink(world.context, tokenOf(link?.url))).kind).toBe('new_account');
    const removal = { operatorId: kit.id, from: 'owner', request: HERE } as const;
    expect(await removeMember(world.context, asking, removal)).toBe('changed');
    expect((await readOperatorLink(world.context, tokenOf(link?.url))).kind).toBe('over');
    const { token } = await world.signedIn(kit);
    const asked = { token, merchantId, action: 'account.read' } as const;
    expect((await checkOperator(world.context, asked)).kind).toBe('not_found');
    // What they asked before they were removed is not done after it.
    const back = { operatorId: mei.id, from: 'owner', request: HERE } as const;
    expect(await removeMember(world.context, kits, back)).toBe('not_found');
    expect(await rolesIn(shop)).toEqual({ mei: 'owner' });
  });

  test.each(['operator', null] as const)('the last owner stays one (%s)', async (becomes) => {
    const { world, merchantId, mei } = shop;
    const asking = await world.allowedAt(mei, merchantId);
    const facts = { operatorId: mei.id, from: 'owner', request: HERE } as const;
    const answer =
      becomes === null
        ? await removeMember(world.context, asking, facts)
        : await changeRole(world.context, asking, { ...facts, role: becomes });
    expect(answer).toBe('last_owner');
    expect(await rolesIn(shop)).toEqual({ mei: 'owner', kit: 'viewer' });
  });

  test('nobody of another shop is there', async () => {
    const { world, merchantId, mei } = shop;
    const asking = await world.allowedAt(mei, merchantId);
    const other = await world.newMerchant('Peak Ceramics');
    const wing = await world.newOperator({ email: 'wing@peak.example.hk', merchantId: other });
    const facts = { operatorId: wing.id, from: 'owner', request: HERE } as const;
    expect(await removeMember(world.context, asking, facts)).toBe('not_found');
    const wings = await world.allowedAt(wing, other);
    const input = { email: 'ann@peak.example.hk', role: 'viewer', request: HERE } as const;
    await inviteOperator(world.context, wings, input);
    const [invitation] = (await readTeam(world.context, other)).invitations;
    if (invitation === undefined) throw new Error('There is no invitation.');
    const withdrawal = { id: invitation.id, request: HERE };
    expect(await withdrawInvitation(world.context, asking, withdrawal)).toBe(false);
    expect(await withdrawInvitation(world.context, wings, withdrawal)).toBe(true);
    expect(await withdrawInvitation(world.context, wings, withdrawal)).toBe(false);
    expect((await readTeam(world.context, other)).invitations).toEqual([]);
  });
});

describeOnPostgres('two owners', (getDatabase) => {
  test('who demote each other at once leave one', async () => {
    const shop = await openShop(createOperatorWorld(getDatabase()), 'owner');
    const { world, merchantId, mei, kit } = shop;
    const demote = async (asker: OperatorRow, operatorId: OperatorRow['id']) =>
      changeRole(world.context, await world.allowedAt(asker, merchantId), {
        operatorId,
        from: 'owner',
        role: 'viewer',
        request: HERE,
      });
    const answers = await Promise.all([demote(mei, kit.id), demote(kit, mei.id)]);
    expect(new Set(answers)).toEqual(new Set(['changed', 'not_found']));
    expect(new Set(Object.values(await rolesIn(shop)))).toEqual(new Set(['owner', 'viewer']));
  });
});
