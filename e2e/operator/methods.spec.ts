import type { Page } from '@playwright/test';
import pg from 'pg';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { brokenRules } from '../support/broken-rules.ts';
import { expect, newSession, stripeClient, test } from '../support/fixtures.ts';
import { taughtBy, writeTaught } from '../support/learned-state.ts';
import { signIn } from '../support/operator.ts';

/** Every node hears of a change within two seconds; the rest is for a busy machine. */
const HEARD_BY = { timeout: 20_000 };

const rowOf = (page: Page, method: string) =>
  page.locator('.method', { has: page.locator(`input[value="${method}"]`) });

test('an owner switches methods, sees why one is first, stops the order, and connects an account', async ({
  desktop: page,
  phone: shopper,
  startOwnStack,
}) => {
  test.setTimeout(400_000);
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('methods');
    const database = postgres.url('methods');
    const stack = await startOwnStack({
      database,
      ordering: 'paid-rate',
      env: { PRAYA_ADDRESS_LIMITS: 'off' },
    });
    const client = new pg.Client({ connectionString: database });
    // A story that failed stops the database first, and is to say why it failed.
    client.on('error', () => undefined);
    await client.connect();
    const { merchantId, stranger } = stack.keys;
    const at = (path: string, locale = 'en', merchant = merchantId) =>
      `${stack.urls.app}/${locale}/dashboard/${merchant}/test/${path}`;
    const heading = page.getByRole('heading', { level: 1 });
    const status = page.getByRole('main').getByRole('status');
    await signIn(page, stack);
    const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
    const { url: english } = await newSession(stripe, stack.urls.shop, { locale: 'en' });
    const { url: chinese } = await newSession(stripe, stack.urls.shop, { locale: 'zh-HK' });

    await test.step('Octopus is switched off with a reason, and shoppers read it at once', async () => {
      await page.goto(at('methods'));
      await expect(heading).toHaveText('Methods');
      expect(await brokenRules(page)).toEqual([]);
      await page.getByRole('link', { name: 'Octopus', exact: true }).click();
      await expect(heading).toHaveText('Octopus');
      await page.getByRole('radio', { name: /^Off/ }).check();
      await page.getByLabel('Reason in English').fill('Back on Friday');
      await page.getByLabel('Reason in Chinese').fill('星期五恢復');
      await page.getByLabel('Most', { exact: true }).fill('40000');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(page.getByText(/^Octopus takes HK\$0\.50 to HK\$30,000\.00/)).toBeVisible();
      await page.getByLabel('Most', { exact: true }).fill('');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(status.first()).toContainText('Saved');
      const shown = page.locator('.methods-shown');
      await expect(shown).toContainText('Back on Friday');
      await expect(shown).toContainText('星期五恢復');
      expect(await brokenRules(page)).toEqual([]);

      await shopper.goto(english);
      await expect(rowOf(shopper, 'octopus')).toContainText('Back on Friday');
      await expect(rowOf(shopper, 'octopus').getByRole('radio')).toBeDisabled();
      await shopper.goto(chinese);
      await expect(rowOf(shopper, 'octopus')).toContainText('星期五恢復');
    });

    await test.step('somebody else changed it meanwhile: nothing typed is lost, and it is sent again', async () => {
      await client.query(
        `update method_setting set max_amount = 50000 where merchant_id = $1 and method = 'octopus'`,
        [merchantId],
      );
      await page.getByRole('radio', { name: /^On/ }).check();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(page.getByText(/Someone else changed this/)).toBeVisible();
      await expect(page.getByRole('radio', { name: /^On/ })).toBeChecked();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect
        .poll(async () => {
          await shopper.goto(english);
          return rowOf(shopper, 'octopus').getByRole('radio').isEnabled();
        })
        .toBe(true);
    });

    await test.step('why a method is first is said with the figures behind it', async () => {
      const history = Array.from({ length: 300 }, (_, nth) => (nth % 3 === 2 ? 'fps' : 'payme'));
      await writeTaught(client, merchantId, taughtBy(history, { days: 20 }));
      await page.goto(at('methods', 'zh-HK'));
      await page.getByLabel('裝置').selectOption('desktop');
      await page.getByLabel('金額').fill('128.50');
      await page.getByRole('button', { name: '顯示', exact: true }).click();
      const first = page.locator('.methods-first');
      await expect(first).toContainText('為何 PayMe 排第一');
      await expect(first).toContainText(/\d+%/);
      await page.locator('summary', { hasText: '背後的數據' }).click();
      await expect(
        page.getByRole('table', { name: '背後的數據' }).getByRole('row').nth(1),
      ).toContainText('PayMe');
      expect(await brokenRules(page)).toEqual([]);
    });

    await test.step('the order is paused, which one press takes back', async () => {
      await page.goto(at('methods/order'));
      await page.getByRole('button', { name: 'Move Octopus up' }).click();
      await expect(status.first()).toContainText('Saved');
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await expect(status.first()).toContainText('The order is paused');
      await expect(page.getByText(/^Paused since/)).toBeVisible();
      expect(await brokenRules(page)).toEqual([]);
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect(status.first()).toContainText('The order is on again');
      await expect(page.getByText(/^Paused since/)).toHaveCount(0);
    });

    await test.step('a method is taken out by hand, on open pages too, and put back', async () => {
      await page.goto(at('methods/outages'));
      await page.getByLabel('Method', { exact: true }).selectOption('fps');
      await page.getByRole('radio', { name: /^Close it/ }).check();
      await page.getByLabel('Reason in English').fill('The bank is away');
      await page.getByRole('button', { name: 'Take it out' }).click();
      await expect(status.first()).toContainText('Taken out of order');
      await expect(async () => {
        await shopper.goto(english);
        await expect(rowOf(shopper, 'fps')).toContainText('The bank is away', { timeout: 500 });
      }).toPass(HEARD_BY);
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect(status.first()).toContainText('Put back');
      await expect(page.getByText('Everything works')).toBeVisible();
      expect(await brokenRules(page)).toEqual([]);
    });

    await test.step('an account with a wrong key is added, and the test says so', async () => {
      const other = stranger.merchantId;
      await client.query('delete from method_setting where merchant_id = $1', [other]);
      await client.query('delete from provider_account where merchant_id = $1', [other]);
      await client.query(
        `insert into operator_membership (operator_id, merchant_id, role, created_at)
         select operator_id, $1, role, created_at from operator_membership where merchant_id = $2`,
        [other, merchantId],
      );
      await page.goto(at('methods/accounts', 'en', other));
      await page.getByRole('link', { name: 'Add Stripe' }).click();
      await page.getByLabel('Publishable key').fill('pk_test_unknown7');
      await page.getByLabel('Secret or restricted key').fill('sk_live_unknown7');
      await page.getByLabel('Webhook signing secret').fill('whsec_7');
      await page.getByRole('button', { name: 'Add account' }).click();
      await expect(page.getByText('The keys do not belong together')).toBeVisible();
      await page.getByLabel('Secret or restricted key').fill('sk_test_unknown7');
      await page.getByRole('button', { name: 'Add account' }).click();
      await expect(heading).toHaveText('Stripe');
      await expect(page.getByText(/\/api\/providers\/stripe\/\w+\/webhook$/)).toBeVisible();
      expect(await page.content(), 'never shown again').not.toContain('sk_test_unknown7');
      await page.getByRole('button', { name: 'Test connection' }).click();
      const result = page.getByRole('list', { name: 'Result' });
      await expect(result).toContainText('Wrong key');
      await expect(result).toContainText('No signed notification has arrived');
      expect(await brokenRules(page)).toEqual([]);

      await page.getByLabel('Publishable key').fill('pk_test_mended7');
      await page.getByLabel('Secret or restricted key').fill('sk_test_mended7');
      await page.getByLabel('Webhook signing secret').fill('whsec_7');
      await page.getByRole('button', { name: 'Replace credentials' }).click();
      await expect(status.first()).toContainText('Saved');
      await page.getByRole('button', { name: 'Test connection' }).click();
      await expect(result).toContainText('The key works');
      await page.goto(at('methods/card', 'en', other));
      await page.getByRole('button', { name: 'Offer it' }).click();
      await expect(status.first()).toContainText('Set up');
    });

    await test.step('the audit log has it all', async () => {
      await page.goto(at('audit-log'));
      const log = page.getByRole('table');
      await expect(log).toContainText('Changed octopus');
      await expect(log).toContainText('Changed the order of methods');
      await expect(log).toContainText('Took fps out of order');
    });
    await client.end();
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});
