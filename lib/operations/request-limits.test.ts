import { inArray, sql } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { attemptOrigin, cardTally, sessionOpening } from '#lib/db/schema/card-tries.ts';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId, MerchantId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { forgetCardTries } from './card-limits.ts';
import { noteOpening } from './request-limits.ts';
import { startPayment } from './start-payment.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { type ScriptedProvider, createScriptedProvider } from './testing/scripted-provider.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';
import { type TestContext, createTestClock, createTestContext } from './testing/test-context.ts';

const SCRIPT = '203.0.113.7';
const NEIGHBOUR = '2001:db8:1:2::/64';

describeOnEachDatabase('requests of one address', (getDatabase) => {
  const clock = createTestClock(new Date('2026-11-23T02:00:00Z'));
  let provider: ScriptedProvider;
  let node: TestContext;
  let merchantId: MerchantId;

  beforeEach(async () => {
    provider = createScriptedProvider({ now: clock.now });
    node = contextWith({});
    ({ merchantId } = await seedMerchant(node.context));
  });

  function contextWith(env: Record<string, string>): TestContext {
    const providers = { stripe: provider.provider, airwallex: provider.provider };
    return createTestContext(getDatabase(), { clock, providers, env });
  }

  const newSession = () => seedSession(node.context, merchantId);

  async function begin(
    address: string | null,
    options: { method?: MethodId; session?: CheckoutSessionId; by?: TestContext } = {},
  ) {
    const method = options.method ?? 'fps';
    const sessionId = options.session ?? (await newSession());
    provider.queueEffects(method === 'card' ? 'capture' : 'require_action');
    const result = await startPayment((options.by ?? node).context, {
      sessionId,
      method,
      device: { form: 'desktop', os: 'other' },
      locale: 'en',
      input: method === 'card' ? { confirmationToken: `ctoken_${sessionId}` } : {},
      customerEmail: null,
      address,
    });
    return { ...result, sessionId };
  }

  async function leave(times: number, address: string): Promise<void> {
    for (let i = 0; i < times; i += 1) expect((await begin(address)).kind).toBe('attempt');
  }

  /** Sessions whose page was opened from `address`, by as many visitors of it. */
  async function open(times: number, address: string): Promise<void> {
    const { context } = node;
    await noteOpening(context, { sessionId: await newSession(), address });
    // The rest as rows: making hundreds of sessions says nothing more.
    await getDatabase().db.execute(sql`
      insert into session_opening (address, session_id, opened_at)
      select address, session_id || '_' || n, opened_at
      from session_opening, generate_series(2, ${times}::int) as n`);
  }

  /** Time as the database counts it: what was written is moved back. */
  async function pass(seconds: number): Promise<void> {
    const { db } = getDatabase();
    const by = sql`make_interval(secs => ${seconds})`;
    await db.update(attemptOrigin).set({ createdAt: sql`created_at - ${by}` });
    await db.update(cardTally).set({ lastTryAt: sql`last_try_at - ${by}` });
    await db.update(sessionOpening).set({ openedAt: sql`opened_at - ${by}` });
  }

  const openings = () => getDatabase().db.select().from(sessionOpening);

  it('wait half a minute after 120 that were left; nobody else’s do, nor cards, nor an open code', async () => {
    await leave(119, SCRIPT);
    const last = await begin(SCRIPT);
    if (last.kind !== 'attempt') throw new Error(last.kind);
    const held = await begin(SCRIPT, { method: 'payme' });
    expect(held).toMatchObject({ kind: 'requests_held' });
    expect((await moneyFacts(getDatabase().db, held.sessionId)).attempts).toEqual([]);
    const told = node.logLines.filter((line) => line.includes('payment request held up'));
    expect(told).toHaveLength(1);
    expect(told[0]).not.toContain(SCRIPT);

    expect((await begin(NEIGHBOUR)).kind).toBe('attempt');
    expect((await begin(null)).kind).toBe('attempt');
    expect((await begin(SCRIPT, { method: 'card' })).kind).toBe('attempt');
    expect(
      await begin(SCRIPT, { session: last.sessionId }),
      'its code is shown again',
    ).toMatchObject({ kind: 'attempt', attemptId: last.attemptId });
    const off = contextWith({ PRAYA_ADDRESS_LIMITS: 'off' });
    expect((await begin(SCRIPT, { by: off })).kind, 'limits are off').toBe('attempt');

    await pass(31);
    expect((await begin(SCRIPT)).kind, 'after the wait').toBe('attempt');
    expect((await begin(SCRIPT)).kind, 'one at a time').toBe('requests_held');

    const { db } = getDatabase();
    const oldest = db.select({ id: checkoutSession.id }).from(checkoutSession).limit(60);
    await db
      .update(checkoutSession)
      .set({ status: 'complete' })
      .where(inArray(checkoutSession.id, oldest));
    expect((await begin(SCRIPT)).kind, 'half are paid in the end').toBe('attempt');
  }, 60_000);

  it('and its cards wait where hundreds of sessions are opened and left', async () => {
    await open(359, SCRIPT);
    expect((await begin(SCRIPT)).kind).toBe('attempt');
    expect((await begin(SCRIPT, { method: 'card' })).kind).toBe('attempt');
    await pass(31);
    await noteOpening(node.context, { sessionId: await newSession(), address: SCRIPT });
    expect((await begin(SCRIPT)).kind, 'nothing was begun for half a minute').toBe('attempt');
    expect((await begin(SCRIPT)).kind).toBe('requests_held');
    expect((await begin(SCRIPT, { method: 'card' })).kind).toBe('attempt');
    expect(await begin(SCRIPT, { method: 'card' })).toMatchObject({
      kind: 'card_held',
      hold: { limit: 'address' },
    });
    expect((await begin(NEIGHBOUR)).kind).toBe('attempt');
    await pass(3_600);
    expect((await begin(SCRIPT)).kind, 'an hour later').toBe('attempt');
    expect((await begin(SCRIPT)).kind, 'an hour later').toBe('attempt');
  });

  it('count a session that is opened once, however often its page is loaded, and by each address', async () => {
    const sessionId = await newSession();
    for (let i = 0; i < 3; i += 1) await noteOpening(node.context, { sessionId, address: SCRIPT });
    expect(await openings()).toHaveLength(1);
    await noteOpening(node.context, { sessionId, address: NEIGHBOUR });
    expect(await openings()).toHaveLength(2);
    await noteOpening(node.context, { sessionId, address: null });
    const off = contextWith({ PRAYA_ADDRESS_LIMITS: 'off' });
    await noteOpening(off.context, { sessionId: await newSession(), address: SCRIPT });
    expect(await openings()).toHaveLength(2);
  });

  it('hold no address that could be read, and openings are forgotten after a day', async () => {
    await noteOpening(node.context, { sessionId: await newSession(), address: SCRIPT });
    await begin(SCRIPT);
    const { db } = getDatabase();
    const stored = JSON.stringify([await openings(), await db.select().from(attemptOrigin)]);
    expect(stored).not.toContain(SCRIPT);
    expect(await forgetCardTries(node.context)).toBe(0);
    await pass(25 * 3_600);
    expect(await forgetCardTries(node.context)).toBe(1);
    expect(await openings()).toEqual([]);
  });
});
