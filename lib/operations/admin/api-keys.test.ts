import { sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { findApiKey, findApiKeyByHash } from '#lib/db/stores/api-key-store.ts';
import { describeOnEachDatabase, describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { together } from '#lib/db/together.ts';
import { hashApiKey } from '#lib/platform/api-key-format.ts';
import { authenticateApiKey } from '../authenticate-api-key.ts';
import { seedMerchant } from '../testing/seed.ts';
import { type TestContext, createTestContext } from '../testing/test-context.ts';
import { createApiKey } from './create-api-key.ts';
import { listSetup } from './list-setup.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { rollApiKey } from './roll-api-key.ts';

const HOUR_MS = 3_600_000;

describeOnEachDatabase('keys of the merchant API', (getDatabase) => {
  let app: TestContext;
  let merchant: string;
  const create = (input: Partial<Parameters<typeof createApiKey>[1]> = {}) =>
    createApiKey(app.context, { merchant, mode: 'test', ...input });
  const keys = async () => (await listSetup(app.context))[0]?.keys ?? [];
  const call = (key: string) => authenticateApiKey(app.context, key);

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchant = (await seedMerchant(app.context)).merchantId;
  });

  test('a restricted key says so, and carries its scopes once and in order', async () => {
    const { key } = await create({
      name: ' Books ',
      scopes: ['refunds.write', 'charges.read', 'refunds.write'],
    });
    expect(key).toMatch(/^praya_rk_test_/);
    expect(await call(key)).toMatchObject({ grant: new Set(['charges.read', 'refunds.write']) });
    expect(await keys()).toMatchObject([
      { kind: 'restricted', name: 'Books', scopes: ['charges.read', 'refunds.write'] },
    ]);
    expect(await call((await create()).key)).toMatchObject({ grant: 'everything' });
  });

  test('a key ends at its moment; a date alone is the end of that day in Hong Kong', async () => {
    const { key } = await create({ expires: '2026-11-24' });
    app.clock.set(new Date('2026-11-24T15:59:59.999Z'));
    expect(await call(key)).toMatchObject({ merchantId: merchant });
    app.clock.advance(1);
    expect(await call(key)).toBe('expired');
  });

  test.each(['soon', '2026-13-01', '2027-01-31T18:00:00', '2026-11-22', '2026-11-23T02:00:00Z'])(
    'a key cannot end at %s',
    async (expires) => {
      await expect(create({ expires })).rejects.toThrow('expires: must be');
      expect(await keys()).toEqual([]);
    },
  );

  test('scopes that are none are refused, and so are no scopes at all', async () => {
    const scopes = ['everything'] as unknown as ['refunds.read']; // wrong on purpose
    await expect(create({ scopes })).rejects.toThrow('must be of balance_transactions.read,');
    await expect(create({ scopes: [] })).rejects.toThrow('scopes: must name at least one');
  });

  test('rolled, the old key works beside the new one for as long as was said', async () => {
    const old = await create({ name: 'Shop', scopes: ['checkout_sessions.write'] });
    app.clock.advance(1);
    const rolled = await rollApiKey(app.context, { key: old.id, overlapHours: 2 });
    expect(await keys()).toMatchObject([
      { id: old.id, replacedBy: rolled.id, expiresAt: rolled.oldEndsAt.toISOString() },
      { id: rolled.id, name: 'Shop', scopes: ['checkout_sessions.write'], expiresAt: null },
    ]);
    app.clock.advance(2 * HOUR_MS - 1);
    const both = await Promise.all([call(old.key), call(rolled.key)]);
    expect(both).toMatchObject([{ keyId: old.id }, { keyId: rolled.id }]);
    app.clock.advance(1);
    expect(await call(old.key)).toBe('expired');
    expect(await call(rolled.key)).toMatchObject({ keyId: rolled.id });
  });

  test('rolled without an overlap, the old key ends at once', async () => {
    const old = await create();
    const { key } = await rollApiKey(app.context, { key: old.id, overlapHours: 0 });
    expect(await call(old.key)).toBe('expired');
    expect(key).toMatch(/^praya_sk_test_/);
  });

  test('a key that was to end is rolled into one that ends then, unless told', async () => {
    const old = await create({ expires: '2026-11-30T00:00:00Z' });
    app.clock.advance(1_000);
    const first = await rollApiKey(app.context, { key: old.id, overlapHours: 168 });
    expect(first.oldEndsAt.toISOString()).toBe('2026-11-30T00:00:00.000Z');
    app.clock.advance(1_000);
    const expires = '2027-11-30T00:00:00Z';
    await rollApiKey(app.context, { key: first.id, overlapHours: 1, expires });
    expect((await keys()).map(({ expiresAt }) => expiresAt)).toEqual([
      '2026-11-30T00:00:00.000Z',
      '2026-11-23T03:00:02.000Z',
      '2027-11-30T00:00:00.000Z',
    ]);
  });

  test('what works no more or was rolled before is not rolled', async () => {
    const roll = (key: string) => rollApiKey(app.context, { key, overlapHours: 1 });
    const old = await create();
    const { id } = await roll(old.id);
    await expect(roll(old.id)).rejects.toThrow('was rolled before');
    await revokeApiKey(app.context, { key: id });
    await expect(roll(id)).rejects.toThrow('no key');
    app.clock.advance(HOUR_MS);
    await expect(roll(old.id)).rejects.toThrow('no key');
    await expect(roll('key_unknown')).rejects.toThrow('no key');
    await expect(roll(old.key)).rejects.toThrow('must be the id of a key');
    expect(await keys()).toHaveLength(2);
  });

  test.each([-1, 169, 1.5, Number.NaN])('an overlap of %s hours is refused', async (hours) => {
    const { id } = await create();
    await expect(rollApiKey(app.context, { key: id, overlapHours: hours })).rejects.toThrow(
      'overlapHours: must be',
    );
  });
});

