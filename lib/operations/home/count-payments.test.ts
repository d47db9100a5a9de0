import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import type { Database } from '#lib/db/client.ts';
import { capture, refund } from '#lib/db/schema/money.ts';
import { attemptEvent, paymentAttempt, paymentIntent } from '#lib/db/schema/payment.ts';
import { paymentTally } from '#lib/db/schema/payment-tally.ts';
import { tallyPartOfHour } from '#lib/db/stores/payment-tally-store.ts';
import { describeOnEachDatabase, describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { rebuildTallies } from '../admin/rebuild-tallies.ts';
import { cancelAttempt } from '../cancel-attempt.ts';
import { checkAttempt } from '../check-attempt.ts';
import type { AppContext } from '../context.ts';
import { createRefund } from '../create-refund.ts';
import { executeRefunds } from '../execute-refunds.ts';
import { reconcile } from '../reconcile.ts';
import { type ScriptedWorld, createScriptedWorld } from '../testing/scripted-world.ts';
import { seedMerchant, seedSession } from '../testing/seed.ts';
import { createTestContext } from '../testing/test-context.ts';
import { countPayments } from './count-payments.ts';

const MINUTE = 60_000;

type Figures = readonly [started: number, paid: number, failed: number, came: bigint, back: bigint];

/** What is counted, by where. */
async function counted({ db }: Database): Promise<ReadonlyMap<string, Figures>> {
  const rows = await db.select().from(paymentTally);
  return new Map(
    rows.map((row) => [
      [row.merchantId, row.livemode, row.hour.toISOString(), row.method, row.currency].join(),
      [row.started, row.paid, row.failed, row.captured, row.refunded] as const,
    ]),
  );
}

/** The same by looking at every payment. */
async function scanned({ db }: Database): Promise<ReadonlyMap<string, Figures>> {
  const attempts = await db
    .select({ attempt: paymentAttempt, livemode: paymentIntent.livemode })
    .from(paymentAttempt)
    .innerJoin(paymentIntent, eq(paymentIntent.id, paymentAttempt.intentId))
    .where(eq(paymentIntent.purpose, 'payment'));
  const captures = await db.select().from(capture);
  const refunds = await db.select().from(refund);
  const found = new Map<string, Figures>();
  for (const { attempt, livemode } of attempts) {
    const hour = new Date(Math.floor(attempt.createdAt.getTime() / 3_600_000) * 3_600_000);
    const key = [
      attempt.merchantId,
      livemode,
      hour.toISOString(),
      attempt.method,
      attempt.currency,
    ].join();
    const paid = attempt.status === 'captured' || attempt.heldAt !== null;
    const failed = !paid && ['declined', 'expired', 'canceled'].includes(attempt.status);
    const money = (rows: readonly { attemptId: PaymentAttemptId; amount: bigint }[]) =>
      rows
        .filter(({ attemptId }) => attemptId === attempt.id)
        .reduce((sum, { amount }) => sum + amount, 0n);
    const known = found.get(key) ?? [0, 0, 0, 0n, 0n];
    found.set(key, [
      known[0] + 1,
      known[1] + Number(paid),
      known[2] + Number(failed),
      known[3] + money(captures),
      known[4] + money(refunds.filter(({ status }) => status === 'succeeded')),
    ]);
  }
  return found;
}

async function countAll(context: AppContext): Promise<void> {
  while ((await countPayments(context)) > 0);
}

/** What happens to payments, one thing after another; each is made of two numbers. */
const STEPS: readonly ((world: ScriptedWorld, a: number, b: number) => Promise<unknown>)[] = [
  async (world, a, b) => {
    const effects = ['capture', 'decline', 'require_action', 'pend', 'authorize'] as const;
    const method = (['card', 'fps', 'alipayhk'] as const)[b % 3] ?? 'card';
    const isHold = method === 'card' && effects[a % 5] === 'authorize';
    const sessionId = await seedSession(world.context, world.merchant.merchantId, {
      amountMinor: BigInt(1_000 + a),
      ...(isHold ? { captureMethod: 'manual' } : {}),
    });
    const effect = effects[a % 5] ?? 'capture';
    world.provider.queueEffects(effect === 'authorize' && !isHold ? 'capture' : effect);
    await world.start(method, sessionId);
  },
  async (world, a) => {
    const attempt = await anAttempt(world, a);
    if (attempt === null) return;
    world.provider.shopperPays(attempt);
    await checkAttempt(world.context, attempt, { source: 'notification' });
  },
  async (world, a) => {
    const attempt = await anAttempt(world, a);
    if (attempt === null) return;
    world.provider.expire(attempt);
    await checkAttempt(world.context, attempt, { source: 'notification' });
  },
  async (world, a) => {
    const attempt = await anAttempt(world, a);
    if (attempt === null) return;
    world.provider.lapse(attempt);
    await checkAttempt(world.context, attempt, { source: 'reconciler' });
  },
  async (world, a) => {
    const attempt = await anAttempt(world, a);
    const [row] = await world.context.database.db
      .select()
      .from(paymentAttempt)
      .where(eq(paymentAttempt.id, attempt ?? ('' as PaymentAttemptId)));
    if (row === undefined) return;
    await cancelAttempt(world.context, { sessionId: row.sessionId, attemptId: row.id });
  },
  async (world, a, b) => {
    const { context, merchant } = world;
    const [row] = await context.database.db
      .select()
      .from(capture)
      .offset(a % 5)
      .limit(1);
    if (row === undefined) return;
    // All is given back already: that is refused, and nothing to be counted.
    await context.database.db
      .transaction((tx) =>
        createRefund(context, tx, {
          merchantId: merchant.merchantId,
          livemode: false,
          of: { attemptId: row.attemptId },
          amount: BigInt(1 + (b % 300)),
          reason: null,
          metadata: {},
        }),
      )
      .catch(() => null);
    world.clock.advance(MINUTE);
    await executeRefunds(context);
  },
  async (world, a) => {
    world.clock.advance((1 + (a % 70)) * MINUTE);
    await reconcile(world.context);
  },
];

async function anAttempt(world: ScriptedWorld, a: number): Promise<PaymentAttemptId | null> {
  const rows = await world.context.database.db
    .select({ id: paymentAttempt.id })
    .from(paymentAttempt)
    .orderBy(sql`created_at, id`);
  return rows[a % Math.max(1, rows.length)]?.id ?? null;
}

describeOnEachDatabase('counting payments', (getDatabase, openNode) => {
  let world: ScriptedWorld;

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
  });

  it('comes to what looking at every payment comes to, after anything in any order, on any node', async () => {
    const { context: other } = createTestContext(await openNode(), { clock: world.clock });
    const step = fc.record({
      what: fc.nat(STEPS.length - 1),
      a: fc.nat(1_000),
      b: fc.nat(1_000),
      count: fc.constantFrom('no', 'here', 'there', 'both'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        for (const { what, a, b, count } of steps) {
          await STEPS[what]?.(world, a, b);
          if (count === 'here') await countPayments(world.context);
          if (count === 'there') await countPayments(other);
          if (count === 'both')
            await Promise.all([countPayments(world.context), countPayments(other)]);
        }
        await countAll(world.context);
        expect(await counted(getDatabase())).toEqual(await scanned(getDatabase()));
      }),
      { numRuns: 8 },
    );
    expect((await counted(getDatabase())).size, 'something was counted').toBeGreaterThan(0);
  });

  it('counts a payment, its money and what was given back of it, in the hour it was begun', async () => {
    await world.start('card');
    world.clock.advance(90 * MINUTE);
    const { context, merchant } = world;
    const [row] = await getDatabase().db.select().from(capture);
    if (row === undefined) throw new Error('Nothing was captured.');
    await getDatabase().db.transaction((tx) =>
      createRefund(context, tx, {
        merchantId: merchant.merchantId,
        livemode: false,
        of: { attemptId: row.attemptId },
        amount: 850n,
        reason: null,
        metadata: {},
      }),
    );
    world.clock.advance(MINUTE);
    await executeRefunds(context);
    await countAll(context);
    expect([...(await counted(getDatabase()))]).toEqual([
      [`${merchant.merchantId},false,2026-11-23T02:00:00.000Z,card,HKD`, [1, 1, 0, 12_850n, 850n]],
    ]);
  });

  it('takes back that an attempt failed when its money comes after all', async () => {
    world.provider.queueEffects('require_action');
    const attempt = await world.start('fps');
    world.provider.expire(attempt);
    await checkAttempt(world.context, attempt, { source: 'reconciler' });
    await countAll(world.context);
    const figures = async () => [...(await counted(getDatabase())).values()];
    expect(await figures()).toEqual([[1, 0, 1, 0n, 0n]]);
    world.provider.shopperPays(attempt);
    await checkAttempt(world.context, attempt, { source: 'notification' });
    await countAll(world.context);
    expect(await figures()).toEqual([[1, 1, 0, 12_850n, 0n]]);
  });

  it('counts no card that is kept without a payment', async () => {
    const { customerId } = await world.keepCard();
    await countAll(world.context);
    const before = await counted(getDatabase());
    const setup = await seedSession(world.context, world.merchant.merchantId, {
      amountMinor: 0n,
      allowedMethods: ['card'],
      keepCard: { customerId, wish: { usage: 'off_session', asked: 'setup' } },
    });
    await world.start('card', setup);
    await countAll(world.context);
    expect(await counted(getDatabase())).toEqual(before);
  });

  it('is begun anew without counting anything twice', async () => {
    await world.start('card');
    await countAll(world.context);
    const before = await counted(getDatabase());
    await rebuildTallies(world.context);
    expect((await counted(getDatabase())).size).toBe(0);
    await countAll(world.context);
    expect(await counted(getDatabase())).toEqual(before);
  });

  it('says of a part of an hour what tallies say of all of it', async () => {
    const { context, merchant } = world;
    for (const method of ['card', 'fps', 'fps'] as const satisfies MethodId[]) {
      await world.start(method, await seedSession(context, merchant.merchantId));
      world.clock.advance(20 * MINUTE);
    }
    const stranger = await seedMerchant(context);
    await world.start('fps', await seedSession(context, stranger.merchantId));
    const from = new Date('2026-11-23T02:00:00Z');
    const part = (minutes: number) =>
      tallyPartOfHour(
        getDatabase().db,
        { merchantId: merchant.merchantId, livemode: false },
        { from, before: new Date(from.getTime() + minutes * MINUTE) },
      );
    const of = (method: MethodId, paid: number) => ({
      method,
      currency: 'HKD',
      started: paid,
      paid,
      failed: 0,
      captured: BigInt(paid) * 12_850n,
      refunded: 0n,
    });
    expect(await part(20)).toEqual([of('card', 1)]);
    const all = await part(60);
    expect(all.toSorted((a, b) => a.paid - b.paid)).toEqual([of('card', 1), of('fps', 2)]);
  });
});

