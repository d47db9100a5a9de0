import { eq } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { inboundNotification } from '#lib/db/schema/inbound-notification.ts';
import { paymentAttempt } from '#lib/db/schema/payment.ts';
import { providerAccount } from '#lib/db/schema/provider-account.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { checkoutStatus } from './checkout-status.ts';
import { executeRefunds } from './execute-refunds.ts';
import { expireSessions } from './expire-sessions.ts';
import { processNotifications } from './process-notifications.ts';
import { receiveNotification } from './receive-notification.ts';
import { reconcile } from './reconcile.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';

/** Ways in which money could be overlooked, each of which somebody once found. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describeOnEachDatabase('money that could be overlooked', (getDatabase) => {
  let clock: ScriptedWorld['clock'];
  let context: ScriptedWorld['context'];
  let logLines: ScriptedWorld['logLines'];
  let provider: ScriptedWorld['provider'];
  let merchant: ScriptedWorld['merchant'];
  let sessionId: ScriptedWorld['sessionId'];
  let start: ScriptedWorld['start'];

  beforeEach(async () => {
    ({ clock, context, logLines, provider, merchant, sessionId, start } = await createScriptedWorld(
      getDatabase(),
      { merchant: { providerOf: 'stripe' }, session: { lifetimeMs: 2 * HOUR } },
    ));
  });

  const notify = async (attemptId: PaymentAttemptId, eventId: string) => {
    await receiveNotification(context, {
      provider: 'stripe',
      accountId: merchant.accounts.stripe,
      ...provider.notificationOf(attemptId, eventId),
    });
  };
  const facts = () => moneyFacts(context.database.db, sessionId);

  it('keeps a notification until the provider has answered, whatever the attempt’s state', async () => {
    provider.queueEffects('decline');
    const attemptId = await start('card');
    provider.shopperPays(attemptId);
    provider.queueFates('retrieve', 'lost_before_effect', 'lost_before_effect');
    await notify(attemptId, 'evt_1');
    for (let i = 0; i < 6; i += 1) {
      await processNotifications(context);
      clock.advance(MINUTE);
    }
    expect((await facts()).captures).toHaveLength(1);
    expect((await facts()).discrepancies).toContain('contradiction');
  });

  it('asks ever more rarely about a notification it cannot settle', async () => {
    provider.queueFates('start', 'lost_after_effect');
    const attemptId = await start('card');
    provider.queueFates(
      'retrieve',
      ...Array.from({ length: 500 }, () => 'lost_before_effect' as const),
    );
    await notify(attemptId, 'evt_1');
    const before = provider.calls.length;
    for (let second = 0; second < 240; second += 2) {
      await processNotifications(context);
      clock.advance(2_000);
    }
    expect(provider.calls.length - before).toBeLessThan(12);
  });

  it('uses nothing of its watch up when a page polls', async () => {
    provider.queueEffects('require_action', 'require_action');
    const first = await start('fps');
    clock.advance(10 * MINUTE + 2_000);
    provider.expire(first);
    await reconcile(context);
    const second = await start('fps');
    for (let i = 0; i < 30; i += 1) {
      await checkoutStatus(context, { sessionId, attemptId: second });
      await checkoutStatus(context, { sessionId, attemptId: first });
      clock.advance(2_000);
      await reconcile(context);
    }
    // The first code is paid after all, and its notification is lost.
    provider.shopperPays(first);
    clock.advance(HOUR);
    await reconcile(context);
    expect((await facts()).captures).toHaveLength(1);
  });

  it('does not let one merchant’s unreadable account keep anybody else’s refund waiting', async () => {
    const broken = await seedMerchant(context, { providerOf: { fps: 'stripe' } });
    const brokenSession = await seedSession(context, broken.merchantId);
    for (const session of [brokenSession, sessionId]) {
      provider.queueEffects('require_action');
      const attemptId = await start('fps', session);
      provider.shopperPays(attemptId);
      provider.shopperPays(attemptId);
    }
    clock.advance(MINUTE);
    await reconcile(context);
    await context.database.db
      .update(providerAccount)
      .set({ credentials: 'v1.broken.broken.broken' })
      .where(eq(providerAccount.merchantId, broken.merchantId));
    for (let i = 0; i < 3; i += 1) {
      await executeRefunds(context);
      clock.advance(MINUTE);
    }
    expect((await facts()).refunds).toMatchObject([{ status: 'succeeded' }]);
    expect(logLines.join('')).toContain('work failed');
  });

  it('books money though its next action can no longer be read', async () => {
    provider.queueEffects('require_action');
    const attemptId = await start('fps');
    await context.database.db
      .update(paymentAttempt)
      .set({ nextAction: 'v1.broken.broken.broken' })
      .where(eq(paymentAttempt.id, attemptId));
    provider.shopperPays(attemptId);
    clock.advance(MINUTE);
    await reconcile(context);
    expect((await facts()).intent.status).toBe('succeeded');
  });

  it('does not call an order expired that was paid in time', async () => {
    provider.queueEffects('require_action');
    clock.advance(2 * HOUR - 5 * MINUTE);
    const attemptId = await start('fps');
    clock.advance(4 * MINUTE);
    provider.shopperPays(attemptId);
    clock.advance(2 * MINUTE);
    await expireSessions(context);
    await reconcile(context);
    await expireSessions(context);
    expect((await facts()).eventTypes).toEqual(['checkout.session.completed']);
    expect((await facts()).discrepancies).toEqual([]);
  });

  it('ends a session whose provider cannot be reached, after a while', async () => {
    provider.queueEffects('require_action');
    await start('fps');
    provider.queueFates(
      'cancel',
      ...Array.from({ length: 50 }, () => 'lost_before_effect' as const),
    );
    clock.advance(2 * HOUR + 1_000);
    await reconcile(context);
    expect(await expireSessions(context)).toBe(0);
    clock.advance(3 * MINUTE);
    expect(await expireSessions(context)).toBe(1);
    expect((await facts()).eventTypes).toEqual(['checkout.session.expired']);
  });

  it('raises an attempt that cannot even be asked about', async () => {
    provider.queueFates('start', 'lost_after_effect');
    await start('card');
    await context.database.db
      .update(providerAccount)
      .set({ credentials: 'v1.broken.broken.broken' })
      .where(eq(providerAccount.id, merchant.accounts.stripe));
    clock.advance(16 * MINUTE);
    await reconcile(context);
    expect((await facts()).discrepancies).toEqual(['unresolved_attempt']);
  });

  it('finds a payment by the notification’s own reference when its answer was lost', async () => {
    provider.queueFates('start', 'lost_after_effect');
    const attemptId = await start('card');
    await notify(attemptId, 'evt_1');
    await processNotifications(context);
    const [attempt] = (await facts()).attempts;
    expect(attempt?.providerReference).toMatch(/_pay_/);
    expect((await facts()).intent.status).toBe('succeeded');
    const [row] = await context.database.db.select().from(inboundNotification);
    expect(row?.processedAt).not.toBeNull();
  });

  it('calls off what another tab opened while it was calling off the first', async () => {
    provider.queueEffects('require_action');
    const wallet = await start('alipayhk');
    provider.queueFates('cancel', 'lost_before_effect');
    await start('card');
    expect(provider.charges, 'the card is charged').toHaveLength(1);
    // The wallet is approved all the same: given back.
    provider.shopperPays(wallet);
    clock.advance(MINUTE);
    await reconcile(context);
    await executeRefunds(context);
    expect(provider.refunds).toHaveLength(1);
  });

  it('keeps the provider’s one-time token no longer than it may be needed', async () => {
    const attemptId = await start('card');
    const [attempt] = (await facts()).attempts;
    expect(attempt?.id).toBe(attemptId);
    expect(JSON.stringify(attempt?.request)).not.toContain('ctoken_');
  });
});
