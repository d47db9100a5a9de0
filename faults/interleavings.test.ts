import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { reconcile } from '#lib/operations/reconcile.ts';
import { expireSessions } from '#lib/operations/expire-sessions.ts';
import { processNotifications } from '#lib/operations/process-notifications.ts';
import { seedSession } from '#lib/operations/testing/seed.ts';
import { disagreements } from './oracle.ts';
import { chance } from './random.ts';
import { CARDS, typeCard } from './shoppers.ts';
import { type Notification, type World, openWorld } from './world.ts';

/**
 * A shopper who opens a code and a card payment and pays both, with everything else that can happen,
 * in any order there is. A run takes a share of the orders, another at each run; PRAYA_FAULTS_ALL=yes takes
 * all of them, in three minutes.
 */

const STEPS = [
  'begin fps',
  'begin card',
  'pay fps',
  'confirm card',
  'hear of fps',
  'hear of card',
  'reconcile',
  'expire',
] as const;
type Step = (typeof STEPS)[number];

/** What cannot come before what. */
const AFTER: Partial<Record<Step, Step>> = {
  'pay fps': 'begin fps',
  'hear of fps': 'pay fps',
  'confirm card': 'begin card',
  'hear of card': 'confirm card',
};

/** The share of the orders that a run takes, so that it ends within a minute on two cores. */
const ONE_IN = { postgres: 4, pglite: 14 } as const;

/** Every order of the steps, 1,120 of them. */
function orders(done: readonly Step[] = []): readonly (readonly Step[])[] {
  if (done.length === STEPS.length) return [done];
  return STEPS.filter((step) => {
    const first = AFTER[step];
    return !done.includes(step) && (first === undefined || done.includes(first));
  }).flatMap((step) => orders([...done, step]));
}

interface Story {
  readonly world: World;
  readonly sessionId: CheckoutSessionId;
  fps: PaymentAttemptId | null;
  card: PaymentAttemptId | null;
  /** Posted by the providers and not delivered yet. */
  readonly held: Notification[];
  /** Delivered, to be delivered again. */
  readonly heard: Notification[];
}

async function take(story: Story, step: Step): Promise<void> {
  const { world, sessionId } = story;
  switch (step) {
    case 'begin fps': {
      const started = await world.start(sessionId, 'fps');
      if (started.kind === 'attempt') story.fps = started.attemptId;
      return;
    }
    case 'begin card': {
      const token = await typeCard(world.simulator.origin, world.keys, CARDS.needs3ds);
      const started = await world.start(sessionId, 'card', { token });
      if (started.kind === 'attempt') story.card = started.attemptId;
      return;
    }
    case 'pay fps':
      if (story.fps !== null) await world.payCode(story.fps);
      return;
    case 'confirm card':
      if (story.card !== null) await world.authenticate(story.card);
      return;
    case 'hear of fps':
      return hear(story, 'airwallex');
    case 'hear of card':
      return hear(story, 'stripe');
    case 'reconcile':
      world.clock.advance(61_000);
      await reconcile(world.context);
      return;
    case 'expire':
      world.clock.advance(31 * 60_000);
      await expireSessions(world.context);
      return;
  }
}

/** All that a provider has posted so far arrives, each of it twice. */
async function hear(story: Story, provider: Notification['provider']): Promise<void> {
  story.held.push(...(await story.world.posted()));
  const mine = story.held.filter((notification) => notification.provider === provider);
  for (const notification of mine) {
    story.held.splice(story.held.indexOf(notification), 1);
    expect(await story.world.deliver(notification)).toBe('accepted');
    expect(await story.world.deliver(notification)).toBe('accepted');
  }
  story.heard.push(...mine);
  await processNotifications(story.world.context);
}

/** Time goes on: what is still held arrives, all of it again, and the background work ends its part. */
async function settle(story: Story): Promise<void> {
  await hear(story, 'airwallex');
  await hear(story, 'stripe');
  for (const notification of story.heard) await story.world.deliver(notification);
  for (const seconds of [2, 65, 3 * 60]) {
    story.world.clock.advance(seconds * 1000);
    await story.world.work();
  }
  // The refunds' own notifications, so that the next story begins with none.
  await story.world.posted();
}

describeOnEachDatabase('a code and a card, both paid', (getDatabase) => {
  it(
    'in any order: one is kept, the other goes back, and the merchant hears of it once',
    { timeout: 400_000 },
    async () => {
      const world = await openWorld(getDatabase());
      const all = orders();
      const random = chance();
      const oneIn = process.env['PRAYA_FAULTS_ALL'] === 'yes' ? 1 : ONE_IN[getDatabase().kind];
      const share = random.below(oneIn);
      const chosen = all.filter((_, n) => n % oneIn === share);
      const counts = { stories: 0, bothPaid: 0, oncePaid: 0, unpaid: 0 };
      const wrong: string[] = [];
      for (const order of chosen) {
        const sessionId = await seedSession(world.context, world.merchant.merchantId);
        const story: Story = { world, sessionId, fps: null, card: null, held: [], heard: [] };
        for (const step of order) await take(story, step);
        await settle(story);
        const found = await disagreements(world.context.database.db, world.moves(), sessionId);
        if (found.length > 0) wrong.push(`${order.join(', ')}:\n  ${found.join('\n  ')}`);
        const captured = world
          .moves()
          .filter(
            ({ kind, reference }) =>
              kind === 'captured' &&
              [story.fps, story.card].includes(reference as PaymentAttemptId),
          ).length;
        counts.stories += 1;
        counts[captured === 2 ? 'bothPaid' : captured === 1 ? 'oncePaid' : 'unpaid'] += 1;
        // The watching of this story's code is over: the next has the background work to itself.
        await world.context.database.db.execute(
          sql`update payment_attempt set next_check_at = null where session_id = ${sessionId}`,
        );
      }
      console.log(world.context.database.kind, { PRAYA_FAULTS_SEED: random.seed, ...counts });
      await world.close();
      expect(wrong).toEqual([]);
      expect(counts.bothPaid).toBeGreaterThan(counts.stories / 10);
    },
  );
});
