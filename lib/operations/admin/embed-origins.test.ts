import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { seedMerchant } from '../testing/seed.ts';
import { type TestContext, createTestContext } from '../testing/test-context.ts';
import { AdminInputError } from './admin-input.ts';
import { addEmbedOrigin, listEmbedOrigins, removeEmbedOrigin } from './embed-origins.ts';

describeOnEachDatabase('origins that may embed', (getDatabase) => {
  let app: TestContext;
  let merchant: string;

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchant = (await seedMerchant(app.context)).merchantId;
  });

  const add = (origin: string, mode: 'test' | 'live' = 'test') =>
    addEmbedOrigin(app.context, { merchant, mode, origin });

  test('are added once, kept by mode, and removed', async () => {
    expect(await add('https://shop.example.hk')).toEqual(['https://shop.example.hk']);
    expect(await add('http://127.0.0.1:8080')).toHaveLength(2);
    expect(await add('https://shop.example.hk')).toHaveLength(2);
    expect(await listEmbedOrigins(app.context, { merchant, mode: 'live' })).toEqual([]);
    const rest = { merchant, mode: 'test', origin: 'https://shop.example.hk' } as const;
    expect(await removeEmbedOrigin(app.context, rest)).toEqual(['http://127.0.0.1:8080']);
    await expect(removeEmbedOrigin(app.context, rest)).rejects.toThrow('is not among');
  });

  test('two added at once are both kept', async () => {
    await Promise.all([add('https://one.example.hk'), add('https://two.example.hk')]);
    expect(await listEmbedOrigins(app.context, { merchant, mode: 'test' })).toHaveLength(2);
  });

  test.each([
    'http://shop.example.hk',
    'https://shop.example.hk/',
    'https://shop.example.hk/cart',
    'https://shop.example.hk?x=1',
    'https://SHOP.example.hk',
    'https://shop.example.hk:443',
    'https://*.example.hk',
    'https://shop.example.hk;script-src',
    'https://shop.example.hk,https://evil.example',
    "https://'self'",
    'https://user@shop.example.hk',
    'http://[::1]:8080',
    'https://',
    '*',
    'null',
  ])('%s is refused, and nothing is written', async (origin) => {
    await expect(add(origin)).rejects.toThrow(AdminInputError);
    expect(await listEmbedOrigins(app.context, { merchant, mode: 'test' })).toEqual([]);
  });

  test('the twenty-first is refused', async () => {
    for (let i = 0; i < 20; i += 1) await add(`https://shop${i}.example.hk`);
    await expect(add('https://one-more.example.hk')).rejects.toThrow('20 of them at most');
  });
});
