import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { moneyFacts } from '#lib/operations/testing/money-facts.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import { idOf, testKey } from './testing/api-server.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints/table.ts';
import { handleApiRequest } from './handler.ts';
import { everyRowId } from './testing/every-id.ts';
import { BODY, hostileCall } from './testing/hostile-calls.ts';
import { sampleParams } from './testing/sample-params.ts';
import { watchWrites } from './testing/write-witness.ts';

/** Calls in all, shared among the endpoints of the table. */
const RUNS_IN_ALL = 10_000;
/** What a database adds to a call is the same whatever is sent: most is sent to the one that answers sooner. */
const SHARE = { pglite: 0.9, postgres: 0.1 } as const;

/** Written by whoever calls with a key, whatever comes of it: when it was used last. */
const WRITTEN_ANYHOW = ['api_key'];

function namesOf({ params }: Endpoint): readonly string[] {
  return params instanceof z.ZodObject ? Object.keys(params.shape) : [];
}

describeOnEachDatabase('hostile input', (getDatabase) => {
  test('to make a session is answered with 200 or a refusal by name; a refusal writes nothing', async () => {
    const { world, send } = await createWorld();
    const count = () => getDatabase().db.$count(sql`checkout_session`);
    let written = await count();
    await fc.assert(
      fc.asyncProperty(BODY, async (body) => {
        const { status, answer } = await send('POST', '/v1/checkout/sessions', body);
        expect([200, 400]).toContain(status);
        if (status === 200) written += 1;
        else expect(answer).toMatchObject({ error: { type: 'invalid_request_error' } });
        expect(await count()).toBe(written);
      }),
      { numRuns: 300 },
    );
    expect(world.provider.calls).toHaveLength(1);
  }, 120_000);

  test('to any endpoint never fails it, and a refusal writes nothing', async () => {
    const { world, send, ids } = await createWorld();
    const database = getDatabase();
    const written = await watchWrites(database.db, WRITTEN_ANYHOW);
    const numRuns = Math.ceil((RUNS_IN_ALL * SHARE[database.kind]) / ENDPOINTS.length);
    let writes = 0;
    for (const endpoint of ENDPOINTS) {
      const base = sampleParams(endpoint, new Map());
      await fc.assert(
        fc.asyncProperty(
          hostileCall({ ...endpoint, names: namesOf(endpoint), base }, ids),
          async ({ path, query, body }) => {
            const address = `${path}${query === '' ? '' : `?${query}`}`;
            const { status, answer } = await send(endpoint.method, address, body);
            const what = `${endpoint.method} ${address}`;
            expect(status, what).toBeLessThan(500);
            const tables = await written();
            if (status === 200) {
              if (endpoint.method === 'GET') expect(tables, what).toEqual([]);
              writes += tables.length;
              return;
            }
            expect([400, 404, 413], what).toContain(status);
            expect(answer).toMatchObject({ error: { type: 'invalid_request_error' } });
            expect(tables, what).toEqual([]);
          },
        ),
        { numRuns, endOnFailure: true },
      );
    }
    // The witness does see what is written.
    expect(writes).toBeGreaterThan(0);
    await expectMoneyToAdd(world);
  }, 600_000);

  /** A merchant with a payment, and every id that a caller could send. */
  async function createWorld() {
    const world = await createScriptedWorld(getDatabase(), {
      merchant: { providerOf: { fps: 'fps-direct' } },
    });
    const { context, merchant } = world;
    const key = await testKey(context, merchant.merchantId);
    await world.start('card');
    const { intent, attempts, captures } = await moneyFacts(getDatabase().db, world.sessionId);
    const part = (id: string | undefined) => (id ?? '').slice((id ?? '').indexOf('_') + 1);
    const send = async (
      method: Endpoint['method'],
      address: string,
      body: { text: string; type: string } | null,
    ) => {
      const response = await handleApiRequest(
        context,
        new Request(`http://localhost${address}`, {
          method,
          headers: {
            authorization: `Bearer ${key}`,
            ...(body === null ? {} : { 'content-type': body.type }),
          },
          ...(body === null || method === 'GET' ? {} : { body: body.text }),
        }),
      );
      return { status: response.status, answer: (await response.json()) as unknown };
    };
    for (const endpoint of ENDPOINTS) {
      if (endpoint.method !== 'POST' || endpoint.path.includes('{')) continue;
      const text = JSON.stringify(sampleParams(endpoint, new Map()));
      await send('POST', endpoint.path, { text, type: 'application/json' });
    }
    const ids = [
      world.sessionId,
      idOf(intent.id),
      `ch_${part(attempts[0]?.id)}`,
      `txn_${part(captures[0]?.id)}`,
      'card',
      ...(await everyRowId(getDatabase().db)),
    ];
    return { world, send, ids };
  }

  async function expectMoneyToAdd({ sessionId, provider }: ScriptedWorld): Promise<void> {
    const { captures, refunds } = await moneyFacts(getDatabase().db, sessionId);
    const captured = captures.reduce((sum, { amount }) => sum + amount, 0n);
    const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0n);
    expect(refunded).toBeLessThanOrEqual(captured);
    expect(provider.refunds).toHaveLength(refunds.length);
  }
});
