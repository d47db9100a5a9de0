import { join } from 'node:path';
import { readKnownActions } from '#lib/front/known-actions.ts';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { expect, newSession, stripeClient, test } from '../support/fixtures.ts';
import { hostileActions } from '../support/fuzz/hostile-actions.ts';
import { hostileRoutes } from '../support/fuzz/hostile-routes.ts';
import { createRandom } from '../support/fuzz/random.ts';
import { type HostileRequest, type Reply, sendAll } from '../support/fuzz/send.ts';
import { readForm } from '../support/read-form.ts';
import { simulatorControl } from '../support/simulator-control.ts';
import { tableCounts } from '../support/table-counts.ts';

const ACTION_POSTS = 2_000;
const ROUTE_REQUESTS = 5_000;
/** The same every time unless told: a failure can be looked at again. */
const SEED = Number(process.env['PRAYA_FUZZ_SEED'] ?? 20_261_124);

function* take<Item>(count: number, items: Iterator<Item>): Generator<Item> {
  for (let i = 0; i < count; i += 1) {
    const next = items.next();
    if (next.done === true) return;
    yield next.value;
  }
}

test('thousands of malformed requests have no effect, and none is answered 5xx', async ({
  request,
  startOwnStack,
}) => {
  test.setTimeout(600_000);
  console.log(`seed ${SEED} (PRAYA_FUZZ_SEED)`);
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('fuzz');
    const database = postgres.url('fuzz');
    // Without background work nothing but requests can change a row.
    const stack = await startOwnStack({ database, env: { PRAYA_WORKER: 'off' } });
    const simulator = simulatorControl(stack.urls.simulator);
    const session = await newSession(
      stripeClient(stack.urls.app, stack.keys.secretKey),
      stack.urls.shop,
      { locale: 'en' },
    );
    const form = await readForm(request, session.url);
    const fields = Object.fromEntries(
      Object.entries(form.fields).filter(([name]) => !name.startsWith('$')),
    );
    expect(Object.keys(fields).sort()).toEqual(['form_token', 'locale', 'method', 'session']);
    const actionIds = [...(readKnownActions(join(import.meta.dirname, '../..')) ?? [])];
    expect(actionIds.length).toBeGreaterThan(2);

    const before = { counts: await tableCounts(database), charges: await simulator.charges() };
    const pid = stack.app.pid;
    const failures: string[] = [];
    const statuses: Record<string, number> = {};
    const check = (sent: HostileRequest, reply: Reply): void => {
      const kind =
        reply.status >= 500 ? `${reply.status} ${sent.method} ${sent.label}` : reply.status;
      statuses[kind] = (statuses[kind] ?? 0) + 1;
      const broken = reply.status >= 500 || reply.ms > 15_000;
      const led = reply.location !== null && !/^\/(?![/\\])/.test(reply.location);
      if (broken || led || /\/pa_/.test(reply.location ?? '')) {
        const body = String(sent.body).slice(0, 200);
        failures.push(JSON.stringify({ ...sent, body, reply }));
      }
    };
    const { origin, pathname } = new URL(session.url);
    const genuine = { origin, path: pathname, actionIds, fields };
    await sendAll(origin, take(ACTION_POSTS, hostileActions(createRandom(SEED), genuine)), check);
    await sendAll(
      origin,
      take(
        ROUTE_REQUESTS,
        hostileRoutes(createRandom(SEED + 1), {
          sessionId: session.id,
          secretKey: stack.keys.secretKey,
          accountId: stack.keys.accounts.stripe.id,
        }),
      ),
      check,
    );
    console.log(`answers by status: ${JSON.stringify(statuses)}`);

    expect(failures.slice(0, 10)).toEqual([]);
    // What was reported as blocked is kept, a bounded number of kinds of it, and so are calls with the merchant's key.
    const after = await tableCounts(database);
    const unlogged = (counts: Readonly<Record<string, number>>) => ({
      ...counts,
      policy_report: 0,
      api_request: 0,
    });
    expect(unlogged(after)).toEqual(unlogged(before.counts));
    expect(after['policy_report']).toBeLessThanOrEqual(500);
    expect(after['api_request']).toBeLessThanOrEqual(ROUTE_REQUESTS);
    expect(await simulator.charges()).toEqual(before.charges);
    expect(stack.app.pid, 'the same process').toBe(pid);
    expect((await request.get(`${origin}/health`)).status()).toBe(200);
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});
