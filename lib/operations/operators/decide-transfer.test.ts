import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { PaymentAttemptId, PaymentIntentId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { claimTransfer } from '../claim-transfer.ts';
import { readPayment } from '../own-payments.ts';
import { type FpsDirectWorld, createFpsDirectWorld } from '../testing/fps-direct-world.ts';
import { HERE, createOperatorWorld } from '../testing/operator-world.ts';
import { type AllowedOperator, checkOperator } from './check-operator.ts';
import { confirmTransfer, matchTransfer, rejectTransfer } from './decide-transfer.ts';
import { listAuditLog } from './list-audit-log.ts';
import { paymentVersion } from './own-payment.ts';
import { readPaymentDetail } from './read-payment.ts';
import { recordReturn } from './record-return.ts';

describeOnEachDatabase('what operators decide about FPS transfers', (getDatabase) => {
  let world: FpsDirectWorld;
  let asking: AllowedOperator;
  let attemptId: PaymentAttemptId;
  let intentId: PaymentIntentId;

  const allowedAt = async ({ merchantId, context }: FpsDirectWorld) => {
    const operators = createOperatorWorld(getDatabase());
    const email = `po-${merchantId}@harbourtea.example.hk`;
    const operator = await operators.newOperator({ email, merchantId, role: 'finance' });
    const { token } = await operators.signedIn(operator);
    const verdict = await checkOperator(context, { token, merchantId, action: 'transfers.decide' });
    if (verdict.kind !== 'allowed') throw new Error(verdict.kind);
    return verdict.allowed;
  };

  beforeEach(async () => {
    world = await createFpsDirectWorld(getDatabase());
    asking = await allowedAt(world);
    attemptId = await world.show();
    const attempt = await findAttempt(world.context.database.db, attemptId);
    if (attempt === null) throw new Error('The attempt is gone.');
    intentId = attempt.intentId;
  });

  const payment = () => readPayment(world.context.database.db, intentId);
  const deed = async () => ({
    livemode: false,
    intentId,
    attemptId: attemptId as string,
    seen: paymentVersion(await payment()),
    request: HERE,
  });
  const confirmation = async (bankReference: string | null, amountMinor = 12_850n) => ({
    ...(await deed()),
    amount: money(amountMinor, 'HKD'),
    bankReference,
    receivedAt: world.clock.now(),
  });
  const claim = () => claimTransfer(world.context, { sessionId: world.sessionId, attemptId });
  const detail = () =>
    readPaymentDetail(world.context, { merchantId: world.merchantId, livemode: false }, intentId);
  const audited = async () =>
    (await listAuditLog(world.context, world.merchantId, { beforeSeq: null })).entries.map(
      ({ action, subject }) => [action, subject],
    );

  test.each(['FRN-77', null])('books a transfer once (bank’s reference: %s)', async (reference) => {
    await claim();
    expect((await detail())?.can.confirm).toMatchObject([{ attemptId, claimed: true }]);
    const form = await confirmation(reference);
    const results = await Promise.all([
      confirmTransfer(world.context, asking, form),
      confirmTransfer(world.context, asking, form),
    ]);
    expect(results.map(({ kind }) => kind)).toEqual(['confirmed', 'confirmed']);
    expect(results.filter((result) => 'again' in result && result.again)).toHaveLength(1);
    const { intent, captures } = await payment();
    expect(intent.status).toBe('succeeded');
    expect(captures).toHaveLength(1);
    expect(await audited()).toEqual([['transfer.confirmed', intentId]]);
    expect(await detail()).toMatchObject({
      transfers: [{ bankReference: reference ?? `praya:${attemptId}` }],
      can: { confirm: [], recordReturn: { left: money(12_850n, 'HKD') }, refund: null },
    });
  });

  test('does not book it once more when the form comes again after a statement named it', async () => {
    const form = await confirmation(null);
    await confirmTransfer(world.context, asking, form);
    const line = { source: 'statement' as const, bankReference: 'FRN-78' };
    expect(await world.receive(line)).toMatchObject({ known: true });
    expect(await confirmTransfer(world.context, asking, form)).toEqual({ kind: 'stale' });
    expect((await payment()).captures).toHaveLength(1);
  });

  test('does not take a bank’s reference for other money', async () => {
    await world.receive({ bankReference: 'FRN-9', amountMinor: 500n });
    const result = await confirmTransfer(world.context, asking, await confirmation('FRN-9'));
    expect(result).toEqual({ kind: 'known_reference' });
    expect((await payment()).captures).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  test('tells the shopper once that no transfer came, and a page from before is stale', async () => {
    const early = await deed();
    expect(await rejectTransfer(world.context, asking, early), 'nobody claims anything').toEqual({
      kind: 'stale',
    });
    await claim();
    expect(await rejectTransfer(world.context, asking, early)).toEqual({ kind: 'stale' });
    const form = await deed();
    expect(await rejectTransfer(world.context, asking, form)).toEqual({ kind: 'rejected' });
    expect(await rejectTransfer(world.context, asking, form)).toEqual({ kind: 'stale' });
    expect((await payment()).attempts).toMatchObject([
      { status: 'declined', failureCode: 'transfer_not_found' },
    ]);
    expect(await audited()).toEqual([['transfer.rejected', intentId]]);
  });

  test('gives a payment the transfer that belonged to none', async () => {
    const { transfer } = await world.receive({ bankReference: 'FRN-8', description: 'TEA' });
    expect((await detail())?.unmatched).toMatchObject([{ id: transfer.id }]);
    const form = { ...(await deed()), transferId: transfer.id as string };
    expect(await matchTransfer(world.context, asking, form)).toMatchObject({ kind: 'confirmed' });
    expect((await payment()).intent.status).toBe('succeeded');
    expect(await world.raised()).toEqual(['unmatched_payment (resolved)']);
  });

  test('books nothing for who works for another shop', async () => {
    await claim();
    const stranger = await createFpsDirectWorld(getDatabase());
    const theirs = await allowedAt(stranger);
    const form = await confirmation('FRN-1');
    expect(await confirmTransfer(world.context, theirs, form)).toEqual({ kind: 'not_found' });
    expect(await rejectTransfer(world.context, theirs, form)).toEqual({ kind: 'not_found' });
    const { transfer } = await stranger.receive({ bankReference: 'FRN-2' });
    const theirTransfer = { ...form, transferId: transfer.id as string };
    expect(await matchTransfer(world.context, asking, theirTransfer)).toEqual({
      kind: 'not_found',
    });
    expect((await payment()).attempts).toMatchObject([{ status: 'pending' }]);
  });

  test('records money that was sent back once, and never more than came in', async () => {
    await confirmTransfer(world.context, asking, await confirmation('FRN-3'));
    const [transfer] = (await detail())?.transfers ?? [];
    const form = async (amountMinor: bigint, bankReference: string) => ({
      ...(await deed()),
      transferId: transfer?.id ?? '',
      amount: money(amountMinor, 'HKD'),
      bankReference,
      returnedAt: world.clock.now(),
      mayBeLarge: false,
    });
    const part = await form(5_000n, 'OUT-1');
    expect(await recordReturn(world.context, asking, part)).toEqual({
      kind: 'recorded',
      again: false,
    });
    expect(await recordReturn(world.context, asking, part)).toEqual({
      kind: 'recorded',
      again: true,
    });
    expect(await recordReturn(world.context, asking, await form(7_851n, 'OUT-2'))).toEqual({
      kind: 'too_much',
      left: money(7_850n, 'HKD'),
    });
    const known = await recordReturn(world.context, asking, await form(1n, 'OUT-1'));
    expect(known).toEqual({ kind: 'known_reference' });
    expect((await detail())?.money).toMatchObject({ refunded: money(5_000n, 'HKD') });
    expect((await audited()).map(([action]) => action)).toEqual([
      'payment.refunded',
      'transfer.confirmed',
    ]);
  });
});
