import { beforeEach, expect, test } from 'vitest';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from '../handler.ts';
import { testKey } from './api-server.ts';
import { conforming, mismatchesOf } from './conforming.ts';

type Wire = Record<string, unknown>;

describeOnPostgres('what is held to the SDK’s typings', (getDatabase) => {
  let app: TestContext;
  let session: Wire;
  let request: Request;

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(app.context);
    const id = await seedSession(app.context, merchantId);
    request = new Request(
      `http://localhost/v1/checkout/sessions/${id}?expand[]=line_items&expand[]=payment_intent`,
      { headers: { authorization: `Bearer ${await testKey(app.context, merchantId)}` } },
    );
    session = (await (await handleApiRequest(app.context, request)).json()) as Wire; // an object
  });

  test('a session as it is answered, with everything written out', () => {
    expect(session).toHaveProperty('line_items.data[0].object');
    expect(session).toHaveProperty('payment_intent.object');
    expect(mismatchesOf(session)).toEqual([]);
  });

  test.each<[string, (wire: Wire) => Wire, string]>([
    ['a field that is missing', (wire) => without(wire, 'url'), 'url: is missing'],
    ['a field that nobody knows', (wire) => ({ ...wire, colour: 1 }), 'colour: is in no typing'],
    ['another type', (wire) => ({ ...wire, created: '1' }), 'created: number, not "1"'],
    ['a null where none may be', (wire) => ({ ...wire, mode: null }), 'mode: '],
    [
      'something deep inside',
      (wire) => ({ ...wire, line_items: { ...(wire['line_items'] as Wire), data: [{ id: 1 }] } }),
      'line_items.data[0].id: string, not 1',
    ],
    ['an object of no name', (wire) => ({ ...wire, object: 'basket' }), 'is called basket'],
    [
      'something in a list',
      (wire) => ({ object: 'list', data: [{ ...wire, id: 1 }], has_more: false, url: '/v1/x' }),
      'data[0].id: string, not 1',
    ],
    ['a list without its end', (wire) => ({ object: 'list', data: [wire], url: '/' }), 'has_more'],
  ])('%s is noticed', (_, change, expected) => {
    expect(mismatchesOf(change(session)).join('\n')).toContain(expected);
  });

  test('an answer that is wrong reaches the test as a 500 that says where', async () => {
    const broken = conforming(() =>
      Promise.resolve(
        Response.json(
          { ...session, id: 1 },
          { headers: { 'stripe-version': '2026-10-28.endive' } },
        ),
      ),
    );
    const answer = await broken(request);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('id: string, not 1');
    const good = await conforming((asked) => handleApiRequest(app.context, asked))(request);
    expect(good.status).toBe(200);
  });
});

function without(wire: Wire, name: string): Wire {
  return Object.fromEntries(Object.entries(wire).filter(([key]) => key !== name));
}
