import type Stripe from 'stripe';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { attemptOfCharge } from '#lib/domain/charge.ts';
import { money } from '#lib/domain/money.ts';
import { openNextAction } from './attempt-record.ts';
import { chargeObject } from './charge-object.ts';
import { executeRefunds } from './execute-refunds.ts';
import { expireSession } from './expire-sessions.ts';
import { loadPaymentHistory } from './payment-facts.ts';
import { paymentIntentObject } from './payment-intent-object.ts';
import { reconcile } from './reconcile.ts';
import { refundObject } from './refund-object.ts';
import { sessionObject } from './session-object.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';
import { retrieveCheckoutSession } from './retrieve-checkout-session.ts';

/** Objects as the SDKs read them; that what is required is there is for the compiler to see. */
async function objectsOf(world: ScriptedWorld) {
  const { context, merchant, sessionId } = world;
  const { db } = context.database;
  const found = await retrieveCheckoutSession({
    merchantId: merchant.merchantId,
    livemode: false,
    id: sessionId,
    tx: db,
  });
  if (found === null) throw new Error('no session');
  const payment = await loadPaymentHistory(db, found.intent);
  const facts = { ...found, ...payment, publicOrigin: context.env.PUBLIC_ORIGIN };
  const open = payment.attempts.findLast(({ status }) => status === 'requires_action');
  const intent = paymentIntentObject({
    ...facts,
    nextAction: open === undefined ? null : openNextAction(context, open),
  });
  const charges = payment.attempts
    .filter(({ status }) => ['authorized', 'captured', 'declined'].includes(status))
    .map((attempt) => chargeObject({ ...facts, attempt }));
  const refunds = payment.captures
    .flatMap((capture) => capture.refunds)
    .map((refund) => refundObject({ refund, intentId: found.intent.id }));
  return { session: found, payment, intent, charges, refunds };
}

describeOnEachDatabase('the objects about a payment', (getDatabase) => {
  it('are complete by the SDK’s typings', async () => {
    const world = await createScriptedWorld(getDatabase());
    await world.start('card');
    const { intent, charges } = await objectsOf(world);
    const asIntent: Omit<Stripe.PaymentIntent, 'allowed_payment_method_types'> = {
      ...intent,
      payment_method_types: [...intent.payment_method_types],
      next_action: null,
    };
    const [charge] = charges;
    if (charge === undefined) throw new Error('no charge');
    const asCharge: Omit<Stripe.Charge, 'payment_method_details'> = charge;
    expect(asIntent.latest_charge).toBe(asCharge.id);
    expect(asCharge.payment_intent).toBe(asIntent.id);
  });

  it('say of a paid intent what was received, by which charge, and where it lies', async () => {
    const world = await createScriptedWorld(getDatabase());
    const attemptId = await world.start('card');
    const { intent, charges, session, payment } = await objectsOf(world);
    const [charge] = charges;
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: intent.amount,
      last_payment_error: null,
      next_action: null,
    });
    expect(charge).toMatchObject({
      status: 'succeeded',
      paid: true,
      captured: true,
      amount_captured: intent.amount,
      amount_refunded: 0,
      failure_code: null,
      outcome: { type: 'authorized' },
    });
    expect(attemptOfCharge(charge?.id ?? '')).toBe(attemptId);
    expect(charge?.balance_transaction).toBe(`txn_${payment.captures[0]?.capture.id.slice(4)}`);
    const expanded = sessionObject({
      ...session,
      publicOrigin: world.context.env.PUBLIC_ORIGIN,
      expand: new Set(['payment_intent']),
      payment,
    });
    expect(expanded.payment_intent).toEqual(intent);
  });

  it('say of a declined card why, in Stripe’s codes, and that nothing is kept', async () => {
    const world = await createScriptedWorld(getDatabase());
    world.provider.queueEffects('decline');
    await world.start('card');
    const { intent, charges } = await objectsOf(world);
    expect(intent.status).toBe('requires_payment_method');
    expect(intent.last_payment_error).toMatchObject({
      type: 'card_error',
      code: 'card_declined',
      charge: charges[0]?.id,
      payment_method_type: 'card',
    });
    expect(charges[0]).toMatchObject({
      status: 'failed',
      paid: false,
      captured: false,
      amount_captured: 0,
      balance_transaction: null,
      failure_code: 'card_declined',
    });
  });

  it('show the code of an open FPS payment, and of another method the page alone', async () => {
    const fps = await createScriptedWorld(getDatabase());
    fps.provider.queueEffects('require_action');
    const attemptId = await fps.start('fps');
    const { intent } = await objectsOf(fps);
    expect(intent.next_action).toMatchObject({
      type: 'fps_display_qr_code',
      fps_display_qr_code: {
        hosted_instructions_url: `http://localhost:3000/en/pay/${fps.sessionId}/${attemptId}`,
      },
    });
    const wallet = await createScriptedWorld(getDatabase());
    wallet.provider.queueEffects('require_action');
    const walletAttempt = await wallet.start('alipayhk');
    const open = await objectsOf(wallet);
    expect(open.intent.next_action).toMatchObject({
      type: 'redirect_to_url',
      redirect_to_url: {
        url: `http://localhost:3000/en/pay/${wallet.sessionId}/${walletAttempt}`,
      },
    });
    expect(open.charges).toEqual([]);
  });

  it('say of a payment made twice what was given back, and of which charge', async () => {
    const world = await createScriptedWorld(getDatabase());
    world.provider.queueEffects('require_action');
    const late = await world.start('fps');
    world.clock.advance(1_000);
    const paid = await world.start('card');
    const amount = (await objectsOf(world)).session.intent.amount;
    world.provider.shopperPays(late, money(amount, 'HKD'));
    world.clock.advance(60_000);
    await reconcile(world.context);
    await executeRefunds(world.context);
    const { intent, charges, refunds } = await objectsOf(world);
    expect(intent.latest_charge).toBe(`ch_${paid.slice(3)}`);
    expect(charges.map((charge) => [charge.id, charge.amount_refunded, charge.refunded])).toEqual([
      [`ch_${late.slice(3)}`, Number(amount), true],
      [`ch_${paid.slice(3)}`, 0, false],
    ]);
    const [refund] = refunds;
    if (refund === undefined) throw new Error('no refund');
    const asRefund: Stripe.Refund = refund;
    expect(asRefund).toMatchObject({
      status: 'succeeded',
      charge: `ch_${late.slice(3)}`,
      payment_intent: intent.id,
      amount: Number(amount),
      reason: 'duplicate',
    });
  });

  it('say of an intent whose session is over when it was canceled', async () => {
    const world = await createScriptedWorld(getDatabase());
    await expireSession(world.context, world.sessionId);
    const { intent } = await objectsOf(world);
    expect(intent).toMatchObject({
      status: 'canceled',
      canceled_at: Math.floor(world.clock.now().getTime() / 1000),
      cancellation_reason: 'automatic',
      latest_charge: null,
    });
  });
});
