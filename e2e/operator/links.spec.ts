import { expect, test } from '../support/fixtures.ts';
import { pageOf, signIn } from '../support/operator.ts';
import { choose, payButton, scanCode } from '../support/shopping.ts';

test('an operator makes a link, a shopper pays it on a phone, and it says what it earned', async ({
  desktop: page,
  phone,
  stack,
  simulator,
}) => {
  await signIn(page, stack);
  await page.goto(pageOf(stack, 'links'));
  await page.getByRole('link', { name: 'Make a link' }).click();
  const item = `Tasting ${Date.now()}`;
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByLabel('What is sold')).toHaveAccessibleDescription(/Enter what is sold/);
  await page.getByLabel('What is sold').fill(item);
  await page.getByLabel('Price, where it is fixed').fill('10.05');
  // Octopus takes whole ten cents.
  await page.getByRole('checkbox', { name: /Octopus/ }).check();
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByLabel('Price, where it is fixed')).toHaveAccessibleDescription(
    /None of your methods can take this/,
  );
  await page.getByRole('checkbox', { name: /Octopus/ }).uncheck();
  await page.getByLabel('Price, where it is fixed').fill('268');
  await page.getByLabel('How many can pay').fill('1');
  await page.getByLabel('What is said after paying').fill('See you at the tasting.');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByText('The link is ready. Hand it out.')).toBeVisible();
  const address = await page.locator('.links-url a').getAttribute('href');
  expect(address).toMatch(/\/l\/[0-9A-Za-z]{12}$/);
  const poster = await page.request.get(`${address}/poster.svg`);
  expect(await poster.text()).toContain('<svg');

  await phone.goto(`${address}?locale=en`);
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('HK$268.00');
  await phone.getByRole('button', { name: 'Continue to payment' }).click();
  await choose(phone, 'fps');
  await payButton(phone).click();
  await phone.waitForURL(/\/pa_/);
  await simulator.payFps(await scanCode(phone));
  await expect(phone.getByText('See you at the tasting.')).toBeVisible({ timeout: 20_000 });

  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole('region', { name: 'What it earned' }).innerText();
    })
    .toMatch(/Earned\s+HK\$268\.00[\s\S]*1 of 1/);
  await expect(page.getByText('Sold out')).toBeVisible();

  await page.getByLabel('How many can pay').fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. Who opens the link from now on sees it.')).toBeVisible();
  await page.getByRole('button', { name: 'Switch off' }).click();
  const dialog = page.getByRole('dialog', { name: 'Switch off' });
  await dialog.getByLabel(/What visitors read/).fill('Back in spring.');
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByText('The link is off.')).toBeVisible();
  await phone.goto(`${address}?locale=en`);
  await expect(phone.getByText('Back in spring.')).toBeVisible();
});
