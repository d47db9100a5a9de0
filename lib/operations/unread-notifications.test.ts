import { beforeEach, expect, it } from 'vitest';
import { inboundNotification } from '#lib/db/schema/inbound-notification.ts';
import { discrepancy } from '#lib/db/schema/money.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { processNotifications } from './process-notifications.ts';
import { reconcile } from './reconcile.ts';
import { receiveNotification } from './receive-notification.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { type NotificationAbout, ProcessDiedError } from './testing/scripted-provider.ts';
import { seedSession } from './testing/seed.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';

const HOUR_MS = 60 * 60_000;

describeOnEachDatabase('what a notification names and nobody can read', (getDatabase) => {
  let world: ScriptedWorld;
  let attemptId: PaymentAttemptId;

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    attemptId = await world.start('card');
    world.clock.advance(60_000);
  });

  let sent = 0;
  async function receive(about: NotificationAbout): Promise<void> {
    await receiveNotification(world.context, {
      provider: 'stripe',
      accountId: world.merchant.accounts.stripe,
      ...world.provider.notificationOf(attemptId, `evt_${(sent += 1)}`, about),
    });
  }
  async function pass(hours: number): Promise<void> {
    for (let i = 0; i < hours; i += 1) {
      await processNotifications(world.context);
      world.clock.advance(HOUR_MS);
    }
    await processNotifications(world.context);
  }
  const inbox = () => getDatabase().db.select().from(inboundNotification);
  const raised = () => getDatabase().db.select().from(discrepancy);

  it.each([
    ['dispute', 'disputed'],
    ['review', 'in_review'],
  ] as const)(
    'a %s that the provider does not know is raised after a few tries',
    async (kind, as) => {
      await receive({ kind, providerReference: 'invented' });
      await pass(3);
      expect(await inbox()).toMatchObject([{ processedAt: null, tryCount: 4 }]);
      expect(await raised()).toEqual([]);
      await pass(1);
      expect(await inbox()).toMatchObject([{ nextTryAt: null, tryCount: 5 }]);
      expect((await inbox())[0]?.processedAt).not.toBeNull();
      expect(await raised()).toMatchObject([
        {
          kind: as,
          subject: 'invented',
          attemptId,
          resolvedAt: null,
          detail: { provider: 'stripe', providerReference: 'invented' },
        },
      ]);
    },
  );

  it('a dispute whose provider does not answer is raised after a day, and closed when it is read', async () => {
    const reference = world.provider.disputes.open(attemptId);
    const about = { kind: 'dispute', providerReference: reference } as const;
    world.provider.queueFates(
      'dispute',
      ...Array.from({ length: 40 }, () => 'lost_before_effect' as const),
    );
    await receive(about);
    await pass(22);
    expect(await inbox()).toMatchObject([{ processedAt: null }]);
    expect(await raised()).toEqual([]);
    await pass(3);
    expect(await inbox()).toMatchObject([{ nextTryAt: null }]);
    expect(await raised()).toMatchObject([
      { kind: 'disputed', subject: reference, resolvedAt: null },
    ]);

    await receive(about);
    await pass(24);
    const [unread, ...read] = (await raised()).toSorted(
      (a, b) => a.createdAt.getTime() - b.createdAt.getTime(),
    );
    expect(unread).toMatchObject({ subject: reference });
    expect(unread?.resolvedAt).not.toBeNull();
    expect(read).toMatchObject([{ kind: 'disputed', resolvedAt: null }]);
  });

  it('a review of a payment whose first call was cut off waits until that is known', async () => {
    world.provider.queueFates('start', 'process_dies_after_effect');
    const session = await seedSession(world.context, world.merchant.merchantId);
    await expect(world.start('card', session)).rejects.toThrow(ProcessDiedError);
    const [attempt] = (await moneyFacts(getDatabase().db, session)).attempts;
    if (attempt === undefined) throw new Error('no attempt');
    attemptId = attempt.id;
    const { rawBody, headers } = world.provider.notificationOf(attemptId, 'evt_early', {
      kind: 'review',
      providerReference: 'prv_1',
    });
    const told = JSON.parse(rawBody) as { providerReference: string };
    world.provider.reviews.set('prv_1', {
      reference: 'prv_1',
      paymentReference: told.providerReference,
      open: true,
      openedReason: 'rule',
      closedReason: null,
      openedAt: world.clock.now(),
    });
    // As a review's notification is: without our own reference.
    await receiveNotification(world.context, {
      provider: 'stripe',
      accountId: world.merchant.accounts.stripe,
      headers,
      rawBody: JSON.stringify({ ...told, attemptId: 'pa_unknown' }),
    });
    await getDatabase().db.update(inboundNotification).set({ attemptId: null });
    for (let i = 0; i < 9; i += 1) {
      await processNotifications(world.context);
      world.clock.advance(60_000);
    }
    expect(await inbox()).toMatchObject([{ processedAt: null }]);
    await reconcile(world.context);
    world.clock.advance(10 * 60_000);
    await processNotifications(world.context);
    expect(await raised()).toMatchObject([{ kind: 'in_review', attemptId, resolvedAt: null }]);
  });

  it('a review of the merchant’s other business is let go in the end', async () => {
    await receive({ kind: 'review', providerReference: 'prv_1' });
    const unknown = { paymentReference: 'pi_elsewhere', attemptId: null };
    await getDatabase().db.update(inboundNotification).set(unknown);
    await pass(6);
    expect(await inbox()).toMatchObject([{ nextTryAt: null, tryCount: 5 }]);
    expect(await raised()).toEqual([]);
  });

  it('a payout is given up in silence', async () => {
    await receive({ kind: 'payout', providerReference: 'invented' });
    await pass(5);
    expect(await inbox()).toMatchObject([{ nextTryAt: null, tryCount: 5 }]);
    world.provider.queueFates(
      'payout',
      ...Array.from({ length: 90 }, () => 'lost_before_effect' as const),
    );
    await receive({ kind: 'payout', providerReference: 'po_1' });
    await pass(70);
    expect((await inbox()).filter(({ processedAt }) => processedAt === null)).toHaveLength(1);
    await pass(4);
    expect((await inbox()).filter(({ processedAt }) => processedAt === null)).toEqual([]);
    expect(await raised()).toEqual([]);
  });
});