/** Something that is waited for until it is given. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => void (give = resolve));
  return { given, give: () => give() };
}

describeOnPostgres('counting payments on two nodes', (getDatabase, openNode) => {
  it('finds what is committed late, below what was counted already, whichever node counts then', async () => {
    const world = await createScriptedWorld(getDatabase());
    const { context, merchant } = world;
    world.provider.queueEffects('require_action', 'capture');
    const attemptId = await world.start('fps');
    const node = await openNode();
    const [written, mayCommit] = [signal(), signal()];
    const late = node.db.transaction(async (tx) => {
      await tx.insert(attemptEvent).values({
        attemptId,
        at: context.clock.now(),
        source: 'notification',
        fromStatus: 'requires_action',
        toStatus: 'captured',
        detail: {},
      });
      written.give();
      await mayCommit.given;
    });
    await written.given;
    await world.start('card', await seedSession(context, merchant.merchantId));
    await countAll(context);
    const paid = async () =>
      [...(await counted(getDatabase()))]
        .map(([key, of]) => `${key.split(',')[3]} ${of[1]}`)
        .toSorted((a, b) => a.localeCompare(b));
    expect(await paid()).toEqual(['card 1', 'fps 0']);
    mayCommit.give();
    await late;
    await countAll(createTestContext(await openNode(), { clock: world.clock }).context);
    await countAll(context);
    expect(await paid()).toEqual(['card 1', 'fps 1']);
  });
});
