import { beforeEach, expect, test } from 'vitest';
import { findProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { ConnectionCheck } from '#lib/domain/connection-check.ts';
import type { MerchantId, ProviderAccountId } from '#lib/domain/ids.ts';
import { listAuditLog } from '../operators/list-audit-log.ts';
import { listSettings } from '../own-setup.ts';
import { PROVIDERS } from '../provider-registry.ts';
import { receiveNotification } from '../receive-notification.ts';
import { HERE, createOperatorWorld } from '../testing/operator-world.ts';
import { seedMerchant } from '../testing/seed.ts';
import { type TestClock, createTestContext } from '../testing/test-context.ts';
import type { AppContext } from '../context.ts';
import { checkAccount } from './check-account.ts';
import type { Desk } from './desk.ts';
import {
  addAccount,
  labelAccount,
  replaceCredentials,
  switchOffAccount,
} from './provider-accounts.ts';
import { readAccounts } from './read-accounts.ts';

const KEYS = {
  secretKey: 'sk_test_firstSecret',
  publishableKey: 'pk_test_first',
  webhookSecret: 'whsec_first',
};

describeOnEachDatabase('provider accounts at the desk', (getDatabase) => {
  let context: AppContext;
  let clock: TestClock;
  let merchantId: MerchantId;
  let desk: Desk;
  /** What the provider answers to a check. */
  let answer: ConnectionCheck;

  beforeEach(async () => {
    answer = { kind: 'works', answeredAt: null };
    const stripe = {
      ...PROVIDERS.stripe,
      connect: (...[credentials, environment]: Parameters<typeof PROVIDERS.stripe.connect>) => ({
        ...PROVIDERS.stripe.connect(credentials, environment),
        checkConnection: () => Promise.resolve(answer),
      }),
    };
    ({ context, clock } = createTestContext(getDatabase(), { providers: { stripe } }));
    const world = createOperatorWorld(getDatabase());
    merchantId = await world.newMerchant();
    const operator = await world.newOperator({ email: 'mei@harbourtea.example.hk', merchantId });
    const asking = await world.signedIn(operator);
    const [membership] = asking.memberships;
    if (membership === undefined) throw new Error('An operator without a shop.');
    desk = {
      context,
      asking: { ...asking, membership, isFresh: true },
      livemode: false,
      request: HERE,
    };
  });

  const add = (credentials: object = KEYS) =>
    addAccount(desk, { provider: 'stripe', credentials, label: 'Main shop' });
  async function added(): Promise<ProviderAccountId> {
    const saved = await add();
    if (saved.kind !== 'saved') throw new Error(`The account was not added: ${saved.kind}`);
    return saved.id;
  }
  const account = async () =>
    (await readAccounts(context, { merchantId, livemode: false })).accounts[0];
  const log = async () => (await listAuditLog(context, merchantId, { beforeSeq: null })).entries;
  const stamp = async () => (await account())?.stamp ?? '';

  test('an account is added once, sealed, and told of without its credentials', async () => {
    const id = await added();
    expect(await add()).toEqual({ kind: 'problem', field: null, problem: 'exists' });
    const row = await findProviderAccount(getDatabase().db, id);
    expect(row?.credentials).toMatch(/^v2\./);
    expect(await account()).toMatchObject({
      label: 'Main shop',
      credentialsSetAt: clock.now(),
      webhookUrl: `http://localhost:3000/api/providers/stripe/${id}/webhook`,
      notifications: { kind: 'never' },
      methods: [],
    });
    const told = JSON.stringify([await account(), await log()]);
    for (const secret of Object.values(KEYS)) expect(told).not.toContain(secret);
    expect(await log()).toMatchObject([{ action: 'provider.added', subject: 'stripe' }]);
  });

  test('of two who add one at the same moment, one is told that it is there', async () => {
    const saved = await Promise.all([add(), add(), add()]);
    expect(saved.map(({ kind }) => kind).toSorted()).toEqual(['problem', 'problem', 'saved']);
    expect(saved).toContainEqual({ kind: 'problem', field: null, problem: 'exists' });
    expect(await log()).toHaveLength(1);
  });

  test('credentials that cannot be right are refused at their field, and nothing is written', async () => {
    const wrong = (change: object) => add({ ...KEYS, ...change });
    expect(await wrong({ secretKey: 'pk_test_first' })).toMatchObject({
      field: 'secretKey',
      problem: 'shape',
    });
    expect(await wrong({ webhookSecret: undefined })).toMatchObject({ field: 'webhookSecret' });
    expect(await wrong({ secretKey: 'sk_live_first' })).toMatchObject({ problem: 'modes_differ' });
    expect(
      await wrong({ secretKey: 'sk_live_first', publishableKey: 'pk_live_first' }),
    ).toMatchObject({ field: null, problem: 'other_mode' });
    expect(await account()).toBeUndefined();
    expect(await log()).toEqual([]);
  });

  test('credentials are replaced from what was seen, and a live desk adds none where it could lose money', async () => {
    const id = await added();
    const seen = await stamp();
    clock.advance(60_000);
    const credentials = { ...KEYS, secretKey: 'sk_test_second' };
    expect(await replaceCredentials(desk, { id, seen, credentials })).toMatchObject({
      kind: 'saved',
    });
    expect(await replaceCredentials(desk, { id, seen, credentials })).toEqual({ kind: 'stale' });
    expect((await account())?.credentialsSetAt).toEqual(clock.now());
    const live = { ...desk, livemode: true };
    expect(await labelAccount(live, { id, seen, label: 'x' })).toEqual({ kind: 'unknown' });
    if (getDatabase().kind === 'pglite') {
      expect(
        await addAccount(live, { provider: 'stripe', credentials: KEYS, label: null }),
      ).toMatchObject({ problem: 'live_not_allowed' });
    }
    expect((await log()).map(({ after }) => after?.['credentials'])).toEqual([
      'replaced',
      undefined,
    ]);
  });

  test('switching an account off takes its methods off, and those of no other', async () => {
    const seeded = await seedMerchant(context, { methods: ['card', 'fps'] });
    const theirs = { ...desk.asking.membership, merchantId: seeded.merchantId };
    const there = { ...desk, asking: { ...desk.asking, membership: theirs } };
    const owner = { merchantId: seeded.merchantId, livemode: false };
    const { accounts } = await readAccounts(context, owner);
    const stripe = accounts.find(({ provider }) => provider === 'stripe');
    await switchOffAccount(there, { id: stripe?.id ?? '', seen: stripe?.stamp ?? '' });
    const settings = await listSettings(getDatabase().db, owner);
    expect(settings.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['card', false],
      ['fps', true],
    ]);
  });

  test.for([['wrong_key'], ['no_permission'], ['unreachable'], ['other_mode']] as const)(
    'a test says %s, and writes that it was made',
    async ([kind]) => {
      const id = await added();
      answer = { kind };
      expect(await checkAccount(desk, id)).toMatchObject({ connection: kind, clockOffS: null });
      expect((await log())[0]).toMatchObject({
        action: 'provider.tested',
        after: { connection: kind, notifications: 'never' },
      });
    },
  );

  test('a test compares the clocks', async () => {
    const id = await added();
    const now = clock.now().getTime();
    answer = { kind: 'works', answeredAt: new Date(now - 30_000) };
    expect(await checkAccount(desk, id)).toMatchObject({ clockOffS: null });
    answer = { kind: 'works', answeredAt: new Date(now + 400_000) };
    expect(await checkAccount(desk, id)).toMatchObject({ connection: 'works', clockOffS: -400 });
  });

  test('a test tells of credentials that do not open here, and of no account of another', async () => {
    const id = await added();
    const elsewhere = createTestContext(getDatabase(), {
      env: { PRAYA_SECRET: Buffer.alloc(32, 'other').toString('base64') },
    });
    const there = { ...desk, context: elsewhere.context };
    expect(await checkAccount(there, id)).toMatchObject({ connection: 'sealed' });
    const seeded = await seedMerchant(context);
    expect(await checkAccount(desk, seeded.accounts.stripe)).toEqual({ kind: 'unknown' });
  });

  test('it is known whether notifications arrive, and of a refused one why', async () => {
    const id = await added();
    const post = (signature: string) =>
      receiveNotification(context, {
        provider: 'stripe',
        accountId: id,
        headers: { 'stripe-signature': signature },
        rawBody: '{}',
      });
    expect(await post('t=1,v1=00')).toBe('refused');
    const refused = { kind: 'refused', at: clock.now(), because: 'bad_signature' };
    expect((await account())?.notifications).toEqual(refused);
    // Many that are refused are not many writes.
    clock.advance(1_000);
    await post('t=1,v1=00');
    expect((await account())?.notifications).toEqual(refused);
    // What was refused by other credentials says nothing of these.
    clock.advance(1_000);
    const credentials = { ...KEYS, webhookSecret: 'whsec_second' };
    await replaceCredentials(desk, { id, seen: await stamp(), credentials });
    expect((await account())?.notifications).toEqual({ kind: 'never' });
  });
});
