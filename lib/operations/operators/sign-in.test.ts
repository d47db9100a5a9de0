import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { OperatorRow } from '#lib/db/stores/operator-store.ts';
import { TRY_LIMITS } from '#lib/domain/sign-in-limits.ts';
import { totpCode } from '#lib/platform/totp.ts';
import {
  HERE,
  type OperatorWorld,
  PASSWORD,
  createOperatorWorld,
} from '../testing/operator-world.ts';
import { changePassword } from './change-password.ts';
import { beginTry } from './check-password.ts';
import { confirmWithPassword } from './confirm-identity.ts';
import { checkOperator } from './check-operator.ts';
import { forgetOperatorTraces } from './forget-operator-traces.ts';
import { listAuditLog } from './list-audit-log.ts';
import { disableTotp, enableTotp, offerTotp, renewRecoveryCodes } from './manage-totp.ts';
import { IDLE_MS, PENDING_MS, SESSION_MS, findSignedIn } from './operator-session.ts';
import { listOwnSessions, revokeOwnSession } from './own-sessions.ts';
import { askToSignIn } from './passkeys.ts';
import { signInWithCode } from './second-factor.ts';
import { signInWithPassword } from './sign-in.ts';

const EMAIL = 'mei@harbourtea.example.hk';
const MINUTE_MS = 60 * 1000;

