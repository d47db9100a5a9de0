import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { type AttemptRow, findAttempt } from '#lib/db/stores/attempt-store.ts';
import { API_SCOPES, grants } from '#lib/domain/api-scope.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import { learnOfDispute } from '#lib/operations/follow-disputes.ts';
import { learnOfPayout } from '#lib/operations/record-payout.ts';
import { learnOfReview } from '#lib/operations/record-review.ts';
import { readLinkNotes } from '#lib/operations/link-notes.ts';
import { openPaymentLink } from '#lib/operations/open-payment-link.ts';
import { revokeApiKey } from '#lib/operations/admin/revoke-api-key.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import { seedExperiment, seedExposure } from '#lib/operations/testing/seed-ordering.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints/table.ts';
import { handleApiRequest } from './handler.ts';
import { everyRowId, rowsOf } from './testing/every-id.ts';
import { sampleParams } from './testing/sample-params.ts';
import { type ParamPath, nameOf, namingParams, withParam } from './testing/naming-params.ts';

/** Every endpoint of the table, so those to come too, against every key and every owner. */

const LIVE = { mode: 'live' } as const;
/** FPS to the merchant's own account is part of what can be made. */
const FPS_DIRECT = { providerOf: { fps: 'fps-direct' } } as const;
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
  'POST /v1/checkout/sessions': (known) => ({
    mode: 'payment',
    success_url: 'https://tea.example.hk/thanks',
    customer: known.get('customer'),
    line_items: [{ price: known.get('price'), quantity: 1 }],
  }),
  'POST /v1/experiments': () => ({
    name: 'Engine against our own order',
    arms: [
      { key: 'own', weight: 0.5, order: ['card', 'fps'] },
      { key: 'engine', weight: 0.5, policy: 'paid-rate' },
    ],
    plan: { planned_units: 1_000 },
  }),
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

