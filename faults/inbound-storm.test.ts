import { expect, it } from 'vitest';
import { inboundNotification } from '#lib/db/schema/inbound-notification.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { processNotifications } from '#lib/operations/process-notifications.ts';
import { seedSession } from '#lib/operations/testing/seed.ts';
import { disagreements } from './oracle.ts';
import { type Chance, chance } from './random.ts';
import { CARDS, typeCard } from './shoppers.ts';
import { type Notification, type World, openWorld } from './world.ts';

/**
 * Nothing is heard but notifications: each three times, in any order, with forged ones among them.
 */

const PAYMENTS = 120;
const COPIES = 3;
/** One in so many is forged. */
const FORGED_ONE_IN = 10;

type Sent = { readonly notification: Notification; readonly forgery: Forgery | null };
const FORGERIES = ['another secret', 'another body', 'an old signature'] as const;
type Forgery = (typeof FORGERIES)[number];

describeOnEachDatabase('a storm of notifications', (getDatabase) => {
  it(
    'in any order, three times over and a tenth of it forged, comes to what the providers did',
    { timeout: 300_000 },
    async () => {
      const random = chance();
      console.log(`PRAYA_FAULTS_SEED=${random.seed}`);
      const world = await openWorld(getDatabase(), { timeoutMs: 20_000 });
      for (let paid = 0; paid < PAYMENTS; paid += 1) await payUnheard(world, paid % 2 === 0);
      const genuine = await world.posted();
      const storm = stormOf(genuine, random);

      const answers = { accepted: 0, refused: 0, unknown_account: 0 };
      for (const [n, { notification, forgery }] of storm.entries()) {
        const answer = await send(world, notification, forgery);
        answers[answer] += 1;
        expect(answer, forgery ?? 'genuine').toBe(forgery === null ? 'accepted' : 'refused');
        if (n % 200 === 0) await processNotifications(world.context);
      }
      for (let round = 0; round < 40; round += 1) {
        if ((await processNotifications(world.context)) === 0) break;
        world.clock.advance(1_000);
      }

      const { db } = world.context.database;
      expect(await db.$count(inboundNotification)).toBe(genuine.length);
      expect(await disagreements(db, world.moves())).toEqual([]);
      expect(world.moves().filter(({ kind }) => kind === 'captured')).toHaveLength(PAYMENTS);
      console.log(world.context.database.kind, { notifications: storm.length, ...answers });
      await world.close();
    },
  );
});

/** A payment that the provider has taken and of which we have heard nothing. */
async function payUnheard(world: World, byCard: boolean): Promise<void> {
  const sessionId = await seedSession(world.context, world.merchant.merchantId);
  const token = byCard
    ? await typeCard(world.simulator.origin, world.keys, CARDS.needs3ds)
    : undefined;
  const method = byCard ? 'card' : 'fps';
  const started = await world.start(sessionId, method, token === undefined ? {} : { token });
  if (started.kind !== 'attempt') throw new Error(started.kind);
  if (byCard) expect(await world.authenticate(started.attemptId)).toBe(true);
  else expect(await world.payCode(started.attemptId)).toBe(1);
}

function stormOf(genuine: readonly Notification[], random: Chance): readonly Sent[] {
  const copies = genuine.flatMap((notification) =>
    Array.from({ length: COPIES }, () => ({ notification, forgery: null })),
  );
  const forged = copies
    .filter((_, n) => n % (FORGED_ONE_IN - 1) === 0)
    .map(({ notification }) => ({ notification, forgery: random.pick(FORGERIES) }));
  return random.shuffled<Sent>([...copies, ...forged]);
}

function send(world: World, notification: Notification, forgery: Forgery | null) {
  switch (forgery) {
    case null:
      return world.deliver(notification);
    case 'another secret':
      return world.deliver(notification, { secret: 'whsec_somebody_elses' });
    case 'another body':
      return world.deliver(notification, { signedBody: `${notification.rawBody} ` });
    case 'an old signature':
      return world.deliver(notification, {
        at: new Date(world.clock.now().getTime() - 10 * 60_000),
      });
  }
}
