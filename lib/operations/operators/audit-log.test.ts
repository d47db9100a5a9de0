import { sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase, describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import type { Database } from '#lib/db/client.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import { listAuditLog } from './list-audit-log.ts';
import type { SignedIn } from './operator-request.ts';
import { verifyAuditLog } from './verify-audit-log.ts';
import { writeAudit } from './write-audit.ts';

describeOnEachDatabase('the audit log', (getDatabase) => {
  let world: OperatorWorld;
  let merchantId: MerchantId;
  let asking: SignedIn;

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    merchantId = await world.newMerchant();
    const email = 'mei@harbourtea.example.hk';
    asking = await world.signedIn(await world.newOperator({ email, merchantId }));
  });

  const write = (n: number, of = merchantId) =>
    writeOne(getDatabase(), world, { asking, merchantId: of, n });

  test('holds who did what to what, in order, and shows nobody else’s', async () => {
    const other = await world.newMerchant('Peak Ceramics');
    await write(1);
    await write(2, other);
    world.clock.advance(1_000);
    await write(3);
    const { entries, olderThan } = await listAuditLog(world.context, merchantId, {
      beforeSeq: null,
    });
    expect(olderThan).toBeNull();
    expect(entries).toMatchObject([
      { seq: 2, subject: 'no. 3', at: world.clock.now(), browser: HERE.browser },
      { seq: 1, subject: 'no. 1', actor: { email: 'mei@harbourtea.example.hk', role: 'owner' } },
    ]);
    expect(JSON.stringify(entries), 'no address can be read from it').not.toContain(HERE.address);
  });

  test('is read page by page, however long', async () => {
    for (let n = 1; n <= 60; n += 1) await write(n);
    const first = await listAuditLog(world.context, merchantId, { beforeSeq: null });
    expect(first.entries.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 50 }, (_, n) => 60 - n),
    );
    const rest = await listAuditLog(world.context, merchantId, { beforeSeq: first.olderThan });
    expect(rest.entries.map(({ seq }) => seq)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(rest.olderThan).toBeNull();
    expect(await verifyAuditLog(world.context, merchantId)).toMatchObject({
      kind: 'whole',
      head: { seq: 60 },
    });
  });

  test('refuses to be changed', async () => {
    await write(1);
    const { db } = getDatabase();
    for (const change of [
      sql`update audit_log set subject = 'no. 2'`,
      sql`delete from audit_log`,
    ]) {
      await expect(db.execute(change)).rejects.toThrow();
    }
  });

  test.each([
    ['changed', sql`update audit_log set after = '{"amount":1}' where seq = 2`, 2],
    ['taken out', sql`delete from audit_log where seq = 2`, 2],
    ['cut off', sql`delete from audit_log where seq = 3`, 3],
  ])('shows that an entry was %s behind its back', async (_, change, seq) => {
    for (let n = 1; n <= 3; n += 1) await write(n);
    expect(await verifyAuditLog(world.context, merchantId)).toMatchObject({ kind: 'whole' });
    const { db } = getDatabase();
    await db.execute(sql`alter table audit_log disable trigger audit_log_append_only`);
    await db.execute(change);
    await db.execute(sql`alter table audit_log enable trigger audit_log_append_only`);
    expect(await verifyAuditLog(world.context, merchantId)).toEqual({ kind: 'broken', seq });
  });

  test('holds nothing of what was not done', async () => {
    await expect(
      getDatabase().db.transaction(async (tx) => {
        await writeAudit(world.context, tx, deed(asking, merchantId, 1));
        throw new Error('It failed.');
      }),
    ).rejects.toThrow('It failed.');
    await write(2);
    const { entries } = await listAuditLog(world.context, merchantId, { beforeSeq: null });
    expect(entries.map(({ seq, subject }) => [seq, subject])).toEqual([[1, 'no. 2']]);
  });
});

describeOnPostgres('the audit log', (getDatabase) => {
  test('is one chain, however many write at once', async () => {
    const world = createOperatorWorld(getDatabase());
    const merchantId = await world.newMerchant();
    const email = 'mei@harbourtea.example.hk';
    const asking = await world.signedIn(await world.newOperator({ email, merchantId }));
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        writeOne(getDatabase(), world, { asking, merchantId, n }),
      ),
    );
    expect(await verifyAuditLog(world.context, merchantId)).toMatchObject({
      kind: 'whole',
      head: { seq: 20 },
    });
  });
});

function deed(asking: SignedIn, merchantId: MerchantId, n: number) {
  const { operator, session } = asking;
  return {
    membership: { merchantId, role: 'owner' },
    doer: { operator, session, request: HERE },
    action: 'team.invited',
    subject: `no. ${n}`,
    after: { role: 'viewer', amount: n, b: null, a: true },
  } as const;
}

async function writeOne(
  { db }: Database,
  world: OperatorWorld,
  facts: { asking: SignedIn; merchantId: MerchantId; n: number },
): Promise<void> {
  const { asking, merchantId, n } = facts;
  await db.transaction((tx) => writeAudit(world.context, tx, deed(asking, merchantId, n)));
}
