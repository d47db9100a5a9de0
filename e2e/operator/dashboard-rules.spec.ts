import type { Page } from '@playwright/test';
import { brokenRules } from '../support/broken-rules.ts';
import { DASHBOARD_PAGES } from '../support/dashboard-pages.ts';
import { expect, test } from '../support/fixtures.ts';
import { pageOf, signIn } from '../support/operator.ts';

async function expectFits(page: Page, about: string): Promise<void> {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over, `${about} is no wider than the window`).toBeLessThanOrEqual(0);
}

/** What a page takes, signing in and waiting for it included. */
const MS_A_PAGE = 8_000;

for (const locale of ['en', 'zh-HK'] as const) {
  for (const device of ['desktop', 'phone'] as const) {
    test(`no page of the dashboard breaks a rule, on a ${device}, in ${locale}`, async ({
      desktop,
      phone,
      stack,
    }) => {
      test.setTimeout(DASHBOARD_PAGES.length * MS_A_PAGE);
      const page = device === 'desktop' ? desktop : phone;
      for (const path of ['sign-in', `join/${'x'.repeat(43)}`]) {
        await page.goto(`${stack.urls.app}/${locale}/dashboard/${path}`);
        expect(await brokenRules(page), path).toEqual([]);
        await expectFits(page, path);
      }
      await signIn(page, stack, locale);
      for (const path of DASHBOARD_PAGES) {
        await page.goto(pageOf(stack, path, locale));
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(await brokenRules(page), path).toEqual([]);
        await expectFits(page, path);
      }
    });
  }
}

test('signs in and out with the keyboard alone', async ({ desktop: page, stack }) => {
  await page.goto(`${stack.urls.app}/en/dashboard`);
  const email = page.getByLabel('Email address');
  for (let presses = 0; presses < 5; presses += 1) {
    await page.keyboard.press('Tab');
    if (await email.evaluate((field) => field === document.activeElement)) break;
  }
  await expect(email).toBeFocused();
  await page.keyboard.type(stack.keys.owner.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(stack.keys.owner.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Home');

  await page.goto(pageOf(stack, 'account'));
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeFocused();
  const out = page.getByRole('button', { name: 'Sign out' });
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if (await out.evaluate((button) => button === document.activeElement)) break;
  }
  await expect(out).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('You are signed out.')).toBeVisible();
});

test('what is missing is said beside its field, and the field takes the focus', async ({
  desktop: page,
  stack,
}) => {
  await page.goto(`${stack.urls.app}/zh-HK/dashboard`);
  await page.locator('input[name="email"]').fill('mei');
  await page.getByRole('button', { name: '登入', exact: true }).click();
  const email = page.getByLabel('電郵地址');
  await expect(email).toHaveAccessibleDescription(/請輸入電郵地址/);
  await expect(email).toBeFocused();
  await email.fill('mei@harbourtea.example.hk');
  await expect(email).not.toHaveAttribute('aria-invalid', 'true');
});
