import { beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { checkoutStatus } from './checkout-status.ts';
import { executeRefunds } from './execute-refunds.ts';
import { expireSessions } from './expire-sessions.ts';
import { loadAttempt } from './load-attempt.ts';
import { loadCheckout } from './load-checkout.ts';
import { reconcile } from './reconcile.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;
const MINUTE = 60_000;
const DUE = money(12_850n, 'HKD');

describeOnEachDatabase('what a shopper is told of their money', (getDatabase) => {
  let clock: ScriptedWorld['clock'];
  let context: ScriptedWorld['context'];
  let provider: ScriptedWorld['provider'];
  let sessionId: ScriptedWorld['sessionId'];
  let start: ScriptedWorld['start'];

  beforeEach(async () => {
    await begin({ refundable: true });
  });

  async function begin(how: { clock?: typeof clock; refundable: boolean }): Promise<void> {
    const world = await createScriptedWorld(getDatabase(), how);
    ({ clock, context, provider, sessionId, start } = world);
  }

  async function openCode(): Promise<PaymentAttemptId> {
    provider.queueEffects('require_action');
    return start('fps');
  }

  async function time(ms: number): Promise<void> {
    clock.advance(ms);
    await reconcile(context);
  }

  const view = (payInFull = false) =>
    loadCheckout(context, { sessionId, device: DESKTOP, payInFull });
  const attemptView = (attemptId: PaymentAttemptId) =>
    loadAttempt(context, { sessionId, attemptId, device: DESKTOP });
  const status = (attemptId: PaymentAttemptId) => checkoutStatus(context, { sessionId, attemptId });

  it('is nothing unusual where the amount due came once and in time', async () => {
    const attemptId = await start('card');
    expect(await view()).toMatchObject({ state: 'paid', receipt: { late: false, owed: [] } });
    expect(await status(attemptId)).toMatchObject({ attempt: 'paid', moneyBack: 'none' });
  });

  it('is which payment of two is given back, and when it has been', async () => {
    const code = await openCode();
    await start('card');
    provider.shopperPays(code);
    await time(2 * MINUTE);
    const twice = { cause: 'duplicate', method: 'fps', amount: DUE };
    expect(await view()).toMatchObject({
      state: 'paid',
      receipt: { method: 'card', owed: [{ ...twice, progress: 'refunding' }] },
    });
    expect(await attemptView(code)).toMatchObject({ state: 'paid', receipt: { method: 'card' } });
    expect(await status(code)).toMatchObject({ attempt: 'paid', moneyBack: 'under_way' });

    await executeRefunds(context);
    expect(await view()).toMatchObject({ receipt: { owed: [{ ...twice, progress: 'refunded' }] } });
    expect(await status(code)).toMatchObject({ moneyBack: 'settled' });
  });

  it('is that the shop was told, where nothing gives the second payment back by itself', async () => {
    await begin({ clock, refundable: false });
    const code = await openCode();
    provider.shopperPays(code);
    provider.shopperPays(code);
    await time(MINUTE);
    await executeRefunds(context);
    expect(await view()).toMatchObject({
      state: 'paid',
      receipt: { owed: [{ cause: 'duplicate', amount: DUE, progress: 'with_shop' }] },
    });
  });

  it('is how much more than the amount due came', async () => {
    const code = await openCode();
    provider.shopperPays(code, money(13_000n, 'HKD'));
    await time(MINUTE);
    expect(await view()).toMatchObject({
      state: 'paid',
      receipt: {
        amount: DUE,
        owed: [{ cause: 'overpaid', amount: money(150n, 'HKD'), progress: 'with_shop' }],
      },
    });
  });

  it('is that the link had expired, where the money came later', async () => {
    const code = await openCode();
    provider.queueFates('cancel', 'lost_before_effect');
    await time(31 * MINUTE);
    clock.advance(3 * MINUTE);
    await expireSessions(context);
    provider.shopperPays(code);
    await reconcile(context);
    expect(await view()).toMatchObject({ state: 'paid', receipt: { late: true, owed: [] } });
  });

  it('is what came and what was due, where it was not enough, on every page of the session', async () => {
    const code = await openCode();
    provider.shopperPays(code, money(10_000n, 'HKD'));
    await time(MINUTE);
    const wrongAmount = {
      attemptId: code,
      received: [
        { cause: 'underpaid', method: 'fps', amount: money(10_000n, 'HKD'), progress: 'with_shop' },
      ],
      due: DUE,
      sessionOpen: true,
    };
    expect(await view()).toMatchObject({ state: 'wrong_amount', wrongAmount });
    expect(await attemptView(code)).toMatchObject({ state: 'wrong_amount', wrongAmount });
    expect(await status(code)).toMatchObject({ attempt: 'wrong_amount', moneyBack: 'settled' });
  });

  it('offers to pay in full after a wrong amount to who asked for that, and to nobody once it is over', async () => {
    const code = await openCode();
    provider.shopperPays(code, money(10_000n, 'HKD'));
    await time(MINUTE);
    expect(await view(true)).toMatchObject({ state: 'open', received: [{ cause: 'underpaid' }] });
    await start('card');
    expect(await view()).toMatchObject({
      state: 'paid',
      receipt: { method: 'card', owed: [{ cause: 'underpaid', progress: 'with_shop' }] },
    });

    await begin({ clock, refundable: true });
    const other = await openCode();
    provider.shopperPays(other, money(10_000n, 'HKD'));
    await time(MINUTE);
    clock.advance(40 * MINUTE);
    await expireSessions(context);
    expect(await view(true)).toMatchObject({
      state: 'wrong_amount',
      wrongAmount: { sessionOpen: false },
    });
  });

  it('is that nothing was charged while a code cannot be had, and another method is open to them', async () => {
    provider.queueFates('start', 'lost_before_effect');
    const attemptId = await start('fps');
    expect(await attemptView(attemptId)).toMatchObject({ state: 'processing', unreached: true });
    expect((await view())?.state).toBe('open');
    await start('card');
    expect(await view()).toMatchObject({ state: 'paid', receipt: { method: 'card', owed: [] } });
  });

  it('is no such thing of a card, which may have been charged', async () => {
    provider.queueFates('start', 'lost_after_effect');
    const attemptId = await start('card');
    expect(await attemptView(attemptId)).toMatchObject({ state: 'processing', unreached: false });
    expect((await view())?.state).toBe('processing');
  });

  it('is that a method is out at its provider, where that never heard of the payment', async () => {
    provider.queueFates('start', ...Array.from({ length: 8 }, () => 'lost_before_effect' as const));
    const attemptId = await start('alipayhk');
    for (let step = 0; step < 12; step += 1) await time(MINUTE);
    expect(await attemptView(attemptId)).toMatchObject({
      state: 'declined',
      failureCode: 'provider_unavailable',
      sessionOpen: true,
    });
  });
});
