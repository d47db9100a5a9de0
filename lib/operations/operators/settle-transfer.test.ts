import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { BankTransferRow } from '#lib/db/stores/bank-transfer-store.ts';
import { findSession } from '#lib/db/stores/session-store.ts';
import type { TransferView, UnpaidState } from '#lib/domain/bank-transfer.ts';
import type { CheckoutSessionId, PaymentAttemptId, PaymentIntentId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { readPayment } from '../own-payments.ts';
import { type FpsDirectWorld, createFpsDirectWorld } from '../testing/fps-direct-world.ts';
import { HERE, createOperatorWorld } from '../testing/operator-world.ts';
import { seedSession } from '../testing/seed.ts';
import type { Acting } from './acting.ts';
import { listAuditLog } from './list-audit-log.ts';
import { listOwnTransfers } from './own-transfers.ts';
import { matchToPayment, putAside, recordWholeReturn } from './settle-transfer.ts';

interface Shown {
  readonly sessionId: CheckoutSessionId;
  readonly attemptId: PaymentAttemptId;
  readonly intentId: PaymentIntentId;
}

const isAgain = (result: object) => 'again' in result && result.again === true;

describeOnEachDatabase('what operators decide about transfers of no payment', (getDatabase) => {
  let world: FpsDirectWorld;
  let acting: Acting;
  let transfer: BankTransferRow;

  const actingFor = async ({ merchantId }: FpsDirectWorld): Promise<Acting> => {
    const operators = createOperatorWorld(getDatabase());
    const email = `st-${merchantId}@harbourtea.example.hk`;
    const operator = await operators.newOperator({ email, merchantId, role: 'finance' });
    const asking = await operators.allowedAt(operator, merchantId);
    return { asking, livemode: false, request: HERE };
  };

  beforeEach(async () => {
    world = await createFpsDirectWorld(getDatabase());
    acting = await actingFor(world);
    ({ transfer } = await world.receive({ bankReference: 'FRN-1', description: 'TEA' }));
  });

  const show = async (order: object = {}): Promise<Shown> => {
    const sessionId = await seedSession(world.context, world.merchantId, order);
    const attemptId = await world.show(sessionId);
    const attempt = await findAttempt(world.context.database.db, attemptId);
    if (attempt === null) throw new Error('The attempt is gone.');
    return { sessionId, attemptId, intentId: attempt.intentId };
  };
  const match = (payment: string, { anyway = false, seen = 'waiting' as UnpaidState } = {}) =>
    matchToPayment(world.context, {
      ...{ ...acting, transferId: transfer.id, seen, payment, anyway },
    });
  const sendBack = (change: { bankReference?: string; mayBeLarge?: boolean } = {}) =>
    recordWholeReturn(world.context, {
      ...{ ...acting, transferId: transfer.id, seen: 'waiting', mayBeLarge: false },
      ...{ bankReference: 'OUT-1', returnedAt: world.clock.now(), ...change },
    });
  const dismiss = (reason = 'rent', seen: UnpaidState = 'waiting') =>
    putAside(world.context, { ...acting, transferId: transfer.id, seen, reason });
  const paid = async ({ intentId }: Shown) =>
    (await readPayment(world.context.database.db, intentId)).intent.status === 'succeeded';
  const audited = async () =>
    (await listAuditLog(world.context, world.merchantId, { beforeSeq: null })).entries.map(
      ({ action, subject }) => [action, subject],
    );
  const listed = async (view: TransferView) =>
    (
      await listOwnTransfers(
        world.context,
        { merchantId: world.merchantId, livemode: false },
        { view, after: null },
      )
    )?.transfers.map(({ id, state }) => [id, state]);

  test.each<[string, (shown: Shown) => Promise<string> | string]>([
    ['payment', ({ intentId }) => intentId],
    ['session', ({ sessionId }) => sessionId],
    ['try', ({ attemptId }) => attemptId],
    [
      'transfer reference, as people write it',
      async ({ attemptId }) => {
        const reference = (await world.referenceOf(attemptId)).toLowerCase();
        return `${reference.slice(0, 4)} ${reference.slice(4, 9)}-${reference.slice(9)}`;
      },
    ],
    ['order reference', () => 'Tea-2001'],
  ])('matches one by the name of the %s, once', async (_what, nameOf) => {
    const shown = await show({ clientReferenceId: 'TEA-2001' });
    await show({ clientReferenceId: 'TEA-2002' });
    const name = await nameOf(shown);
    const results = await Promise.all([match(name), match(name)]);
    expect(results.map(({ kind }) => kind)).toEqual(['matched', 'matched']);
    expect(results.filter(isAgain)).toHaveLength(1);
    expect(await paid(shown)).toBe(true);
    expect(await world.raised()).toEqual(['unmatched_payment (resolved)']);
    expect(await audited()).toEqual([['transfer.confirmed', shown.intentId]]);
    expect(await listed('waiting')).toEqual([]);
    expect(await listed('all')).toEqual([[transfer.id, 'paid']]);
  });

  test('matches none to a name of nothing, or of several payments', async () => {
    const shown = await show({ clientReferenceId: 'TEA-2001' });
    await show({ clientReferenceId: 'TEA-2001' });
    expect(await match('TEA-2001')).toEqual({ kind: 'several_payments' });
    for (const name of ['TEA-9', `pi_${'0'.repeat(24)}`, 'PY0000000000ZZ', "'; --"]) {
      expect(await match(name), name).toEqual({ kind: 'no_payment' });
    }
    expect(await paid(shown)).toBe(false);
    expect(await audited()).toEqual([]);
  });

  test('matches one to an order that is paid, or of another amount, only where that is meant', async () => {
    const shown = await show();
    await world.receive({ attemptId: shown.attemptId });
    expect(await match(shown.intentId)).toEqual({ kind: 'paid_already' });
    expect(await match(shown.intentId, { anyway: true })).toMatchObject({ kind: 'matched' });
    expect(await listed('wrong')).toEqual([[transfer.id, 'twice']]);

    const other = await show();
    ({ transfer } = await world.receive({ amountMinor: 10_000n, bankReference: 'FRN-2' }));
    expect(await match(other.attemptId)).toEqual({
      kind: 'other_amount',
      due: money(12_850n, 'HKD'),
    });
    expect(await match(other.attemptId, { anyway: true })).toMatchObject({ kind: 'matched' });
    expect(await listed('wrong')).toContainEqual([transfer.id, 'wrong_amount']);
    expect(await paid(other)).toBe(false);
  });

  test('records once that one was sent back, and what is decided since is stale', async () => {
    const shown = await show();
    const results = await Promise.all([sendBack(), sendBack()]);
    expect(results.map(({ kind }) => kind)).toEqual(['returned', 'returned']);
    expect(results.filter(isAgain)).toHaveLength(1);
    expect(await sendBack({ bankReference: 'OUT-2' })).toEqual({ kind: 'stale' });
    expect(await match(shown.intentId)).toEqual({ kind: 'stale' });
    expect(await dismiss()).toEqual({ kind: 'stale' });
    expect(await paid(shown)).toBe(false);
    expect(await listed('all')).toEqual([[transfer.id, 'sent_back']]);
    expect(await world.raised()).toEqual(['unmatched_payment (resolved)']);
    expect(await audited()).toEqual([['transfer.returned', 'FRN-1']]);
  });

  test('lets only who may give back much record that much was', async () => {
    ({ transfer } = await world.receive({ amountMinor: 500_000n, bankReference: 'FRN-3' }));
    expect(await sendBack()).toEqual({ kind: 'large' });
    expect(await listed('waiting')).toContainEqual([transfer.id, 'waiting']);
    expect(await sendBack({ mayBeLarge: true })).toMatchObject({ kind: 'returned' });
  });

  test('puts one aside once, with why, and matches it still should it be a payment', async () => {
    const shown = await show();
    expect(await dismiss()).toEqual({ kind: 'put_aside', again: false });
    expect(await dismiss()).toEqual({ kind: 'put_aside', again: true });
    expect(await dismiss('another shop')).toEqual({ kind: 'stale' });
    expect(await dismiss('another shop', 'put_aside')).toEqual({ kind: 'stale' });
    expect(await listed('waiting')).toEqual([]);
    expect(await match(shown.intentId)).toEqual({ kind: 'stale' });
    expect(await match(shown.intentId, { seen: 'put_aside' })).toMatchObject({ kind: 'matched' });
    expect(await paid(shown)).toBe(true);
    expect(await audited()).toEqual([
      ['transfer.confirmed', shown.intentId],
      ['transfer.dismissed', 'FRN-1'],
    ]);
  });

  test('reaches nothing of another shop, of the other mode, or without an account', async () => {
    const shown = await show({ clientReferenceId: 'TEA-2001' });
    const { sessionId } = shown;
    const theirs = await createFpsDirectWorld(getDatabase());
    const stranger = await actingFor(theirs);
    const none = { kind: 'not_found' };
    for (const who of [stranger, { ...acting, livemode: true }]) {
      const decision = { ...who, transferId: transfer.id, seen: 'waiting' } as const;
      const matching = { ...decision, payment: shown.intentId, anyway: false };
      expect(await matchToPayment(world.context, matching)).toEqual(none);
      expect(await putAside(world.context, { ...decision, reason: 'rent' })).toEqual(none);
      const back = { bankReference: 'OUT', returnedAt: world.clock.now(), mayBeLarge: true };
      expect(await recordWholeReturn(world.context, { ...decision, ...back })).toEqual(none);
    }
    const { transfer: hers } = await theirs.receive({ bankReference: 'FRN-1' });
    for (const payment of [sessionId, shown.intentId, shown.attemptId, 'TEA-2001']) {
      const decision = { ...stranger, transferId: hers.id, seen: 'waiting' } as const;
      expect(
        await matchToPayment(world.context, { ...decision, payment, anyway: true }),
        payment,
      ).toEqual({ kind: 'no_payment' });
    }
    expect((await findSession(world.context.database.db, sessionId))?.status).toBe('open');
  });
});