/** Calls in which a parameter is looked at, where its schema and `MAKING` alone do not tell how. */
const NAMING: Readonly<Record<string, (id: string) => Readonly<Record<string, unknown>>>> = {
  'POST /v1/refunds charge': (charge) => ({ charge, amount: 100 }),
  'POST /v1/payment_links line_items.price_data.product': (product) => ({
    line_items: [{ price_data: { currency: 'hkd', unit_amount: 1_000, product }, quantity: 1 }],
  }),
};

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
  /** By the endpoint's summary, what `mostToTell` found. */
  const pathIds = new Map<string, string>();

  beforeEach(async () => {
    pathIds.clear();
    world = await createScriptedWorld(getDatabase(), { merchant: FPS_DIRECT });
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
    options: {
      id?: string;
      params?: Readonly<Record<string, unknown>>;
      query?: string;
    } = {},
  ): Promise<Answer> {
    const { id = UNKNOWN_ID, params = {}, query = '' } = options;
    const path = endpoint.path.replaceAll(/\{\w+\}/g, id) + query;
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
    const ids = await makeEverythingOf(other.key, world.sessionId);
    // A stranger who owns none of them.
    merchant = (await seedMerchant(world.context, { name: 'Star Books' })).merchantId;
    return ids.filter((id) => !METHOD_IDS.some((method) => method === id));
  }

  async function makeEverythingOf(
    key: string,
    sessionId: typeof world.sessionId,
    method: 'card' | 'fps' = 'card',
  ): Promise<readonly string[]> {
    const attempt = await world.start(method, sessionId);
    await makeWhatWasShown(attempt);
    if (method === 'card') {
      await makeWhatProvidersTell(attempt);
      await makeWhatIsKept(attempt);
    }
    for (const { name, endpoint } of NAMES) {
      if (endpoint.method !== 'POST' || endpoint.path.includes('{')) continue;
      // Of a card's payment some calls make nothing: without a payment named they may.
      for (const known of [new Map<string, string>(), knownIds(await allIds(key))]) {
        const params = MAKING[name]?.(known) ?? sampleParams(endpoint, known);
        await call(endpoint, key, { params });
      }
      world.clock.advance(1_000);
    }
    return allIds(key);
  }

  /** The order of methods that the shopper saw, in an experiment of the merchant's. */
  async function makeWhatWasShown(attemptId: PaymentAttemptId): Promise<void> {
    const { merchantId, sessionId } = await existing(attemptId);
    const owner = { merchantId, livemode: false };
    const experimentId = await seedExperiment(world.context, owner);
    await seedExposure(world.context, owner, sessionId, { experimentId, arm: 'learned' });
  }

  /** What no merchant makes: its provider tells of it. Nothing of it hinders a refund. */
  async function makeWhatProvidersTell(attemptId: PaymentAttemptId): Promise<void> {
    const attempt = await existing(attemptId);
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

  /** A card that its shopper left with the merchant, and a page that is to keep another. */
  async function makeWhatIsKept(attemptId: PaymentAttemptId): Promise<void> {
    const { merchantId } = await existing(attemptId);
    const { customerId } = await world.keepCard(merchantId);
    const wish = { usage: 'off_session', asked: 'setup' } as const;
    await seedSession(world.context, merchantId, { keepCard: { customerId, wish } });
  }

  async function existing(attemptId: PaymentAttemptId): Promise<AttemptRow> {
    const attempt = await findAttempt(getDatabase().db, attemptId);
    if (attempt === null) throw new Error(`${attemptId} is nowhere.`);
    return attempt;
  }

  /** By the lists, the caller's own first, and by the tables: not every object is listed, nor every one a row. */
  async function allIds(key: string): Promise<readonly string[]> {
    const ids = new Set<string>();
    for (const { endpoint } of LISTS) {
      const { text } = await call(endpoint, key);
      // Events name the calls they came of, which are no objects.
      for (const [, id = ''] of text.matchAll(/"id": "(?!req_)([^"]+)"/g)) ids.add(id);
    }
    return [...new Set([...ids, ...(await everyRowId(getDatabase().db))])];
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
      const { scope, alsoScope } = endpoint;
      const scopes = alsoScope === undefined ? [scope] : [scope, alsoScope];
      const params = sampleParams(endpoint, new Map());
      for (const lacked of scopes) {
        const rest = API_SCOPES.filter((one) => !grants(new Set([one]), lacked));
        const without = await call(endpoint, await keyOf(merchant, { scopes: rest }), { params });
        expect(without).toMatchObject({ status: 403, code: 'more_permissions_required' });
        expect(without.text).toContain(lacked);
      }
      const just = await call(endpoint, await keyOf(merchant, { scopes }), { params });
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

  test('no parameter tells another merchant’s ids from unknown ones, in bodies and in filters', async () => {
    await makeEverythingOf(other.key, world.sessionId);
    await openOwnLink();
    const { merchantId } = other;
    // Of a second round sessions have customers, who were made after those of the first.
    const own = await makeEverythingOf(other.key, await sessionOf(merchantId), 'fps');
    const stranger = (await seedMerchant(world.context, FPS_DIRECT)).merchantId;
    const everything = await makeEverythingOf(await keyOf(stranger), await sessionOf(stranger));
    const theirs = oneOfEachKind(everything.filter((id) => !own.includes(id)));
    const kinds = (ids: readonly string[]) => new Set(ids.map(kindOf));
    const made = own.filter((id) => !METHOD_IDS.some((method) => method === id));
    expect(kinds(theirs)).toEqual(kinds(made));
    const unreached: string[] = [];
    const told: string[] = [];
    for (const { name, endpoint } of NAMES) {
      for (const path of namingParams(endpoint)) {
        const what = `${name} ${nameOf(path)}`;
        const send = await sender(what, endpoint, path, own);
        const unknown = await send(UNKNOWN_ID);
        for (const id of theirs) {
          const answer = await send(id);
          const expected = { ...unknown, text: unknown.text.replaceAll(UNKNOWN_ID, id) };
          if (JSON.stringify(answer) !== JSON.stringify(expected)) told.push(`${what} ${id}`);
        }
        // Otherwise nothing was tried: one of the caller's own ids has to make a difference.
        if (!(await someDiffers(send, own))) unreached.push(what);
      }
    }
    expect(told).toEqual([]);
    expect(unreached).toEqual([]);
  }, 300_000);

  function sessionOf(of: string): Promise<typeof world.sessionId> {
    return seedSession(world.context, of as typeof world.merchant.merchantId); // as it was seeded
  }

  /** A session of the one payment link there is. */
  async function openOwnLink(): Promise<void> {
    const links = await getDatabase().db.execute(sql`select code from payment_link limit 1`);
    const opened = await openPaymentLink(world.context, {
      code: rowsOf<{ code: string }>(links)[0]?.code ?? '',
      entries: {},
      notes: readLinkNotes(() => null),
      locale: 'en',
      address: null,
    });
    expect(opened.kind).toBe('opened');
  }

  type Send = (id: string) => Promise<Answer>;

  /** Calls an endpoint with an id in one of its parameters, all else being the caller's own. */
  async function sender(
    what: string,
    endpoint: Endpoint,
    path: ParamPath,
    own: readonly string[],
  ): Promise<Send> {
    const known = knownIds(own);
    const base =
      MAKING[what.slice(0, what.lastIndexOf(' '))]?.(known) ?? sampleParams(endpoint, known);
    const input = (id: string) => {
      const params = NAMING[what]?.(id) ?? withParam(base, path, id);
      const query = `?${new URLSearchParams({ [nameOf(path)]: id }).toString()}`;
      return endpoint.method === 'POST' ? { params } : { query };
    };
    const pathId = await mostToTell(endpoint, own, base);
    return (id) => call(endpoint, other.key, { id: pathId, ...input(id) });
  }

  /** Which of the ids an endpoint's path can name it has most to say of: a list of one that has some. */
  async function mostToTell(
    endpoint: Endpoint,
    ids: readonly string[],
    params: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    if (!endpoint.path.includes('{')) return UNKNOWN_ID;
    const { summary } = endpoint;
    const known = pathIds.get(summary);
    if (known !== undefined) return known;
    let most = { id: UNKNOWN_ID, length: 0 };
    for (const id of ids) {
      const { status, text } = await call(endpoint, other.key, { id, params });
      if (status !== 404 && text.length > most.length) most = { id, length: text.length };
    }
    pathIds.set(summary, most.id);
    return most.id;
  }

  async function someDiffers(send: Send, ids: readonly string[]): Promise<boolean> {
    const unknown = await send(UNKNOWN_ID);
    for (const id of ids) {
      const { text } = await send(id);
      if (text !== unknown.text.replaceAll(UNKNOWN_ID, id)) return true;
    }
    return false;
  }

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

/** `pi` of `pi_…` */
function kindOf(id: string): string {
  return id.split('_')[0] ?? '';
}

function oneOfEachKind(ids: readonly string[]): readonly string[] {
  return [...new Map(ids.map((id) => [kindOf(id), id])).values()];
}

/** The first id of each kind, by the parameters that can name it. */
function knownIds(ids: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    ids.toReversed().flatMap((id) => {
      const param = NAMED_BY[kindOf(id)];
      return param === undefined ? [] : [[param, id] as const];
    }),
  );
}
