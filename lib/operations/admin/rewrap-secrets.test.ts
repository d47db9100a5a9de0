import { readFileSync, readdirSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '#lib/db/client.ts';
import { SEALED_COLUMNS } from '#lib/db/stores/sealed-value-store.ts';
import { findWebhookEndpoint } from '#lib/db/stores/webhook-endpoint-store.ts';
import { getProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { createSecretBox } from '#lib/platform/secret-box.ts';
import { answerOnce } from '../answer-once.ts';
import { connectProvider } from '../connect-provider.ts';
import type { AppContext } from '../context.ts';
import { createOperatorWorld } from '../testing/operator-world.ts';
import { createTestContext } from '../testing/test-context.ts';
import { addProviderAccount } from './add-provider-account.ts';
import { rewrapSecrets } from './rewrap-secrets.ts';
import { setWebhookEndpoint } from './set-webhook-endpoint.ts';

const OLD_KEY = Buffer.alloc(32, 'old').toString('base64');
const NEW_KEY = Buffer.alloc(32, 'new').toString('base64');

test('every sealed column of the schema is brought under a new key', () => {
  const folder = 'lib/db/schema';
  const text = readdirSync(folder)
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('');
  const named = [...text.matchAll(/ sealed\('(\w+)'\)/g)].map(([, column]) => column);
  expect(named.length).toBeGreaterThan(3);
  const known: readonly string[] = Object.keys(SEALED_COLUMNS).map(
    (name) => name.split('.')[1] ?? '',
  );
  for (const column of named) expect(known).toContain(column);
});

describeOnEachDatabase('a new master key', (getDatabase) => {
  let old: AppContext;
  let both: AppContext;
  let next: AppContext;
  let merchantId: MerchantId;

  beforeEach(async () => {
    const keyed = (keys: string) =>
      createTestContext(getDatabase(), { env: { PRAYA_MASTER_KEYS: keys } }).context;
    old = keyed(OLD_KEY);
    both = keyed(`${NEW_KEY},${OLD_KEY}`);
    next = keyed(NEW_KEY);
    merchantId = await createOperatorWorld(getDatabase()).newMerchant();
  });

  const addStripe = (context: AppContext) =>
    addProviderAccount(context, {
      merchant: merchantId,
      provider: 'stripe',
      mode: 'test',
      credentials: {
        secretKey: 'sk_test_1',
        publishableKey: 'pk_test_1',
        webhookSecret: 'whsec_1',
      },
    });

  test('takes over what lies sealed, and the old one can be taken away', async () => {
    const { id } = await addStripe(old);
    const hook = await setWebhookEndpoint(old, {
      merchant: merchantId,
      mode: 'test',
      url: 'http://localhost:4000/hook',
    });
    const scope = { merchantId, livemode: false, endpoint: 'POST /v1/x', key: 'a "key", 港' };
    const ask = (context: AppContext, secret: string) =>
      answerOnce(context, { ...scope, bodyHash: 'same', sealed: true }, () =>
        Promise.resolve({ status: 200, body: secret }),
      );
    await ask(old, 'whsec_shown_once');
    await expect(connectProvider(next, id), 'before it').rejects.toThrow(/does not open/);
    // Everything stays readable all the while.
    await connectProvider(both, id);

    const result = await rewrapSecrets(both, 1);
    expect(result.filter(({ rewrapped }) => rewrapped > 0).map(({ column }) => column)).toEqual([
      'provider_account.credentials',
      'webhook_endpoint.secret',
      'idempotency_key.response_body',
    ]);
    expect(result.flatMap(({ broken }) => broken)).toEqual([]);

    await connectProvider(next, id);
    const { secret } = (await findWebhookEndpoint(getDatabase().db, hook.id)) ?? { secret: '' };
    expect(next.secrets.open(secret, `webhook_endpoint.secret:${hook.id}`)).toBe(hook.secret);
    expect(await ask(next, 'another')).toMatchObject({
      kind: 'replayed',
      answer: { body: 'whsec_shown_once' },
    });
    await expect(connectProvider(old, id), 'the old key alone').rejects.toThrow(/does not open/);
    expect((await rewrapSecrets(both)).every(({ rewrapped }) => rewrapped === 0)).toBe(true);
  });

  test('leaves what was moved between rows or altered as it is, and names it', async () => {
    const { id } = await addStripe(old);
    const other = await createOperatorWorld(getDatabase()).newMerchant('Peak Ceramics');
    const moved = await addProviderAccount(old, {
      merchant: other,
      provider: 'stripe',
      mode: 'test',
      credentials: {
        secretKey: 'sk_test_2',
        publishableKey: 'pk_test_2',
        webhookSecret: 'whsec_2',
      },
    });
    const { credentials } = await getProviderAccount(getDatabase().db, id);
    await overwrite(getDatabase(), moved.id, credentials);
    await expect(connectProvider(old, moved.id)).rejects.toThrow(/does not open/);
    const [accounts] = await rewrapSecrets(both);
    expect(accounts).toMatchObject({ values: 2, rewrapped: 1, broken: [moved.id] });
    expect((await getProviderAccount(getDatabase().db, moved.id)).credentials).toBe(credentials);
  });

  test('is not needed for what PRAYA_SECRET alone had sealed', async () => {
    const plain = createTestContext(getDatabase()).context;
    const { id } = await addStripe(plain);
    await connectProvider(next, id);
    await rewrapSecrets(next);
    const { credentials } = await getProviderAccount(getDatabase().db, id);
    const elsewhere = createSecretBox(Buffer.alloc(32, 1).toString('base64'), [NEW_KEY]);
    expect(elsewhere.open(credentials, `provider_account.credentials:${id}`)).toContain(
      'sk_test_1',
    );
  });
});

async function overwrite({ db }: Database, id: string, credentials: string): Promise<void> {
  await db.execute(sql`update provider_account set credentials = ${credentials} where id = ${id}`);
}
