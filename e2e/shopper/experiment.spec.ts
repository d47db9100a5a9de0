import { z } from 'zod';
import { expect } from '../support/fixtures.ts';
import { OWN_ORDER } from '../support/learned-state.ts';
import { test } from '../support/ordered-stack.ts';

const SHOPPERS = 30;
const BUYERS = 4;
const ARMS: Readonly<Record<string, readonly string[]>> = {
  payme_first: ['payme', 'fps'],
  octopus_first: ['octopus', 'wechat_pay'],
};

const exposureSchema = z.object({ experiment: z.string(), arm: z.string() });
const counts = z.object({
  key: z.string(),
  sessions: z.number().nullable(),
  paid: z.number().nullable(),
});
const resultsSchema = z.object({
  control: counts,
  arms: z.array(counts),
  health: z.object({
    exposed: z.object({ units: z.record(z.string(), z.number()) }),
    orders_differ_share: z.number().nullable(),
  }),
});

test('an experiment’s shoppers see the order of their arm, always, and are counted in it', async ({
  ordered: { stack, client, stripe, shoppers },
}) => {
  test.setTimeout(180_000);
  const call = (method: 'GET' | 'POST', path: string, params?: Record<string, unknown>) =>
    stripe.rawRequest(method, path, params);
  const made = await call('POST', '/v1/experiments', {
    name: 'PayMe or Octopus first',
    arms: Object.entries(ARMS).map(([key, order]) => ({ key, order, weight: '0.5' })),
    plan: { planned_units: 100, full_days: 0 },
  });
  const { id } = z.object({ id: z.string() }).parse(made);
  await call('POST', `/v1/experiments/${id}/start`);

  const armOf = async (session: string) => {
    const found = exposureSchema.parse(await call('GET', `/v1/ordering/exposures/${session}`));
    expect(found.experiment).toBe(id);
    return found.arm;
  };
  const orderIn = (arm: string) => {
    const first = ARMS[arm] ?? [];
    return [...first, ...OWN_ORDER.filter((method) => !first.includes(method))];
  };

  // It is heard of within two seconds; until then the policy may happen to show an arm's order.
  await expect(async () => {
    const session = await shoppers.newSession();
    const order = await shoppers.listed(session.url);
    expect(order).toEqual(orderIn(await armOf(session.id)));
  }).toPass({ timeout: 15_000 });

  const sessions = await Promise.all(Array.from({ length: SHOPPERS }, shoppers.newSession));
  const seen = await Promise.all(
    sessions.map(async (session) => {
      const orders: (readonly string[])[] = [await shoppers.listed(session.url)];
      for (const locale of ['en', 'zh-HK', 'en']) {
        orders.push(await shoppers.listed(`${stack.urls.app}/${locale}/pay/${session.id}`));
      }
      return { session: session.id, orders };
    }),
  );
  const inArm = new Map<string, number>();
  for (const { session, orders } of seen) {
    const arm = await armOf(session);
    inArm.set(arm, (inArm.get(arm) ?? 0) + 1);
    for (const order of orders) expect(order).toEqual(orderIn(arm));
  }
  // By hash, one half each: fewer than four of thirty in one is one case in 200,000.
  expect(Math.min(...Object.keys(ARMS).map((arm) => inArm.get(arm) ?? 0))).toBeGreaterThan(3);
  const bought = await Promise.all(Array.from({ length: BUYERS }, () => shoppers.payWith('fps')));
  expect(new Set(bought)).toEqual(new Set(['paid']));

  // Sessions are read an hour after: as if all of this had been two hours ago. Exposures can be written only once.
  await client.query(`
    begin;
    set local session_replication_role = replica;
    update experiment set started_at = started_at - interval '2 hours', next_look_at = now();
    update ordering_exposure set at = at - interval '2 hours';
    update checkout_session set completed_at = completed_at - interval '2 hours';
    commit;
  `);
  const [{ count }] = (
    await client.query('select count(*)::int from ordering_exposure where experiment_id = $1', [id])
  ).rows;
  const results = async () =>
    resultsSchema.parse(await call('GET', `/v1/experiments/${id}/results`));
  const total = async (what: 'sessions' | 'paid') => {
    const { control, arms } = await results();
    return [control, ...arms].reduce((sum, arm) => sum + (arm[what] ?? 0), 0);
  };
  await expect.poll(() => total('sessions'), { timeout: 30_000 }).toBe(count);
  expect(await total('paid')).toBe(BUYERS);
  const { health } = await results();
  expect(health.orders_differ_share).toBe(1);
  expect(Object.values(health.exposed.units).reduce((sum, units) => sum + units, 0)).toBe(count);
});
