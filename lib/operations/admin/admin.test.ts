import { beforeEach, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { getProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import { findWebhookEndpoint } from '#lib/db/stores/webhook-endpoint-store.ts';
import { authenticateApiKey } from '../authenticate-api-key.ts';
import { type TestContext, createTestContext } from '../testing/test-context.ts';
import { addProviderAccount } from './add-provider-account.ts';
import { AdminInputError, requireMerchant } from './admin-input.ts';
import { createApiKey } from './create-api-key.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import { createMerchant } from './create-merchant.ts';
import { listDiscrepancies } from './list-discrepancies.ts';
import { listSetup } from './list-setup.ts';
import { resolveDiscrepancy } from './resolve-discrepancy.ts';
import { setMethods } from './set-methods.ts';
import { setWebhookEndpoint } from './set-webhook-endpoint.ts';

const AIRWALLEX = {
  clientId: 'client',
  apiKey: 'very-secret-api-key',
  webhookSecret: 'very-secret-webhook',
  environment: 'demo',
};

describeOnEachDatabase('setting up a merchant', (getDatabase) => {
  let app: TestContext;
  let merchant: string;

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchant = (await createMerchant(app.context, { name: 'Harbour Tea', nameZh: '海港茶莊' })).id;
  });

  test('what is against what was expected is listed, of one merchant or of all, until it is dealt with', async () => {
    const { context, clock } = app;
    const stranger = await createMerchant(context, { name: 'Peak Ceramics' });
    const raise = (merchantId: typeof stranger.id, subject: string) =>
      raiseDiscrepancy(context.database.db, {
        merchantId,
        kind: 'refund_failed',
        subject,
        sessionId: null,
        attemptId: null,
        detail: { providerCode: 'lost_or_stolen_card' },
        now: clock.now(),
      });
    await raise(stranger.id, 're_1');
    clock.advance(1_000);
    await raise(merchant as typeof stranger.id, 're_2'); // the id of createMerchant, as text
    const list = (of: string | null, open: boolean) =>
      listDiscrepancies(context, { merchant: of, open });

    const [newest, oldest] = await list(null, false);
    expect(newest).toMatchObject({ kind: 'refund_failed', merchant, resolvedAt: null });
    expect(oldest).toMatchObject({ merchant: stranger.id });
    expect(await list(merchant, true)).toEqual([newest]);
    const discrepancy = newest?.id ?? '';
    expect(await resolveDiscrepancy(context, { discrepancy })).toEqual({ kind: 'refund_failed' });
    expect(await list(merchant, true)).toEqual([]);
    expect(await list(null, true)).toEqual([oldest]);
    expect(await list(merchant, false)).toMatchObject([
      { id: discrepancy, resolvedAt: clock.now().toISOString() },
    ]);
    await expect(resolveDiscrepancy(context, { discrepancy })).rejects.toThrow(AdminInputError);
    await expect(list('mer_nobody', true)).rejects.toThrow(AdminInputError);
  });

  test('from nothing to a working setup', async () => {
    const { key } = await createApiKey(app.context, { merchant, mode: 'test' });
    await addProviderAccount(app.context, {
      merchant,
      provider: 'airwallex',
      mode: 'test',
      credentials: AIRWALLEX,
    });
    await setMethods(app.context, { merchant, mode: 'test', methods: ['alipayhk', 'fps'] });
    const url = 'https://tea.example.hk/hook';
    const { secret } = await setWebhookEndpoint(app.context, { merchant, mode: 'test', url });

    expect(await authenticateApiKey(app.context, key)).toMatchObject({
      merchantId: merchant,
      livemode: false,
    });
    const setup = await listSetup(app.context);
    expect(setup).toMatchObject([
      {
        id: merchant,
        keys: [{ mode: 'test', last4: key.slice(-4), revoked: false }],
        modes: {
          test: {
            providers: [{ provider: 'airwallex' }],
            methods: ['alipayhk', 'fps'],
            webhooks: [{ url, enabled: true }],
          },
          live: { providers: [], methods: [], webhooks: [] },
        },
      },
    ]);
    const shown = JSON.stringify(setup);
    for (const hidden of [key, secret, AIRWALLEX.apiKey]) expect(shown).not.toContain(hidden);
  });

  test('secrets lie sealed, each bound to its row; of a key only the hash is kept', async () => {
    const { id } = await addProviderAccount(app.context, {
      merchant,
      provider: 'airwallex',
      mode: 'test',
      credentials: AIRWALLEX,
    });
    const { db } = getDatabase();
    const { credentials } = await getProviderAccount(db, id);
    expect(credentials).not.toContain(AIRWALLEX.apiKey);
    const opened = app.context.secrets.open(credentials, `provider_account.credentials:${id}`);
    expect(JSON.parse(opened)).toEqual(AIRWALLEX);
    expect(() => app.context.secrets.open(credentials, 'provider_account.credentials:x')).toThrow();

    const hook = await setWebhookEndpoint(app.context, {
      merchant,
      mode: 'test',
      url: 'http://localhost:4000/hook',
    });
    expect(hook.secret).toMatch(/^whsec_[0-9A-Za-z]{44}$/);
    const stored = await findWebhookEndpoint(db, hook.id);
    const secret = stored?.secret ?? '';
    expect(secret).not.toContain(hook.secret);
    expect(app.context.secrets.open(secret, `webhook_endpoint.secret:${hook.id}`)).toBe(
      hook.secret,
    );

    const { key } = await createApiKey(app.context, { merchant, mode: 'test' });
    expect(await db.$count(sql`api_key`, sql`api_key::text like ${`%${key.slice(15, -4)}%`}`)).toBe(
      0,
    );
  });

  test('new credentials and a new webhook secret take the place of the old', async () => {
    const account = { merchant, provider: 'airwallex' as const, mode: 'test' as const };
    const first = await addProviderAccount(app.context, { ...account, credentials: AIRWALLEX });
    const second = await addProviderAccount(app.context, {
      ...account,
      credentials: { ...AIRWALLEX, apiKey: 'rolled' },
    });
    expect(second).toEqual({ id: first.id, replaced: true });
    const hook = { merchant, mode: 'test' as const, url: 'https://tea.example.hk/hook' };
    const one = await setWebhookEndpoint(app.context, hook);
    const two = await setWebhookEndpoint(app.context, hook);
    expect(two).toMatchObject({ id: one.id, replaced: true });
    expect(two.secret).not.toBe(one.secret);
  });

  test('wrong input is refused in words, without repeating a secret', async () => {
    const { context } = app;
    const wrong = { clientId: 'client', apiKey: 'top secret', environment: 'demo' };
    const refused = addProviderAccount(context, {
      merchant,
      provider: 'airwallex',
      mode: 'test',
      credentials: wrong,
    });
    await expect(refused).rejects.toBeInstanceOf(AdminInputError);
    await expect(refused).rejects.toThrow('webhookSecret');
    await expect(refused).rejects.not.toThrow('top secret');
    await expect(createMerchant(context, { name: ' ' })).rejects.toThrow('name');
    await expect(createMerchant(context, { name: 'x', accentColor: 'red' })).rejects.toThrow(
      'accentColor',
    );
    await expect(createApiKey(context, { merchant: 'mer_x', mode: 'test' })).rejects.toThrow(
      'mer_x',
    );
    const methods = (names: ('fps' | 'card')[]) =>
      setMethods(context, { merchant, mode: 'test', methods: names });
    await expect(methods(['fps'])).rejects.toThrow('airwallex');
    await expect(methods(['card', 'card'])).rejects.toThrow('once');
    await expect(methods([])).rejects.toThrow('at least one');
    const named = setMethods(context, {
      merchant,
      mode: 'test',
      methods: [{ method: 'octopus', provider: 'stripe' }],
    });
    await expect(named).rejects.toThrow('octopus is not run by stripe but by airwallex');
    const hook = (url: string, mode: 'test' | 'live' = 'test') =>
      setWebhookEndpoint(context, { merchant, mode, url });
    await expect(hook('http://tea.example.hk/')).rejects.toThrow('https');
    await expect(hook('https://a:b@tea.example.hk/')).rejects.toThrow('user name');
    expect(await getDatabase().db.$count(sql`provider_account`)).toBe(0);
    expect(await getDatabase().db.$count(sql`webhook_endpoint`)).toBe(0);
  });

  test('a method that two providers run is run by the one that is named', async () => {
    const { context } = app;
    const add = (provider: 'stripe' | 'airwallex', credentials: object) =>
      addProviderAccount(context, { merchant, provider, mode: 'test', credentials });
    await add('stripe', {
      secretKey: 'sk_test_one',
      publishableKey: 'pk_test_one',
      webhookSecret: 'whsec_one',
    });
    await add('airwallex', AIRWALLEX);
    const { id } = await requireMerchant(context, merchant);
    const runBy = async () =>
      (await listMethodSettings(context.database.db, id, false)).map(({ provider }) => provider);
    for (const provider of ['stripe', 'airwallex'] as const) {
      const methods = [{ method: 'wechat_pay' as const, provider }];
      await setMethods(context, { merchant, mode: 'test', methods });
      expect(await runBy()).toEqual([provider]);
    }
  });

  test('credentials of one mode are refused for the other, by name', async () => {
    const { context } = createTestContext(getDatabase(), {
      env: { PRAYA_ALLOW_LIVE_ON_PGLITE: 'yes' },
    });
    const stripe = (key: string, word: 'test' | 'live') => ({
      secretKey: `${key}_${word}_topsecret`,
      publishableKey: `pk_${word}_x`,
      webhookSecret: 'whsec_x',
    });
    const add = (provider: 'stripe' | 'airwallex', mode: 'test' | 'live', credentials: object) =>
      addProviderAccount(context, { merchant, provider, mode, credentials });
    const liveAirwallex = { ...AIRWALLEX, environment: 'live' };

    await expect(add('stripe', 'live', stripe('sk', 'test'))).rejects.toBeInstanceOf(
      AdminInputError,
    );
    await expect(add('stripe', 'live', stripe('sk', 'test'))).rejects.toThrow('test credentials');
    await expect(add('stripe', 'test', stripe('sk', 'live'))).rejects.toThrow('live credentials');
    await expect(add('stripe', 'test', stripe('rk', 'live'))).rejects.toThrow('live credentials');
    await expect(add('stripe', 'test', stripe('sk', 'live'))).rejects.not.toThrow('topsecret');
    await expect(add('airwallex', 'live', AIRWALLEX)).rejects.toThrow('test credentials');
    await expect(add('airwallex', 'test', liveAirwallex)).rejects.toThrow('live credentials');
    expect(await getDatabase().db.$count(sql`provider_account`)).toBe(0);

    await add('stripe', 'test', stripe('rk', 'test'));
    await add('stripe', 'live', stripe('rk', 'live'));
    await add('airwallex', 'live', liveAirwallex);
    // Nor do credentials that are replaced change mode.
    await expect(add('stripe', 'live', stripe('sk', 'test'))).rejects.toThrow('test credentials');
  });

  test('live mode needs PostgreSQL, or the risk accepted out loud', async () => {
    const create = (context = app.context) => createApiKey(context, { merchant, mode: 'live' });
    const accepted = createTestContext(getDatabase(), {
      env: { PRAYA_ALLOW_LIVE_ON_PGLITE: 'yes' },
    });
    const { key } = await create(accepted.context);
    expect(key).toMatch(/^praya_sk_live_/);
    expect(await authenticateApiKey(accepted.context, key)).toMatchObject({ livemode: true });
    if (getDatabase().kind === 'postgres') {
      expect((await create()).key).toMatch(/^praya_sk_live_/);
      return;
    }
    await expect(create()).rejects.toThrow('PRAYA_ALLOW_LIVE_ON_PGLITE=yes');
    // The override taken back takes the keys back with it.
    expect(await authenticateApiKey(app.context, key)).toBe('live_refused');
  });

  test('a live webhook cannot be plain http, not even to this machine', async () => {
    const { context } = createTestContext(getDatabase(), {
      env: { PRAYA_ALLOW_LIVE_ON_PGLITE: 'yes' },
    });
    await expect(
      setWebhookEndpoint(context, { merchant, mode: 'live', url: 'http://localhost:4000/' }),
    ).rejects.toThrow('must use https');
  });
});
