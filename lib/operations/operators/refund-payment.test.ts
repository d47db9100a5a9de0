import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { PaymentIntentId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import { newId } from '#lib/platform/ids.ts';
import { readPayment } from '../own-payments.ts';
import { HERE, createOperatorWorld } from '../testing/operator-world.ts';
import { type ScriptedWorld, createScriptedWorld } from '../testing/scripted-world.ts';
import { seedSession } from '../testing/seed.ts';
import { type AllowedOperator, checkOperator } from './check-operator.ts';
import { listAuditLog } from './list-audit-log.ts';
import { paymentVersion } from './own-payment.ts';
import { readPaymentDetail } from './read-payment.ts';
import { type RefundDeed, refundPayment } from './refund-payment.ts';
import { cancelPayment, capturePayment } from './take-held-payment.ts';

describeOnEachDatabase('what operators do to a card payment', (getDatabase) => {
  let world: ScriptedWorld;
  let asking: AllowedOperator;
  let intentId: PaymentIntentId;

  const ofRole = async (role: OperatorRole, merchantId = world.merchant.merchantId) => {
    const operators = createOperatorWorld(getDatabase());
    const email = `${role}-${newId('operator')}@harbourtea.example.hk`;
    const { token } = await operators.signedIn(
      await operators.newOperator({ email, merchantId, role }),
    );
    const verdict = await checkOperator(world.context, {
      token,
      merchantId,
      action: 'payments.read',
    });
    if (verdict.kind !== 'allowed') throw new Error(verdict.kind);
    return verdict.allowed;
  };

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    intentId = await intentOf(await world.start('card'));
    asking = await ofRole('operator');
  });

  const db = () => world.context.database.db;
  const intentOf = async (attemptId: Parameters<typeof findAttempt>[1]) => {
    const attempt = await findAttempt(db(), attemptId);
    if (attempt === null) throw new Error('The attempt is gone.');
    return attempt.intentId;
  };
  const seenNow = async (id = intentId) => paymentVersion(await readPayment(db(), id));
  const deedOf = async (amountMinor: bigint, change: Partial<RefundDeed> = {}) => ({
    livemode: false,
    intentId,
    seen: await seenNow(),
    request: HERE,
    refundId: newId('refund'),
    amount: money(amountMinor, 'HKD'),
    reason: null,
    mayBeLarge: false,
    ...change,
  });
  const refunds = async () =>
    (await readPayment(db(), intentId)).captures.flatMap((each) => each.refunds);
  const audited = async () =>
    (await listAuditLog(world.context, world.merchant.merchantId, { beforeSeq: null })).entries.map(
      ({ action, subject, after }) => ({ action, subject, after }),
    );

  test('the same form is one refund, sent at once or again, and is one entry of the log', async () => {
    const deed = await deedOf(2_000n, { reason: 'requested_by_customer' });
    const results = await Promise.all([
      refundPayment(world.context, asking, deed),
      refundPayment(world.context, asking, deed),
    ]);
    const again = await refundPayment(world.context, asking, deed);
    expect(results.map((result) => result.kind)).toEqual(['refunded', 'refunded']);
    expect(results.filter((result) => 'again' in result && result.again)).toHaveLength(1);
    expect(again).toMatchObject({ kind: 'refunded', again: true });
    expect(await refunds()).toMatchObject([
      { id: deed.refundId, amount: 2_000n, status: 'succeeded' },
    ]);
    expect(world.provider.refunds).toHaveLength(1);
    expect(await audited()).toEqual([
      {
        action: 'payment.refunded',
        subject: intentId,
        after: { amount: 'HKD 20.00', refund: deed.refundId, reason: 'requested_by_customer' },
      },
    ]);
  });

  test('of two who give back more than there is, one wins, and the other is told what is left', async () => {
    const other = await ofRole('finance');
    const results = await Promise.all([
      refundPayment(world.context, asking, await deedOf(8_000n)),
      refundPayment(world.context, other, await deedOf(8_000n)),
    ]);
    expect(results.map((result) => result.kind).toSorted()).toEqual(['refunded', 'too_much']);
    expect(results.find((result) => result.kind === 'too_much')).toEqual({
      kind: 'too_much',
      left: money(4_850n, 'HKD'),
    });
    expect(await refunds()).toHaveLength(1);
    expect(await audited()).toHaveLength(1);
  });

  test('a page that shows the payment as it was is stale, and gives nothing back', async () => {
    const stale = await deedOf(1_000n);
    await refundPayment(world.context, asking, await deedOf(2_000n));
    expect(await refundPayment(world.context, asking, stale)).toEqual({ kind: 'stale' });
    expect(await refunds()).toHaveLength(1);
    expect(await audited()).toHaveLength(1);
    const seen = await seenNow();
    expect(await refundPayment(world.context, asking, { ...stale, seen })).toMatchObject({
      kind: 'refunded',
    });
  });

  test('where the provider says nothing, the refund is pending and followed', async () => {
    world.provider.queueFates('refund', 'lost_before_effect');
    const result = await refundPayment(world.context, asking, await deedOf(12_850n));
    expect(result).toMatchObject({ kind: 'refunded', refund: { status: 'pending' } });
    const [row] = await refunds();
    expect(row?.nextTryAt).toBeInstanceOf(Date);
    const owner = { merchantId: world.merchant.merchantId, livemode: false };
    const detail = await readPaymentDetail(world.context, owner, intentId);
    expect(detail).toMatchObject({
      money: { refunding: money(12_850n, 'HKD'), kept: money(0n, 'HKD') },
      can: { refund: null },
    });
  });

  test('a large refund, in one or in parts, takes who may', async () => {
    const sessionId = await seedSession(world.context, world.merchant.merchantId, {
      amountMinor: 600_000n,
    });
    intentId = await intentOf(await world.start('card', sessionId));
    const part = await refundPayment(world.context, asking, await deedOf(499_999n));
    expect(part).toMatchObject({ kind: 'refunded' });
    expect(await refundPayment(world.context, asking, await deedOf(1n))).toEqual({ kind: 'large' });
    const allowed = await deedOf(1n, { mayBeLarge: true });
    expect(await refundPayment(world.context, asking, allowed)).toMatchObject({ kind: 'refunded' });
    expect(await refunds()).toHaveLength(2);
  });

  test('another merchant’s payment, and one of the other mode, are not there', async () => {
    const strangers = await createScriptedWorld(getDatabase());
    const theirs = await ofRole('owner', strangers.merchant.merchantId);
    const deed = await deedOf(1_000n);
    expect(await refundPayment(world.context, theirs, deed)).toEqual({ kind: 'not_found' });
    const live = { ...deed, livemode: true };
    expect(await refundPayment(world.context, asking, live)).toEqual({ kind: 'not_found' });
    const amount = money(1n, 'HKD');
    expect(await capturePayment(world.context, theirs, { ...deed, amount })).toEqual({
      kind: 'not_found',
    });
    expect(await cancelPayment(world.context, theirs, deed)).toBe('not_found');
    const owner = { merchantId: strangers.merchant.merchantId, livemode: false };
    expect(await readPaymentDetail(world.context, owner, intentId)).toBeNull();
    expect(await refunds()).toEqual([]);
  });

  test('takes held money once, in part, and cannot cancel it then', async () => {
    const held = await hold();
    const amount = money(10_000n, 'HKD');
    const taken = await Promise.all([
      capturePayment(world.context, asking, { ...held, amount }),
      capturePayment(world.context, asking, { ...held, amount }),
    ]);
    expect(taken.map((result) => result.kind).toSorted()).toEqual(['captured', 'stale']);
    expect(await cancelPayment(world.context, asking, held)).toBe('stale');
    const { intent, captures } = await readPayment(db(), intentId);
    expect(intent.status).toBe('succeeded');
    expect(captures).toMatchObject([{ capture: { amount: 10_000n } }]);
    expect(await audited()).toEqual([
      { action: 'payment.captured', subject: intentId, after: { amount: 'HKD 100.00' } },
    ]);
  });

  test('takes no more than is held, and lets go what is cancelled', async () => {
    const held = await hold();
    const tooMuch = { ...held, amount: money(12_851n, 'HKD') };
    expect(await capturePayment(world.context, asking, tooMuch)).toEqual({ kind: 'too_much' });
    expect(await cancelPayment(world.context, asking, held)).toBe('canceled');
    expect((await readPayment(db(), intentId)).intent.status).toBe('canceled');
    expect((await audited()).map(({ action }) => action)).toEqual(['payment.canceled']);
  });

  /** A payment whose money is held, and a form about it. */
  async function hold() {
    world.provider.queueEffects('authorize');
    const sessionId = await seedSession(world.context, world.merchant.merchantId, {
      captureMethod: 'manual',
    });
    intentId = await intentOf(await world.start('card', sessionId));
    return { livemode: false, intentId, seen: await seenNow(), request: HERE };
  }
});
