import { beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findBankTransfer } from '#lib/db/stores/bank-transfer-store.ts';
import { referenceByHand } from '#lib/domain/bank-transfer.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { DEFAULT_STATEMENT_COLUMNS } from '#lib/fps/read-statement.ts';
import { importStatement } from './import-statement.ts';
import { type FpsDirectWorld, createFpsDirectWorld } from './testing/fps-direct-world.ts';
import { ledgerBalances } from './testing/money-facts.ts';
import { seedSession } from './testing/seed.ts';

const HEADER = 'received_at,amount,payer,description,bank_reference';
const DAY_MS = 24 * 60 * 60 * 1000;

describeOnEachDatabase('a transfer confirmed without the bank’s name of it', (getDatabase) => {
  let world: FpsDirectWorld;
  let attemptId: PaymentAttemptId;

  beforeEach(async () => {
    world = await createFpsDirectWorld(getDatabase());
    attemptId = await world.show();
  });

  const confirm = async (of = attemptId, amountMinor = 12_850n) =>
    (
      await world.receive({
        attemptId: of,
        amountMinor,
        bankReference: referenceByHand(of),
        payer: null,
        source: 'dashboard',
      })
    ).transfer;
  const importLines = async (...lines: string[]) => {
    const report = await world.context.database.db.transaction((tx) =>
      importStatement(world.context, tx, {
        merchantId: world.merchantId,
        livemode: false,
        csv: [HEADER, ...lines].join('\n'),
        columns: DEFAULT_STATEMENT_COLUMNS,
      }),
    );
    return report.lines.map(({ result }) => result);
  };
  const stored = async (id: Awaited<ReturnType<typeof confirm>>['id']) => {
    const row = await findBankTransfer(world.context.database.db, id);
    if (row === null) throw new Error(`There is no transfer ${id}.`);
    return row;
  };
  const another = async (): Promise<[CheckoutSessionId, PaymentAttemptId]> => {
    const sessionId = await seedSession(world.context, world.merchantId);
    return [sessionId, await world.show(sessionId)];
  };

  it('is known again by its reference, takes the bank’s name, and is no second payment', async () => {
    const transfer = await confirm();
    const before = await ledgerBalances(world.context.database.db);
    const text = `FPS ${await world.referenceOf(attemptId)}`;
    const line = `2026-11-23,128.50,CHAN TAI MAN,${text},FRN1`;
    expect(await importLines(line)).toEqual(['already_recorded']);
    expect(await stored(transfer.id)).toEqual({
      ...transfer,
      bankReference: 'FRN1',
      payer: 'CHAN TAI MAN',
      description: text,
    });
    expect(await importLines(line), 'and imported again').toEqual(['already_recorded']);
    expect(await world.raised()).toEqual([]);
    expect(await ledgerBalances(world.context.database.db)).toEqual(before);
    // It has its name: the same reference once more is money once more.
    expect(await importLines(line.replace('FRN1', 'FRN2'))).toEqual(['duplicate']);
  });

  it('is known again by amount and time where no other payment can be meant', async () => {
    const transfer = await confirm();
    expect(await importLines('2026-11-22,128.50,CHAN TAI MAN,tea,FRN1')).toEqual([
      'already_recorded',
    ]);
    expect(await stored(transfer.id)).toMatchObject({ bankReference: 'FRN1', result: 'matched' });
  });

  it('is not taken for a line that another payment waits for, or may have waited for', async () => {
    const transfer = await confirm();
    await another();
    expect(await importLines('2026-11-23,128.50,LEE,tea,FRN1')).toEqual(['unmatched']);
    expect((await stored(transfer.id)).bankReference).toBe(referenceByHand(attemptId));
  });

  it('is not taken for a line that may be another confirmed so', async () => {
    await confirm();
    const [, other] = await another();
    const second = await confirm(other);
    expect(await importLines('2026-11-23,128.50,LEE,tea,FRN1')).toEqual(['unmatched']);
    const text = await world.referenceOf(other);
    expect(await importLines(`2026-11-23,128.50,LEE,${text},FRN2`)).toEqual(['already_recorded']);
    expect((await stored(second.id)).bankReference).toBe('FRN2');
  });

  it.each([
    ['another amount', '2026-11-23,128.00,LEE,tea,FRN1'],
    ['days before', '2026-11-19,128.50,LEE,tea,FRN1'],
    ['days after', '2026-11-27,128.50,LEE,tea,FRN1'],
  ])('is not taken for a line of %s', async (_what, line) => {
    await confirm();
    expect(await importLines(line)).toEqual(['unmatched']);
  });

  it('is not taken for a line with the reference of another payment, or of two', async () => {
    const transfer = await confirm();
    const [, other] = await another();
    const theirs = await world.referenceOf(other);
    const ours = await world.referenceOf(attemptId);
    expect(
      await importLines(
        `2026-11-23,128.50,LEE,${theirs},FRN1`,
        `2026-11-23,128.50,LEE,${theirs} ${ours},FRN2`,
      ),
    ).toEqual(['matched', 'unmatched']);
    expect((await stored(transfer.id)).bankReference).toBe(referenceByHand(attemptId));
  });

  it('is not taken for what an API call reports, nor by another shop’s statement', async () => {
    await confirm();
    expect(await world.receive({ attemptId, bankReference: 'FRN1' })).toMatchObject({
      known: false,
      transfer: { result: 'duplicate' },
    });
    const theirs = await createFpsDirectWorld(getDatabase());
    const line = { bankReference: 'FRN2', source: 'statement' as const };
    expect((await theirs.receive(line)).transfer.result).toBe('unmatched');
  });

  it('does not mind the tries that its own payment left behind', async () => {
    world.clock.advance(1_000);
    const later = await world.show();
    await confirm(later);
    world.clock.advance(DAY_MS);
    await world.work();
    expect(await importLines('2026-11-23,128.50,LEE,tea,FRN1')).toEqual(['already_recorded']);
  });
});
