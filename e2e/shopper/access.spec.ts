import type { Page } from '@playwright/test';
import { brokenRules } from '../support/broken-rules.ts';
import { expect, test } from '../support/fixtures.ts';
import { choose, payButton, scanCode } from '../support/shopping.ts';

/** What has the focus is drawn with a ring, on itself or on the row it stands for. */
async function expectFocusVisible(page: Page): Promise<void> {
  const ring = await page.evaluate(() => {
    const focused = document.activeElement;
    const drawn = focused?.closest('.method') ?? focused;
    if (drawn === null) return 'nothing';
    const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
    return `${outlineStyle} ${outlineWidth}`;
  });
  expect(ring).toBe('solid 2px');
}

test('pays by FPS with the keyboard alone, and hears of it', async ({
  desktop: page,
  newSession,
  simulator,
}) => {
  await page.goto((await newSession({ locale: 'en' })).url);
  const chosen = page.getByRole('radio', { checked: true });
  for (let presses = 0; presses < 10; presses += 1) {
    await page.keyboard.press('Tab');
    await expectFocusVisible(page);
    if (await chosen.evaluate((radio) => radio === document.activeElement)) break;
  }
  await expect(chosen, 'the list is reached within ten presses').toBeFocused();
  // Arrows go through the methods, and the button says what it will do.
  const fps = page.getByRole('radio', { name: /^FPS/ });
  for (let presses = 0; presses < 10 && !(await fps.isChecked()); presses += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('ArrowDown');
  await expect(payButton(page)).not.toHaveAccessibleName(/FPS/);
  await page.keyboard.press('ArrowUp');
  await expect(fps).toBeFocused();
  await expectFocusVisible(page);
  await page.keyboard.press('Tab');
  await expect(payButton(page)).toBeFocused();
  await expectFocusVisible(page);
  await expect(payButton(page)).toHaveAccessibleName('Pay HK$128.50 with FPS');
  await page.keyboard.press('Enter');

  await page.waitForURL(/\/pa_/);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('Pay with FPS');
  await expect(heading, 'a new page is read from its heading').toBeFocused();
  await expect(page.getByRole('img', { name: /QR code to pay HK\$128\.50/ })).toBeVisible();
  await expect(
    page.getByRole('status').filter({ hasText: 'Waiting for your payment' }),
  ).toBeVisible();
  await expect(page.getByRole('timer')).toHaveText(/Expires in|Pay by/);
  await simulator.payFps(await scanCode(page));
  await expect(heading).toHaveText('Paid');
  await expect(heading, 'the change is heard').toBeFocused();
});

test.describe('the running pages break no rule', () => {
  for (const locale of ['en', 'zh-HK'] as const) {
    test(`in ${locale}`, async ({ desktop: page, newSession, simulator }) => {
      await page.goto((await newSession({ locale })).url);
      expect(await brokenRules(page)).toEqual([]);
      await choose(page, 'fps');
      expect(await brokenRules(page)).toEqual([]);
      await payButton(page).click();
      await page.waitForURL(/\/pa_/);
      const code = await scanCode(page);
      expect(await brokenRules(page)).toEqual([]);
      await page.route('**/?session_id=*', (route) => route.abort());
      await simulator.payFps(code);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Paid|^已付款/);
      expect(await brokenRules(page)).toEqual([]);
    });
  }
});
