import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type Stripe from 'stripe';
import { parseCsv } from '#lib/fps/parse-csv.ts';
import { brokenRules } from '../support/broken-rules.ts';
import { expect, test } from '../support/fixtures.ts';
import { pageOf, signIn, typePassword } from '../support/operator.ts';

const rows = (page: Page) =>
  page.getByRole('list', { name: 'Payments, newest first' }).locator('li');

async function pay(
  stripe: Stripe,
  session: { id: string },
  params: Record<string, string>,
): Promise<void> {
  await stripe.rawRequest('POST', `/v1/test_helpers/checkout/sessions/${session.id}/pay`, params);
}

test('finds the declined card, shares the address, goes back, and takes the list away as a file', async ({
  desktop: page,
  phone,
  stack,
  stripe,
  newSession,
}) => {
  const about = `list-${Date.now()}`;
  const order = (name: string) => ({
    client_reference_id: `${about}-${name}`,
    customer_email: `${name}@list.example.hk`,
  });
  await pay(stripe, await newSession(order('paid')), { payment_method: 'fps' });
  const declined = await newSession(order('declined'));
  await pay(stripe, declined, {
    payment_method: 'card',
    outcome: 'decline',
    decline_code: 'do_not_honor',
  });
  await newSession(order('waiting'));

  await signIn(page, stack);
  await page.getByRole('link', { name: 'Payments', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Payments');
  await page.getByLabel('Search').fill(about);
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).nth(0)).toContainText('Waiting');
  await expect(rows(page).nth(1)).toContainText('Declined');
  await expect(rows(page).nth(2)).toContainText('Paid');

  await page.getByLabel('Status').selectOption({ label: 'Declined' });
  await page.getByText('More filters').click();
  await page.getByLabel('Method').selectOption({ label: 'Credit or debit card' });
  await page.getByRole('button', { name: 'Filter' }).click();
  // Nothing empty in the address that is kept.
  await expect(page).toHaveURL(pageOf(stack, `payments?q=${about}&status=declined&method=card`));
  await expect(rows(page)).toHaveCount(1);
  const row = rows(page).first();
  await expect(row).toContainText('HK$128.50');
  await expect(row).toContainText(`${about}-declined`);
  await expect(row).toContainText('declined@list.example.hk');
  await expect(row).toContainText('Your bank didn’t approve this payment');
  await expect(row.getByRole('link')).toHaveAttribute('href', /\/payments\/pi_[0-9A-Za-z]+$/);
  expect(await brokenRules(page)).toEqual([]);

  // Somebody else of the shop opens the address that they were sent.
  const address = page.url();
  await phone.goto(address);
  await typePassword(phone, stack);
  await expect(phone).toHaveURL(address);
  await expect(rows(phone)).toHaveCount(1);
  expect(await brokenRules(phone)).toEqual([]);

  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  const download = await file;
  expect(download.suggestedFilename()).toBe('payments-test.csv');
  const text = await readFile(await download.path(), 'utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  const [head, record, ...others] = parseCsv(text, { maxCharacters: 1e6, maxRecords: 100 });
  expect(others).toEqual([]);
  const at = (name: string) => record?.fields[head?.fields.indexOf(name) ?? -1];
  expect(at('Session ID')).toBe(declined.id);
  expect(at('Status')).toBe('Declined');
  expect([at('Amount'), at('Currency')]).toEqual(['128.50', 'HKD']);
  expect(at('Created')).toMatch(/\+08:00$/);

  // Taken off one by one, and there again by the browser's own way back.
  await page.getByRole('link', { name: 'Remove the filter Declined' }).click();
  await page.getByRole('link', { name: 'Remove the filter Credit or debit card' }).click();
  await expect(rows(page)).toHaveCount(3);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(address);
  await expect(rows(page)).toHaveCount(1);

  await page.goto(pageOf(stack, 'audit-log'));
  await expect(page.getByText('Exported payments').first()).toBeVisible();
  await expect(page.getByText(`filter: q=${about}&status=declined&method=card`)).toBeVisible();
});

test('says which filter it does not understand, and shows the list by the others', async ({
  desktop: page,
  stack,
  newSession,
}) => {
  const reference = `odd-${Date.now()}`;
  await newSession({ client_reference_id: reference });
  await signIn(page, stack);
  await page.goto(pageOf(stack, `payments?q=${reference}&amount_from=abc&status=payed`));
  const unread = page.getByRole('main').getByRole('alert');
  await expect(unread).toContainText(
    '“abc” is not something Amount from can be. That filter was left out.',
  );
  await expect(unread).toContainText('“payed” is not something Status can be.');
  await expect(rows(page)).toHaveCount(1);
  await page.goto(pageOf(stack, `payments?q=${reference}&to=2020-01-01`));
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('No payment like this');
});
