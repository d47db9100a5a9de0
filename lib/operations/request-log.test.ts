import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { ApiKeyId, MerchantId } from '#lib/domain/ids.ts';
import { findOwnRequest, pageOwnRequests } from './own-requests.ts';
import {
  MAX_NOTED,
  type NotedCall,
  type OwnRequestLog,
  REQUESTS_KEPT_MS,
  createRequestLog,
  forgetOldRequests,
} from './request-log.ts';
import { seedMerchant } from './testing/seed.ts';
import { type TestContext, createTestContext } from './testing/test-context.ts';

/** Writes are made by hand. */
const NEVER_MS = 3_600_000;

describeOnEachDatabase('the request log', (getDatabase) => {
  let app: TestContext;
  let log: OwnRequestLog;
  let merchantId: MerchantId;
  let stop: () => Promise<void>;
  let nth = 0;

  const call = (facts: Partial<NotedCall> = {}): NotedCall => ({
    requestId: `req_${String((nth += 1)).padStart(14, '0')}`,
    merchantId,
    livemode: false,
    keyId: 'key_1' as ApiKeyId, // of nobody here
    at: app.clock.now(),
    durationMs: 12.4,
    method: 'POST',
    path: '/v1/checkout/sessions',
    status: 200,
    apiVersion: '2026-10-28.endive',
    idempotencyKey: null,
    replayed: false,
    params: { mode: 'payment' },
    answer: '{\n  "id": "cs_test_1",\n  "object": "checkout.session",',
    ...facts,
  });
  const list = async (facts: Partial<Parameters<typeof pageOwnRequests>[2]> = {}) => {
    const page = await pageOwnRequests(
      getDatabase().db,
      { merchantId, livemode: false },
      {
        page: { limit: 50, startingAfter: null, endingBefore: null },
        created: { from: null, before: null },
        statusClass: null,
        path: null,
        keyId: null,
        ...facts,
      },
    );
    return page?.items ?? [];
  };

  beforeEach(async () => {
    log = createRequestLog();
    app = createTestContext(getDatabase(), { requests: log });
    merchantId = (await seedMerchant(app.context)).merchantId;
    ({ stop } = log.start(app.context, { everyMs: NEVER_MS }));
    return () => stop();
  });

  test('a call is found by its id, with what was sent and what it came to', async () => {
    const noted = call({
      status: 400,
      idempotencyKey: 'order-1',
      answer: JSON.stringify({
        error: { type: 'invalid_request_error', message: 'Missing amount', param: 'amount' },
      }),
    });
    log.note(noted);
    await log.write(app.context);
    const { db } = getDatabase();
    const found = await findOwnRequest(db, { merchantId, livemode: false }, noted.requestId);
    expect(found).toMatchObject({
      method: 'POST',
      status: 400,
      durationMs: 12,
      params: { mode: 'payment' },
      idempotencyKey: 'order-1',
      answered: null,
      errorType: 'invalid_request_error',
      errorParam: 'amount',
      errorMessage: 'Missing amount',
    });
    const other = (await seedMerchant(app.context)).merchantId;
    for (const owner of [
      { merchantId: other, livemode: false },
      { merchantId, livemode: true },
    ]) {
      expect(await findOwnRequest(db, owner, noted.requestId)).toBeNull();
    }
  });

  test('it is filtered by how calls ended, their path, their key and their time, and read page by page', async () => {
    for (const [status, path, key] of [
      [200, '/v1/refunds', 'key_1'],
      [404, '/v1/refunds/re_1', 'key_1'],
      [500, '/v1/charges', 'key_2'],
      [429, '/v1/ref%nds', 'key_2'],
    ] as const) {
      app.clock.advance(1_000);
      log.note(call({ status, path, keyId: key as ApiKeyId, at: app.clock.now() }));
    }
    await log.write(app.context);
    const statuses = async (facts: Parameters<typeof list>[0]) =>
      (await list(facts)).map(({ status }) => status);
    expect(await statuses({})).toEqual([429, 500, 404, 200]);
    expect(await statuses({ statusClass: 'succeeded' })).toEqual([200]);
    expect(await statuses({ statusClass: 'refused' })).toEqual([429, 404]);
    expect(await statuses({ statusClass: 'failed' })).toEqual([500]);
    expect(await statuses({ path: '/v1/refunds' })).toEqual([404, 200]);
    expect(await statuses({ path: '/v1/ref%' })).toEqual([429]);
    expect(await statuses({ keyId: 'key_2' as ApiKeyId })).toEqual([429, 500]);
    const from = new Date(app.clock.now().getTime() - 1_000);
    expect(await statuses({ created: { from, before: app.clock.now() } })).toEqual([500]);
    const second = (await list())[1]?.id ?? '';
    const page = { limit: 1, startingAfter: second, endingBefore: null };
    expect(await statuses({ page })).toEqual([404]);
  });

  test('what is noted on top of what it holds is dropped and counted, and nobody waits', async () => {
    for (let at = 0; at < MAX_NOTED + 7; at += 1) log.note(call());
    expect(await log.write(app.context)).toBe(MAX_NOTED);
    expect(app.logLines.some((line) => line.includes('"dropped":7'))).toBe(true);
    expect(await log.write(app.context)).toBe(0);
  });

  test('a batch that cannot be written is dropped and told, and the next is written', async () => {
    log.note(call({ status: 2 ** 40 }));
    expect(await log.write(app.context)).toBe(0);
    log.note(call());
    expect(await log.write(app.context)).toBe(1);
    expect(app.logLines.some((line) => line.includes('calls could not be kept'))).toBe(true);
  });

  test('stopped, it has written the last, and notes nothing more', async () => {
    log.note(call());
    await stop();
    log.note(call());
    expect(await list()).toHaveLength(1);
    expect(await log.write(app.context)).toBe(0);
  });

  test('after 30 days a call is gone, to the millisecond', async () => {
    log.note(call());
    await log.write(app.context);
    app.clock.advance(REQUESTS_KEPT_MS);
    expect(await forgetOldRequests(app.context)).toBe(0);
    app.clock.advance(1);
    expect(await forgetOldRequests(app.context)).toBe(1);
    expect(await list()).toEqual([]);
  });
});
