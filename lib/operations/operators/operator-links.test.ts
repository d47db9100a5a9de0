import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase, describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { createOwner, makePasswordLink } from '../admin/operator-links.ts';
import {
  HERE,
  type OperatorWorld,
  PASSWORD,
  createOperatorWorld,
} from '../testing/operator-world.ts';
import { acceptAsOperator, acceptWithPassword, readOperatorLink } from './accept-link.ts';
import { listAuditLog } from './list-audit-log.ts';
import { inviteOperator } from './operator-links.ts';
import { findSignedIn } from './operator-session.ts';
import { signInWithPassword } from './sign-in.ts';

const EMAIL = 'Kit@HarbourTea.example.hk';
const HOUR_MS = 60 * 60 * 1000;

const tokenIn = (url: string) => url.split('/').at(-1) ?? '';

describeOnEachDatabase('one-time links', (getDatabase) => {
  let world: OperatorWorld;
  let merchantId: MerchantId;

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    merchantId = await world.newMerchant();
  });

  const accept = (token: string, password = 'jasmine by the harbour') =>
    acceptWithPassword(world.context, {
      token,
      name: 'Kit Lam',
      password,
      locale: 'en',
      request: HERE,
    });

  test('make the first owner, once, and sign them in', async () => {
    const { url } = await createOwner(world.context, { merchant: merchantId, email: EMAIL });
    expect(url).toMatch(/^http:\/\/localhost:3000\/dashboard\/join\/[0-9A-Za-z]{43}$/);
    const token = tokenIn(url);
    expect(await readOperatorLink(world.context, token)).toEqual({
      kind: 'new_account',
      email: EMAIL,
    });
    expect(await accept(token, 'short')).toEqual({ kind: 'refused', problem: 'too_short' });
    const accepted = await accept(token);
    if (accepted.kind !== 'signed_in') throw new Error(accepted.kind);
    const found = await findSignedIn(world.context, accepted.token);
    expect(found?.operator).toMatchObject({ email: EMAIL, name: 'Kit Lam', locale: 'en' });
    expect(found?.memberships).toMatchObject([{ merchantId, role: 'owner' }]);
    expect(await accept(token)).toEqual({ kind: 'over' });
    expect(await readOperatorLink(world.context, token)).toEqual({ kind: 'over' });
    const { entries } = await listAuditLog(world.context, merchantId, { beforeSeq: null });
    expect(entries.map(({ action, actor }) => [action, actor?.email ?? null])).toEqual([
      ['operator.password_set', EMAIL],
      ['team.joined', EMAIL],
      ['team.invited', null],
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
  });

  test('are over after three days, and when another is made', async () => {
    const first = await createOwner(world.context, { merchant: merchantId, email: EMAIL });
    const again = await createOwner(world.context, {
      merchant: merchantId,
      email: EMAIL.toLowerCase(),
    });
    expect(await accept(tokenIn(first.url))).toEqual({ kind: 'over' });
    world.clock.advance(72 * HOUR_MS);
    expect(await accept(tokenIn(again.url))).toEqual({ kind: 'over' });
  });

  test('do not take over an account there is: its owner signs in and agrees', async () => {
    const mei = await world.newOperator({ email: EMAIL, merchantId: await world.newMerchant() });
    const { url } = await createOwner(world.context, { merchant: merchantId, email: EMAIL });
    const token = tokenIn(url);
    expect(await readOperatorLink(world.context, token)).toEqual({ kind: 'join', email: EMAIL });
    expect(await accept(token)).toEqual({ kind: 'join' });
    const other = await world.newOperator({ email: 'po@peak.example.hk', merchantId });
    const join = async (of: typeof mei) =>
      acceptAsOperator(world.context, await world.signedIn(of), { token, request: HERE });
    expect(await join(other)).toBe('not_yours');
    expect(await join(mei)).toBe('joined');
    expect(await join(mei)).toBe('over');
    expect((await world.signedIn(mei)).memberships).toHaveLength(2);
  });

  test('set another password, end what was open, and leave the second factor', async () => {
    const mei = await world.newOperator({ email: EMAIL, merchantId });
    const before = await world.signedIn(mei);
    await world.withTotp(before);
    await expect(
      makePasswordLink(world.context, { email: 'nobody@harbourtea.example.hk' }),
    ).rejects.toThrow('Nobody signs in as');
    const { url } = await makePasswordLink(world.context, { email: EMAIL });
    expect(await readOperatorLink(world.context, tokenIn(url))).toMatchObject({
      kind: 'new_password',
    });
    expect((await accept(tokenIn(url))).kind).toBe('second_factor');
    expect(await findSignedIn(world.context, before.token)).toBeNull();
    const signIn = (password: string) =>
      signInWithPassword(world.context, { email: EMAIL, password, request: HERE });
    expect(await signIn(PASSWORD)).toEqual({ kind: 'wrong' });
    expect((await signIn('jasmine by the harbour')).kind).toBe('second_factor');
    expect(await accept(tokenIn(url))).toEqual({ kind: 'over' });
  });

  test('are for the merchant of whoever invites, and for no other', async () => {
    const mei = await world.newOperator({ email: 'mei@harbourtea.example.hk', merchantId });
    const asking = await world.allowedAt(mei, merchantId);
    const invite = (email: string) =>
      inviteOperator(world.context, asking, { email, role: 'finance', request: HERE });
    expect(await invite('MEI@harbourtea.example.hk')).toBeNull();
    const link = await invite(EMAIL);
    const accepted = await accept(tokenIn(link?.url ?? ''));
    if (accepted.kind !== 'signed_in') throw new Error(accepted.kind);
    expect((await findSignedIn(world.context, accepted.token))?.memberships).toMatchObject([
      { merchantId, role: 'finance' },
    ]);
  });

  test.each(['', 'x', '0'.repeat(43)])('%j is no link', async (token) => {
    expect(await readOperatorLink(world.context, token)).toEqual({ kind: 'over' });
    expect(await accept(token)).toEqual({ kind: 'over' });
  });
});

describeOnPostgres('a one-time link', (getDatabase) => {
  test('opened by two at once makes one account', async () => {
    const world = createOperatorWorld(getDatabase());
    const merchant = await world.newMerchant();
    const { url } = await createOwner(world.context, { merchant, email: EMAIL });
    const results = await Promise.all(
      ['Kit Lam', 'Somebody else'].map((name) =>
        acceptWithPassword(world.context, {
          token: tokenIn(url),
          name,
          password: 'jasmine by the harbour',
          locale: 'en',
          request: HERE,
        }),
      ),
    );
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['over', 'signed_in']);
  });
});
