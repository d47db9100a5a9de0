import { eq, sql } from 'drizzle-orm';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Database } from '#lib/db/client.ts';
import {
  learningCursor,
  orderingConfig,
  orderingExposure,
  orderingState,
  sessionLearning,
} from '#lib/db/schema/ordering.ts';
import { attemptEvent } from '#lib/db/schema/payment.ts';
import { learningLagSeconds } from '#lib/db/stores/learning-store.ts';
import type { ExposureRow } from '#lib/db/stores/ordering-store.ts';
import { describeOnEachDatabase, describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { MAX_LESSONS_LEFT_PER_ADDRESS } from '#lib/domain/lesson-limits.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { DEFAULT_ORDERING, SHARED_LEARNER, armLearner } from '#lib/ordering/ordering-config.ts';
import { NOTHING_LEARNED } from '#lib/ordering/ordering-record.ts';
import {
  type Cell,
  EMPTY_ORDERING_STATE,
  type OrderingState,
} from '#lib/ordering/ordering-state.ts';
import { newSessionId } from '#lib/platform/ids.ts';
import { loadFacts } from '../checkout-facts.ts';
import { checkAttempt } from '../check-attempt.ts';
import type { AppContext } from '../context.ts';
import { createRefund } from '../create-refund.ts';
import { executeRefunds } from '../execute-refunds.ts';
import { expireSessions } from '../expire-sessions.ts';
import { cancelAttempt } from '../cancel-attempt.ts';
import { createExperiment } from '../experiments/draft-experiment.ts';
import { openCheckout } from '../load-checkout.ts';
import { reconcile } from '../reconcile.ts';
import { noteOpening } from '../request-limits.ts';
import { PLAIN_EXPERIMENT } from '../testing/plain-experiment.ts';
import { type ScriptedWorld, createScriptedWorld } from '../testing/scripted-world.ts';
import { seedMerchant, seedSession } from '../testing/seed.ts';
import { createTestContext } from '../testing/test-context.ts';
import { startWorker } from '../worker.ts';
import {
  type LearningMemory,
  createLearningMemory,
  learnFromSessions,
} from './learn-from-sessions.ts';
import { noteExposure } from './note-exposure.ts';
import { readOrderingBook } from './read-ordering-book.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;
const MINUTE = 60_000;
const METHODS: readonly MethodId[] = ['card', 'fps', 'alipayhk'];

/** A node's memory whose clock a test moves: by what is enough for the next round, unless told. */
function createNode(context: AppContext) {
  let elapsedMs = 0;
  const memory: LearningMemory = createLearningMemory(() => elapsedMs);
  return {
    learn: (ms = 2_000) => {
      elapsedMs += ms;
      return learnFromSessions(context, memory);
    },
  };
}

/** Shows a session's list to a person: the order it has. */
async function show(
  context: AppContext,
  sessionId: CheckoutSessionId,
  change: Partial<ExposureRow> = {},
  address: string | null = null,
): Promise<readonly string[]> {
  const facts = await loadFacts(context, sessionId);
  if (facts === null) throw new Error('There is no such session.');
  const { exposure, view } = openCheckout(context, facts, { device: DESKTOP, region: 'HK' });
  if (exposure !== null) await noteExposure(context, { ...exposure, ...change }, address);
  if (view.state !== 'open') throw new Error(view.state);
  return view.methods.map(({ method }) => method);
}

async function stateOf(
  { db }: Database,
  learner = SHARED_LEARNER,
): Promise<{ readonly state: OrderingState; readonly version: number }> {
  const [row] = await db.select().from(orderingState).where(eq(orderingState.learner, learner));
  return row ?? { state: EMPTY_ORDERING_STATE, version: 0 };
}

/** What is known of all sessions, in whole numbers: chosen, paid and failed of each method, and who left. */
function known(state: OrderingState) {
  const cell: Cell | undefined = state.levels.all['all'];
  const round = (n: number | undefined) => Math.round(n ?? 0);
  return {
    left: round(cell?.leaving[0]),
    ...Object.fromEntries(
      METHODS.map((method) => {
        const [n, , s, f] = cell?.methods[method] ?? [];
        return [method, [round(n), round(s), round(f)].join()];
      }),
    ),
  };
}

const NOBODY = { left: 0, card: '0,0,0', fps: '0,0,0', alipayhk: '0,0,0' };

describeOnEachDatabase('learning from what becomes of sessions', (getDatabase) => {
  let world: ScriptedWorld;
  let node: ReturnType<typeof createNode>;

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase(), { merchant: { methods: METHODS } });
    node = createNode(world.context);
  });

  const session = () => seedSession(world.context, world.merchant.merchantId);
  const learned = async () => known((await stateOf(getDatabase())).state);
  const lookAt = async (of = world.sessionId) => {
    const { db } = getDatabase();
    const [row] = await db.select().from(sessionLearning).where(eq(sessionLearning.sessionId, of));
    return row?.lookAt ?? null;
  };

  it('counts the choice and the payment of a session that was paid, and looks at it no more', async () => {
    await show(world.context, world.sessionId);
    await world.start('fps');
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,1,0' });
    expect(await lookAt()).toBeNull();
  });

  it('counts a decline, and that another method was paid after it', async () => {
    await show(world.context, world.sessionId);
    world.provider.queueEffects('decline', 'capture');
    await world.start('card');
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, card: '1,0,1' });
    world.clock.advance(MINUTE);
    await world.start('fps');
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, card: '1,0,1', fps: '0,1,0' });
    const { recoveries } = (await stateOf(getDatabase())).state;
    expect(recoveries['card']).toMatchObject({ tried: 1, paid: 1 });
  });

  it('counts a shopper who left after 15 minutes, and takes that back from one who came again', async () => {
    await show(world.context, world.sessionId);
    world.clock.advance(14 * MINUTE);
    await node.learn();
    expect(await learned()).toEqual(NOBODY);
    world.clock.advance(MINUTE);
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, left: 1 });
    await world.start('fps');
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,1,0' });
  });

  it('looks again when the time of a session is up, and then no more', async () => {
    await show(world.context, world.sessionId);
    world.provider.queueEffects('decline');
    await world.start('card');
    await node.learn();
    world.clock.advance(31 * MINUTE);
    await expireSessions(world.context);
    await node.learn();
    expect((await stateOf(getDatabase())).state.recoveries).toEqual({});
    world.clock.advance(3 * MINUTE);
    await node.learn();
    const { recoveries } = (await stateOf(getDatabase())).state;
    expect(recoveries['card']).toMatchObject({ tried: 1, paid: 0 });
    expect(await lookAt()).toBeNull();
  });

  it('counts a code that nobody paid as failed, and money that comes after all as a payment instead', async () => {
    await show(world.context, world.sessionId);
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('fps');
    world.clock.advance(31 * MINUTE);
    world.provider.expire(attemptId);
    await reconcile(world.context);
    await expireSessions(world.context);
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,0,1' });
    world.provider.shopperPays(attemptId);
    world.clock.advance(MINUTE);
    await checkAttempt(world.context, attemptId, { source: 'notification' });
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,1,0' });
  });

  it('says of a wallet that its shopper called off nothing, and of one given up for another that it failed', async () => {
    await show(world.context, world.sessionId);
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('alipayhk');
    await cancelAttempt(world.context, { sessionId: world.sessionId, attemptId });
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, alipayhk: '1,0,0' });
    await world.start('fps');
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, alipayhk: '1,0,1', fps: '0,1,0' });
  });

  it('counts a payment that was refunded as the payment it was', async () => {
    await show(world.context, world.sessionId);
    await world.start('fps');
    await node.learn();
    const before = await stateOf(getDatabase());
    await refundAll();
    await executeRefunds(world.context);
    await node.learn();
    expect(await stateOf(getDatabase())).toEqual(before);
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,1,0' });
  });

  async function refundAll(): Promise<void> {
    const facts = await loadFacts(world.context, world.sessionId);
    if (facts === null) throw new Error('There is no such session.');
    const { merchantId } = world.merchant;
    const of = { intentId: facts.intent.id };
    await getDatabase().db.transaction((tx) =>
      createRefund(world.context, tx, {
        merchantId,
        livemode: false,
        of,
        amount: null,
        reason: null,
        metadata: {},
      }),
    );
  }

  it('says nothing of a session that nobody was shown, and nothing of one that does not count', async () => {
    await world.start('fps');
    const other = await session();
    await show(world.context, other, { counts: false });
    await world.start('card', other);
    await node.learn();
    expect(await learned()).toEqual(NOBODY);
    expect(await lookAt(other)).toBeNull();
  });

  it("counts a session in its merchant's own order that could not be decided", async () => {
    await show(world.context, world.sessionId, { source: 'fallback', exclusion: 'fallback' });
    await world.start('fps');
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,1,0' });
  });

  it('leaves a session alone in which cards are tried one after another', async () => {
    await show(world.context, world.sessionId);
    world.provider.queueEffects('decline', 'decline', 'decline', 'decline');
    for (let n = 0; n < 4; n += 1) {
      await world.start('card');
      world.clock.advance(1_000);
    }
    await node.learn();
    expect(await learned()).toEqual(NOBODY);
  });

  it('counts nothing of who comes from an address that tests cards', async () => {
    const db = getDatabase();
    const from = { kind: 'address', subject: world.context.secrets.sign('address:203.0.113.9') };
    await db.db.execute(sql`
      insert into card_tally (kind, subject, slice, shard, tries, paid, declined, neutral, held, last_try_at)
      values (${from.kind}, ${from.subject}, now(), 0, 12, 0, 12, 0, 0, now())
    `);
    await show(world.context, world.sessionId, {}, '203.0.113.9');
    const other = await session();
    await show(world.context, other, {}, '203.0.113.10');
    const rows = await db.db.select().from(orderingExposure);
    expect(new Map(rows.map(({ sessionId, counts }) => [sessionId, counts]))).toEqual(
      new Map([
        [world.sessionId, false],
        [other, true],
      ]),
    );
  });

  it('counts nothing of who opens session after session in live mode and leaves, nor in an experiment', async () => {
    const { context } = world;
    const { db } = getDatabase();
    const experiment = await createExperiment(
      context,
      db,
      { merchantId: world.merchant.merchantId, livemode: false },
      PLAIN_EXPERIMENT,
    );
    const inArm = { experimentId: experiment.id, arm: 'own', exclusion: null };
    const opens = async (address: string, change: Partial<ExposureRow>) => {
      const sessionId = await session();
      await noteOpening(context, { sessionId, address });
      await show(context, sessionId, { ...inArm, ...change }, address);
      const [row] = await db
        .select()
        .from(orderingExposure)
        .where(eq(orderingExposure.sessionId, sessionId));
      return { sessionId, counts: row?.counts, exclusion: row?.exclusion };
    };
    const leaves = async (address: string, times: number) => {
      for (let time = 0; time < times; time += 1) {
        await noteOpening(context, { sessionId: newSessionId(true), address });
      }
    };
    const [script, network] = ['203.0.113.66', '203.0.113.67'];
    const told = { counts: true, exclusion: null };
    const ignored = { counts: false, exclusion: 'bot' };
    await leaves(script, MAX_LESSONS_LEFT_PER_ADDRESS - 2);
    expect(await opens(script, { livemode: true })).toMatchObject(told);
    expect(await opens(script, { livemode: true })).toMatchObject(ignored);
    // A mobile network's address leaves more, and some of its shoppers pay.
    await leaves(network, MAX_LESSONS_LEFT_PER_ADDRESS);
    for (let nth = 0; nth < 8; nth += 1) {
      const { sessionId } = await opens(network, { livemode: true });
      await world.start('fps', sessionId);
    }
    expect(await opens(network, { livemode: true })).toMatchObject(told);
    // A merchant's own people try things out.
    expect(await opens(script, { livemode: false })).toMatchObject(told);
  });

  it('counts nothing twice: not by another round, nor by a node that begins from the first event', async () => {
    await show(world.context, world.sessionId);
    await world.start('fps');
    await node.learn();
    const once = await stateOf(getDatabase());
    await node.learn();
    await getDatabase().db.update(learningCursor).set({ eventId: 0 });
    await createNode(world.context).learn();
    expect(await stateOf(getDatabase())).toEqual(once);
  });

  it('loses nothing and counts nothing twice when it dies in the middle', async () => {
    await show(world.context, world.sessionId);
    await world.start('fps');
    const other = await session();
    await show(world.context, other);
    await world.start('card', other);
    const { db } = getDatabase();
    // The last thing that a round writes before it is committed cannot be written.
    await db.execute(sql`
      create function no_move() returns trigger language plpgsql as
        'begin raise exception ''the node died''; end';
    `);
    await db.execute(sql`
      create trigger no_move before update on learning_cursor
        for each row execute function no_move()
    `);
    await expect(node.learn()).rejects.toThrow();
    expect(await learned()).toEqual(NOBODY);
    await db.execute(sql`drop trigger no_move on learning_cursor`);
    await db.execute(sql`drop function no_move`);
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,1,0', card: '1,1,0' });
    expect((await stateOf(getDatabase())).version).toBe(1);
  });

  it('writes a state once a round, and no round sooner than two seconds after another', async () => {
    await show(world.context, world.sessionId);
    await world.start('fps');
    await node.learn();
    const other = await session();
    await show(world.context, other);
    await world.start('card', other);
    await node.learn(1_999);
    expect((await stateOf(getDatabase())).version).toBe(1);
    await node.learn(1);
    expect((await stateOf(getDatabase())).version).toBe(2);
  });

  it('finds an event that became visible after those that came after it, for a minute', async () => {
    await show(world.context, world.sessionId);
    const attemptId = await world.start('fps');
    const other = await session();
    await show(world.context, other);
    const { db } = getDatabase();
    // Its transaction is still open: nothing of its changes is there yet.
    const trigger = sql`trigger attempt_event_append_only`;
    await db.execute(sql`alter table attempt_event disable ${trigger}`);
    const hidden = await db
      .delete(attemptEvent)
      .where(eq(attemptEvent.attemptId, attemptId))
      .returning();
    await db.execute(sql`alter table attempt_event enable ${trigger}`);
    await world.start('card', other);
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, card: '1,1,0' });
    const [cursor] = await db.select().from(learningCursor);
    expect(cursor?.eventId).toBe(0);
    world.clock.advance(30_000);
    expect(await learningLagSeconds(db, world.context.clock.now())).toBe(30);
    await db.insert(attemptEvent).overridingSystemValue().values(hidden);
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, card: '1,1,0', fps: '1,1,0' });
    const [after] = await db.select().from(learningCursor);
    expect(after?.eventId).toBe(4);
    expect(await learningLagSeconds(db, world.context.clock.now())).toBe(0);
  });

  it('teaches an arm that learns for itself as well, from what all knew when it has nothing yet', async () => {
    const learner = armLearner('exp_1', 'b');
    await show(world.context, world.sessionId);
    await world.start('fps');
    await node.learn();
    const other = await session();
    await show(world.context, other, { learner });
    await world.start('card', other);
    await node.learn();
    const both = { ...NOBODY, fps: '1,1,0', card: '1,1,0' };
    expect(await learned()).toEqual(both);
    expect(known((await stateOf(getDatabase(), learner)).state)).toEqual(both);
    const third = await session();
    await show(world.context, third);
    await world.start('alipayhk', third);
    await node.learn();
    expect(await learned()).toEqual({ ...both, alipayhk: '1,1,0' });
    expect(known((await stateOf(getDatabase(), learner)).state)).toEqual(both);
  });

  it('teaches each merchant by its own sessions alone, in one round', async () => {
    const { merchantId } = await seedMerchant(world.context, { methods: METHODS });
    const other = await seedSession(world.context, merchantId);
    await show(world.context, world.sessionId);
    await show(world.context, other);
    await world.start('fps');
    await world.start('card', other);
    await node.learn();
    const rows = await getDatabase().db.select().from(orderingState);
    expect(new Map(rows.map(({ merchantId: of, state }) => [of, known(state)]))).toEqual(
      new Map([
        [world.merchant.merchantId, { ...NOBODY, fps: '1,1,0' }],
        [merchantId, { ...NOBODY, card: '1,1,0' }],
      ]),
    );
  });

  it('keeps no session from being learned from by one that cannot be counted', async () => {
    await show(world.context, world.sessionId);
    await world.start('fps');
    const { db } = getDatabase();
    const broken = { [SHARED_LEARNER]: { ...NOTHING_LEARNED, attempts: null } };
    await db.update(sessionLearning).set({ learned: broken as never });
    const other = await session();
    await show(world.context, other);
    await world.start('card', other);
    await node.learn();
    expect(await learned()).toMatchObject({ card: '1,1,0' });
    expect(world.logLines.some((line) => line.includes('could not be learned from'))).toBe(true);
  });

  it('keeps no session from being learned from by one whose history says what nobody knows', async () => {
    await show(world.context, world.sessionId);
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('fps');
    // As a failure code of an earlier version would stand there.
    await getDatabase()
      .db.insert(attemptEvent)
      .values({
        attemptId,
        fromStatus: 'requires_action',
        toStatus: 'declined',
        source: 'webhook',
        detail: { code: 'card_was_chewed' },
        at: world.clock.now(),
      });
    const other = await session();
    await show(world.context, other);
    await world.start('card', other);
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, card: '1,1,0' });
    expect(await lookAt()).toBeNull();
    expect(world.logLines.some((line) => line.includes('could not be learned from'))).toBe(true);
  });

  it('is done by the background work, without being asked', async () => {
    await show(world.context, world.sessionId);
    await world.start('fps');
    const worker = startWorker(world.context, 20);
    await vi.waitFor(async () => expect(await learned()).toEqual({ ...NOBODY, fps: '1,1,0' }), {
      timeout: 10_000,
    });
    await worker.stop();
  });

  it('changes the order that the next shopper is shown', async () => {
    const { context } = world;
    const { merchantId } = world.merchant;
    await getDatabase()
      .db.insert(orderingConfig)
      .values({
        ...DEFAULT_ORDERING,
        merchantId,
        livemode: false,
        policy: 'paid-rate',
        updatedAt: context.clock.now(),
      });
    const readAgain = async () => {
      const reading = await readOrderingBook(context, null);
      context.ordering.replace(reading.merchants);
    };
    await readAgain();
    // Everybody takes the last of the merchant's own order, and it always works.
    for (let n = 0; n < 25; n += 1) {
      const id = await session();
      await show(context, id);
      await world.start('alipayhk', id);
      world.clock.advance(MINUTE);
      await node.learn();
      await readAgain();
    }
    const shown = await getDatabase()
      .db.select()
      .from(orderingExposure)
      .orderBy(orderingExposure.at);
    const chances = shown.map(({ decision }) => decision.topPropensities['alipayhk'] ?? 0);
    expect(chances).toHaveLength(25);
    expect(chances[0]).toBeLessThan(0.6);
    expect(chances.at(-1)).toBeGreaterThan(0.9);
    expect(shown.at(-1)?.decision.stateVersion).toBeGreaterThan(24);
  });

  it('takes a thousand sessions in a few rounds, one write of the state each', async () => {
    const { context } = world;
    await show(context, world.sessionId);
    await world.start('fps');
    const { db } = getDatabase();
    await cloneSessions(db, 999);
    let rounds = 0;
    while ((await node.learn()) > 0) rounds += 1;
    expect(await learned()).toEqual({ ...NOBODY, fps: '1000,1000,0' });
    expect((await stateOf(getDatabase())).version).toBeLessThanOrEqual(rounds + 1);
    // Smaller ones on the one connection of PGlite.
    expect(rounds).toBeLessThanOrEqual(getDatabase().kind === 'pglite' ? 25 : 5);
  });
});

