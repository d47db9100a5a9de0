import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import Stripe from 'stripe';
import type { Database } from '#lib/db/client.ts';
import { findApiKey } from '#lib/db/stores/api-key-store.ts';
import { describeOnEachDatabase, describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { answerOnce, forgetOldAnswers } from '#lib/operations/answer-once.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { listSetup } from '#lib/operations/admin/list-setup.ts';
import { revokeApiKey } from '#lib/operations/admin/revoke-api-key.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { newApiKey } from '#lib/platform/api-key-format.ts';
import { ENDPOINTS } from './endpoints/table.ts';
import { handleApiRequest } from './handler.ts';
import type { ApiDescription } from './openapi/describe-api.ts';
import { type ApiServer, startApiServer, testKey } from './testing/api-server.ts';

const FORM = new URLSearchParams({
  mode: 'payment',
  success_url: 'https://tea.example.hk/thanks',
  'line_items[0][price_data][currency]': 'hkd',
  'line_items[0][price_data][unit_amount]': '1000',
  'line_items[0][price_data][product_data][name]': 'Tea',
  'line_items[0][quantity]': '1',
}).toString();

interface Sent {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly error: { type?: string; code?: string; message?: string; param?: string };
}

/** One call without an SDK between. */
async function send(
  app: TestContext,
  options: {
    method?: string;
    path?: string;
    body?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<Sent> {
  const { method = 'POST', path = '/v1/checkout/sessions', body, headers = {} } = options;
  const response = await handleApiRequest(
    app.context,
    new Request(`http://localhost${path}`, {
      method,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      ...(body === undefined ? {} : { body }),
    }),
  );
  const text = await response.text();
  const parsed = text === '' ? {} : (JSON.parse(text) as Partial<Sent>); // our own answers
  return { status: response.status, text, headers: response.headers, error: parsed.error ?? {} };
}

describeOnEachDatabase('the merchant API', (getDatabase) => {
  let app: TestContext;
  let key: string;
  let merchantId: string;
  const bearer = (token = key) => ({ authorization: `Bearer ${token}` });
  const sessions = () => getDatabase().db.$count(sql`checkout_session`);

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    ({ merchantId } = await seedMerchant(app.context));
    key = await testKey(app.context, merchantId);
  });

  describe('keys', () => {
    test('bearer and basic are both understood', async () => {
      const basic = Buffer.from(`${key}:`).toString('base64');
      expect((await send(app, { body: FORM, headers: bearer() })).status).toBe(200);
      const headers = { authorization: `Basic ${basic}` };
      expect((await send(app, { body: FORM, headers })).status).toBe(200);
    });

    test.each([
      ['none', {}],
      ['an empty one', { authorization: 'Bearer ' }],
      ['another scheme', { authorization: 'Digest x' }],
      ['one never issued', { authorization: `Bearer praya_sk_test_${'A'.repeat(38)}` }],
    ])('%s is 401', async (_, headers: Record<string, string>) => {
      const answer = await send(app, { body: FORM, headers });
      expect(answer.status).toBe(401);
      expect(answer.error.type).toBe('authentication_error');
      expect(answer.headers.get('stripe-should-retry')).toBe('false');
      expect(answer.headers.get('request-id')).toMatch(/^req_[0-9A-Za-z]{14}$/);
      expect(await sessions()).toBe(0);
    });

    test.each(['sk_live_51Habcdefghijklmnop', 'rk_test_51Habcdefghijklmnop'])(
      'a Stripe key is named for what it is, and neither repeated nor logged',
      async (foreign) => {
        const answer = await send(app, { body: FORM, headers: bearer(foreign) });
        expect(answer.status).toBe(401);
        expect(answer.error.message).toContain('Stripe key');
        expect(answer.text).not.toContain(foreign);
        expect(app.logLines.join('')).not.toContain(foreign.slice(10));
      },
    );

    test('a publishable key is told apart', async () => {
      const answer = await send(app, { body: FORM, headers: bearer('praya_pk_test_x') });
      expect(answer.status).toBe(401);
      expect(answer.error.message).toContain('publishable');
    });

    test('a revoked key stops working', async () => {
      const { id, key: other } = await createApiKey(app.context, {
        merchant: merchantId,
        mode: 'test',
      });
      expect((await send(app, { body: FORM, headers: bearer(other) })).status).toBe(200);
      await revokeApiKey(app.context, { key: id });
      expect((await send(app, { body: FORM, headers: bearer(other) })).status).toBe(401);
      await expect(revokeApiKey(app.context, { key: id })).rejects.toThrow('still works');
    });

    test('revoked by another process, it stops within two seconds', async () => {
      const { id, key: other } = await createApiKey(app.context, {
        merchant: merchantId,
        mode: 'test',
      });
      expect((await send(app, { body: FORM, headers: bearer(other) })).status).toBe(200);
      // As another process would: what this one knows of keys is not told.
      await getDatabase().db.execute(sql`update api_key set revoked_at = now() where id = ${id}`);
      const status = async () => (await send(app, { body: FORM, headers: bearer(other) })).status;
      await expect.poll(status, { timeout: 2_000, interval: 100 }).toBe(401);
    });

    test('the version it names is noted at most once a minute, and of a call that is allowed', async () => {
      const { id, key: limited } = await createApiKey(app.context, {
        ...{ merchant: merchantId, mode: 'test', scopes: ['refunds.read'] },
      });
      const noted = async () => (await findApiKey(getDatabase().db, id))?.lastApiVersion;
      const call = (path: string, version: string) =>
        send(app, {
          ...{ method: 'GET', path },
          headers: { ...bearer(limited), 'stripe-version': version },
        });
      expect((await call('/v1/charges', '2025-09-30.clover')).status).toBe(403);
      expect((await call('/v1/unknown', '2025-09-30.clover')).status).toBe(404);
      expect(await noted()).toBeNull();
      for (const version of [
        '2025-09-30.clover',
        '2024-06-20',
        '2025-09-30.clover',
        '2024-06-20',
      ]) {
        expect((await call('/v1/refunds', version)).status).toBe(200);
        expect(await noted()).toBe('2025-09-30.clover');
      }
      app.clock.advance(60_000);
      await call('/v1/refunds', '2024-06-20');
      expect(await noted()).toBe('2024-06-20');
    });

    test('its use is noted at most once a minute', async () => {
      const lastUsed = async () => (await listSetup(app.context))[0]?.keys[0]?.lastUsedAt;
      const first = app.clock.now().toISOString();
      await send(app, { body: FORM, headers: bearer() });
      expect(await lastUsed()).toBe(first);
      app.clock.advance(59_000);
      await send(app, { body: FORM, headers: bearer() });
      expect(await lastUsed()).toBe(first);
      app.clock.advance(2_000);
      await send(app, { body: FORM, headers: bearer() });
      expect(await lastUsed()).toBe(app.clock.now().toISOString());
    });
  });

  test('what the API is can be read without a key, and covers every endpoint', async () => {
    const answer = await send(app, { method: 'GET', path: '/v1/openapi.json' });
    expect(answer.status).toBe(200);
    const { openapi, paths } = JSON.parse(answer.text) as ApiDescription; // as `describeApi` made it
    expect(openapi).toMatch(/^3\.1\./);
    expect(Object.keys(paths)).toEqual([...new Set(ENDPOINTS.map(({ path }) => path))]);
    expect((await send(app, { path: '/v1/openapi.json' })).status).toBe(401);
    const etag = answer.headers.get('etag') ?? '';
    const again = (known: string) =>
      send(app, { method: 'GET', path: '/v1/openapi.json', headers: { 'if-none-match': known } });
    for (const known of [etag, `"a", ${etag}`, etag.replace('W/', ''), '*']) {
      const { status, text, headers } = await again(known);
      expect([status, text, headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await again('W/"another"')).text).toBe(answer.text);
  });

  test.each([
    ['GET', '/v1/unknown'],
    ['GET', '/v1/subscriptions'],
    ['DELETE', '/v1/checkout/sessions'],
    ['POST', '/v1/checkout/sessions/'],
    ['GET', '/v1/checkout/sessions/a/b'],
    ['PATCH', '/v1'],
  ])('%s %s is not there', async (method, path) => {
    const answer = await send(app, { method, path, headers: bearer() });
    expect(answer.status).toBe(404);
    expect(answer.error.type).toBe('invalid_request_error');
    expect(answer.error.message).toContain(method);
  });

  test.each(['yesterday', '2026', '2026-01-01.'.padEnd(80, 'x')])(
    'the version %s is refused',
    async (version) => {
      const answer = await send(app, {
        body: FORM,
        headers: { ...bearer(), 'stripe-version': version },
      });
      expect(answer.status).toBe(400);
      expect(await sessions()).toBe(0);
    },
  );

  test('a body that is too long is 413 and writes nothing', async () => {
    const answer = await send(app, { body: `${FORM}&x=${'y'.repeat(70_000)}`, headers: bearer() });
    expect(answer.status).toBe(413);
    expect(await sessions()).toBe(0);
  });

  test('JSON is understood', async () => {
    const body = JSON.stringify({
      mode: 'payment',
      success_url: 'https://tea.example.hk/thanks',
      line_items: [
        {
          price_data: { currency: 'HKD', unit_amount: 1000, product_data: { name: 'Tea' } },
          quantity: 1,
        },
      ],
    });
    const answer = await send(app, {
      body,
      headers: { ...bearer(), 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(200);
  });

  describe('Idempotency-Key', () => {
    const withKey = (idempotencyKey: string, token = key) => ({
      ...bearer(token),
      'idempotency-key': idempotencyKey,
    });

    test('the same request again gets the same bytes and makes nothing', async () => {
      const first = await send(app, { body: FORM, headers: withKey('k1') });
      app.clock.advance(3_600_000);
      const again = await send(app, { body: FORM, headers: withKey('k1') });
      expect(first.headers.get('idempotent-replayed')).toBeNull();
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(again.text).toBe(first.text);
      expect(again.status).toBe(200);
      expect(await sessions()).toBe(1);
    });

    test('the order of parameters makes no difference', async () => {
      const first = await send(app, { body: FORM, headers: withKey('k1') });
      const reversed = FORM.split('&').toReversed().join('&');
      const again = await send(app, { body: reversed, headers: withKey('k1') });
      expect(again.text).toBe(first.text);
    });

    test('a request that has become invalid since is still answered as before', async () => {
      const soon = Math.floor(app.clock.now().getTime() / 1000) + 1800;
      const body = `${FORM}&expires_at=${soon}`;
      const first = await send(app, { body, headers: withKey('k1') });
      app.clock.advance(3_600_000);
      expect((await send(app, { body, headers: withKey('k1') })).text).toBe(first.text);
      expect((await send(app, { body, headers: withKey('k2') })).status).toBe(400);
    });

    test('other parameters under the same key are refused', async () => {
      await send(app, { body: FORM, headers: withKey('k1') });
      const answer = await send(app, {
        body: `${FORM}&client_reference_id=2`,
        headers: withKey('k1'),
      });
      expect(answer.status).toBe(400);
      expect(answer.error.type).toBe('idempotency_error');
      expect(await sessions()).toBe(1);
    });

    test('what was refused does not use up its key', async () => {
      const bad = await send(app, { body: `${FORM}&colour=red`, headers: withKey('k1') });
      expect(bad.status).toBe(400);
      const good = await send(app, { body: FORM, headers: withKey('k1') });
      expect(good.status).toBe(200);
      expect(good.headers.get('idempotent-replayed')).toBeNull();
    });

    test("another merchant's same key is another key", async () => {
      const other = await seedMerchant(app.context, { name: 'Other' });
      const otherKey = await testKey(app.context, other.merchantId);
      const first = await send(app, { body: FORM, headers: withKey('k1') });
      const second = await send(app, { body: FORM, headers: withKey('k1', otherKey) });
      expect(second.status).toBe(200);
      expect(second.text).not.toBe(first.text);
      expect(await sessions()).toBe(2);
    });

    test('255 characters are a key, 256 are not', async () => {
      const headers = (length: number) => withKey('k'.repeat(length));
      expect((await send(app, { body: FORM, headers: headers(255) })).status).toBe(200);
      expect((await send(app, { body: FORM, headers: headers(256) })).status).toBe(400);
    });

    test('twenty at once make one session', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => send(app, { body: FORM, headers: withKey('k1') })),
      );
      const done = answers.filter(({ status }) => status === 200);
      const busy = answers.filter(({ status }) => status === 409);
      expect(done.length + busy.length).toBe(20);
      expect(new Set(done.map(({ text }) => text)).size).toBe(1);
      for (const { headers, error } of busy) {
        expect(headers.get('stripe-should-retry')).toBe('true');
        expect(error.type).toBe('idempotency_error');
      }
      expect(await sessions()).toBe(1);
    });

    test('after thirty days an answer is forgotten', async () => {
      await send(app, { body: FORM, headers: withKey('k1') });
      expect(await forgetOldAnswers(app.context)).toBe(0);
      app.clock.advance(30 * 24 * 3_600_000 + 1);
      const later = await send(app, { body: FORM, headers: withKey('k1') });
      expect(later.headers.get('idempotent-replayed')).toBeNull();
      expect(await sessions()).toBe(2);
      app.clock.advance(30 * 24 * 3_600_000 + 1);
      expect(await forgetOldAnswers(app.context)).toBe(1);
      expect(await getDatabase().db.$count(sql`idempotency_key`)).toBe(0);
    });

    test('work that fails leaves neither effect nor answer', async () => {
      const scope = {
        merchantId: (await seedMerchant(app.context)).merchantId,
        livemode: false,
        endpoint: 'POST /v1/x',
        key: 'k1',
        bodyHash: 'h',
      };
      await expect(
        answerOnce(app.context, scope, async (tx) => {
          await tx.execute(sql`update merchant set name = 'Changed'`);
          throw new Error('after the effect');
        }),
      ).rejects.toThrow('after the effect');
      expect(await getDatabase().db.$count(sql`merchant`, sql`name = 'Changed'`)).toBe(0);
      const again = await answerOnce(app.context, scope, () =>
        Promise.resolve({ status: 200, body: 'x' }),
      );
      expect(again.kind).toBe('done');
    });
  });
});

describeOnPostgres('the merchant API with several connections', (getDatabase) => {
  test('a key in use on another node is 409, to be tried again', async () => {
    const app = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(app.context);
    const key = await testKey(app.context, merchantId);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let entered = (): void => undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const slow = answerOnce(
      app.context,
      {
        merchantId,
        livemode: false,
        endpoint: 'POST /v1/checkout/sessions',
        key: 'k',
        bodyHash: 'h',
      },
      async () => {
        entered();
        await held;
        return { status: 200, body: '{}' };
      },
    );
    await inside;
    const answer = await send(app, {
      body: FORM,
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'k' },
    });
    release();
    await slow;
    expect(answer.status).toBe(409);
    expect(answer.headers.get('stripe-should-retry')).toBe('true');
    expect(await getDatabase().db.$count(sql`checkout_session`)).toBe(0);
  });
});

describe('when things break', () => {
  const broken = (error: Error): Database => ({
    // Whatever is asked of it fails: no other part of the database is needed here.
    db: new Proxy(
      {},
      {
        get: () => {
          throw error;
        },
      },
    ) as unknown as Database['db'],
    kind: 'postgres',
    reading: () => Promise.reject(error),
    ping: () => Promise.reject(error),
    close: () => Promise.resolve(),
  });
  const key = newApiKey(false);
  const headers = { authorization: `Bearer ${key}` };

  test('a database that is away is 503, to be tried again', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const app = createTestContext(broken(away));
    const answer = await send(app, { body: FORM, headers });
    expect(answer.status).toBe(503);
    expect(answer.error.type).toBe('api_error');
    expect(answer.headers.get('stripe-should-retry')).toBe('true');
  });

  test('a defect is 500 with nothing of it in the answer, and logged with its request id', async () => {
    const app = createTestContext(broken(new Error('praya_sk_live_secretsecret 4242424242424242')));
    const answer = await send(app, { body: FORM, headers });
    expect(answer.status).toBe(500);
    expect(answer.error.type).toBe('api_error');
    expect(answer.text).not.toContain('secretsecret');
    const log = app.logLines.join('');
    expect(log).toContain(answer.headers.get('request-id'));
    expect(log).toContain('[redacted]');
    expect(log).not.toContain('secretsecret');
    expect(log).not.toContain('4242424242424242');
    expect(log).not.toContain(key);
  });
});

describeOnEachDatabase('the SDK itself', (getDatabase) => {
  let app: TestContext;
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(app.context, request));
  });
  afterAll(async () => {
    await server.close();
  });

  test('raises the class that fits', async () => {
    app = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(app.context);
    const key = await testKey(app.context, merchantId);
    await expect(
      server.stripe('sk_test_wrong').checkout.sessions.retrieve('cs_test_x'),
    ).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    const stripe = server.stripe(key);
    const create = (reference: string) =>
      stripe.checkout.sessions.create(
        {
          mode: 'payment',
          success_url: 'https://tea.example.hk/',
          client_reference_id: reference,
          line_items: [
            {
              price_data: { currency: 'hkd', unit_amount: 1000, product_data: { name: 'Tea' } },
              quantity: 1,
            },
          ],
        },
        { idempotencyKey: 'one' },
      );
    const first = await create('1');
    const replay = await create('1');
    expect(replay).toEqual(first);
    expect(replay.lastResponse.headers['idempotent-replayed']).toBe('true');
    await expect(create('2')).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    await expect(stripe.coupons.create({})).rejects.toMatchObject({ statusCode: 404 });
  });
});
