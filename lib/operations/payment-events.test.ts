import { asc } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { event } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { money } from '#lib/domain/money.ts';
import { cancelAttempt } from './cancel-attempt.ts';
import { executeRefunds } from './execute-refunds.ts';
import { expireSession, expireSessions } from './expire-sessions.ts';
import { reconcile } from './reconcile.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';

/** What the merchant was told since `from`, in order; events of one moment by their place in the list. */
async function told(world: ScriptedWorld, from = 0) {
  const rows = await world.context.database.db.select().from(event).orderBy(asc(event.createdAt));
  return rows.slice(from);
}

const typesOf = (rows: Awaited<ReturnType<typeof told>>) => rows.map(({ type }) => type).toSorted();

describeOnEachDatabase('what a merchant is told of a payment', (getDatabase) => {
  it('that is taken at once: the charge, the intent, the session', async () => {
    const world = await createScriptedWorld(getDatabase());
    await world.start('card');
    const rows = await told(world);
    expect(typesOf(rows)).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.succeeded',
    ]);
    const charge = rows.find(({ type }) => type === 'charge.succeeded')?.object;
    expect(charge).toMatchObject({ object: 'charge', captured: true, status: 'succeeded' });
    const intent = rows.find(({ type }) => type === 'payment_intent.succeeded')?.object;
    expect(intent).toMatchObject({ object: 'payment_intent', status: 'succeeded' });
    // Reported again, by anybody, it is no news.
    world.clock.advance(3_600_000);
    await reconcile(world.context);
    expect(await told(world)).toHaveLength(3);
  });

  it('that is declined: a failed charge and why, and the intent is as payable as before', async () => {
    const world = await createScriptedWorld(getDatabase());
    world.provider.queueEffects('decline');
    await world.start('card');
    const rows = await told(world);
    expect(typesOf(rows)).toEqual(['charge.failed', 'payment_intent.payment_failed']);
    expect(rows.find(({ type }) => type === 'payment_intent.payment_failed')?.object).toMatchObject(
      { status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } },
    );
  });

  it('that the shopper has to act on, and then pays', async () => {
    const world = await createScriptedWorld(getDatabase());
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('fps');
    expect(typesOf(await told(world))).toEqual(['payment_intent.requires_action']);
    expect((await told(world))[0]?.object).toMatchObject({
      next_action: { type: 'fps_display_qr_code' },
    });
    world.provider.shopperPays(attemptId);
    world.clock.advance(60_000);
    await reconcile(world.context);
    expect(typesOf(await told(world, 1))).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.succeeded',
    ]);
  });

  it('that the provider works on: processing, and nothing of a charge', async () => {
    const world = await createScriptedWorld(getDatabase());
    world.provider.queueEffects('pend');
    await world.start('card');
    expect(typesOf(await told(world))).toEqual(['payment_intent.processing']);
  });

  it('that was given up for another way: no failure', async () => {
    const world = await createScriptedWorld(getDatabase());
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('alipayhk');
    await cancelAttempt(world.context, { sessionId: world.sessionId, attemptId });
    expect(typesOf(await told(world))).toEqual(['payment_intent.requires_action']);
  });

  it('that never came: the intent is canceled with its session', async () => {
    const world = await createScriptedWorld(getDatabase());
    await expireSession(world.context, world.sessionId);
    expect(typesOf(await told(world))).toEqual([
      'checkout.session.expired',
      'payment_intent.canceled',
    ]);
    await expireSessions(world.context);
    expect(await told(world)).toHaveLength(2);
  });

  it('that came twice: the second charge, its refund, and how that ended', async () => {
    const world = await createScriptedWorld(getDatabase());
    world.provider.queueEffects('require_action');
    const late = await world.start('fps');
    world.clock.advance(1_000);
    await world.start('card');
    const before = (await told(world)).length;
    world.clock.advance(60_000);
    world.provider.shopperPays(late, money(12_850n, 'HKD'));
    await reconcile(world.context);
    const ordered = await told(world, before);
    expect(typesOf(ordered)).toEqual(['charge.refunded', 'charge.succeeded', 'refund.created']);
    const refunded = ordered.find(({ type }) => type === 'charge.refunded');
    expect(refunded?.object).toMatchObject({ refunded: true, id: `ch_${late.slice(3)}` });
    expect(refunded?.previousAttributes).toEqual({ amount_refunded: 0, refunded: false });
    world.clock.advance(1_000);
    await executeRefunds(world.context);
    const done = await told(world, before + 3);
    expect(typesOf(done)).toEqual(['refund.updated']);
    expect(done[0]).toMatchObject({
      object: { status: 'succeeded' },
      previousAttributes: { status: 'pending', balance_transaction: null },
    });
  });
});