/** The one session there is, its attempt and what it was shown, so many times over. */
async function cloneSessions(db: Database['db'], times: number): Promise<void> {
  const clone = (table: string, changes: Readonly<Record<string, string>>) =>
    db.execute(sql`
      insert into ${sql.identifier(table)}
      select cloned.* from ${sql.identifier(table)} as original,
        generate_series(1, ${times}::int) as n,
        jsonb_populate_record(original, jsonb_build_object(${sql.raw(
          Object.entries(changes)
            .map(([column, value]) => `'${column}', ${value}`)
            .join(', '),
        )})) as cloned
    `);
  const copy = (column: string) => `original.${column} || '_' || n`;
  await clone('checkout_session', { id: copy('id') });
  await clone('payment_intent', {
    id: copy('id'),
    session_id: copy('session_id'),
    paid_by_attempt_id: copy('paid_by_attempt_id'),
  });
  await clone('payment_attempt', {
    id: copy('id'),
    session_id: copy('session_id'),
    intent_id: copy('intent_id'),
    idempotency_key: copy('idempotency_key'),
    provider_reference: copy('provider_reference'),
  });
  await clone('ordering_exposure', { session_id: copy('session_id') });
  await clone('session_learning', { session_id: copy('session_id') });
  await db.execute(sql`
    insert into attempt_event (attempt_id, at, source, from_status, to_status, detail)
    select attempt_id || '_' || n, at, source, from_status, to_status, detail
    from attempt_event, generate_series(1, ${times}::int) as n order by n, id
  `);
}