describeOnPostgres('keys of the merchant API, with several connections', (getDatabase) => {
  test('rolled twice at once, a key is replaced by one', async () => {
    const { context } = createTestContext(getDatabase());
    const { merchantId: merchant } = await seedMerchant(context);
    const { id } = await createApiKey(context, { merchant, mode: 'test' });
    const roll = () => rollApiKey(context, { key: id, overlapHours: 1 });
    const rolled = await Promise.allSettled([roll(), roll(), roll()]);
    expect(rolled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listSetup(context))[0]?.keys).toHaveLength(2);
  });

  test('a look-up under way while a key is revoked is not kept', async () => {
    const { context } = createTestContext(getDatabase());
    const { merchantId: merchant } = await seedMerchant(context);
    const { id, key } = await createApiKey(context, { merchant, mode: 'test' });
    const { db } = context.database;
    await db.transaction(async (tx) => {
      await tx.execute(sql`set transaction isolation level repeatable read`);
      await findApiKey(tx, id); // from here on it sees the key as it is now
      const [, found] = await together(
        tx.execute(sql`select pg_sleep(0.3)`),
        findApiKeyByHash(tx, hashApiKey(key)),
        revokeApiKey(context, { key: id }),
      );
      expect(found).toMatchObject({ id, revokedAt: null });
    });
    expect(await authenticateApiKey(context, key)).toBe('invalid');
  });

  test('a look-up before the commit of a roll does not outlive it', async () => {
    const { context } = createTestContext(getDatabase());
    const { merchantId: merchant } = await seedMerchant(context);
    const { id, key } = await createApiKey(context, { merchant, mode: 'test' });
    await authenticateApiKey(context, key); // its use is noted
    const { db } = context.database;
    let rolling: Promise<unknown> = Promise.resolve();
    await db.transaction(async (tx) => {
      await tx.execute(sql`select from merchant for update`); // the new key waits for it
      rolling = rollApiKey(context, { key: id, overlapHours: 0 });
      const waiting = async () =>
        db.$count(
          sql`pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
      await expect.poll(waiting).toBe(1);
      expect(await authenticateApiKey(context, key)).toMatchObject({ keyId: id });
    });
    await rolling;
    expect(await authenticateApiKey(context, key)).toBe('expired');
  });
});
