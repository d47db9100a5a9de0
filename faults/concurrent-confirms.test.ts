import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { seedSession } from '#lib/operations/testing/seed.ts';
import { disagreements } from './oracle.ts';
import { chance } from './random.ts';
import { CARDS, typeCard } from './shoppers.ts';
import { openWorld } from './world.ts';

/** One order confirmed by many at once: impatient fingers, several tabs, several devices, several nodes. */

const SESSIONS = 200;
const CONFIRMS = 20;
const NODES = 4;
/** Sessions that are under fire at a time. */
const AT_A_TIME = 4;

describeOnEachDatabase('an order confirmed many times at once', (getDatabase, openNode) => {
  it(
    `${SESSIONS} orders, each confirmed ${CONFIRMS} times at once in several ways, are charged once each`,
    { timeout: 300_000 },
    async () => {
      const random = chance();
      console.log(`PRAYA_FAULTS_SEED=${random.seed}`);
      const world = await openWorld(getDatabase(), { timeoutMs: 20_000 });
      const nodes = [world.context];
      while (nodes.length < NODES) nodes.push(world.node(await openNode()));
      const card = () => typeCard(world.simulator.origin, world.keys, CARDS.good);

      const confirmAtOnce = async () => {
        const sessionId = await seedSession(world.context, world.merchant.merchantId);
        const tokens = [await card(), await card(), await card()] as const;
        const confirms = Array.from({ length: CONFIRMS }, (_, n) => {
          const on = nodes[n % NODES] ?? world.context;
          // Half of them are the same submission; the others another card, or a code.
          if (n % 2 === 0) return () => world.start(sessionId, 'card', { on, token: tokens[0] });
          const token = n % 3 === 0 ? tokens[1] : tokens[2];
          return n % 4 === 1
            ? () => world.start(sessionId, 'card', { on, token })
            : () => world.start(sessionId, 'fps', { on });
        });
        await Promise.all(random.shuffled(confirms).map((confirm) => confirm()));
      };
      for (let done = 0; done < SESSIONS; done += AT_A_TIME) {
        await Promise.all(Array.from({ length: AT_A_TIME }, confirmAtOnce));
      }

      const charged = world.moves().filter(({ kind }) => kind === 'captured');
      expect(charged).toHaveLength(SESSIONS);
      expect(await disagreements(world.context.database.db, world.moves())).toEqual([]);
      await world.close();
    },
  );
});
