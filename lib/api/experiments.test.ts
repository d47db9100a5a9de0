import type Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { ApiScope } from '#lib/domain/api-scope.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { lookAtExperiments } from '#lib/operations/experiments/look-at-experiments.ts';
import { shoppersCome } from '#lib/operations/testing/shoppers.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, startApiServer, testKey } from './testing/api-server.ts';
import { refusalOf } from './testing/refusal-of.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const PARAMS = {
  name: 'FPS first',
  arms: [
    { key: 'own', weight: 0.5, order: ['card', 'fps'] },
    { key: 'fps-first', weight: 0.5, order: ['fps', 'card'] },
  ],
  plan: { planned_units: 2_000 },
};

/** An answer of Praya's own, for which the SDK has no type. */
type Answer = Readonly<Record<string, unknown>> & { readonly id: string };

describeOnEachDatabase('experiments over the API', (getDatabase) => {
  let app: TestContext;
  let server: ApiServer;
  let merchantId: MerchantId;
  let stripe: Stripe;
  let stranger: Stripe;

  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(app.context, request));
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    app = createTestContext(getDatabase());
    ({ merchantId } = await seedMerchant(app.context));
    const other = await seedMerchant(app.context, { name: 'Other' });
    stripe = server.stripe(await testKey(app.context, merchantId));
    stranger = server.stripe(await testKey(app.context, other.merchantId));
  });

  const post = async (path: string, params: object = {}, by = stripe) =>
    (await by.rawRequest('POST', `/v1/experiments${path}`, { ...params })) as unknown as Answer;
  const get = async (path: string, by = stripe) =>
    (await by.rawRequest('GET', `/v1/experiments${path}`)) as unknown as Answer;

  test('from a question to a setting: draft, start, ramp, results, stop, rollout, finish', async () => {
    const draft = await post('', { ...PARAMS, coverage: 0.5 });
    expect(draft).toMatchObject({
      object: 'experiment',
      status: 'draft',
      plan: {
        alpha: 0.05,
        full_days: 7,
        maturity_minutes: 60,
        currency: 'hkd',
        guardrails: [
          { metric: 'paid', margin: 0.02 },
          { metric: 'given_back', margin: 0.01 },
        ],
      },
      namespace: null,
    });
    const path = `/${draft.id}`;
    expect(await post(path, { name: 'FPS before cards', plan: { alpha: 0.01 } })).toMatchObject({
      name: 'FPS before cards',
      plan: { alpha: 0.01, planned_units: 2_000 },
    });
    expect(await post(`${path}/start`)).toMatchObject({ status: 'running', learners: 'shared' });
    const raised = await post(`${path}/ramp`, { coverage: 1 });
    expect(raised['ramp']).toMatchObject([{ coverage: 1 }]);
    await shoppersCome(app, merchantId, {
      count: 1_200,
      overMs: 8 * DAY_MS,
      paid: (arm, nth) => nth % 10 < (arm === 'own' ? 5 : 8),
    });
    await lookAtExperiments(app.context);
    const results = await get(`${path}/results`);
    expect(results).toMatchObject({
      object: 'experiment_results',
      experiment: draft.id,
      health: { ok: true },
      arms: [{ key: 'fps-first', verdict: { code: 'better' }, primary: { metric: 'paid' } }],
    });
    expect((await get(path))['status']).toBe('running');
    expect(await post(`${path}/stop`)).toMatchObject({ status: 'stopped', stopped_by: 'merchant' });
    const rollout = { arm: 'fps-first', coverage: 0.5 };
    expect(await post(`${path}/rollout`, rollout)).toMatchObject({
      rollout: { arm: 'fps-first', ramp: [{ coverage: 0.5 }] },
    });
    expect(await post(`${path}/roll_back`)).toMatchObject({ rollout: null });
    await post(`${path}/rollout`, rollout);
    const finished = await post(`${path}/finish`);
    expect(finished['finished_at']).toEqual(Math.floor(app.clock.now().getTime() / 1000));
    // The results of one that is over stay.
    expect(await get(`${path}/results`)).toMatchObject({ arms: results['arms'] });
  });

  test('a key made for experiments makes none of them the merchant’s setting', async () => {
    const draft = await post('', PARAMS);
    const path = `/${draft.id}`;
    await post(`${path}/start`);
    await post(`${path}/stop`);
    await post(`${path}/rollout`, { arm: 'fps-first', coverage: 1 });
    const keyFor = async (...scopes: ApiScope[]) =>
      server.stripe(
        (await createApiKey(app.context, { merchant: merchantId, mode: 'test', scopes })).key,
      );
    const experimenter = await keyFor('experiments.write');
    await expect(post(`${path}/finish`, {}, experimenter)).rejects.toMatchObject({
      statusCode: 403,
      code: 'more_permissions_required',
    });
    expect((await get(path))['finished_at']).toBeNull();
    const both = await keyFor('experiments.write', 'ordering.write');
    expect((await post(`${path}/finish`, {}, both))['finished_at']).not.toBeNull();
  });

  test('forms do as well as JSON: they are what the SDKs of other languages send', async () => {
    const response = await fetch(`${server.origin}/v1/experiments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await testKey(app.context, merchantId)}` },
      body: new URLSearchParams([
        ['name', 'By a form'],
        ['arms[0][key]', 'own'],
        ['arms[0][weight]', '0.5'],
        ['arms[0][order][]', 'card'],
        ['arms[0][order][]', 'fps'],
        ['arms[1][key]', 'engine'],
        ['arms[1][weight]', '0.5'],
        ['arms[1][policy]', 'paid-rate'],
        ['plan[baseline]', '0.8'],
        ['plan[minimal_effect]', '0.02'],
        ['namespace[from]', '0'],
        ['namespace[to]', '0.5'],
      ]),
    });
    expect(await response.json()).toMatchObject({
      arms: [{ order: ['card', 'fps'] }, { policy: 'paid-rate', order: null }],
      namespace: { seed: 'default', from: 0, to: 0.5 },
      plan: { baseline: 0.8, minimal_effect: 0.02, power: 0.8 },
    });
  });

  test('no arm is named so that reading its results changes what every object has', async () => {
    const response = await fetch(`${server.origin}/v1/experiments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await testKey(app.context, merchantId)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        ...PARAMS,
        arms: [PARAMS.arms[0], { ...PARAMS.arms[1], key: '__proto__' }],
      }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'arms[1][key]' } });
  });

  test('what is wrong is refused by its name', async () => {
    const change = (params: object) => ({ ...PARAMS, ...params });
    const wrong: readonly (readonly [string, object])[] = [
      ['name', change({ name: ' ' })],
      ['arms', change({ arms: PARAMS.arms.slice(0, 1) })],
      ['arms', change({ arms: PARAMS.arms.map((arm) => ({ ...arm, weight: 0.4 })) })],
      [
        'arms[1][weight]',
        change({ arms: [PARAMS.arms[0], { ...PARAMS.arms[1], weight: 'half' }] }),
      ],
      [
        'arms[1][policy]',
        change({ arms: [PARAMS.arms[0], { key: 'x', weight: 0.5, policy: 'x' }] }),
      ],
      [
        'arms[1][order][0]',
        change({ arms: [PARAMS.arms[0], { key: 'x', weight: 0.5, order: ['x'] }] }),
      ],
      ['arms[1]', change({ arms: [PARAMS.arms[0], { key: 'x', weight: 0.5 }] })],
      ['coverage', change({ coverage: 1.5 })],
      ['hash', change({ hash: 'md5' })],
      ['namespace', change({ namespace: { from: 0.5, to: 0.4 } })],
      ['plan[planned_units]', change({ plan: { alpha: 0.05 } })],
      ['plan[planned_units]', change({ plan: { planned_units: 5, baseline: 0.5 } })],
      ['plan[minimal_effect]', change({ plan: { baseline: 0.5 } })],
      ['plan[minimal_effect]', change({ plan: { baseline: 0.99, minimal_effect: 0.02 } })],
      ['plan[alpha]', change({ plan: { planned_units: 5, alpha: 0 } })],
      ['plan[alpha]', change({ plan: { baseline: 0.8, minimal_effect: 0.02, alpha: 1e-20 } })],
      [
        'plan[guardrails][0][metric]',
        change({ plan: { planned_units: 5, guardrails: [{ metric: 'x', margin: 0 }] } }),
      ],
      ['plan[currency]', change({ plan: { planned_units: 5, currency: 'xyz' } })],
      ['seed', change({ seed: 'mine' })],
    ];
    const told = [];
    for (const [, params] of wrong) told.push((await refusalOf(post('', params))).param);
    expect(told).toEqual(wrong.map(([param]) => param));
    const { id } = await post('', PARAMS);
    expect((await refusalOf(post(`/${id}/ramp`, { coverage: 1 }))).param).toBe('id');
    await post(`/${id}/start`);
    expect((await refusalOf(post(`/${id}/start`))).param).toBe('id');
    expect((await refusalOf(post(`/${id}`, { name: 'x' }))).param).toBe('id');
    expect((await refusalOf(post(`/${id}/stop_arm`, { arm: 'own' }))).param).toBe('arm');
    const past = { coverage: 1, steps: [{ at: 1, coverage: 1 }] };
    expect((await refusalOf(post(`/${id}/ramp`, past))).param).toBe('steps[0][at]');
    const other = await post('', { ...PARAMS, name: 'Second' });
    expect((await refusalOf(post(`/${other.id}/start`))).param).toBe('namespace');
    // A namespace can be given, and taken away again.
    const withNamespace = await post(`/${other.id}`, { namespace: { from: 0, to: 1 } });
    expect(withNamespace['namespace']).toEqual({ seed: 'default', from: 0, to: 1 });
    expect((await post(`/${other.id}`, { namespace: '' }))['namespace']).toBeNull();
  });

  test('another merchant’s experiments are not there', async () => {
    const { id } = await post('', PARAMS);
    await post(`/${id}/start`);
    for (const call of [
      () => get(`/${id}`, stranger),
      () => get(`/${id}/results`, stranger),
      () => post(`/${id}`, {}, stranger),
      () => post(`/${id}/stop`, {}, stranger),
      () => post(`/${id}/ramp`, { coverage: 1 }, stranger),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    }
    expect((await get('', stranger))['data']).toEqual([]);
    expect((await get(`/${id}`))['status']).toBe('running');
  });

  test('they are listed a page at a time, and by their status', async () => {
    const ids = [];
    for (const name of ['First', 'Second', 'Third']) {
      ids.unshift((await post('', { ...PARAMS, name })).id);
      app.clock.advance(1_000);
    }
    await post(`/${ids[1]}/start`);
    const idsOf = ({ data }: Answer) => (data as readonly Answer[]).map(({ id }) => id);
    expect(idsOf(await get('?limit=2'))).toEqual(ids.slice(0, 2));
    expect(idsOf(await get(`?starting_after=${ids[1]}`))).toEqual(ids.slice(2));
    expect(idsOf(await get('?status=running'))).toEqual([ids[1]]);
    expect((await refusalOf(get('?starting_after=exp_x'))).param).toBe('starting_after');
  });

  test('how large and how long an experiment has to be is told before, in both languages', async () => {
    const asked = 'baseline=0.8&minimal_effect=0.01&sessions_per_day=300';
    const size = await get(`/sample_size?${asked}`);
    expect(size).toMatchObject({
      object: 'experiment_size',
      units_per_arm_looking_once: 24_638,
      units_per_arm: 41_884,
      planned_units: 83_768,
      sequential_factor: 1.7,
      days: 280,
    });
    const { en, 'zh-HK': zh } = size['text'] as Record<string, string>;
    expect(en).toContain('280 days at 300 sessions a day');
    expect(en).toContain('longer than three months');
    expect(zh).toContain('280 天');
    const three = await get(`/sample_size?${asked}&arms=3`);
    expect(three['units_per_arm']).toBeGreaterThan(Number(size['units_per_arm']));
    const impossible = get('/sample_size?baseline=0.99&minimal_effect=0.02&sessions_per_day=300');
    expect((await refusalOf(impossible)).param).toBe('minimal_effect');
  });

  test('the holdout is set once', async () => {
    expect(await get('/holdout')).toMatchObject({ share: 0, set_at: null });
    expect(await post('/holdout', { share: 0.05 })).toMatchObject({ share: 0.05 });
    expect((await refusalOf(post('/holdout', { share: 0.1 }))).param).toBe('share');
    expect(await get('/holdout')).toMatchObject({ object: 'experiment_holdout', share: 0.05 });
    expect(await get('/holdout', stranger)).toMatchObject({ share: 0 });
  });
});
