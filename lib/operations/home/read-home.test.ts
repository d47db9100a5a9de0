import { sql } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { bankTransfer } from '#lib/db/schema/bank-transfer.ts';
import { attemptEvent } from '#lib/db/schema/payment.ts';
import { raiseDiscrepancy, resolveDiscrepancies } from '#lib/db/stores/discrepancy-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { DiscrepancyKind } from '#lib/domain/discrepancy.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { raiseMethodOutage } from '../admin/method-outages.ts';
import { setWebhookEndpoint } from '../admin/set-webhook-endpoint.ts';
import { type ScriptedWorld, createScriptedWorld } from '../testing/scripted-world.ts';
import { seedMerchant, seedSession } from '../testing/seed.ts';
import { newId } from '#lib/platform/ids.ts';
import { countPayments } from './count-payments.ts';
import { readHome } from './read-home.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;

describeOnEachDatabase('Home', (getDatabase) => {
  let world: ScriptedWorld;

  beforeEach(async () => {
    // A Monday, ten in the morning in Hong Kong.
    world = await createScriptedWorld(getDatabase());
  });

  const owner = () => ({ merchantId: world.merchant.merchantId, livemode: false });
  const read = async (of = owner()) => {
    while ((await countPayments(world.context)) > 0);
    return readHome(world.context, of);
  };
  const pay = async (method: MethodId, effect: 'capture' | 'decline' | 'pend' = 'capture') => {
    world.provider.queueEffects(effect);
    return world.start(method, await seedSession(world.context, world.merchant.merchantId));
  };

  it('begins with nothing, and shows nothing of another merchant or of the other mode', async () => {
    const stranger = await seedMerchant(world.context);
    world.provider.queueEffects('capture');
    await world.start('card', await seedSession(world.context, stranger.merchantId));
    const nothing = { hasBegun: false, methods: [], needs: [] };
    expect(await read()).toMatchObject(nothing);
    await pay('card');
    expect(await read()).toMatchObject({ hasBegun: true, today: { paid: 1 } });
    expect(await read({ ...owner(), livemode: true })).toMatchObject(nothing);
  });

  it('holds the day against the week before, to the minute', async () => {
    world.clock.set(new Date('2026-11-15T15:59:00Z'));
    await pay('fps');
    world.clock.set(new Date('2026-11-15T16:00:00Z'));
    await pay('fps');
    world.clock.set(new Date('2026-11-16T02:05:00Z'));
    await pay('card');
    await pay('card', 'decline');
    world.clock.set(new Date('2026-11-16T02:25:00Z'));
    await pay('card');
    world.clock.set(new Date('2026-11-16T05:00:00Z'));
    await pay('card');

    world.clock.set(new Date('2026-11-23T02:20:00Z'));
    await pay('fps');
    await pay('card', 'pend');
    const home = await read();
    expect(home.today).toMatchObject({ paid: 1, failed: 0, open: 1 });
    expect(home.before).toMatchObject({ paid: 2, failed: 1, open: 0 });
    expect(
      home.methods.map(({ method, today, before }) => [method, today.paid, before.paid]),
    ).toEqual([
      ['fps', 1, 1],
      ['card', 0, 1],
    ]);
    const at = (hour: number) => home.hours.find((one) => (one.at.getUTCHours() + 8) % 24 === hour);
    expect(home.hours).toHaveLength(24);
    expect(at(0)).toMatchObject({ today: 0, before: 1 });
    expect(at(10), 'all of that hour a week before').toMatchObject({ today: 1, before: 2 });
    expect(at(11)).toMatchObject({ today: null, before: 0 });
    expect(at(13)).toMatchObject({ today: null, before: 1 });

    world.clock.advance(6 * MINUTE);
    expect((await read()).before).toMatchObject({ paid: 3, failed: 1 });
    world.clock.set(new Date(new Date('2026-11-22T16:00:00Z').getTime() + WEEK));
    expect(await read()).toMatchObject({ today: { paid: 0 }, before: { paid: 0 }, hasBegun: true });
  });

  it('says what waits for a person, and no longer when somebody has seen to it', async () => {
    const { context, merchant } = world;
    expect((await read()).needs).toEqual([]);
    const { id } = await setWebhookEndpoint(context, {
      merchant: merchant.merchantId,
      mode: 'test',
      url: 'http://localhost:9/',
    });
    await getDatabase().db.execute(
      sql`update webhook_endpoint set failing_since = now() where id = ${id}`,
    );
    await raiseMethodOutage(context, {
      merchant: merchant.merchantId,
      mode: 'test',
      method: 'payme',
    });
    world.provider.queueFates('start', 'lost_after_effect');
    world.provider.queueEffects('pend');
    await world.start('fps');
    const kinds = async () => (await read()).needs.map((need) => need.kind);
    expect(await kinds()).toEqual(['endpoints_failing', 'method_down']);
    world.clock.advance(15 * MINUTE + 1_000);
    expect(await kinds()).toEqual(['unknown', 'endpoints_failing', 'method_down']);
    expect((await read({ ...owner(), livemode: true })).needs).toEqual([]);
    await getDatabase().db.execute(sql`update webhook_endpoint set failing_since = null`);
    expect(await kinds()).toEqual(['unknown', 'method_down']);
  });

  it('counts a transfer as one, and what else does not agree once, in its own mode', async () => {
    const { db } = getDatabase();
    const { merchantId, accounts } = world.merchant;
    const now = world.clock.now();
    const raise = (kind: DiscrepancyKind, subject: string, sessionId: string | null) =>
      raiseDiscrepancy(db, {
        ...{ merchantId, kind, subject, now, detail: {}, attemptId: null },
        sessionId: sessionId === null ? null : world.sessionId,
      });
    const transfer = newId('bank_transfer');
    await db.insert(bankTransfer).values({
      ...{ id: transfer, merchantId, livemode: false, amount: 100n, currency: 'HKD' },
      ...{ providerAccountId: accounts['fps-direct'], bankReference: 'N1', source: 'api' },
      ...{ receivedAt: now, recordedAt: now, result: 'unmatched' },
    });
    await raise('unmatched_payment', transfer, null);
    await raise('overpaid', 'cap_1', world.sessionId);
    await raise('underpaid', 'cap_2', world.sessionId);
    await raise('refund_failed', 're_1', world.sessionId);
    await raise('disputed', 'dp_1', world.sessionId);
    expect((await read()).needs).toEqual([
      { kind: 'refunds', count: 1 },
      { kind: 'transfers', count: 1 },
      { kind: 'discrepancies', count: 2 },
    ]);
    expect((await read({ ...owner(), livemode: true })).needs).toEqual([]);
    await raise('unmatched_payment', 'pay_at_provider', null);
    for (const livemode of [true, false]) {
      const { needs } = await read({ ...owner(), livemode });
      expect(needs.at(-1)).toEqual({ kind: 'discrepancies', count: livemode ? 1 : 3 });
    }
    for (const [kind, subject] of [
      ['refund_failed', 're_1'],
      ['overpaid', 'cap_1'],
    ] as const) {
      await resolveDiscrepancies(db, { merchantId, kinds: [kind], subject, now });
    }
    expect((await read()).needs).toEqual([
      { kind: 'transfers', count: 1 },
      { kind: 'discrepancies', count: 2 },
    ]);
  });

  it('says that it is catching up while much is not counted yet', async () => {
    const attemptId = await pay('fps');
    world.clock.advance(2 * MINUTE);
    expect(await readHome(world.context, owner())).toMatchObject({
      isCatchingUp: true,
      hasBegun: true,
    });
    expect(await read()).toMatchObject({ isCatchingUp: false });
    await getDatabase().db.insert(attemptEvent).values({
      attemptId,
      at: world.clock.now(),
      source: 'notification',
      fromStatus: 'captured',
      toStatus: 'captured',
      detail: {},
    });
    expect((await readHome(world.context, owner())).isCatchingUp).toBe(false);
  });
});
