import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { findAttempt, listAttempts } from '#lib/db/stores/attempt-store.ts';
import { findSession } from '#lib/db/stores/session-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import { seedSession } from '#lib/operations/testing/seed.ts';
import { disagreements } from './oracle.ts';
import { CARDS, typeCard } from './shoppers.ts';
import { type World, openWorld } from './world.ts';

/**
 * The provider fails in every way at every point of a payment, and its notifications in every way of
 * theirs. In the end the database says what the provider did.
 */

/** Short: what hangs is waited for this long in real time. A busy machine only makes more hang. */
const TIMEOUT_MS = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

const FAULTS = [
  { name: 'slow', kind: 'latency', delayMs: 2 * TIMEOUT_MS, remaining: 1 },
  { name: 'silent, and does nothing', kind: 'timeout_before_effect', remaining: 1 },
  { name: 'silent, though it did it', kind: 'timeout_after_effect', remaining: 1 },
  { name: 'answers 500 and does nothing', kind: 'error_before_effect', remaining: 1 },
  { name: 'answers 500, though it did it', kind: 'error_after_effect', remaining: 1 },
  { name: 'down for a while', kind: 'error_before_effect', status: 503, remaining: null },
] as const;
type Fault = (typeof FAULTS)[number];

const CALLS = [
  { method: 'card', provider: 'stripe', operation: 'payment_intents.create' },
  { method: 'fps', provider: 'airwallex', operation: 'payment_intents.create' },
  { method: 'fps', provider: 'airwallex', operation: 'payment_intents.confirm' },
] as const;
type Call = (typeof CALLS)[number];

const POST = ['at once', 'never', 'twice and backwards', 'a day late'] as const;
type Post = (typeof POST)[number];

async function story(world: World, call: Call, fault: Fault, post: Post): Promise<string[]> {
  const { faults } = world.simulator.context;
  const sessionId = await seedSession(world.context, world.merchant.merchantId);
  const { name: _, ...rule } = fault;
  const { provider, operation } = call;
  const input = await inputFor(world, call);
  faults.arm({ ...rule, provider, operation: fault.remaining === null ? '*' : operation });
  await world.start(sessionId, call.method, input);

  for (let round = 0; round < 14; round += 1) {
    if (round === 3) {
      faults.disarmAll();
      // The rounds go by the test's clock and the provider's slowness by the real one: it gets there first.
      if (fault.kind === 'latency') await pause(fault.delayMs);
    }
    world.clock.advance(9_000);
    if (post === 'at once') for (const sent of await world.posted()) await world.deliver(sent);
    await world.work();
    await goOn(world, sessionId, call);
    if ((await findSession(world.context.database.db, sessionId))?.status === 'complete') break;
  }
  faults.disarmAll();
  await hearLate(world, post);
  const wrong = await disagreements(world.context.database.db, world.moves(), sessionId);
  const attempts = await listAttempts(world.context.database.db, sessionId);
  const ids = new Set<string | null>(attempts.map(({ id }) => id));
  const charges = world
    .moves()
    .filter(({ kind, reference }) => kind === 'captured' && ids.has(reference)).length;
  return charges === 1 ? [...wrong] : [...wrong, `${charges} charges`];
}

async function inputFor(world: World, { method }: Call): Promise<{ token?: string }> {
  if (method !== 'card') return {};
  return { token: await typeCard(world.simulator.origin, world.keys, CARDS.good) };
}

const OVER: readonly AttemptStatus[] = ['declined', 'expired', 'canceled'];

/** The shopper pays the code as soon as the page shows one, and tries again after a try that failed. */
async function goOn(world: World, sessionId: CheckoutSessionId, call: Call): Promise<void> {
  const { db } = world.context.database;
  const attempts = await listAttempts(db, sessionId);
  if (attempts.every(({ status }) => OVER.includes(status))) {
    await world.start(sessionId, call.method, await inputFor(world, call));
  }
  for (const { id } of await listAttempts(db, sessionId)) {
    const attempt = await findAttempt(db, id);
    const paid = world
      .moves()
      .some(({ reference, kind }) => reference === id && kind === 'captured');
    if (attempt?.status === 'requires_action' && !paid) await world.payCode(id);
  }
}

async function hearLate(world: World, post: Post): Promise<void> {
  const posted = await world.posted();
  switch (post) {
    case 'never':
      break;
    case 'at once':
      for (const sent of posted) await world.deliver(sent);
      break;
    case 'twice and backwards':
      for (const sent of [...posted, ...posted].toReversed()) await world.deliver(sent);
      break;
    case 'a day late':
      world.clock.advance(DAY_MS);
      for (const sent of posted) await world.deliver(sent);
      break;
  }
  for (const seconds of [1, 90, 10 * 60]) {
    world.clock.advance(seconds * 1000);
    await world.work();
  }
}

describeOnEachDatabase('a provider that fails', (getDatabase) => {
  it(
    'in every way, at every point, with every kind of post: one charge, recorded once, and nothing left unknown',
    { timeout: 600_000 },
    async () => {
      const world = await openWorld(getDatabase(), { timeoutMs: TIMEOUT_MS });
      const wrong: string[] = [];
      let stories = 0;
      for (const call of CALLS) {
        for (const fault of FAULTS) {
          for (const post of POST) {
            const found = await story(world, call, fault, post);
            stories += 1;
            if (found.length === 0) continue;
            wrong.push(
              `${call.method} at ${call.operation}, ${fault.name}, heard ${post}:\n  ${found.join('\n  ')}`,
            );
          }
        }
      }
      console.log(world.context.database.kind, { stories });
      await world.close();
      expect(wrong).toEqual([]);
    },
  );
});