describeOnEachDatabase('signing in', (getDatabase) => {
  let world: OperatorWorld;
  let merchantId: MerchantId;
  let mei: OperatorRow;

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    merchantId = await world.newMerchant();
    mei = await world.newOperator({ email: EMAIL, merchantId });
  });

  const signIn = (change: { email?: string; password?: string; address?: string } = {}) =>
    signInWithPassword(world.context, {
      email: change.email ?? EMAIL,
      password: change.password ?? PASSWORD,
      request: { ...HERE, address: change.address ?? HERE.address },
    });

  async function signedInWith(token: string) {
    const found = await findSignedIn(world.context, token);
    if (found === null) throw new Error('Nobody is signed in with this token.');
    return found;
  }

  async function actions(): Promise<readonly string[]> {
    const { entries } = await listAuditLog(world.context, merchantId, { beforeSeq: null });
    return entries.map(({ action }) => action);
  }

  test('with the right password, however the address is written, and it is written down', async () => {
    const result = await signIn({ email: ' Mei@HarbourTea.example.HK' });
    if (result.kind !== 'signed_in') throw new Error(result.kind);
    const found = await signedInWith(result.token);
    expect(found.operator.id).toBe(mei.id);
    expect(found.memberships.map((one) => [one.merchantId, one.role])).toEqual([
      [merchantId, 'owner'],
    ]);
    expect(await actions()).toEqual(['operator.signed_in']);
  });

  test('a wrong password and an unknown address get the same answer, and nothing is written down', async () => {
    expect(await signIn({ password: 'oolong by the harbor' })).toEqual({ kind: 'wrong' });
    expect(await signIn({ email: 'nobody@harbourtea.example.hk' })).toEqual({ kind: 'wrong' });
    expect(await actions()).toEqual([]);
    expect(world.logLines.join('\n')).not.toContain('oolong by');
  });

  test('what is kept of a session opens nothing', async () => {
    const { session, token } = await world.signedIn(mei);
    expect(session.tokenHash).not.toContain(token);
    for (const wrong of [null, '', session.tokenHash, session.id, `${token}0`]) {
      expect(await findSignedIn(world.context, wrong)).toBeNull();
    }
  });

  test('too many wrong passwords from one place are held, the right one as well, there and not elsewhere', async () => {
    // Counted as tries are, without the work of looking at each.
    const account = world.context.secrets.sign(`operator-account:${EMAIL}:${HERE.address}`);
    const subject = { kind: 'account_from_address', subject: account } as const;
    for (let n = 0; n < TRY_LIMITS.account_from_address.tries; n += 1) {
      expect((await beginTry(world.context, [subject])).isHeld).toBe(false);
    }
    expect(await signIn()).toEqual({ kind: 'held' });
    expect(await signIn({ address: '198.51.100.9' })).toMatchObject({ kind: 'signed_in' });
    world.clock.advance(TRY_LIMITS.account_from_address.windowMs + 1);
    expect(await signIn()).toMatchObject({ kind: 'signed_in' });
  });

  test('one place, however long it guesses, does not keep the operator out elsewhere', async () => {
    for (let n = 0; n < TRY_LIMITS.account.tries + 5; n += 1) {
      const { kind } = await signIn({ password: 'wrong' });
      expect(kind).toBe(n < TRY_LIMITS.account_from_address.tries ? 'wrong' : 'held');
    }
    expect(await signIn({ address: '198.51.100.9' })).toMatchObject({ kind: 'signed_in' });
  });

  test('guesses from many places hold the password for an hour, and no passkey', async () => {
    const account = world.context.secrets.sign(`operator-account:${EMAIL}`);
    for (let n = 0; n < TRY_LIMITS.account.tries; n += 1) {
      await beginTry(world.context, [{ kind: 'account', subject: account }]);
    }
    expect(await signIn({ address: '198.51.100.9' })).toEqual({ kind: 'held' });
    expect(await askToSignIn(world.context, HERE)).not.toBeNull();
    world.clock.advance(TRY_LIMITS.account.windowMs + 1);
    expect(await signIn()).toMatchObject({ kind: 'signed_in' });
  });

  test('an address that is nobody’s is held like any other, so that holding tells nothing', async () => {
    const email = 'nobody@harbourtea.example.hk';
    const account = world.context.secrets.sign(`operator-account:${email}:${HERE.address}`);
    const subject = { kind: 'account_from_address', subject: account } as const;
    for (let n = 0; n < TRY_LIMITS.account_from_address.tries; n += 1) {
      await beginTry(world.context, [subject]);
    }
    expect(await signIn({ email })).toEqual({ kind: 'held' });
  });

  test('of many tries at one moment no more get through than of as many one after another', async () => {
    const subject = { kind: 'second_factor', subject: mei.id } as const;
    const begun = await Promise.all(
      Array.from({ length: 30 }, () => beginTry(world.context, [subject])),
    );
    const through = begun.filter(({ isHeld }) => !isHeld).length;
    expect(through).toBeLessThanOrEqual(TRY_LIMITS.second_factor.tries);
  });

  test('the right password takes its wrong ones before it out of the count', async () => {
    expect(await signIn({ password: 'wrong' })).toEqual({ kind: 'wrong' });
    for (let n = 0; n < TRY_LIMITS.account_from_address.tries; n += 1) {
      expect(await signIn(), String(n)).toMatchObject({ kind: 'signed_in' });
    }
  });

  test('a session ends when it is not used, and in a week however much it is', async () => {
    const { token } = await world.signedIn(mei);
    world.clock.advance(IDLE_MS - MINUTE_MS);
    expect(await findSignedIn(world.context, token)).not.toBeNull();
    world.clock.advance(IDLE_MS + 1);
    expect(await findSignedIn(world.context, token)).toBeNull();

    const used = await world.signedIn(mei);
    for (let past = 0; past + IDLE_MS / 2 < SESSION_MS; past += IDLE_MS / 2) {
      expect(await findSignedIn(world.context, used.token)).not.toBeNull();
      world.clock.advance(IDLE_MS / 2);
    }
    world.clock.advance(IDLE_MS / 2);
    expect(await findSignedIn(world.context, used.token)).toBeNull();
  });

  test('a session that was ended is nobody’s, and only its own operator ends it', async () => {
    const mine = await world.signedIn(mei);
    const other = await world.newOperator({ email: 'kit@harbourtea.example.hk', merchantId });
    const theirs = await world.signedIn(other);
    const end = (id: typeof mine.session.id) =>
      revokeOwnSession(world.context, mine, { id, request: HERE });
    expect(await end(theirs.session.id)).toBe('not_found');
    expect(await findSignedIn(world.context, theirs.token)).not.toBeNull();
    const second = await world.signedIn(mei);
    expect(await listOwnSessions(world.context, mine)).toHaveLength(2);
    expect(await end(second.session.id)).toBe('revoked');
    expect(await findSignedIn(world.context, second.token)).toBeNull();
    expect(await end(second.session.id)).toBe('not_found');
    expect(await listOwnSessions(world.context, mine)).toHaveLength(1);
    expect(await actions()).toEqual(['operator.session_revoked']);
  });

  test('another password ends every other session, and has to be a good one', async () => {
    const here = await world.signedIn(mei);
    const elsewhere = await world.signedIn(mei);
    const change = (current: string, wanted: string) =>
      changePassword(world.context, here, { current, wanted, request: HERE });
    expect(await change(PASSWORD, 'short')).toEqual({ kind: 'refused', problem: 'too_short' });
    expect(await change('wrong', 'jasmine by the harbour')).toEqual({ kind: 'wrong' });
    expect(await findSignedIn(world.context, elsewhere.token)).not.toBeNull();
    expect(await change(PASSWORD, 'jasmine by the harbour')).toEqual({
      kind: 'changed',
      sessionsEnded: 1,
    });
    expect(await findSignedIn(world.context, elsewhere.token)).toBeNull();
    expect(await findSignedIn(world.context, here.token)).not.toBeNull();
    expect(await signIn()).toEqual({ kind: 'wrong' });
    expect(await signIn({ password: 'jasmine by the harbour' })).toMatchObject({
      kind: 'signed_in',
    });
  });

  test('a session that waits for its code may do nothing, and opens under another token', async () => {
    const { secret } = await world.withTotp(await world.signedIn(mei));
    world.clock.advance(MINUTE_MS);
    const result = await signIn();
    if (result.kind !== 'second_factor') throw new Error(result.kind);
    const asked = { token: result.token, merchantId, action: 'home.read' } as const;
    expect(await checkOperator(world.context, asked)).toEqual({ kind: 'second_factor' });
    const code = totpCode(secret, world.clock.now());
    const waiting = await signedInWith(result.token);
    const opened = await signInWithCode(world.context, waiting, { code, request: HERE });
    if (opened.kind !== 'signed_in') throw new Error(opened.kind);
    expect(opened.token).not.toBe(result.token);
    expect(await findSignedIn(world.context, result.token)).toBeNull();
    const open = { ...asked, token: opened.token };
    expect(await checkOperator(world.context, open)).toMatchObject({ kind: 'allowed' });
  });

  test('a code counts once, in whichever session it is typed again', async () => {
    const { secret } = await world.withTotp(await world.signedIn(mei));
    world.clock.advance(MINUTE_MS);
    const code = totpCode(secret, world.clock.now());
    const typed: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const result = await signIn();
      if (result.kind !== 'second_factor') throw new Error(result.kind);
      const waiting = await signedInWith(result.token);
      typed.push((await signInWithCode(world.context, waiting, { code, request: HERE })).kind);
    }
    expect(typed).toEqual(['signed_in', 'wrong']);
  });

  test('the code that set an app up signs nobody in', async () => {
    const { secret } = await world.withTotp(await world.signedIn(mei));
    const result = await signIn();
    if (result.kind !== 'second_factor') throw new Error(result.kind);
    const waiting = await signedInWith(result.token);
    const code = totpCode(secret, world.clock.now());
    expect(await signInWithCode(world.context, waiting, { code, request: HERE })).toEqual({
      kind: 'wrong',
    });
  });

  test('a recovery code counts once, however it is copied, and is written down', async () => {
    const { recoveryCodes } = await world.withTotp(await world.signedIn(mei));
    const [first = ''] = recoveryCodes;
    expect(recoveryCodes).toHaveLength(10);
    const typed: string[] = [];
    for (const code of [first.toUpperCase().replaceAll('-', ' '), first, '0000-0000-0000']) {
      const result = await signIn();
      if (result.kind !== 'second_factor') throw new Error(result.kind);
      const waiting = await signedInWith(result.token);
      typed.push((await signInWithCode(world.context, waiting, { code, request: HERE })).kind);
    }
    expect(typed).toEqual(['signed_in', 'wrong', 'wrong']);
    expect(await actions()).toContain('operator.recovery_code_used');
  });

  test('no code is used up for a session that is over', async () => {
    const asking = await world.signedIn(mei);
    const { recoveryCodes } = await world.withTotp(asking);
    const [code = ''] = recoveryCodes;
    const wait = async () => {
      const result = await signIn();
      if (result.kind !== 'second_factor') throw new Error(result.kind);
      return signedInWith(result.token);
    };
    const waiting = await wait();
    await revokeOwnSession(world.context, asking, { id: waiting.session.id, request: HERE });
    const type = (of: typeof waiting) => signInWithCode(world.context, of, { code, request: HERE });
    expect(await type(waiting)).toEqual({ kind: 'over' });
    expect(await type(await wait())).toMatchObject({ kind: 'signed_in' });
  });

  test('codes are held when too many were wrong, the right one as well', async () => {
    const { secret } = await world.withTotp(await world.signedIn(mei));
    world.clock.advance(MINUTE_MS);
    const result = await signIn();
    if (result.kind !== 'second_factor') throw new Error(result.kind);
    const waiting = await signedInWith(result.token);
    const type = (code: string) => signInWithCode(world.context, waiting, { code, request: HERE });
    for (let n = 0; n < TRY_LIMITS.second_factor.tries; n += 1) {
      expect(await type('000000')).toEqual({ kind: 'wrong' });
    }
    expect(await type(totpCode(secret, world.clock.now()))).toEqual({ kind: 'held' });
  });

  test('whoever does not type the code in time types the password again', async () => {
    await world.withTotp(await world.signedIn(mei));
    const result = await signIn();
    if (result.kind !== 'second_factor') throw new Error(result.kind);
    world.clock.advance(PENDING_MS + 1);
    expect(await findSignedIn(world.context, result.token)).toBeNull();
  });

  test('an app counts from the first code of it on, and no longer once it is taken away', async () => {
    const asking = await world.signedIn(mei);
    const offer = await offerTotp(world.context, asking);
    expect((await offerTotp(world.context, asking))?.secret, 'the same when looked at again').toBe(
      offer?.secret,
    );
    expect(offer?.address).toContain('otpauth://totp/');
    expect(await enableTotp(world.context, asking, { code: '000000', request: HERE })).toEqual({
      kind: 'wrong',
    });
    expect(await signIn()).toMatchObject({ kind: 'signed_in' });
    await world.withTotp(asking);
    expect(await offerTotp(world.context, asking), 'one at a time').toBeNull();
    expect(await renewRecoveryCodes(world.context, asking, HERE)).toHaveLength(10);
    expect(await disableTotp(world.context, asking, HERE)).toBe('disabled');
    expect(await disableTotp(world.context, asking, HERE)).toBe('not_enabled');
    expect(await signIn()).toMatchObject({ kind: 'signed_in' });
    expect(await renewRecoveryCodes(world.context, asking, HERE)).toBeNull();
  });

  test('what needs a fresh proof is kept from a session of six minutes, until it is proved again', async () => {
    const asking = await world.signedIn(mei);
    const asked = { token: asking.token, merchantId, action: 'team.change' } as const;
    expect(await checkOperator(world.context, asked)).toMatchObject({ kind: 'allowed' });
    world.clock.advance(6 * MINUTE_MS);
    expect(await checkOperator(world.context, asked)).toEqual({ kind: 'confirm' });
    const confirm = (password: string, code = '') =>
      confirmWithPassword(world.context, asking, { password, code, request: HERE });
    expect(await confirm('wrong')).toBe('wrong');
    expect(await checkOperator(world.context, asked)).toEqual({ kind: 'confirm' });
    expect(await confirm(PASSWORD)).toBe('right');
    expect(await checkOperator(world.context, asked)).toMatchObject({ kind: 'allowed' });

    const { secret } = await world.withTotp(asking);
    world.clock.advance(6 * MINUTE_MS);
    expect(await confirm(PASSWORD), 'the code is asked for as well').toBe('wrong');
    expect(await confirm(PASSWORD, totpCode(secret, world.clock.now()))).toBe('right');
  });

  test('another merchant is not there, for whoever asks', async () => {
    const other = await world.newMerchant('Peak Ceramics');
    const stranger = await world.newOperator({
      email: 'po@peak.example.hk',
      merchantId: other,
      role: 'viewer',
    });
    const { token } = await world.signedIn(mei);
    const ask = (of: MerchantId, by = token) =>
      checkOperator(world.context, { token: by, merchantId: of, action: 'audit.read' });
    expect(await ask(other)).toEqual({ kind: 'not_found' });
    expect(await ask('mer_nobody' as MerchantId)).toEqual({ kind: 'not_found' });
    expect(await ask(merchantId)).toMatchObject({ kind: 'allowed' });
    expect(await ask(other, (await world.signedIn(stranger)).token)).toMatchObject({
      kind: 'not_allowed',
    });
    expect(await ask(merchantId, 'nonsense')).toEqual({ kind: 'sign_in' });
  });

  test('what is over is forgotten', async () => {
    const { token } = await world.signedIn(mei);
    await signIn({ password: 'wrong' });
    expect(await forgetOperatorTraces(world.context)).toBe(0);
    world.clock.advance(SESSION_MS + 1);
    // The session, and the try by account, by account and address, and by address.
    expect(await forgetOperatorTraces(world.context)).toBe(4);
    expect(await findSignedIn(world.context, token)).toBeNull();
  });
});
