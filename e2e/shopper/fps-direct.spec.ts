import type { Page } from '@playwright/test';
import pg from 'pg';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { money } from '#lib/domain/money.ts';
import { decodeFpsPayload } from '#lib/fps/decode-fps-payload.ts';
import { expect, test } from '../support/fixtures.ts';
import { fpsMerchant } from '../support/fps-merchant.ts';
import {
  attemptIdOf,
  buyAtShop,
  choose,
  expectPaidAtShop,
  payButton,
  scanCode,
} from '../support/shopping.ts';
import { simulatorControl } from '../support/simulator-control.ts';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Buys tea at the till whose FPS goes to the shop's own account, and looks at the code. */
async function showCode(page: Page, shop: string, language: 'en' | 'zh-HK'): Promise<void> {
  await buyAtShop(page, shop, { language, till: 'direct' });
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
}

/** What the code says, read off the screen by another's decoder and strictly by ours. */
async function codeOf(page: Page): Promise<{ payload: string; reference: string }> {
  const payload = await scanCode(page);
  const read = decodeFpsPayload(payload);
  expect(read).toMatchObject({
    initiation: 'dynamic',
    proxy: { kind: 'fps_id', value: '1688388' },
    amount: money(12_850n, 'HKD'),
    payeeName: 'HARBOUR TEA LIMITED',
    chinese: { name: '港灣茶行有限公司' },
  });
  const { reference } = read.additional;
  if (reference === undefined) throw new Error('The code has no reference.');
  return { payload, reference };
}

test('pays the shop’s own account on the phone in hand; the shop confirms, and the page turns to paid', async ({
  phone: page,
  stack,
  simulator,
}) => {
  await showCode(page, stack.urls.shop, 'en');
  const { payload, reference } = await codeOf(page);
  for (const text of ['HARBOUR TEA LIMITED', '1688388', 'HK$128.50', reference]) {
    await expect(page.locator('dl.transfer')).toContainText(text);
  }
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const [name, text] of [
    ['Copy FPS ID', '1688388'],
    ['Copy amount', '128.50'],
    ['Copy reference', reference],
  ] as const) {
    await page.getByRole('button', { name }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  }
  const claim = page.getByRole('button', { name: 'I have paid' });
  await claim.click();
  await expect(heading(page)).toHaveText('The shop is checking your payment');
  await page.getByRole('button', { name: 'I haven’t paid yet' }).click();
  await expect(heading(page)).toHaveText('Pay with FPS');
  expect(await scanCode(page), 'the same code again').toBe(payload);
  await simulator.payFps(payload);
  await claim.click();
  await expect(heading(page)).toHaveText('The shop is checking your payment');
  await expect(page.getByText('Please don’t pay again')).toBeVisible();

  const shop = fpsMerchant(stack.urls.app, stack.keys.direct.secretKey);
  const attempt = attemptIdOf(page);
  expect(await shop.claimed()).toContainEqual({ id: attempt, reference, amount: 12_850 });
  const line = (await simulator.statementCsv())
    .split('\r\n')
    .find((row) => row.includes(reference));
  const bankReference = line?.split(',').at(-1) ?? '';
  const confirmed = await shop.confirm({
    amount: 12_850,
    bank_reference: bankReference,
    payment_attempt: attempt,
  });
  expect(confirmed).toMatchObject({ result: 'matched', late: false });
  await expectPaidAtShop(page, stack.urls.shop);
});

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false });

  test('says "I have paid" with a plain form, in Chinese', async ({ page, stack, simulator }) => {
    await showCode(page, stack.urls.shop, 'zh-HK');
    const { payload, reference } = await codeOf(page);
    await simulator.payFps(payload);
    await page.getByRole('button', { name: '我已付款' }).click();
    await expect(heading(page)).toHaveText('商戶正在核對付款');
    const shop = fpsMerchant(stack.urls.app, stack.keys.direct.secretKey);
    await shop.importStatement(await simulator.statementCsv());
    await expect(async () => {
      const again = page.getByRole('link', { name: '再次查看' });
      if (await again.isVisible()) await again.click({ timeout: 1_000 });
      // Or on the shop's page already, where the paid page leads by itself.
      await expect(heading(page)).toHaveText(/已付款|已收到付款/, { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    expect(await shop.claimed()).not.toContainEqual(expect.objectContaining({ reference }));
  });
});

test('sends the wrong amount: it is kept, told apart, and sent back by the shop', async ({
  phone: page,
  stack,
  simulator,
}) => {
  await showCode(page, stack.urls.shop, 'en');
  const { reference } = await codeOf(page);
  await simulator.transferFps({ proxy: '1688388', amountMinor: 10_000, reference });
  const shop = fpsMerchant(stack.urls.app, stack.keys.direct.secretKey);
  const lines = await shop.importStatement(await simulator.statementCsv());
  const ours = lines.find(({ transfer }) => transfer?.payment_attempt === attemptIdOf(page));
  expect(ours).toMatchObject({ result: 'wrong_amount' });
  await expect(heading(page)).toHaveText('The amount received isn’t the amount due');
  const id = ours?.transfer?.id ?? '';
  const bank_reference = `OUT-${reference}`;
  expect(await shop.recordRefund(id, { amount: 10_000, bank_reference })).toMatchObject({
    amount_returned: 10_000,
  });
  await expect(shop.recordRefund(id, { amount: 1, bank_reference: 'OUT' })).rejects.toThrow(
    'amount',
  );
});

test('pays after the session is over: the statement finds it, and "did I pay?" says so', async ({
  phone: page,
  startOwnStack,
}) => {
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('late');
    const stack = await startOwnStack({
      env: { PRAYA_WORKER_INTERVAL_MS: '200' },
      database: postgres.url('late'),
    });
    const simulator = simulatorControl(stack.urls.simulator);
    await showCode(page, stack.urls.shop, 'en');
    const { payload } = await codeOf(page);
    const sessionId = /cs_test_[0-9A-Za-z]+/.exec(page.url())?.[0];
    const database = new pg.Client({ connectionString: postgres.url('late') });
    await database.connect();
    await database.query(
      `update checkout_session set expires_at = now() - interval '1 minute' where id = $1`,
      [sessionId],
    );
    await database.query(`update payment_attempt set next_check_at = now() where session_id = $1`, [
      sessionId,
    ]);
    await expect(heading(page)).toHaveText('Time to pay is up', { timeout: 20_000 });
    await simulator.payFps(payload);
    const shop = fpsMerchant(stack.urls.app, stack.keys.direct.secretKey);
    expect(await shop.importStatement(await simulator.statementCsv())).toMatchObject([
      { result: 'matched', transfer: { late: true } },
    ]);
    await expect(heading(page)).toHaveText('Paid', { timeout: 20_000 });
    // It has something to say, so it stays until the shopper leaves.
    await page.getByRole('main').getByRole('link', { name: 'Back to Harbour Tea' }).click();
    await expectPaidAtShop(page, stack.urls.shop);
    await page.goto(`${stack.urls.app}/en/pay/${sessionId ?? ''}`);
    await expect(heading(page)).toHaveText('Paid');
    const { rows } = await database.query<{ kind: string }>('select kind from discrepancy');
    expect(rows).toEqual([{ kind: 'paid_late' }]);
    await database.end();
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});
