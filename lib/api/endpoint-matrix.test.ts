import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { API_SCOPES, grants } from '#lib/domain/api-scope.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import { learnOfDispute } from '#lib/operations/follow-disputes.ts';
import { learnOfPayout } from '#lib/operations/record-payout.ts';
import { learnOfReview } from '#lib/operations/record-review.ts';
import { revokeApiKey } from '#lib/operations/admin/revoke-api-key.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints/table.ts';
import { handleApiRequest } from './handler.ts';
import { sampleParams } from './testing/sample-params.ts';

/** Every endpoint of the table, so those to come too, against every key and every owner. */

const LIVE = { mode: 'live' } as const;
const NOT_FOUND = { status: 404, code: 'resource_missing' };
const UNKNOWN_ID = 'nothing_that_was_ever_made';

/** The parameters that name an object, by how the object's id begins. */
const NAMED_BY: Readonly<Record<string, string>> = {
  pi: 'payment_intent',
  pa: 'payment_attempt',
  ch: 'charge',
  cs: 'checkout_session',
  cus: 'customer',
  prod: 'product',
  price: 'price',
  pm: 'payment_method',
};

/** Calls that their schema alone does not tell how to make: one of several parameters has to be there. */
const MAKING: Readonly<
  Record<string, (known: ReadonlyMap<string, string>) => Readonly<Record<string, unknown>>>
> = {
  'POST /v1/prices': (known) => ({
    currency: 'hkd',
    unit_amount: 1_000,
    product: known.get('product'),
  }),
  'POST /v1/payment_links': (known) => ({
    line_items: [{ price: known.get('price'), quantity: 1 }],
  }),
  'POST /v1/refunds': (known) => ({ payment_intent: known.get('payment_intent'), amount: 100 }),
};

/** Named by a method, which is no secret and which every merchant may have; or by two objects at once. */
const WITHOUT_IDS_OF_THEIR_OWN: ReadonlySet<string> = new Set([
  '/v1/method_settings/{id}',
  // lib/api/saved-cards.test.ts
  '/v1/customers/{customer}/payment_methods/{id}',
]);

const NAMES = ENDPOINTS.map((endpoint) => ({
  name: `${endpoint.method} ${endpoint.path}`,
  endpoint,
}));
const WITH_ID = NAMES.filter(
  ({ endpoint: { path } }) => path.includes('{') && !WITHOUT_IDS_OF_THEIR_OWN.has(path),
);
const LISTS = NAMES.filter(
  ({ endpoint }) => 'listOf' in endpoint.answers && !endpoint.path.includes('{'),
);

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly code: string | null;
}

