import { beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { checkoutStatus } from './checkout-status.ts';
import { executeRefunds } from './execute-refunds.ts';
import { expireSessions } from './expire-sessions.ts';
import { loadAttempt } from './load-attempt.ts';
import { loadCheckout } from './load-checkout.ts';
import { reconcile } from './reconcile.ts';
import { ledgerBalances, moneyFacts } from './testing/money-facts.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;
const MINUTE = 60_000;

describeOnEachDatabase('a session whose time is up', (getDatabase) => {
  let clock: ScriptedWorld['clock'];
  let context: ScriptedWorld['context'];
  let provider: ScriptedWorld['provider'];
  let sessionId: ScriptedWorld['sessionId'];
  let start: ScriptedWorld['start'];

  beforeEach(async () => {
    ({ clock, context, provider, sessionId, start } = await createScriptedWorld(getDatabase()));
  });

  const facts = (of = sessionId) => moneyFacts(context.database.db, of);
  const view = () => loadCheckout(context, { sessionId, device: DESKTOP });

  it('expires once, tells the merchant once, and shows its end at the same address', async () => {
    clock.advance(31 * MINUTE);
    expect(await expireSessions(context)).toBe(1);
    expect(await expireSessions(context)).toBe(0);
    expect((await facts()).eventTypes).toEqual(['checkout.session.expired']);
    expect((await facts()).intent.status).toBe('canceled');
    expect(await view()).toMatchObject({ state: 'expired', checking: false });
  });

  it('is left open while a payment is in flight, and can still be paid by it', async () => {
    provider.queueFates('start', 'lost_after_effect');
    provider.queueFates('retrieve', 'lost_before_effect');
    await start('card');
    clock.advance(31 * MINUTE);
    expect(await expireSessions(context)).toBe(0);
    await reconcile(context);
    clock.advance(20 * MINUTE);
    await reconcile(context);
    expect((await view())?.state).toBe('paid');
    expect((await facts()).eventTypes).toEqual(['checkout.session.completed']);
  });

  it('has its open code called off first, and is then over', async () => {
    provider.queueEffects('require_action');
    const attemptId = await start('fps');
    clock.advance(31 * MINUTE);
    expect(await expireSessions(context)).toBe(0);
    expect(await view()).toMatchObject({ state: 'expired', checking: true });
    await reconcile(context);
    expect(await expireSessions(context)).toBe(1);
    expect(await loadAttempt(context, { sessionId, attemptId, device: DESKTOP })).toMatchObject({
      state: 'canceled',
      sessionOpen: false,
    });
  });

  it('takes money that comes after all: the order is paid, late, and said to be', async () => {
    provider.queueEffects('require_action');
    const attemptId = await start('fps');
    provider.queueFates('cancel', 'lost_before_effect');
    clock.advance(31 * MINUTE);
    await reconcile(context);
    clock.advance(3 * MINUTE);
    await expireSessions(context);
    provider.shopperPays(attemptId);
    await reconcile(context);
    const after = await facts();
    expect(after.intent.status).toBe('succeeded');
    expect(after.eventTypes).toEqual(['checkout.session.completed', 'checkout.session.expired']);
    expect(after.discrepancies).toEqual(['paid_late']);
    expect((await view())?.state).toBe('paid');
  });

  it('gives a code paid twice back once', async () => {
    provider.queueEffects('require_action');
    const attemptId = await start('fps');
    provider.shopperPays(attemptId);
    provider.shopperPays(attemptId);
    clock.advance(MINUTE);
    await reconcile(context);
    provider.queueFates('refund', 'lost_after_effect');
    for (let i = 0; i < 4; i += 1) {
      await executeRefunds(context);
      clock.advance(2 * MINUTE);
    }
    expect(provider.refunds).toHaveLength(1);
    expect((await facts()).refunds).toMatchObject([{ status: 'succeeded', amount: 12_850n }]);
    expect((await ledgerBalances(context.database.db))['customer_overpayment']).toBe(0n);
  });

  it('raises the payment made twice where the provider cannot give it back', async () => {
    const plain = await createScriptedWorld(getDatabase(), { clock, refundable: false });
    plain.provider.queueEffects('require_action');
    const attemptId = await plain.start('fps');
    plain.provider.shopperPays(attemptId);
    plain.provider.shopperPays(attemptId);
    clock.advance(MINUTE);
    await reconcile(plain.context);
    await executeRefunds(plain.context);
    expect((await facts(plain.sessionId)).refunds).toEqual([]);
    expect((await facts(plain.sessionId)).discrepancies).toEqual(['duplicate_payment']);
    expect((await ledgerBalances(context.database.db))['customer_overpayment']).toBe(-12_850n);
  });

  it('answers the waiting page, and has the provider asked soon because somebody waits', async () => {
    provider.queueEffects('require_action');
    const attemptId = await start('fps');
    expect(await checkoutStatus(context, { sessionId, attemptId })).toMatchObject({
      session: 'open',
      attempt: 'requires_action',
      merchantTold: false,
      serverTimeMs: clock.now().getTime(),
      expiresAtMs: clock.now().getTime() + 10 * MINUTE,
    });
    provider.shopperPays(attemptId);
    clock.advance(3_000);
    await reconcile(context);
    expect(await checkoutStatus(context, { sessionId, attemptId })).toMatchObject({
      session: 'complete',
      attempt: 'paid',
    });
    expect(
      await checkoutStatus(context, {
        sessionId: 'cs_test_nobody' as CheckoutSessionId,
        attemptId: null,
      }),
    ).toBeNull();
  });
});
