import pg from 'pg';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { expect, newSession, stripeClient, test } from '../support/fixtures.ts';
import { OWN_ORDER, taughtBy, writeTaught } from '../support/learned-state.ts';
import { methodsOn } from '../support/shopping.ts';

test('the order of methods is each session’s own and stays, is learned, and can be stopped at once', async ({
  startOwnStack,
  phone,
  request,
}) => {
  test.setTimeout(240_000);
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('ordered');
    const url = postgres.url('ordered');
    const stack = await startOwnStack({ database: url, ordering: 'paid-rate' });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
    const open = async (): Promise<{ url: string; order: readonly string[] }> => {
      const session = await newSession(stripe, stack.urls.shop, { locale: 'en' });
      await phone.goto(session.url);
      return { url: session.url, order: await methodsOn(phone) };
    };
    const written = async (): Promise<number> =>
      Number((await client.query('select count(*) from ordering_exposure')).rows[0].count);

    const first = await open();
    await test.step('it is the same over reloads and in the other language', async () => {
      expect(first.order.toSorted()).toEqual(OWN_ORDER.toSorted());
      await expect.poll(written).toBe(1);
      for (let times = 0; times < 3; times += 1) {
        await phone.reload();
        expect(await methodsOn(phone)).toEqual(first.order);
      }
      await phone.locator('.language-switch').click();
      await expect(phone.locator('html')).toHaveAttribute('lang', 'zh-Hant-HK');
      expect(await methodsOn(phone)).toEqual(first.order);
      expect(await written()).toBe(1);
    });

    await test.step('a program that looks at a page is no shopper', async () => {
      const { url: looked } = await newSession(stripe, stack.urls.shop, { locale: 'en' });
      expect((await request.get(looked)).status()).toBe(200);
      await open();
      await expect.poll(written).toBe(2);
    });

    await test.step('what is learned changes the next shopper’s order, and not that of who has one', async () => {
      // Sixty shoppers took Octopus wherever it stood, and paid.
      const state = taughtBy(Array.from({ length: 60 }, () => 'octopus'));
      await writeTaught(client, stack.keys.merchantId, state);
      await expect(async () => {
        let liked = 0;
        for (let times = 0; times < 5; times += 1) {
          if ((await open()).order[0] === 'octopus') liked += 1;
        }
        // Chance puts another method first now and then.
        expect(liked).toBeGreaterThanOrEqual(4);
      }).toPass({ timeout: 30_000 });
      await phone.goto(first.url);
      expect(await methodsOn(phone)).toEqual(first.order);
    });

    await test.step('once it is stopped everybody new sees the merchant’s own order', async () => {
      await client.query('update ordering_config set paused_at = now(), version = version + 1');
      await expect(async () => {
        for (let times = 0; times < 4; times += 1) {
          expect((await open()).order).toEqual(OWN_ORDER);
        }
      }).toPass({ timeout: 30_000 });
      await phone.goto(first.url);
      expect(await methodsOn(phone)).toEqual(first.order);
    });
    await client.end();
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});