describeOnEachDatabase('every endpoint', (getDatabase) => {
  let world: ScriptedWorld;
  /** Of the merchant that calls; `other` owns everything there is. */
  let merchant: string;
  let other: { merchantId: string; key: string };

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    const { merchantId } = world.merchant;
    other = { merchantId, key: await keyOf(merchantId) };
    merchant = (await seedMerchant(world.context, { name: 'Peak Ceramics' })).merchantId;
  });

  async function keyOf(
    of: string,
    options: Partial<Parameters<typeof createApiKey>[1]> = {},
  ): Promise<string> {
    const input = { merchant: of, mode: 'test' as const, ...options };
    return (await createApiKey(world.context, input)).key;
  }

  async function call(
    endpoint: Endpoint,
    key: string | null,
    options: { id?: string; params?: Readonly<Record<string, unknown>> } = {},
  ): Promise<Answer> {
    const { id = UNKNOWN_ID, params = {} } = options;
    const path = endpoint.path.replaceAll(/\{\w+\}/g, id);
    const response = await handleApiRequest(
      world.context,
      new Request(`http://localhost${path}`, {
        method: endpoint.method,
        headers: {
          'content-type': 'application/json',
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        },
        ...(endpoint.method === 'POST' ? { body: JSON.stringify(params) } : {}),
      }),
    );
    const text = await response.text();
    const { error } = JSON.parse(text) as { error?: { code?: string } }; // our own answers
    return { status: response.status, text, code: error?.code ?? null };
  }

  /** PGlite refuses live keys unless it is said out loud. */
  function allowLive(): void {
    Object.assign(world.context.env, { PRAYA_ALLOW_LIVE_ON_PGLITE: 'yes' });
  }

  /** Everything that a merchant can have made by the API, on top of a payment; every id there is. */
  async function makeEverything(): Promise<readonly string[]> {
    await makeWhatProvidersTell(await world.start('card'));
    const { customerId } = await world.keepCard();
    const wish = { usage: 'off_session', asked: 'setup' } as const;
    await seedSession(world.context, world.merchant.merchantId, { keepCard: { customerId, wish } });
    for (const { name, endpoint } of NAMES) {
      if (endpoint.method !== 'POST' || endpoint.path.includes('{')) continue;
      // Of a card's payment some calls make nothing: without a payment named they may.
      for (const known of [new Map<string, string>(), knownIds(await allIds())]) {
        const params = MAKING[name]?.(known) ?? sampleParams(endpoint, known);
        await call(endpoint, other.key, { params });
      }
      world.clock.advance(1_000);
    }
    const ids = await allIds();
    // A stranger who owns none of them.
    merchant = (await seedMerchant(world.context, { name: 'Star Books' })).merchantId;
    return ids.filter((id) => !METHOD_IDS.some((method) => method === id));
  }

  /** What no merchant makes: its provider tells of it. Nothing of it hinders a refund. */
  async function makeWhatProvidersTell(attemptId: PaymentAttemptId): Promise<void> {
    const attempt = await findAttempt(getDatabase().db, attemptId);
    if (attempt === null) throw new Error(`${attemptId} is nowhere.`);
    const reference = world.provider.disputes.open(attemptId, {
      amount: money(500n, 'HKD'),
      chargeRefundable: true,
    });
    expect(await learnOfDispute(world.context, attempt, reference)).toBe('recorded');
    const now = world.clock.now();
    world.provider.reviews.set('prv_1', {
      reference: 'prv_1',
      paymentReference: attempt.providerReference,
      open: true,
      openedReason: 'rule',
      closedReason: null,
      openedAt: now,
    });
    expect(await learnOfReview(world.context, attempt, 'prv_1')).toBe('recorded');
    world.provider.payouts.set('po_1', {
      reference: 'po_1',
      amount: money(12_850n, 'HKD'),
      status: 'paid',
      automatic: true,
      method: 'standard',
      type: 'bank_account',
      statementDescriptor: null,
      arrivesAt: now,
      createdAt: now,
    });
    const { providerAccountId } = attempt;
    expect(await learnOfPayout(world.context, providerAccountId, 'po_1')).toBe('recorded');
  }

  /** By the tables and by the lists, for not every object of the API is a row. */
  async function allIds(): Promise<readonly string[]> {
    const { db } = getDatabase();
    const tables = await db.execute(sql`
      select table_name as name from information_schema.columns
        where table_schema = 'public' and column_name = 'id' and data_type = 'text'`);
    const ids = new Set<string>();
    for (const { name } of rowsOf<{ name: string }>(tables)) {
      const rows = await db.execute(sql`select id from ${sql.identifier(name)}`);
      for (const { id } of rowsOf<{ id: string }>(rows)) ids.add(id);
    }
    for (const { endpoint } of LISTS) {
      const { text } = await call(endpoint, other.key);
      for (const [, id = ''] of text.matchAll(/"id": "([^"]+)"/g)) ids.add(id);
    }
    return [...ids];
  }

  describe.each(NAMES)('$name', ({ endpoint }) => {
    test('counts no key, a publishable, a revoked or an expired one as nobody', async () => {
      const input = { merchant, mode: 'test' as const };
      const revoked = await createApiKey(world.context, input);
      await revokeApiKey(world.context, { key: revoked.id });
      const expired = await keyOf(merchant, { expires: '2026-11-23T02:00:01Z' });
      world.clock.advance(1_000);
      const publishable = `praya_pk_test_${'x'.repeat(49)}`;
      const params = sampleParams(endpoint, new Map());
      const answers = [];
      for (const key of [null, publishable, revoked.key, expired]) {
        const { status, code } = await call(endpoint, key, { params });
        answers.push({ status, code });
      }
      expect(answers).toEqual([
        { status: 401, code: null },
        { status: 401, code: null },
        { status: 401, code: null },
        { status: 401, code: 'api_key_expired' },
      ]);
    });

    test('refuses a key made for everything else, and takes one made for just this', async () => {
      const { scope } = endpoint;
      const rest = API_SCOPES.filter((one) => !grants(new Set([one]), scope));
      const params = sampleParams(endpoint, new Map());
      const without = await call(endpoint, await keyOf(merchant, { scopes: rest }), { params });
      expect(without).toMatchObject({ status: 403, code: 'more_permissions_required' });
      expect(without.text).toContain(scope);
      const just = await call(endpoint, await keyOf(merchant, { scopes: [scope] }), { params });
      expect([401, 403]).not.toContain(just.status);
      expect(just.status).toBeLessThan(500);
    });
  });

  test.each(WITH_ID)(
    '$name does not tell another merchant’s or mode’s ids from unknown ones',
    async ({ endpoint }) => {
      const ids = await makeEverything();
      allowLive();
      const params = sampleParams(endpoint, new Map());
      const seenBy = async (stranger: string): Promise<Answer> => {
        const unknown = await call(endpoint, stranger, { params });
        for (const id of ids) {
          const answer = await call(endpoint, stranger, { id, params });
          expect(answer).toEqual({ ...unknown, text: unknown.text.replaceAll(UNKNOWN_ID, id) });
        }
        return unknown;
      };
      expect(await seenBy(await keyOf(merchant))).toMatchObject(NOT_FOUND);
      // Where live mode has nothing set up, it may say that instead.
      expect(await seenBy(await keyOf(merchant, LIVE))).not.toMatchObject({ status: 200 });
      expect(await seenBy(await keyOf(other.merchantId, LIVE))).not.toMatchObject({ status: 200 });
      const own = [];
      for (const id of ids) {
        const { status } = await call(endpoint, other.key, { id, params });
        if (status !== 404) own.push(id);
      }
      // Otherwise nothing was tried: makeEverything has to make what this endpoint is about.
      expect(own).not.toEqual([]);
    },
  );

  test.each(LISTS)('$name lists nothing of another merchant or mode', async ({ endpoint }) => {
    const ids = await makeEverything();
    allowLive();
    expect(await call(endpoint, other.key)).toMatchObject({ status: 200 });
    const empty = await call(endpoint, await keyOf(merchant));
    expect(empty).toMatchObject({ status: 200 });
    const live = await call(endpoint, await keyOf(other.merchantId, LIVE));
    expect(ids.filter((id) => empty.text.includes(id) || live.text.includes(id))).toEqual([]);
  });
});

/** The first id of each kind, by the parameters that can name it. */
function knownIds(ids: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    ids.toReversed().flatMap((id) => {
      const param = NAMED_BY[id.split('_')[0] ?? ''];
      return param === undefined ? [] : [[param, id] as const];
    }),
  );
}

function rowsOf<Row>(result: unknown): readonly Row[] {
  return (result as { rows: readonly Row[] }).rows; // of both drivers
}
