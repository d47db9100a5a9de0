import type { Page } from '@playwright/test';
import { brokenRules } from '../support/broken-rules.ts';
import { expect, test } from '../support/fixtures.ts';
import { fpsMerchant } from '../support/fps-merchant.ts';
import { signIn } from '../support/operator.ts';
import { buyAtShop, choose, expectPaidAtShop, payButton } from '../support/shopping.ts';
import type { RunningStack } from '../support/stacks.ts';

/** The address of a page of the shop that takes FPS to its own account. */
function directPage({ urls, keys }: RunningStack, path: string, locale = 'en'): string {
  return `${urls.app}/${locale}/dashboard/${keys.direct.merchantId}/test/${path}`;
}

/** A shopper looks at the code of the shop's own account, and says that it was paid. */
async function claim(page: Page, shop: string, language: 'en' | 'zh-HK' = 'en'): Promise<string> {
  await buyAtShop(page, shop, { language, till: 'direct' });
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await page.getByRole('button', { name: 'I have paid' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'The shop is checking your payment',
  );
  return /cs_test_[0-9A-Za-z]+/.exec(page.url())?.[0] ?? '';
}

/** A name of the bank's that no other story uses. */
const bankReference = (what: string) => `FRN-${what}-${Date.now()}`;

const cardOf = (page: Page, reference: string) =>
  page.getByRole('listitem').filter({ has: page.locator('h2'), hasText: reference });

test('a transfer without a reference comes by statement, is seen from Home, and pays the order it is for', async ({
  desktop: page,
  phone,
  stack,
}) => {
  const session = await claim(phone, stack.urls.shop);
  const reference = bankReference('match');
  await signIn(page, stack);
  await page.goto(directPage(stack, 'payments'));
  await page.getByRole('link', { name: 'FPS transfers' }).click();
  await page.getByRole('link', { name: 'Import a statement' }).click();

  await test.step('a file with other headings is refused by the heading, and nothing typed is lost', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const csv = [
      'Date,amount,payer,description,bank_reference',
      `${today},128.50,CHAN TAI MAN,green tea,${reference}`,
      `some day,128.50,CHAN TAI MAN,green tea,${reference}-2`,
    ].join('\n');
    const file = { name: 'statement.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
    await page.getByLabel('Statement file').setInputFiles(file);
    await page.getByRole('button', { name: 'Import it' }).click();
    await expect(page.getByText('The first line has no heading of that name.')).toBeVisible();
    await page.getByLabel('Heading of the date').fill('Date');
    await page.getByRole('button', { name: 'Import it' }).click();
    await expect(page.getByText('The statement is imported.')).toBeVisible();
    await expect(page.getByText('1 line needs a look')).toBeVisible();
    await expect(page.getByText('1 line could not be read: 3.')).toBeVisible();
  });

  await test.step('Home says so, and leads there', async () => {
    await page.goto(directPage(stack, 'home'));
    await page.getByRole('link', { name: 'See transfers' }).click();
    const card = cardOf(page, reference);
    await expect(card.getByRole('heading', { level: 2 })).toHaveText('HK$128.50 from CHAN TAI MAN');
    await expect(card).toContainText('It carries no reference of a payment here.');
    await expect(card).toContainText('The shopper says it was sent');
  });

  await test.step('a slip is told beside its field; the right name pays the order once', async () => {
    await page
      .getByRole('button', { name: `Match the transfer ${reference} to a payment` })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Payment', { exact: true }).fill('TEA-NOWHERE');
    await dialog.getByRole('button', { name: 'Match it' }).click();
    await expect(dialog.getByText('No payment by FPS to your account goes by that.')).toBeVisible();
    await dialog.getByLabel('Payment', { exact: true }).fill(session);
    await dialog.getByRole('button', { name: 'Match it' }).dblclick();
    await expect(page.getByText('The transfer is booked.')).toBeVisible();
    await expect(dialog).toHaveCount(0);
    await expect(cardOf(page, reference)).toHaveCount(0);
    await expectPaidAtShop(phone, stack.urls.shop);
  });

  await page.goto(directPage(stack, 'payments/transfers?show=all'));
  await expect(cardOf(page, reference).locator('.dash-state')).toHaveText('Paid an order');
  await page.goto(directPage(stack, 'audit-log'));
  await expect(page.getByText('Imported a bank statement').first()).toBeVisible();
});

test('matches by a suggestion, records one sent back, and puts one aside', async ({
  desktop: page,
  phone,
  stack,
}) => {
  const shop = fpsMerchant(stack.urls.app, stack.keys.direct.secretKey);
  const [back, aside, suggested] = ['back', 'aside', 'suggested'].map(bankReference) as [
    string,
    string,
    string,
  ];
  await shop.confirm({ amount: 700, bank_reference: back });
  await shop.confirm({ amount: 900_000, bank_reference: aside });
  await claim(phone, stack.urls.shop);
  await shop.confirm({ amount: 12_850, bank_reference: suggested });
  await signIn(page, stack);
  await page.goto(directPage(stack, 'payments/transfers'));

  await cardOf(page, suggested)
    .locator('.transfer-suggested li')
    .filter({ hasText: 'The shopper says it was sent' })
    .getByRole('button')
    .first()
    .click();
  await page.getByRole('button', { name: 'Book it to this payment' }).click();
  await expect(page.getByText('The transfer is booked.')).toBeVisible();
  await expectPaidAtShop(phone, stack.urls.shop);

  await page
    .getByRole('button', { name: `Record that the transfer ${back} was sent back` })
    .click();
  await page.getByLabel('Bank’s reference of what you sent').fill(`OUT-${back}`);
  await page.getByRole('button', { name: 'Record it' }).click();
  await expect(page.getByText('It is recorded as sent back.')).toBeVisible();

  await test.step('on a page from before, what was decided since is not decided again', async () => {
    const open = { name: `The transfer ${aside} is none of ours` };
    const other = await page.context().newPage();
    for (const where of [page, other]) {
      await where.goto(directPage(stack, 'payments/transfers'));
      await where.getByRole('button', open).click();
    }
    await page.getByLabel('What it is').fill('rent of November');
    await page.getByRole('button', { name: 'Put it aside' }).click();
    await expect(page.getByText('It is put aside.')).toBeVisible();
    await other.getByLabel('What it is').fill('something else');
    await other.getByRole('button', { name: 'Put it aside' }).click();
    await expect(other.getByText('Somebody has decided about this transfer')).toBeVisible();
    await expect(other.getByLabel('What it is')).toHaveValue('something else');
    await other.close();
  });

  await page.goto(directPage(stack, 'payments/transfers?show=all'));
  await expect(cardOf(page, back)).toContainText('All of it was sent back.');
  await expect(cardOf(page, aside)).toContainText('None of yours: rent of November');
});

test('breaks no rule with transfers in every state, on a phone or a desktop', async ({
  desktop,
  phone,
  stack,
}) => {
  const shop = fpsMerchant(stack.urls.app, stack.keys.direct.secretKey);
  await shop.confirm({ amount: 12_850, bank_reference: bankReference('x'.repeat(60)) });
  for (const [page, locale] of [
    [desktop, 'en'],
    [phone, 'zh-HK'],
  ] as const) {
    await signIn(page, stack, locale);
    for (const path of ['', '?show=wrong', '?show=all', '/import']) {
      await page.goto(directPage(stack, `payments/transfers${path}`, locale));
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await brokenRules(page), path).toEqual([]);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(over, `${path} is no wider than the window`).toBeLessThanOrEqual(0);
    }
  }
});