/** Something to wait for until it is given. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => void (give = resolve));
  return { given, give: () => give() };
}

describeOnPostgres('learning on two nodes', (getDatabase, openNode) => {
  it("is one node's at a time, and nothing is counted twice or lost", async () => {
    const world = await createScriptedWorld(getDatabase(), { merchant: { methods: METHODS } });
    const { context, merchant, clock } = world;
    const { context: other } = createTestContext(await openNode(), { clock });
    const nodes = [createNode(context), createNode(other)];
    for (let n = 0; n < 12; n += 1) {
      const id = await seedSession(context, merchant.merchantId);
      await show(context, id);
      await world.start('fps', id);
      await Promise.all(nodes.map((node) => node.learn()));
    }
    await Promise.all(nodes.map((node) => node.learn()));
    expect(known((await stateOf(getDatabase())).state)).toEqual({ ...NOBODY, fps: '12,12,0' });
  });

  it('finds what another node commits late, below what was learned from already', async () => {
    const world = await createScriptedWorld(getDatabase(), { merchant: { methods: METHODS } });
    const { context, merchant, sessionId } = world;
    const node = createNode(context);
    await show(context, sessionId);
    world.provider.queueEffects('require_action', 'capture');
    const attemptId = await world.start('fps');
    const { db: elsewhere } = await openNode();
    const [written, mayCommit] = [signal(), signal()];
    const late = elsewhere.transaction(async (tx) => {
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
    const other = await seedSession(context, merchant.merchantId);
    await show(context, other);
    await world.start('card', other);
    await node.learn();
    const learned = async () => known((await stateOf(getDatabase())).state);
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,0,0', card: '1,1,0' });
    mayCommit.give();
    await late;
    await node.learn();
    expect(await learned()).toEqual({ ...NOBODY, fps: '1,1,0', card: '1,1,0' });
  });
});
