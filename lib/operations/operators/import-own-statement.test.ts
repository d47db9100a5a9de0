import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { DEFAULT_STATEMENT_COLUMNS } from '#lib/fps/read-statement.ts';
import { type FpsDirectWorld, createFpsDirectWorld } from '../testing/fps-direct-world.ts';
import { HERE, createOperatorWorld } from '../testing/operator-world.ts';
import { seedSession } from '../testing/seed.ts';
import type { Acting } from './acting.ts';
import { importOwnStatement } from './import-own-statement.ts';
import { listAuditLog } from './list-audit-log.ts';
import { hasFpsAccount, listOwnTransfers } from './own-transfers.ts';

const HEADER = 'received_at,amount,payer,description,bank_reference';

describeOnEachDatabase('a statement that an operator imports', (getDatabase) => {
  let world: FpsDirectWorld;
  let acting: Acting;

  beforeEach(async () => {
    world = await createFpsDirectWorld(getDatabase());
    const operators = createOperatorWorld(getDatabase());
    const { merchantId } = world;
    const email = `im-${merchantId}@harbourtea.example.hk`;
    const operator = await operators.newOperator({ email, merchantId });
    const asking = await operators.allowedAt(operator, merchantId);
    acting = { asking, livemode: false, request: HERE };
  });

  const owner = () => ({ merchantId: world.merchantId, livemode: false });
  const importLines = (lines: readonly string[], columns = {}) =>
    importOwnStatement(world.context, acting, {
      csv: lines.join('\n'),
      columns: { ...DEFAULT_STATEMENT_COLUMNS, ...columns },
    });
  const audited = async () =>
    (await listAuditLog(world.context, world.merchantId, { beforeSeq: null })).entries.map(
      ({ action, after }) => [action, after],
    );
  const page = (after: string | null = null) =>
    listOwnTransfers(world.context, owner(), { view: 'waiting', after });

  test('is counted by what became of its lines, and written down', async () => {
    const reference = await world.referenceOf(await world.show());
    const lines = [
      HEADER,
      `2026-11-23,128.50,CHAN,${reference},FRN1`,
      `2026-11-23,128.50,CHAN,${reference},FRN2`,
      '2026-11-23,9.00,LEE,tea,FRN3',
      '2026-11-23,-9.00,,fee,FRN4',
      'some day,9.00,LEE,tea,FRN5',
    ];
    const counts = { matched: 1, known: 0, toLookAt: 2, leftAside: 1, unreadable: [6] };
    expect(await importLines(lines)).toEqual({ kind: 'imported', counts });
    expect(await importLines(lines)).toEqual({
      kind: 'imported',
      counts: { ...counts, matched: 0, known: 3, toLookAt: 0 },
    });
    expect(await audited()).toEqual([
      ['statement.imported', { matched: 0, known: 3, toLookAt: 0, unreadable: 1 }],
      ['statement.imported', { matched: 1, known: 0, toLookAt: 2, unreadable: 1 }],
    ]);
  });

  test('records nothing where it is none, and says what is wrong', async () => {
    const line = '2026-11-23,9.00,LEE,tea,FRN3';
    expect(await importLines([HEADER, line], { amount: 'Deposit' })).toEqual({
      kind: 'no_column',
      field: 'amount',
    });
    expect(await importLines([HEADER, line, '"never closed'])).toEqual({
      kind: 'no_statement',
      line: 3,
    });
    const live = { ...acting, livemode: true };
    const statement = { csv: [HEADER, line].join('\n'), columns: DEFAULT_STATEMENT_COLUMNS };
    expect(await importOwnStatement(world.context, live, statement)).toEqual({
      kind: 'no_account',
    });
    expect(await page()).toEqual({ transfers: [], hasMore: false });
    expect(await audited()).toEqual([]);
  });

  test('is read page by page, the newest first, with what was seen in each line', async () => {
    const first = await world.referenceOf(await world.show());
    const session = await seedSession(world.context, world.merchantId);
    const second = await world.referenceOf(await world.show(session));
    for (let number = 1; number <= 21; number += 1) {
      world.clock.advance(1_000);
      await importLines([HEADER, `2026-11-23,${number}.00,LEE,tea,FRN${number}`]);
    }
    world.clock.advance(1_000);
    await importLines([HEADER, `2026-11-23,128.50,LEE,${first} ${second},FRN22`]);
    const newest = await page();
    expect(newest?.transfers).toHaveLength(20);
    expect(newest?.transfers[0]).toMatchObject({ bankReference: 'FRN22', namedPayments: 2 });
    expect(newest?.transfers[0]?.suggestions).toHaveLength(2);
    expect(newest?.transfers[1]).toMatchObject({ bankReference: 'FRN21', namedPayments: 0 });
    expect(newest?.hasMore).toBe(true);
    const older = await page(newest?.transfers.at(-1)?.id);
    expect(older?.transfers.map(({ bankReference }) => bankReference)).toEqual(['FRN2', 'FRN1']);
    expect(older?.hasMore).toBe(false);
    expect((await page('btr_none'))?.transfers[0]?.bankReference, 'not one of ours').toBe('FRN22');
  });

  test('is for shops that take FPS to their own account', async () => {
    expect(await hasFpsAccount(world.context, owner())).toBe(true);
    const live = { ...owner(), livemode: true };
    expect(await hasFpsAccount(world.context, live)).toBe(false);
    expect(await listOwnTransfers(world.context, live, { view: 'all', after: null })).toBeNull();
  });
});
