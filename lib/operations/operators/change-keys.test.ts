import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { authenticateApiKey } from '../authenticate-api-key.ts';
import { listOwnKeys } from '../manage-api-keys.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import type { Acting } from './acting.ts';
import { MAX_WORKING_KEYS, createKey, revokeOwnKey, rollOwnKey } from './change-keys.ts';
import { listAuditLog } from './list-audit-log.ts';

const HOUR_MS = 3_600_000;
const plain = { name: 'Shop', scopes: null, expiresAt: null };

describeOnEachDatabase('keys that operators make', (getDatabase) => {
  let world: OperatorWorld;
  let merchantId: MerchantId;
  let acting: Acting;
  const keys = (livemode = false, of = merchantId) =>
    listOwnKeys(getDatabase().db, { merchantId: of, livemode });
  const call = (key: string) => authenticateApiKey(world.context, key);
  const made = async (input: Partial<Parameters<typeof createKey>[2]> = {}, by = acting) => {
    const result = await createKey(world.context, by, { ...plain, ...input });
    if (result.kind !== 'made') throw new Error(`The key was not made: ${result.kind}`);
    return result.key;
  };
  const log = async () =>
    (await listAuditLog(world.context, merchantId, { beforeSeq: null })).entries;

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    merchantId = await world.newMerchant();
    acting = await actingAt(merchantId, 'dev@harbourtea.example.hk');
  });

  async function actingAt(of: MerchantId, email: string, livemode = false): Promise<Acting> {
    const operator = await world.newOperator({ email, merchantId: of, role: 'developer' });
    const signedIn = await world.signedIn(operator);
    const membership = signedIn.memberships[0];
    if (membership === undefined) throw new Error('The operator is of no merchant.');
    return { asking: { ...signedIn, membership, isFresh: true }, livemode, request: HERE };
  }

  test('one works at once, says who made it, and is in the audit log without its secret', async () => {
    const key = await made({ scopes: ['refunds.write', 'charges.read'] });
    expect(key).toMatch(/^praya_rk_test_/);
    expect(await call(key)).toMatchObject({ merchantId, livemode: false });
    expect(await keys()).toMatchObject([
      {
        row: { name: 'Shop', kind: 'restricted', scopes: ['charges.read', 'refunds.write'] },
        madeBy: 'dev@harbourtea.example.hk',
      },
    ]);
    const [entry] = await log();
    expect(entry).toMatchObject({
      action: 'key.created',
      subject: `Shop (…${key.slice(-4)})`,
      after: { mode: 'test', kind: 'restricted', scopes: 'charges.read refunds.write' },
    });
    expect(JSON.stringify(entry)).not.toContain(key.slice(-12));
  });

  test('one that would have ended, one too many, and a live one on a database that forgets are not made', async () => {
    const past = { ...plain, expiresAt: world.clock.now() };
    expect(await createKey(world.context, acting, past)).toEqual({ kind: 'past' });
    const live = await createKey(world.context, { ...acting, livemode: true }, plain);
    expect(live.kind).toBe(getDatabase().kind === 'pglite' ? 'live_refused' : 'made');
    for (let nth = 0; nth < MAX_WORKING_KEYS; nth += 1) await made();
    expect(await createKey(world.context, acting, plain)).toEqual({ kind: 'many' });
    const [newest] = await keys();
    await revokeOwnKey(world.context, acting, { id: newest?.row.id ?? '' });
    await made();
  });

  test('rolled, the old key works until its overlap ends, and can be rolled no second time', async () => {
    const old = await made();
    const id = (await keys())[0]?.row.id ?? '';
    world.clock.advance(1);
    const [rolled, again] = await Promise.all([
      rollOwnKey(world.context, acting, { id, overlapHours: 2 }),
      rollOwnKey(world.context, acting, { id, overlapHours: 2 }),
    ]);
    const results = [rolled, again].toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
    expect(results).toMatchObject([{ kind: 'gone' }, { kind: 'rolled' }]);
    const key = results[1]?.kind === 'rolled' ? results[1].key : '';
    world.clock.advance(2 * HOUR_MS - 1);
    expect(await call(old)).toMatchObject({ merchantId });
    expect(await call(key)).toMatchObject({ merchantId });
    world.clock.advance(1);
    expect(await call(old)).toBe('expired');
    expect(await call(key)).toMatchObject({ merchantId });
    expect((await log()).map(({ action }) => action)).toEqual(['key.rolled', 'key.created']);
  });

  test('revoked, a key is refused from the next call on', async () => {
    const key = await made();
    await call(key);
    const id = (await keys())[0]?.row.id ?? '';
    expect(await revokeOwnKey(world.context, acting, { id })).toEqual({ kind: 'revoked' });
    expect(await call(key)).toBe('invalid');
    expect(await revokeOwnKey(world.context, acting, { id })).toEqual({ kind: 'gone' });
    expect((await log()).map(({ action }) => action)).toEqual(['key.revoked', 'key.created']);
  });

  test('another merchant’s key, and one of the other mode, are not there', async () => {
    const key = await made();
    const id = (await keys())[0]?.row.id ?? '';
    const stranger = await actingAt(await world.newMerchant('Peak'), 'x@peak.example.hk');
    for (const by of [stranger, { ...acting, livemode: true }]) {
      expect(await rollOwnKey(world.context, by, { id, overlapHours: 0 })).toEqual({
        kind: 'gone',
      });
      expect(await revokeOwnKey(world.context, by, { id })).toEqual({ kind: 'gone' });
    }
    expect(await call(key)).toMatchObject({ merchantId });
    expect(await keys(true)).toEqual([]);
  });
});
