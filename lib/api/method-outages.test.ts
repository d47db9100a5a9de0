import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { ApiScope } from '#lib/domain/api-scope.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { watchMethods } from '#lib/operations/ordering/watch-methods.ts';
import { type OutageWorld, createOutageWorld } from '#lib/operations/testing/outage-world.ts';
import { testKey } from './testing/api-server.ts';
import { conforming } from './testing/conforming.ts';
import { handleApiRequest } from './handler.ts';

const PATH = '/v1/ordering/outages';

describeOnEachDatabase('outages of methods by the API', (getDatabase) => {
  let world: OutageWorld;
  let key: string;

  beforeEach(async () => {
    world = await createOutageWorld(getDatabase(), ['payme', 'fps', 'card', 'apple_pay']);
    key = await testKey(world.context, world.owner.merchantId);
  });

  const send = async (method: 'GET' | 'POST', path: string, params = '', as = key) => {
    const query = method === 'GET' && params !== '' ? `?${params}` : '';
    const handle = conforming((request) => handleApiRequest(world.context, request));
    const response = await handle(
      new Request(`http://localhost${path}${query}`, {
        method,
        headers: {
          authorization: `Bearer ${as}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        ...(method === 'POST' ? { body: params } : {}),
      }),
    );
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  const raise = async (params: string) => {
    const { answer } = await send('POST', PATH, params);
    return String(answer['id']);
  };
  const ids = async (params = '') => {
    const { answer } = await send('GET', PATH, params);
    return (answer['data'] as { id: string }[]).map(({ id }) => id); // the list's own
  };
  const keyFor = async (...scopes: ApiScope[]) =>
    (await createApiKey(world.context, { merchant: world.owner.merchantId, mode: 'test', scopes }))
      .key;

  test('a merchant takes a method out of order, and takes it back with one call', async () => {
    const { answer } = await send(
      'POST',
      PATH,
      'method=payme&action=close&public_reason[en]=Back+at+noon.&public_reason[zh-HK]=中午恢復。',
    );
    expect(answer).toMatchObject({
      object: 'method_outage',
      action: 'close',
      ended_at: null,
      evidence: null,
      method: 'payme',
      public_reason: { en: 'Back at noon.', 'zh-HK': '中午恢復。' },
      raised_by: 'merchant',
      scope: { type: 'everywhere', region: null, in_app: null },
      status: 'open',
    });
    const path = `${PATH}/${String(answer['id'])}`;
    expect((await send('GET', path)).answer).toEqual(answer);
    world.clock.advance(5_000);
    const ended = await send('POST', `${path}/end`);
    expect(ended.answer).toMatchObject({ status: 'ended', ended_by: 'merchant' });
    expect((await send('POST', `${path}/end`)).answer).toEqual(ended.answer);
    const { answer: events } = await send('GET', '/v1/events', 'types[0]=method_outage.ended');
    expect(events).toMatchObject({
      data: [
        { data: { object: { id: answer['id'] } }, request: { id: expect.any(String) as unknown } },
      ],
    });
  });

  test('what is left out goes by the settings: moved down, in the page’s own words', async () => {
    const { answer } = await send('POST', PATH, 'method=payme');
    expect(answer).toMatchObject({ action: 'move_down', public_reason: {} });
  });

  test('outages are listed, by method and by whether they are over', async () => {
    const payme = await raise('method=payme');
    world.clock.advance(1_000);
    const fps = await raise('method=fps');
    await send('POST', `${PATH}/${payme}/end`);
    expect(await ids()).toEqual([fps, payme]);
    expect(await ids('status=open')).toEqual([fps]);
    expect(await ids('status=ended')).toEqual([payme]);
    expect(await ids('method=payme')).toEqual([payme]);
    expect(await ids('limit=1')).toEqual([fps]);
    expect(await ids(`starting_after=${fps}`)).toEqual([payme]);
    expect(await ids(`ending_before=${payme}`)).toEqual([fps]);
    const other = await testKey(
      world.context,
      (await createOutageWorld(getDatabase())).owner.merchantId,
    );
    expect((await send('GET', PATH, '', other)).answer).toMatchObject({ data: [] });
    expect((await send('POST', `${PATH}/${fps}/end`, '', other)).status).toBe(404);
  });

  test('an alarm is shown with its evidence, and the merchant’s word takes its place', async () => {
    for (let time = 0; time < 6; time += 1) await world.tries('payme', 'decline');
    await watchMethods(world.context);
    const { answer } = await send('GET', PATH);
    expect(answer['data']).toMatchObject([
      { raised_by: 'detector', evidence: { failed: 6, paid: 0, undecided: 0 } },
    ]);
    const id = await raise('method=payme&action=close');
    expect(await ids('status=open')).toEqual([id]);
    // Meanwhile the detector leaves the method alone, whatever comes of it.
    for (let time = 0; time < 6; time += 1) await world.tries('payme', 'decline');
    await watchMethods(world.context);
    expect(await ids('status=open')).toEqual([id]);
    await send('POST', `${PATH}/${id}/end`);
    world.clock.advance(15_000);
    await watchMethods(world.context);
    expect(await ids('status=open')).toEqual([]);
  });

  test.each([
    ['method=octopus', 'method'],
    ['method=cash', 'method'],
    ['action=close', 'method'],
    ['method=payme&action=hide', 'action'],
    ['method=apple_pay&action=move_down', 'action'],
    ['method=payme&public_reason[en]=two%0Alines', 'public_reason[en]'],
    ['method=payme&public_reason[fr]=Non', 'public_reason[fr]'],
    ['method=payme&scope=everywhere', 'scope'],
  ])('%s is refused by name', async (params, param) => {
    const { status, answer } = await send('POST', PATH, params);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ error: { type: 'invalid_request_error', param } });
    expect(await ids()).toEqual([]);
  });

  test('a method that is out of order already is refused with the outage’s id', async () => {
    const id = await raise('method=payme');
    const { status, answer } = await send('POST', PATH, 'method=payme&action=close');
    expect(status).toBe(400);
    expect(answer).toMatchObject({
      error: { param: 'method', message: expect.stringContaining(id) as unknown },
    });
  });

  test('a wallet of the browser is closed, for it has no place in the list', async () => {
    const { answer } = await send('POST', PATH, 'method=apple_pay');
    expect(answer).toMatchObject({ action: 'close' });
  });

  test('words to shoppers need a power of their own', async () => {
    const switches = await keyFor('ordering.write');
    const params = 'method=payme&public_reason[en]=Soon.';
    const refused = await send('POST', PATH, params, switches);
    expect(refused.status).toBe(403);
    expect(refused.answer).toMatchObject({ error: { code: 'more_permissions_required' } });
    expect((await send('POST', PATH, 'method=payme', switches)).status).toBe(200);
    const says = await keyFor('ordering.write', 'method_terms.write');
    expect((await send('POST', PATH, params.replace('payme', 'fps'), says)).status).toBe(200);
  });
});
