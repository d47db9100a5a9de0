import { afterEach, beforeEach, expect, it } from 'vitest';
import { dispute, disputeMovement } from '#lib/db/schema/dispute.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { ledgerBalances } from '#lib/operations/testing/money-facts.ts';
import { seedSession } from '#lib/operations/testing/seed.ts';
import { chance } from './random.ts';
import { typeCard } from './shoppers.ts';
import { type World, openWorld } from './world.ts';

/**
 * What the simulated providers post of disputes reaches us late, twice and in any order; whatever does, the
 * books end as the providers' own record does.
 */

/** Disputed as soon as it is paid: https://docs.stripe.com/testing#disputes */
const DISPUTED_CARD = '4000000000000259';
const DUE = 12_850n;
const OUTCOMES = ['won', 'lost'] as const;

describeOnEachDatabase('disputes at the simulated providers', (getDatabase) => {
  let world: World;

  beforeEach(async () => {
    world = await openWorld(getDatabase());
  });
  afterEach(() => world.close());

  const lever = (path: string, body: object) =>
    fetch(`${world.simulator.origin}/control/disputes${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  async function pay(method: 'card' | 'fps'): Promise<PaymentAttemptId> {
    const sessionId = await seedSession(world.context, world.merchant.merchantId);
    const token =
      method === 'card'
        ? { token: await typeCard(world.simulator.origin, world.keys, DISPUTED_CARD) }
        : {};
    const begun = await world.start(sessionId, method, token);
    if (begun.kind !== 'attempt') throw new Error(begun.kind);
    if (method === 'fps') {
      await world.payCode(begun.attemptId);
      await lever('', { payment: begun.attemptId });
    }
    return begun.attemptId;
  }

  /** The provider's id of the dispute of an attempt, from the simulator's own record. */
  function disputeOf(attemptId: PaymentAttemptId): string {
    const entry = world.simulator.context.log
      .entries()
      .find(({ kind, reference }) => kind === 'dispute_withdrawn' && reference === attemptId);
    return entry?.detail ?? '';
  }

  it.each(['card', 'fps'] as const)('of %s payments end as they do there', async (method) => {
    const random = chance();
    const said = `PRAYA_FAULTS_SEED=${random.seed}`;
    let lost = 0n;
    for (const outcome of [...OUTCOMES, random.pick(OUTCOMES)]) {
      const attemptId = await pay(method);
      const reference = disputeOf(attemptId);
      if (random.below(2) === 1) await lever(`/${reference}/decide`, { outcome: 'review' });
      expect((await lever(`/${reference}/decide`, { outcome })).status, said).toBe(200);
      if (outcome === 'lost') lost += DUE;
      const posted = await world.posted();
      for (const one of random.shuffled([...posted, ...posted])) {
        expect(await world.deliver(one)).toBe('accepted');
        world.clock.advance(random.below(3_000));
        if (random.below(2) === 1) await world.work();
      }
      // Whatever was put off has its time.
      for (let round = 0; round < 3; round += 1) {
        world.clock.advance(60_000);
        await world.work();
      }
    }
    const { db } = getDatabase();
    const rows = await db.select().from(dispute);
    expect(rows.map(({ status }) => status === 'lost').filter(Boolean), said).toHaveLength(
      Number(lost / DUE),
    );
    expect(rows, said).toHaveLength(3);
    const ofDisputes = world.moves().filter(({ kind }) => kind.startsWith('dispute_'));
    expect(await db.select().from(disputeMovement), said).toHaveLength(ofDisputes.length);
    const provider = method === 'card' ? 'provider:stripe' : 'provider:airwallex';
    expect(await ledgerBalances(db), said).toEqual({
      [provider]: 3n * DUE - lost,
      merchant_sales: -(3n * DUE - lost),
      disputed: 0n,
    });
    const told = await db.select().from(event);
    for (const type of ['created', 'funds_withdrawn', 'closed']) {
      const ofType = told.filter((one) => one.type === `charge.dispute.${type}`);
      expect(ofType, `${type}, ${said}`).toHaveLength(3);
    }
  });
});
