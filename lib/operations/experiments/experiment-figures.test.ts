import { beforeEach, expect, test } from 'vitest';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { orderingExposure } from '#lib/db/schema/ordering.ts';
import { paymentIntent } from '#lib/db/schema/payment.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { newId, newSessionId } from '#lib/platform/ids.ts';
import { PLAIN_EXPERIMENT } from '../testing/plain-experiment.ts';
import { seedMerchant } from '../testing/seed.ts';
import { look, readBook, template } from '../testing/shoppers.ts';
import { type TestContext, createTestContext } from '../testing/test-context.ts';
import { createExperiment } from './draft-experiment.ts';
import { experimentResultsObject } from './experiment-results-object.ts';
import { reportExperiment } from './experiment-results.ts';
import { lookAtExperiments } from './look-at-experiments.ts';
import { startExperiment } from './start-experiment.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ARMS = [
  { key: 'own', weight: 0.5, policy: null, order: ['card', 'fps'] },
  { key: 'fps-first', weight: 0.5, policy: null, order: ['fps', 'card'] },
] as const;
const SHOPPERS_PER_ARM = 700;

describeOnEachDatabase('figures of an experiment', (getDatabase) => {
  let app: TestContext;
  let merchantId: MerchantId;
  const owner = () => ({ merchantId, livemode: false });

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchantId = (await seedMerchant(app.context)).merchantId;
  });

  /**
   * Shoppers by a rule that a few lines of Python can follow: of each arm the same, some of whom come twice, pay in
   * another currency, pay too late, or are left out.
   */
  async function shoppersByRule(startMs: number): Promise<void> {
    const { db } = getDatabase();
    await readBook(app);
    const [session, intent] = await template(app, merchantId);
    const exposure = look(app, session, null);
    if (exposure === null) throw new Error('Nothing was shown.');
    const rows = ARMS.flatMap(({ key: arm }, a) =>
      Array.from({ length: SHOPPERS_PER_ARM }, (_, i) =>
        Array.from({ length: i % 5 === 0 ? 2 : 1 }, (_visit, k) => {
          const isLast = i % 60 === 4;
          const at = isLast
            ? new Date(startMs + 8 * DAY_MS - 30 * MINUTE_MS)
            : new Date(startMs + (i * 10 + k) * MINUTE_MS + a * 1_000);
          const isPaid = (i * 37 + k * 11 + a * 5) % 100 < (a === 0 ? 60 : 72);
          const afterMs = (i % 33 === 0 ? 61 : 3 + (i % 50)) * MINUTE_MS;
          return {
            id: newSessionId(false),
            at,
            arm,
            unit: `cus_${arm}_${i}`,
            price: BigInt(1_000 + ((i * 13) % 97) * 50),
            currency: i % 20 === 0 ? ('USD' as const) : ('HKD' as const),
            completedAt: isPaid ? new Date(at.getTime() + afterMs) : null,
            exclusion: i % 40 === 1 ? ('pinned' as const) : null,
            counts: i % 40 !== 2,
            ordersDiffer: i % 25 !== 3,
          };
        }),
      ).flat(),
    );
    for (let from = 0; from < rows.length; from += 500) {
      const part = rows.slice(from, from + 500);
      await db.insert(checkoutSession).values(
        part.map(({ id, price, currency, completedAt }) => ({
          ...session,
          id,
          amountTotal: price,
          currency,
          status: completedAt === null ? ('open' as const) : ('complete' as const),
          completedAt,
        })),
      );
      await db.insert(paymentIntent).values(
        part.map(({ id, price, currency }) => ({
          ...intent,
          id: newId('payment_intent'),
          sessionId: id,
          amount: price,
          currency,
        })),
      );
      await db.insert(orderingExposure).values(
        part.map(({ id, at, arm, unit, exclusion, counts, ordersDiffer }) => ({
          ...exposure,
          sessionId: id,
          at,
          arm,
          unit,
          shopper: unit,
          exclusion,
          counts,
          ordersDiffer,
        })),
      );
    }
  }

  test('are those that somebody else works out from the same sessions', async () => {
    const { db } = getDatabase();
    const { context, clock } = app;
    const { id } = await createExperiment(context, db, owner(), {
      ...PLAIN_EXPERIMENT,
      arms: ARMS,
    });
    await db.transaction((tx) => startExperiment(context, tx, owner(), id));
    const startMs = clock.now().getTime();
    await shoppersByRule(startMs);
    clock.set(new Date(startMs + 8 * DAY_MS));
    await lookAtExperiments(context);
    const report = await reportExperiment(context, db, owner(), id);
    if (report === null) throw new Error('There is no report.');
    const results = experimentResultsObject(report);
    const [arm] = results.arms;
    const of = (metric: string) => arm?.secondary.find((one) => one.metric === metric);
    const near = (value: number) => expect.closeTo(value, 6) as number;
    // Worked out with numpy and scipy by the formulas of the papers, from the rule above.
    expect(results.health).toMatchObject({
      ok: true,
      exposed: { p_value: 1, units: { own: 700, 'fps-first': 700 } },
      excluded: { units: { own: 36, 'fps-first': 36 } },
      analysed: { p_value: 1, units: { own: 624, 'fps-first': 624 } },
      immature_sessions: 24,
      orders_differ_share: near(764 / 792),
    });
    expect(results.control).toMatchObject({
      sessions: 764,
      paid: 444,
      paid_share: near(0.5811518),
    });
    expect(arm).toMatchObject({
      sessions: 764,
      paid: 536,
      units: 1_248,
      planned_units: 2_000,
      verdict: { code: 'better' },
      primary: {
        effect_points: near(12.041884817),
        interval_points: { low: near(3.873854588), high: near(20.209915046) },
        p_value: near(0.000522055194),
        adjusted_p_value: near(0.000522055194),
        log_e_value: near(7.557737239),
        effect_on_all_points: near(11.616161616),
      },
      guardrails: [
        {
          metric: 'paid',
          code: 'holds',
          worse_by_at_least: near(-0.210600555),
          worse_by_at_most: near(-0.045387996),
        },
      ],
    });
    // Money of those who pay in the plan's currency, over the same shoppers.
    expect(of('revenue')).toMatchObject({
      effect: near(388.904899135),
      interval: { low: near(39.821639904), high: near(737.988158367) },
    });
    expect(of('order_value')).toMatchObject({
      effect: near(-39.582434561),
      interval: { low: near(-359.309099072), high: near(280.14422995) },
    });
    // Shoppers who come twice are not independent sessions.
    expect(results.bayesian).toBeNull();
  });
});
