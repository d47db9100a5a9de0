import { beforeEach, expect, it } from 'vitest';
import { ledgerEntry } from '#lib/db/schema/money.ts';
import { findBankTransfer } from '#lib/db/stores/bank-transfer-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { type FpsDirectWorld, createFpsDirectWorld } from '../testing/fps-direct-world.ts';
import { reportTransfer } from '../transfer-report.ts';
import { dismissTransfer } from './dismiss-transfer.ts';

describeOnEachDatabase('a transfer that is dismissed', (getDatabase) => {
  let world: FpsDirectWorld;
  const reason = 'rent of November';

  beforeEach(async () => {
    world = await createFpsDirectWorld(getDatabase());
  });

  const dismiss = (transfer: string, because = reason) =>
    dismissTransfer(world.context, { transfer, reason: because });

  async function report(id: Parameters<typeof findBankTransfer>[1]) {
    const { db } = getDatabase();
    const row = await findBankTransfer(db, id);
    if (row === null) throw new Error(`There is no transfer ${id}.`);
    return { row, report: await reportTransfer(db, row) };
  }

  it('is kept with its reason, closes what was raised, books nothing and suggests nothing', async () => {
    await world.show();
    const { transfer } = await world.receive({});
    expect((await report(transfer.id)).report.suggestions).toHaveLength(1);
    expect(await world.raised()).toEqual(['unmatched_payment']);
    expect(await dismiss(transfer.id)).toMatchObject({ bankReference: transfer.bankReference });
    expect(await world.raised()).toEqual(['unmatched_payment (resolved)']);
    const after = await report(transfer.id);
    expect(after.row).toMatchObject({
      ...transfer,
      result: 'dismissed',
      dismissedAt: world.clock.now(),
      dismissedBecause: reason,
    });
    expect(after.report).toMatchObject({ result: 'dismissed', suggestions: [] });
    expect(await getDatabase().db.select().from(ledgerEntry)).toEqual([]);
  });

  it('stays so when it is reported again, and pays the payment it turns out to be for', async () => {
    const attemptId = await world.show();
    const { transfer } = await world.receive({});
    const { bankReference } = transfer;
    await dismiss(transfer.id);
    expect(await world.receive({ bankReference, source: 'statement' })).toMatchObject({
      known: true,
      transfer: { id: transfer.id, result: 'dismissed' },
    });
    expect(await world.raised()).toEqual(['unmatched_payment (resolved)']);
    expect(await world.receive({ bankReference, attemptId })).toMatchObject({
      transfer: { id: transfer.id, result: 'matched', attemptId },
    });
  });

  it('is no payment’s, was not sent back, and has a reason', async () => {
    const attemptId = await world.show();
    const { transfer: paid } = await world.receive({ attemptId });
    await expect(dismiss(paid.id)).rejects.toThrow(`is for payment ${attemptId}`);
    expect((await report(paid.id)).row.result).toBe('matched');
    const { transfer } = await world.receive({});
    await expect(dismiss(transfer.id, ' ')).rejects.toThrow('reason');
    await expect(dismiss(transfer.id, 'x'.repeat(301))).rejects.toThrow('reason');
    await dismiss(transfer.id);
    await expect(dismiss(transfer.id)).rejects.toThrow('was dismissed before');
    await expect(dismiss('btr_none')).rejects.toThrow('There is no transfer btr_none.');
  });
});
