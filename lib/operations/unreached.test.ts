import { beforeEach, expect, it } from 'vitest';
import { insertAttempt } from '#lib/db/stores/attempt-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { newId } from '#lib/platform/ids.ts';
import { executeRefunds } from './execute-refunds.ts';
import { loadAttempt } from './load-attempt.ts';
import { loadCheckout } from './load-checkout.ts';
import { reconcile } from './reconcile.ts';
import { startPayment } from './start-payment.ts';
import { moneyFacts } from './testing/money-facts.ts';
import {
  type CallFate,
  type ScriptedProvider,
  createScriptedProvider,
} from './testing/scripted-provider.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';
import { type TestContext, createTestClock, createTestContext } from './testing/test-context.ts';

const MINUTE = 60_000;
const DESKTOP = { form: 'desktop', os: 'other' } as const;
const PHONE = { form: 'phone', os: 'ios' } as const;

/** However the answer was lost, the shopper was shown nothing that could be paid. */
const LOST: readonly CallFate[] = ['lost_before_effect', 'lost_after_effect'];

describeOnEachDatabase('a wallet whose provider does not answer', (getDatabase) => {
  const clock = createTestClock(new Date('2026-11-23T02:00:00Z'));
  let provider: ScriptedProvider;
  let node: TestContext;
  let sessionId: CheckoutSessionId;

  beforeEach(async () => {
    provider = createScriptedProvider({ now: clock.now });
    const providers = { stripe: provider.provider, airwallex: provider.provider };
    node = createTestContext(getDatabase(), { clock, providers });
    const { merchantId } = await seedMerchant(node.context);
    sessionId = await seedSession(node.context, merchantId, { lifetimeMs: 60 * MINUTE });
  });

  async function start(
    method: MethodId,
    device: typeof DESKTOP | typeof PHONE = DESKTOP,
  ): Promise<PaymentAttemptId> {
    clock.advance(1_000);
    const result = await startPayment(node.context, {
      sessionId,
      method,
      device,
      locale: 'en',
      input: method === 'card' ? { confirmationToken: `ctoken_${clock.now().getTime()}` } : {},
      customerEmail: null,
    });
    if (result.kind !== 'attempt') throw new Error(result.kind);
    return result.attemptId;
  }

  async function startLost(method: MethodId, fate: CallFate): Promise<PaymentAttemptId> {
    // What is lost on the way there has no effect yet.
    if (fate === 'lost_after_effect') provider.queueEffects('require_action');
    provider.queueFates('start', fate);
    return start(method);
  }

  async function time(ms: number): Promise<void> {
    clock.advance(ms);
    await reconcile(node.context);
    await executeRefunds(node.context);
  }

  const attemptView = (attemptId: PaymentAttemptId) =>
    loadAttempt(node.context, { sessionId, attemptId, device: DESKTOP });
  const view = () => loadCheckout(node.context, { sessionId, device: DESKTOP });
  const facts = () => moneyFacts(getDatabase().db, sessionId);
  const statusOf = async (attemptId: PaymentAttemptId) =>
    (await facts()).attempts.find(({ id }) => id === attemptId)?.status;

  it.each(LOST)(
    'is told of at once (%s), and another pull method can be paid with',
    async (fate) => {
      const wallet = await startLost('payme', fate);
      expect(await attemptView(wallet)).toMatchObject({ state: 'processing', unreached: true });
      const list = await view();
      expect(list).toMatchObject({ state: 'open', previous: null });
      expect(list?.state === 'open' && list.preselected).not.toBe('payme');
      await start('card');
      expect(await view()).toMatchObject({ state: 'paid', receipt: { method: 'card', owed: [] } });
      for (let step = 0; step < 8; step += 1) await time(MINUTE);
      expect(provider.canBePaid(wallet), 'nothing is left open at the provider').toBe(false);
      expect(await statusOf(wallet)).toMatch(/^(?:canceled|declined)$/);
      expect(provider.charges).toHaveLength(1);
      expect((await facts()).discrepancies).toEqual([]);
    },
  );

  it('is followed on: the code is there when the provider is, if the shopper waited', async () => {
    const wallet = await startLost('payme', 'lost_before_effect');
    provider.queueEffects('require_action');
    await time(10_000);
    expect(await attemptView(wallet)).toMatchObject({ state: 'requires_action' });
    provider.shopperPays(wallet);
    await time(MINUTE);
    expect(await view()).toMatchObject({ state: 'paid', receipt: { method: 'payme' } });
    expect(provider.charges).toHaveLength(1);
  });

  it('is called off and not sent again, if the shopper went on to another method', async () => {
    const never = await startLost('payme', 'lost_before_effect');
    const made = await startLost('alipayhk', 'lost_after_effect');
    provider.queueEffects('require_action');
    const open = await start('wechat_pay');
    const starts = () => provider.calls.filter(({ call }) => call === 'start').length;
    const before = starts();
    for (let step = 0; step < 8; step += 1) await time(MINUTE);
    expect(starts()).toBe(before);
    expect(await statusOf(never)).toBe('declined');
    expect(await statusOf(made)).toBe('canceled');
    expect(provider.canBePaid(made)).toBe(false);
    expect(provider.canBePaid(open)).toBe(true);
  });

  it('is looked for until the provider answers, and money that came regardless is given back', async () => {
    const wallet = await startLost('payme', 'lost_after_effect');
    provider.queueFates('cancel', ...Array<CallFate>(3).fill('lost_before_effect'));
    await start('card');
    provider.shopperPays(wallet);
    for (let step = 0; step < 12; step += 1) await time(MINUTE);
    expect(await statusOf(wallet)).toBe('captured');
    expect(provider.charges).toHaveLength(2);
    expect(provider.refunds).toHaveLength(1);
    expect((await facts()).discrepancies).toEqual(['duplicate_payment']);
  });

  it('is not asked twice: choosing it again shows the same try, on another device a new one', async () => {
    const wallet = await startLost('payme', 'lost_before_effect');
    expect(await start('payme')).toBe(wallet);
    provider.queueEffects('require_action');
    expect(await start('payme', PHONE)).not.toBe(wallet);
  });

  it('makes room for nothing while a card may have been charged', async () => {
    provider.queueFates('start', 'lost_after_effect');
    const card = await start('card');
    expect(await start('payme')).toBe(card);
    const [row] = (await facts()).attempts;
    if (row === undefined) throw new Error('There is no attempt.');
    const another = newId('payment_attempt');
    const beside = { ...row, id: another, idempotencyKey: another, inputHash: null };
    await expect(
      insertAttempt(getDatabase().db, { ...beside, status: 'sending' }, 'shopper'),
      'by the database itself',
    ).rejects.toThrow();
  });
});
