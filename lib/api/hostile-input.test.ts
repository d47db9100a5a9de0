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
import { BODY, hostileCall } from './testing/hostile-calls.ts';

/** On each of two databases; the runs of all endpoints come to 10,000 calls. */
const RUNS_IN_ALL = 10_000;
const runsOf = (endpoints: number) => Math.ceil(RUNS_IN_ALL / 2 / endpoints);

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
  });

  test('to any endpoint never fails it, and a refusal changes nothing', async () => {
    const { world, send, ids } = await createWorld();
    const fingerprint = () => everyRow();
    for (const endpoint of ENDPOINTS) {
      let before = await fingerprint();
      await fc.assert(
        fc.asyncProperty(
          hostileCall({ ...endpoint, names: namesOf(endpoint) }, ids),
          async ({ path, query, body }) => {
            const address = `${path}${query === '' ? '' : `?${query}`}`;
            const { status, answer } = await send(endpoint.method, address, body);
            expect(status, `${endpoint.method} ${address}`).toBeLessThan(500);
            const after = await fingerprint();
            if (status === 200) {
              before = after;
              return;
            }
            expect([400, 404, 413]).toContain(status);
            expect(answer).toMatchObject({ error: { type: 'invalid_request_error' } });
            expect(after, `${endpoint.method} ${address}`).toBe(before);
          },
        ),
        { numRuns: runsOf(ENDPOINTS.length), endOnFailure: true },
      );
    }
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
    const ids = [
      world.sessionId,
      idOf(intent.id),
      `ch_${part(attempts[0]?.id)}`,
      `txn_${part(captures[0]?.id)}`,
      merchant.accounts.stripe,
      'card',
    ];
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
    return { world, send, ids };
  }

  /** One text of every row that a call could write; what a key was last used at is not one. */
  async function everyRow(): Promise<string> {
    const [row] = await getDatabase()
      .db.select({
        all: sql<string>`md5(concat(
        (select string_agg(s::text, '|' order by s.id) from checkout_session s),
        (select string_agg(i::text, '|' order by i.id) from payment_intent i),
        (select string_agg(a::text, '|' order by a.id) from payment_attempt a),
        (select string_agg(r::text, '|' order by r.id) from refund r),
        (select string_agg(b::text, '|' order by b.id) from bank_transfer b),
        (select string_agg(m::text, '|' order by m.method) from method_setting m),
        (select count(*) from line_item),
        (select count(*) from event),
        (select count(*) from ledger_entry)
      ))`,
      })
      .from(sql`(select 1) as one`);
    return row?.all ?? '';
  }

  async function expectMoneyToAdd({ sessionId, provider }: ScriptedWorld): Promise<void> {
    const { captures, refunds } = await moneyFacts(getDatabase().db, sessionId);
    const captured = captures.reduce((sum, { amount }) => sum + amount, 0n);
    const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0n);
    expect(refunded).toBeLessThanOrEqual(captured);
    expect(provider.refunds).toHaveLength(refunds.length);
  }
});
