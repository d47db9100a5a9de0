import { asc } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { apiRequest } from '#lib/db/schema/api-request.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { type OwnRequestLog, createRequestLog } from '#lib/operations/request-log.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';

describeOnEachDatabase('calls as the request log keeps them', (getDatabase) => {
  let app: TestContext;
  let log: OwnRequestLog;
  let key: string;

  const send = async (
    path: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) => {
    const headers = { authorization: `Bearer ${key}`, ...init.headers };
    const answer = await handleApiRequest(
      app.context,
      new Request(`http://localhost${path}`, { ...init, headers }),
    );
    return { requestId: answer.headers.get('request-id') ?? '', body: await answer.text() };
  };
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    send(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const rows = async () => {
    await log.write(app.context);
    const { db } = getDatabase();
    return db.select().from(apiRequest).orderBy(asc(apiRequest.createdAt), asc(apiRequest.id));
  };

  beforeEach(async () => {
    log = createRequestLog();
    app = createTestContext(getDatabase(), { requests: log });
    const { merchantId } = await seedMerchant(app.context);
    key = (await createApiKey(app.context, { merchant: merchantId, mode: 'test' })).key;
    const { stop } = log.start(app.context, { everyMs: 3_600_000 });
    return stop;
  });

  test('one that worked, one that was refused and one repeated are told apart', async () => {
    const made = await post('/v1/products', 'name=Oolong', { 'idempotency-key': 'tea-1' });
    app.clock.advance(1);
    const again = await post('/v1/products', 'name=Oolong', { 'idempotency-key': 'tea-1' });
    app.clock.advance(1);
    const refused = await post('/v1/products', 'colour=red');
    const { id } = JSON.parse(made.body) as { id: string };
    expect(await rows()).toMatchObject([
      {
        id: made.requestId,
        status: 200,
        answered: id,
        replayed: false,
        params: { name: 'Oolong' },
      },
      { id: again.requestId, status: 200, answered: id, replayed: true, idempotencyKey: 'tea-1' },
      {
        id: refused.requestId,
        status: 400,
        answered: null,
        errorType: 'invalid_request_error',
        errorCode: 'parameter_missing',
        errorParam: 'name',
      },
    ]);
  });

  test('what nobody’s key was given with is nobody’s', async () => {
    key = 'praya_sk_test_nonsense';
    await post('/v1/products', 'name=Oolong');
    expect(await rows()).toEqual([]);
  });

  test('nothing secret that is sent or answered is in any row', async () => {
    const card = '4242424242424242';
    await post('/v1/products', `name=Oolong&metadata[card]=${card}&metadata[key]=${key}`);
    await send(`/v1/customers/${card}`);
    await send(`/v1/${key}`);
    await post('/v1/products', `${card}=1`, { 'idempotency-key': key });
    await post('/v1/customers', 'name=Mei+Chan&email=mei%40tea.example.hk&phone=91234567');
    await post('/v1/products', `{"name":"${card}`, { 'content-type': 'application/json' });
    const endpoint = await post(
      '/v1/webhook_endpoints',
      'url=https://shop.example.hk/hook?token=jasmine&enabled_events[0]=*',
    );
    const { secret } = JSON.parse(endpoint.body) as { secret: string };
    const all = await rows();
    expect(all).toHaveLength(7);
    const text = JSON.stringify(all);
    for (const hidden of [
      card,
      key.slice(-20),
      secret.slice(-20),
      'jasmine',
      'Mei',
      'mei',
      '9123',
    ]) {
      expect(text).not.toContain(hidden);
    }
  });

  test('an error leads to its call’s page, where it is noted', async () => {
    const refused = await post('/v1/products', 'colour=red');
    const urlOf = ({ body }: { body: string }) =>
      (JSON.parse(body) as { error: { request_log_url?: string } }).error.request_log_url;
    const [row] = await rows();
    expect(urlOf(refused)).toBe(
      `http://localhost:3000/dashboard/${row?.merchantId}/test/developers/requests/${refused.requestId}`,
    );
    key = 'praya_sk_test_nobodys';
    expect(urlOf(await post('/v1/products', 'name=Oolong'))).toBeUndefined();
  });
});
