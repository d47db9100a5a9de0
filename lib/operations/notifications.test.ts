import { count, eq } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { inboundNotification } from '#lib/db/schema/inbound-notification.ts';
import { discrepancy } from '#lib/db/schema/money.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import { processNotifications } from './process-notifications.ts';
import { receiveNotification } from './receive-notification.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { ProcessDiedError } from './testing/scripted-provider.ts';
import { seedMerchant } from './testing/seed.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';

describeOnEachDatabase('notifications from providers', (getDatabase) => {
  let clock: ScriptedWorld['clock'];
  let context: ScriptedWorld['context'];
  let provider: ScriptedWorld['provider'];
  let merchant: ScriptedWorld['merchant'];
  let sessionId: ScriptedWorld['sessionId'];
  let start: ScriptedWorld['start'];

  beforeEach(async () => {
    ({ clock, context, provider, merchant, sessionId, start } = await createScriptedWorld(
      getDatabase(),
      { merchant: { providerOf: { fps: 'stripe' } } },
    ));
  });

  async function openCode(): Promise<PaymentAttemptId> {
    provider.queueEffects('require_action');
    return start('fps');
  }

  const receive = (
    sent: { headers: Readonly<Record<string, string>>; rawBody: string },
    accountId: ProviderAccountId = merchant.accounts.stripe,
  ) => receiveNotification(context, { provider: 'stripe', accountId, ...sent });

  const stored = async () => {
    const [row] = await context.database.db.select({ rows: count() }).from(inboundNotification);
    return row?.rows;
  };

  it('makes the money known at once, however often it is sent', async () => {
    const attemptId = await openCode();
    provider.shopperPays(attemptId);
    const sent = provider.notificationOf(attemptId, 'evt_1');
    for (let i = 0; i < 3; i += 1) expect(await receive(sent)).toBe('accepted');
    expect(await stored()).toBe(1);
    await processNotifications(context);
    await processNotifications(context);
    const facts = await moneyFacts(context.database.db, sessionId);
    expect(facts.intent.status).toBe('succeeded');
    expect(facts.captures).toHaveLength(1);
    expect(facts.eventTypes).toEqual(['checkout.session.completed']);
  });

  it('believes the provider’s state, not the notification', async () => {
    const attemptId = await openCode();
    // Signed, and about our payment, but nothing was paid.
    await receive(provider.notificationOf(attemptId, 'evt_1'));
    await processNotifications(context);
    expect((await moneyFacts(context.database.db, sessionId)).intent.status).toBe(
      'requires_action',
    );
  });

  it('refuses a forged one and stores nothing of it', async () => {
    const attemptId = await openCode();
    const { rawBody } = provider.notificationOf(attemptId, 'evt_1');
    expect(await receive({ headers: { 'x-scripted-signature': 'forged' }, rawBody })).toBe(
      'refused',
    );
    expect(await stored()).toBe(0);
  });

  it('does not know an account that is not that provider’s', async () => {
    const attemptId = await openCode();
    const sent = provider.notificationOf(attemptId, 'evt_1');
    expect(await receive(sent, merchant.accounts.airwallex)).toBe('unknown_account');
    expect(await receive(sent, 'pacc_nobody' as ProviderAccountId)).toBe('unknown_account');
  });

  it('never lets one account move another account’s attempt', async () => {
    const attemptId = await openCode();
    provider.shopperPays(attemptId);
    const stranger = await seedMerchant(context);
    await receive(provider.notificationOf(attemptId, 'evt_1'), stranger.accounts.stripe);
    await processNotifications(context);
    expect((await moneyFacts(context.database.db, sessionId)).intent.status).toBe(
      'requires_action',
    );
  });

  it('waits while the first call of its attempt is still under way', async () => {
    provider.queueFates('start', 'process_dies_after_effect');
    await expect(openCode()).rejects.toThrow(ProcessDiedError);
    const [{ id } = { id: '' as PaymentAttemptId }] = (
      await moneyFacts(context.database.db, sessionId)
    ).attempts;
    provider.shopperPays(id);
    await receive(provider.notificationOf(id, 'evt_1'));
    await processNotifications(context);
    expect((await moneyFacts(context.database.db, sessionId)).captures).toEqual([]);
    clock.advance(60_000);
    await processNotifications(context);
    expect((await moneyFacts(context.database.db, sessionId)).intent.status).toBe('succeeded');
  });

  it('keeps nobody waiting for one account’s backlog', async () => {
    const flooding = await seedMerchant(context);
    const row = (of: typeof merchant, index: number, dueAgoMs: number) => ({
      id: newId('inbound_notification'),
      merchantId: of.merchantId,
      providerAccountId: of.accounts.stripe,
      providerEventId: `evt_${index}`,
      eventType: 'payout.reconciliation_completed',
      aboutKind: 'payout' as const,
      aboutReference: `po_${index}`,
      receivedAt: clock.now(),
      nextTryAt: new Date(clock.now().getTime() - dueAgoMs),
    });
    const flood = Array.from({ length: 150 }, (_, index) => row(flooding, index, 60_000));
    const { db } = context.database;
    await db
      .insert(inboundNotification)
      .values([...flood, row(merchant, 1, 0), row(merchant, 2, 0)]);
    const tried = async (account: ProviderAccountId) =>
      (await db.select().from(inboundNotification)).filter(
        ({ providerAccountId, tryCount }) => providerAccountId === account && tryCount > 0,
      ).length;
    // A round of its own work takes as many of the flood as there is room for besides the others'.
    expect(await processNotifications(context)).toBe(100);
    expect(await tried(merchant.accounts.stripe)).toBe(2);
    expect(await tried(flooding.accounts.stripe)).toBe(98);
    expect(await processNotifications(context)).toBe(52);
  });

  it('raises a payment with our reference that we have no record of', async () => {
    await receive({
      headers: { 'x-scripted-signature': 'genuine' },
      rawBody: JSON.stringify({
        eventId: 'evt_9',
        providerReference: 'pay_of_nobody',
        attemptId: 'pa_nobody',
      }),
    });
    for (let i = 0; i < 6; i += 1) {
      await processNotifications(context);
      clock.advance(90_000);
    }
    const raised = await context.database.db
      .select()
      .from(discrepancy)
      .where(eq(discrepancy.kind, 'unmatched_payment'));
    expect(raised).toHaveLength(1);
    expect(raised[0]?.subject).toBe('pay_of_nobody');
  });
});
