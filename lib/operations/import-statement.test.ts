import { beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { DEFAULT_STATEMENT_COLUMNS } from '#lib/fps/read-statement.ts';
import { AdminInputError } from './admin/admin-input.ts';
import { describeStatement, importFpsStatement } from './admin/import-fps-statement.ts';
import { importStatement } from './import-statement.ts';
import { type FpsDirectWorld, createFpsDirectWorld } from './testing/fps-direct-world.ts';
import { ledgerBalances, moneyFacts } from './testing/money-facts.ts';
import { seedSession } from './testing/seed.ts';

const HEADER = 'received_at,amount,currency,payer,reference,description,bank_reference';
const MINUTE = 60_000;

describeOnEachDatabase('a bank statement', (getDatabase) => {
  let world: FpsDirectWorld;

  beforeEach(async () => {
    world = await createFpsDirectWorld(getDatabase());
  });

  const importCsv = (csv: string, columns = {}) =>
    world.context.database.db.transaction((tx) =>
      importStatement(world.context, tx, {
        merchantId: world.merchantId,
        livemode: false,
        csv,
        columns: { ...DEFAULT_STATEMENT_COLUMNS, ...columns },
      }),
    );
  const results = async (csv: string, columns = {}) =>
    (await importCsv(csv, columns)).lines.map(({ line, result }) => `${line} ${result}`);

  it('is matched line by line, and imported again changes nothing', async () => {
    const first = await world.referenceOf(await world.show());
    const secondSession = await seedSession(world.context, world.merchantId);
    const second = await world.referenceOf(await world.show(secondSession));
    const thirdSession = await seedSession(world.context, world.merchantId);
    const third = await world.show(thirdSession);
    const csv = [
      `\uFEFF${HEADER}`,
      `2026-11-23 10:01,128.50,HKD,CHAN TAI MAN,${first},,FRN1`,
      `2026-11-23 10:02,128.50,HKD,CHAN TAI MAN,,"FPS, ${first}",FRN2`,
      `2026-11-23 10:03,100.00,HKD,LEE SIU MING,,ref ${second.toLowerCase()},FRN3`,
      '2026-11-23 10:04,128.50,HKD,WONG KA MAN,,tea,FRN4',
      '2026-11-23 10:05,"9,000.00",HKD,LANDLORD,,rent back,FRN5',
      '2026-11-23 10:06,-50.00,HKD,,,fee,FRN6',
      '23.11.2026,1.00,HKD,,,,FRN7',
      `2026-11-23 10:07,128.50,HKD,,${first},,FRN1`,
    ].join('\r\n');
    expect(await results(csv)).toEqual([
      '2 matched',
      '3 duplicate',
      '4 wrong_amount',
      '5 unmatched',
      '6 unmatched',
      '7 not_a_credit',
      '8 unreadable',
      '9 already_recorded',
    ]);
    const raised = await world.raised();
    expect(raised).toEqual([
      'duplicate_payment',
      'underpaid',
      'unmatched_payment',
      'unmatched_payment',
    ]);
    const before = await ledgerBalances(world.context.database.db);
    expect(Object.values(before).reduce((sum, balance) => sum + balance, 0n)).toBe(0n);

    const again = await importCsv(csv);
    expect(again.lines.map(({ result }) => result)).toEqual([
      'already_recorded',
      'already_recorded',
      'already_recorded',
      'already_recorded',
      'already_recorded',
      'not_a_credit',
      'unreadable',
      'already_recorded',
    ]);
    expect(await ledgerBalances(world.context.database.db)).toEqual(before);
    expect(await world.raised()).toEqual(raised);
    // The amount alone is a suggestion, and moves nothing.
    const suggested = again.lines.find(({ line }) => line === 5);
    expect(suggested).toMatchObject({
      transfer: { result: 'unmatched', suggestions: [{ attemptId: third }] },
    });
    expect((await moneyFacts(world.context.database.db, thirdSession)).captures).toEqual([]);
  });

  it('tells of money that came after the session was over', async () => {
    const reference = await world.referenceOf(await world.show());
    world.clock.advance(31 * MINUTE);
    await world.work();
    const report = await importCsv(`${HEADER}\n2026-11-23 11:00,128.50,HKD,,${reference},,FRN1`);
    expect(report.lines).toMatchObject([{ result: 'matched', transfer: { late: true } }]);
    expect(await world.raised()).toEqual(['paid_late']);
  });

  it('reads the bank’s own columns, and tells of one that is not there', async () => {
    const reference = await world.referenceOf(await world.show());
    const csv = `Date,Particulars,Deposit,Txn\n23/11/2026,${reference},128.50,A1\n`;
    const columns = {
      receivedAt: 'Date',
      amount: 'Deposit',
      bankReference: 'Txn',
      description: 'Particulars',
    };
    await expect(importCsv(csv)).rejects.toMatchObject({ field: 'csv' });
    expect(await results(csv, columns)).toEqual(['2 matched']);
  });

  it('holds a line back that contradicts an earlier one, and goes on', async () => {
    const line = (amount: string, name: string) => `2026-11-23,${amount},HKD,,,,${name}`;
    expect(
      await results([HEADER, line('5.00', 'A'), line('6.00', 'A'), line('7.00', 'B')].join('\n')),
    ).toEqual(['2 unmatched', '3 unreadable', '4 unmatched']);
  });
});

describeOnEachDatabase('an operator’s statement file', (getDatabase) => {
  it('is imported and described, and refused in words where it is none', async () => {
    const world = await createFpsDirectWorld(getDatabase());
    const reference = await world.referenceOf(await world.show());
    const importFile = (text: string | Buffer, columns = {}) =>
      importFpsStatement(world.context, {
        merchant: world.merchantId,
        mode: 'test',
        file: Buffer.from(text),
        columns,
      });
    const csv = `Day,Credit,Text,No\n23/11/2026,128.50,茶 ${reference},A1\n23/11/2026,5,x,A2\n?,1,x,A3`;
    const columns = {
      receivedAt: 'Day',
      amount: 'Credit',
      description: 'Text',
      bankReference: 'No',
    };
    const described = describeStatement(await importFile(csv, columns));
    expect(described).toContain('matched: 1');
    expect(described).toContain('unmatched: 1');
    expect(described).toContain('line 4: the date cannot be read');
    expect(describeStatement(await importFile(csv, columns))).toContain('already_recorded: 2');
    await expect(importFile(csv)).rejects.toThrow('file: Line 1: there is no column amount');
    await expect(importFile(Buffer.from([0xff]))).rejects.toThrow('UTF-8');
    await expect(importFile(csv, { colour: 'Red' })).rejects.toBeInstanceOf(AdminInputError);
  });
});
