import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { type PasskeyRow, listPasskeys } from '#lib/db/stores/passkey-store.ts';
import type { MerchantId, PasskeyChallengeId } from '#lib/domain/ids.ts';
import type { OperatorRow } from '#lib/db/stores/operator-store.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import { type Wrong, createSoftPasskey } from '../testing/soft-passkey.ts';
import { checkOperator } from './check-operator.ts';
import type { SignedIn } from './operator-request.ts';
import { findSignedIn } from './operator-session.ts';
import {
  addPasskey,
  askForPasskey,
  askToConfirm,
  askToSignIn,
  confirmWithPasskey,
  removePasskey,
  signInWithPasskey,
} from './passkeys.ts';

const ORIGIN = 'http://localhost:3000';
const MINUTE_MS = 60 * 1000;

describeOnEachDatabase('passkeys', (getDatabase) => {
  let world: OperatorWorld;
  let merchantId: MerchantId;
  let mei: OperatorRow;
  const newKey = () => createSoftPasskey({ origin: ORIGIN, rpId: 'localhost' });

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    merchantId = await world.newMerchant();
    mei = await world.newOperator({ email: 'mei@harbourtea.example.hk', merchantId });
  });

  async function add(asking: SignedIn, key = newKey(), change: Wrong = {}) {
    const asked = await askForPasskey(world.context, asking);
    if (asked === null) throw new Error('There are too many.');
    const response = key.register(asked.options.challenge, change);
    const { challengeId } = asked;
    return addPasskey(world.context, asking, {
      challengeId,
      response,
      name: 'Mac',
      request: HERE,
    });
  }

  async function signIn(key: ReturnType<typeof newKey>, change: Wrong = {}) {
    const asked = await askToSignIn(world.context, HERE);
    if (asked === null) throw new Error('Held.');
    const response = key.sign(asked.options.challenge, change);
    const answered = { challengeId: asked.challengeId, response, request: HERE };
    return { answered, result: await signInWithPasskey(world.context, answered) };
  }

  const kept = (): Promise<readonly PasskeyRow[]> => listPasskeys(getDatabase().db, mei.id);

  test('a key that was added signs its operator in, past the second factor', async () => {
    const asking = await world.signedIn(mei);
    await world.withTotp(asking);
    const key = newKey();
    expect(await add(asking, key)).toBe('added');
    expect(await kept()).toMatchObject([{ credentialId: key.credentialId, lastUsedAt: null }]);
    const { result } = await signIn(key);
    if (result.kind !== 'signed_in') throw new Error(result.kind);
    const found = await findSignedIn(world.context, result.token);
    expect(found?.operator.id).toBe(mei.id);
    expect(found?.session.stage).toBe('open');
    expect(await kept()).toMatchObject([{ lastUsedAt: world.clock.now(), counter: 2 }]);
  });

  test('an answer counts once', async () => {
    const asking = await world.signedIn(mei);
    const key = newKey();
    await add(asking, key);
    const { answered, result } = await signIn(key);
    expect(result.kind).toBe('signed_in');
    expect(await signInWithPasskey(world.context, answered)).toEqual({ kind: 'refused' });
  });

  test.each<[string, Wrong]>([
    ['for another origin', { origin: 'https://praya.evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['by a key that did not ask who holds it', { verified: false }],
    ['by a copy, which counts behind', { counter: 1 }],
  ])('an answer %s is refused', async (_, change) => {
    const asking = await world.signedIn(mei);
    const key = newKey();
    await add(asking, key);
    expect((await signIn(key)).result.kind).toBe('signed_in');
    expect((await signIn(key, change)).result).toEqual({ kind: 'refused' });
    expect((await signIn(key, { counter: 9 })).result.kind, 'and the key still works').toBe(
      'signed_in',
    );
  });

  test('a key is not kept that was made for another origin, or without asking who holds it', async () => {
    const asking = await world.signedIn(mei);
    expect(await add(asking, newKey(), { origin: 'https://evil.example' })).toBe('refused');
    expect(await add(asking, newKey(), { verified: false })).toBe('refused');
    expect(await kept()).toEqual([]);
  });

  test('nobody’s key is refused, and so is an answer that is none', async () => {
    expect((await signIn(newKey())).result).toEqual({ kind: 'refused' });
    const asking = await world.signedIn(mei);
    const key = newKey();
    await add(asking, key);
    const asked = await askToSignIn(world.context, HERE);
    const response = { ...key.sign(asked?.options.challenge ?? ''), response: {} };
    const answered = { challengeId: asked?.challengeId ?? ('' as PasskeyChallengeId), response };
    expect(
      // As whatever a browser may send.
      await signInWithPasskey(world.context, { ...answered, request: HERE } as never),
    ).toEqual({ kind: 'refused' });
  });

  test('a question is good for five minutes, for its purpose and for who was asked', async () => {
    const asking = await world.signedIn(mei);
    const key = newKey();
    await add(asking, key);
    const other = await world.newOperator({ email: 'kit@harbourtea.example.hk', merchantId });
    const theirs = await world.signedIn(other);
    const asked = await askToConfirm(world.context, theirs);
    const answer = { challengeId: asked.challengeId, response: key.sign(asked.options.challenge) };
    expect(await confirmWithPasskey(world.context, theirs, answer), 'not their key').toBe('wrong');

    const sign = await askToSignIn(world.context, HERE);
    if (sign === null) throw new Error('Held.');
    const response = key.sign(sign.options.challenge);
    const late = { challengeId: sign.challengeId, response, request: HERE };
    expect(await confirmWithPasskey(world.context, asking, late), 'another purpose').toBe('wrong');
    world.clock.advance(5 * MINUTE_MS + 1);
    expect(await signInWithPasskey(world.context, late)).toEqual({ kind: 'refused' });
  });

  test('proves again who sits there', async () => {
    const asking = await world.signedIn(mei);
    const key = newKey();
    await add(asking, key);
    world.clock.advance(6 * MINUTE_MS);
    const gate = { token: asking.token, merchantId, action: 'team.change' } as const;
    expect(await checkOperator(world.context, gate)).toEqual({ kind: 'confirm' });
    const { challengeId, options } = await askToConfirm(world.context, asking);
    const response = key.sign(options.challenge);
    expect(await confirmWithPasskey(world.context, asking, { challengeId, response })).toBe(
      'right',
    );
    expect(await checkOperator(world.context, gate)).toMatchObject({ kind: 'allowed' });
  });

  test('a key that was taken away signs nobody in, and only its own operator takes it away', async () => {
    const asking = await world.signedIn(mei);
    const key = newKey();
    await add(asking, key);
    const [row] = await kept();
    if (row === undefined) throw new Error('It was not kept.');
    const other = await world.newOperator({ email: 'kit@harbourtea.example.hk', merchantId });
    const by = (who: SignedIn) => removePasskey(world.context, who, { id: row.id, request: HERE });
    expect(await by(await world.signedIn(other))).toBe('not_found');
    expect((await signIn(key)).result.kind).toBe('signed_in');
    expect(await by(asking)).toBe('removed');
    expect((await signIn(key)).result).toEqual({ kind: 'refused' });
  });
});
