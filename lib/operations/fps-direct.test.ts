import { beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { decodeFpsPayload } from '#lib/fps/decode-fps-payload.ts';
import { cancelAttempt } from './cancel-attempt.ts';
import { checkoutStatus } from './checkout-status.ts';
import { claimTransfer } from './claim-transfer.ts';
import { executeRefunds } from './execute-refunds.ts';
import { TransferInputError } from './fps-account.ts';
import { readHome } from './home/read-home.ts';
import { loadAttempt } from './load-attempt.ts';
import { loadCheckout } from './load-checkout.ts';
import { reconcile } from './reconcile.ts';
import { rejectClaim } from './reject-claim.ts';
import { returnTransfer } from './return-transfer.ts';
import { type FpsDirectWorld, createFpsDirectWorld } from './testing/fps-direct-world.ts';
import { ledgerBalances, moneyFacts } from './testing/money-facts.ts';
import { seedSession } from './testing/seed.ts';
import { reportTransfer } from './transfer-report.ts';
import { withdrawClaim } from './withdraw-claim.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describeOnEachDatabase('FPS to the merchant’s own account', (getDatabase) => {
  let world: FpsDirectWorld;
  let attemptId: PaymentAttemptId;

  beforeEach(async () => {
    world = await createFpsDirectWorld(getDatabase());
    attemptId = await world.show();
  });

  const facts = () => moneyFacts(world.context.database.db, world.sessionId);
  const row = (id = attemptId) => findAttempt(world.context.database.db, id);
  const claim = (id = attemptId) =>
    claimTransfer(world.context, { sessionId: world.sessionId, attemptId: id });
  const view = () =>
    loadAttempt(world.context, { sessionId: world.sessionId, attemptId, device: DESKTOP });
  const needs = async (livemode = false) =>
    (await readHome(world.context, { merchantId: world.merchantId, livemode })).needs;
  const sentBack = (transferId: string, amountMinor: bigint, bankReference: string) =>
    world.context.database.db.transaction((tx) =>
      returnTransfer(world.context, tx, {
        merchantId: world.merchantId,
        livemode: false,
        transferId,
        amount: money(amountMinor, 'HKD'),
        bankReference,
        returnedAt: world.clock.now(),
      }),
    );

  it('shows a code of our own: payee, amount and a reference no other attempt has', async () => {
    const shown = await view();
    if (shown?.state !== 'requires_action' || shown.nextAction.type !== 'show_qr') {
      throw new Error('no code is shown');
    }
    const reference = await world.referenceOf(attemptId);
    expect(decodeFpsPayload(shown.nextAction.payload)).toMatchObject({
      initiation: 'dynamic',
      proxy: { kind: 'fps_id', value: '1688388' },
      amountEditable: false,
      amount: money(12_850n, 'HKD'),
      payeeName: 'HARBOUR TEA LTD',
      chinese: { name: '海港茶莊' },
      additional: { reference },
    });
    const other = await seedSession(world.context, world.merchantId);
    expect(await world.referenceOf(await world.show(other))).not.toBe(reference);
    expect(shown.expiresAt?.getTime()).toBe(world.clock.now().getTime() + 10 * MINUTE);
  });

  it('leaves the reference out for banks that refuse it', async () => {
    const plain = await createFpsDirectWorld(getDatabase(), { referenceField: 'off' });
    const id = await plain.show();
    const shown = await loadAttempt(plain.context, {
      sessionId: plain.sessionId,
      attemptId: id,
      device: DESKTOP,
    });
    if (shown?.state !== 'requires_action' || shown.nextAction.type !== 'show_qr') {
      throw new Error('no code is shown');
    }
    expect(decodeFpsPayload(shown.nextAction.payload).additional).toEqual({});
  });

  it('goes from awaiting to claimed by the shopper to confirmed by the merchant', async () => {
    expect(await needs()).toEqual([]);
    await claim();
    await claim();
    expect((await row())?.status).toBe('pending');
    expect(await needs()).toEqual([{ kind: 'claims', count: 1 }]);
    expect(await needs(true)).toEqual([]);
    expect(await view()).toMatchObject({ state: 'processing' });
    expect((await facts()).captures).toEqual([]);

    const { transfer } = await world.receive({ reference: await world.referenceOf(attemptId) });
    expect(transfer).toMatchObject({ result: 'matched', attemptId });
    expect((await facts()).intent.status).toBe('succeeded');
    expect((await facts()).eventTypes).toEqual(['checkout.session.completed']);
    expect(await view()).toMatchObject({ state: 'paid' });
    expect(await world.raised()).toEqual([]);
    expect(await needs()).toEqual([]);
    expect(await ledgerBalances(world.context.database.db)).toMatchObject({
      'provider:fps-direct': 12_850n,
      merchant_sales: -12_850n,
    });
  });

  it('shows the same code again to who said too early that they paid, while its time lasts', async () => {
    const before = await view();
    const withdraw = () => withdrawClaim(world.context, { sessionId: world.sessionId, attemptId });
    await claim();
    await withdraw();
    expect(await view()).toEqual(before);
    await claim();
    world.clock.advance(11 * MINUTE);
    await withdraw();
    expect(await row()).toMatchObject({ status: 'expired' });
    await withdraw();
    await claim();
    expect(await row()).toMatchObject({ status: 'pending' });
    const other = await seedSession(world.context, world.merchantId);
    expect(await withdrawClaim(world.context, { sessionId: other, attemptId })).toBe('not_found');
  });

  it('says to the shopper that no transfer was found, once the merchant has looked', async () => {
    const reject = async () => {
      const attempt = await row();
      if (attempt === null) throw new Error('The attempt is gone.');
      const { db } = world.context.database;
      return db.transaction((tx) => rejectClaim(world.context, tx, attempt));
    };
    expect(await reject(), 'nobody has said that anything was sent').toBe(false);
    await claim();
    world.clock.advance(25 * HOUR);
    await world.work();
    expect(await world.raised()).toEqual(['unresolved_attempt']);
    expect(await reject()).toBe(true);
    expect(await reject(), 'once').toBe(false);
    expect(await view()).toMatchObject({ state: 'declined', failureCode: 'transfer_not_found' });
    expect(await facts()).toMatchObject({ captures: [] });
    expect(await world.raised()).toEqual(['unresolved_attempt (resolved)']);
    await claim();
    expect(await row(), 'the merchant has had its say').toMatchObject({ status: 'declined' });

    await world.receive({ reference: await world.referenceOf(attemptId) });
    expect(await view(), 'money is believed all the same').toMatchObject({ state: 'paid' });
  });

  it('is confirmed without any claim, by the reference within the bank’s text', async () => {
    const reference = await world.referenceOf(attemptId);
    const spelt = `FPS CR ${reference.slice(0, 6)} ${reference.slice(6).toLowerCase()}/TEA`;
    const { transfer } = await world.receive({ description: spelt });
    expect(transfer).toMatchObject({ result: 'matched', attemptId });
  });

  it('takes the same report as often as it comes, and books it once', async () => {
    const reference = await world.referenceOf(attemptId);
    const first = await world.receive({ reference, bankReference: 'FRN-A' });
    const again = await world.receive({ reference, bankReference: 'FRN-A' });
    const unnamed = await world.receive({ bankReference: 'FRN-A' });
    expect([first.known, again.known, unnamed.known]).toEqual([false, true, true]);
    expect(again.transfer.id).toBe(first.transfer.id);
    expect((await facts()).captures).toHaveLength(1);
    const otherAmount = world.receive({ bankReference: 'FRN-A', amountMinor: 1n });
    await expect(otherAmount).rejects.toThrow(TransferInputError);
    await expect(otherAmount).rejects.toThrow('HKD 128.50');
  });

  it('tells of a slip: another merchant’s payment, a reference nobody has', async () => {
    const stranger = await createFpsDirectWorld(getDatabase());
    const theirs = await stranger.show();
    await expect(world.receive({ attemptId: theirs })).rejects.toMatchObject({ field: 'attempt' });
    const reference = await stranger.referenceOf(theirs);
    await expect(world.receive({ reference })).rejects.toMatchObject({ field: 'reference' });
    // In the bank's text it is money all the same: kept, and nobody's payment of ours.
    const { transfer } = await world.receive({ description: reference });
    expect(transfer.result).toBe('unmatched');
    expect((await moneyFacts(stranger.context.database.db, stranger.sessionId)).captures).toEqual(
      [],
    );
  });

  it('is asked about nowhere: the reconciler wakes for its ends alone and declines nothing', async () => {
    const due = (await row())?.nextCheckAt?.getTime();
    expect(due).toBe(world.clock.now().getTime() + 10 * MINUTE);
    for (let poll = 0; poll < 5; poll += 1) {
      await checkoutStatus(world.context, { sessionId: world.sessionId, attemptId });
      world.clock.advance(4_000);
      expect(await reconcile(world.context)).toBe(0);
    }
    world.clock.advance(10 * MINUTE);
    expect(await reconcile(world.context)).toBe(1);
    expect(await row()).toMatchObject({ status: 'expired', nextCheckAt: null });
  });

  it('keeps its session open while a claim waits, is raised after a day and over after three', async () => {
    await claim();
    world.clock.advance(2 * HOUR);
    await world.work();
    expect(await row()).toMatchObject({ status: 'pending' });
    expect(
      await loadCheckout(world.context, { sessionId: world.sessionId, device: DESKTOP }),
    ).toMatchObject({ state: 'processing' });
    expect(await world.raised()).toEqual([]);
    world.clock.advance(23 * HOUR);
    await world.work();
    expect(await world.raised()).toEqual(['unresolved_attempt']);
    expect(await row()).toMatchObject({ status: 'pending' });
    world.clock.advance(48 * HOUR);
    await world.work();
    expect(await row()).toMatchObject({ status: 'expired' });
    expect((await facts()).eventTypes).toEqual(['checkout.session.expired']);
  });

  it('can still be claimed after the code’s time, and confirmed after the session’s: paid late', async () => {
    world.clock.advance(31 * MINUTE);
    await world.work();
    expect(await row()).toMatchObject({ status: 'expired' });
    expect((await facts()).eventTypes).toEqual(['checkout.session.expired']);
    await claim();
    expect(
      await loadCheckout(world.context, { sessionId: world.sessionId, device: DESKTOP }),
    ).toMatchObject({ state: 'processing' });
    const { transfer } = await world.receive({ reference: await world.referenceOf(attemptId) });
    expect(await world.raised()).toEqual(['paid_late']);
    expect((await facts()).eventTypes).toEqual([
      'checkout.session.completed',
      'checkout.session.expired',
    ]);
    expect(await reportTransfer(world.context.database.db, transfer)).toMatchObject({ late: true });
    expect(
      await loadCheckout(world.context, { sessionId: world.sessionId, device: DESKTOP }),
    ).toMatchObject({ state: 'paid' });
  });

  it('believes money for a code the shopper had left, and calls nobody a liar for it', async () => {
    await cancelAttempt(world.context, { sessionId: world.sessionId, attemptId });
    expect(await row()).toMatchObject({ status: 'canceled' });
    await world.receive({ reference: await world.referenceOf(attemptId) });
    expect((await facts()).intent.status).toBe('succeeded');
    expect(await world.raised()).toEqual([]);
  });

  it('keeps what is paid twice, raises it, and refunds nothing by itself', async () => {
    const reference = await world.referenceOf(attemptId);
    await world.receive({ reference });
    const second = await world.receive({ reference });
    expect(second.transfer.result).toBe('duplicate');
    expect(await executeRefunds(world.context)).toBe(0);
    expect(await world.raised()).toEqual(['duplicate_payment']);

    await sentBack(second.transfer.id, 12_850n, 'OUT-1');
    await sentBack(second.transfer.id, 12_850n, 'OUT-1');
    expect(await world.raised()).toEqual(['duplicate_payment (resolved)']);
    await expect(sentBack(second.transfer.id, 1n, 'OUT-2')).rejects.toMatchObject({
      field: 'amount',
    });
    const balances = await ledgerBalances(world.context.database.db);
    expect(balances['provider:fps-direct']).toBe(12_850n);
    expect(balances['customer_overpayment']).toBe(0n);
    expect(balances['merchant_sales']).toBe(-12_850n);
  });

  it.each([
    [10_000n, 'underpaid', false],
    [13_000n, 'overpaid', true],
  ])('keeps a wrong amount of %d cents and raises it', async (amountMinor, kind, paid) => {
    const { transfer } = await world.receive({
      reference: await world.referenceOf(attemptId),
      amountMinor,
    });
    expect(transfer.result).toBe('wrong_amount');
    expect((await facts()).intent.paidAt !== null).toBe(paid);
    expect(await world.raised()).toEqual([kind]);

    // What was owed back goes back first; then, if the merchant wishes, sales.
    const owed = paid ? 150n : amountMinor;
    await sentBack(transfer.id, owed - 50n, 'OUT-1');
    expect(await world.raised()).toEqual([kind]);
    await sentBack(transfer.id, 50n, 'OUT-2');
    expect(await world.raised()).toEqual([`${kind} (resolved)`]);
    if (paid) await sentBack(transfer.id, 850n, 'OUT-3');
    const balances = await ledgerBalances(world.context.database.db);
    const sum = Object.values(balances).reduce((total, balance) => total + balance, 0n);
    expect(sum).toBe(0n);
    expect(balances['customer_overpayment']).toBe(0n);
    expect(balances['merchant_sales'] ?? 0n).toBe(paid ? -12_000n : 0n);
    await expect(sentBack(transfer.id, amountMinor, 'OUT-4')).rejects.toMatchObject({
      field: 'amount',
    });
  });

  it('keeps money of no payment whole, suggests, and books it once a person says whose it is', async () => {
    await claim();
    const { transfer } = await world.receive({ description: 'thank you', bankReference: 'FRN-U' });
    expect(transfer).toMatchObject({ result: 'unmatched', attemptId: null, amount: 12_850n });
    expect(await world.raised()).toEqual(['unmatched_payment']);
    expect((await facts()).captures).toEqual([]);
    const report = await reportTransfer(world.context.database.db, transfer);
    expect(report.suggestions).toMatchObject([{ attemptId, status: 'claimed' }]);

    const matched = await world.receive({ attemptId, bankReference: 'FRN-U' });
    expect(matched).toMatchObject({
      known: false,
      transfer: { id: transfer.id, result: 'matched' },
    });
    expect(await world.raised()).toEqual(['unmatched_payment (resolved)']);
    expect((await facts()).intent.status).toBe('succeeded');
    const other = await world.show(await seedSession(world.context, world.merchantId));
    await expect(world.receive({ attemptId: other, bankReference: 'FRN-U' })).rejects.toMatchObject(
      {
        field: 'bankReference',
      },
    );
  });

  it('sends money of no payment back whole, once', async () => {
    const { transfer } = await world.receive({ amountMinor: 7n, bankReference: 'FRN-R' });
    await expect(sentBack(transfer.id, 6n, 'OUT-1')).rejects.toMatchObject({ field: 'amount' });
    await sentBack(transfer.id, 7n, 'OUT-1');
    await sentBack(transfer.id, 7n, 'OUT-1');
    await expect(sentBack(transfer.id, 7n, 'OUT-2')).rejects.toMatchObject({ field: 'transfer' });
    expect(await world.raised()).toEqual(['unmatched_payment (resolved)']);
    await expect(
      world.receive({ amountMinor: 7n, bankReference: 'FRN-R', attemptId }),
    ).rejects.toMatchObject({ field: 'bankReference' });
  });

  it('does not guess between two payments that one text names', async () => {
    const other = await world.show(await seedSession(world.context, world.merchantId));
    const text = `${await world.referenceOf(attemptId)} ${await world.referenceOf(other)}`;
    const { transfer } = await world.receive({ description: text });
    expect(transfer.result).toBe('unmatched');
  });

  it('claims nothing of another session', async () => {
    const other = await seedSession(world.context, world.merchantId);
    expect(await claimTransfer(world.context, { sessionId: other, attemptId })).toBe('not_found');
    expect((await row())?.status).toBe('requires_action');
  });
});
