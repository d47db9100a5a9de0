import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { choose, payButton } from '../support/shopping.ts';

/** What moved since the document began: each shift with the elements that were pushed. */
async function watchShifts(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(`
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) {
        globalThis.shifts.push(value + ' ' + sources.map(({ node }) => node?.className).join(', '));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  `);
  return () => page.evaluate('globalThis.shifts');
}

test('nothing moves while the card fields come', async ({ phone: page, newSession }) => {
  const shifts = await watchShifts(page);
  await page.goto(`${(await newSession({ locale: 'zh-HK' })).url}?method=card`);
  await expect(page.locator('.card-element iframe')).toBeVisible();
  // By now React has them.
  await expect(page.locator('.card-element-over')).toHaveCount(0);
  await page.waitForTimeout(500);
  expect(await shifts()).toEqual([]);
});

test('nothing moves while a code counts down', async ({ phone: page, newSession }) => {
  await page.goto((await newSession({ locale: 'zh-HK' })).url);
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const shifts = await watchShifts(page);
  await page.reload();
  const timer = page.getByRole('timer');
  const before = await timer.textContent();
  await expect(timer).not.toHaveText(before ?? '');
  await page.waitForTimeout(2_500);
  expect(await shifts()).toEqual([]);
});
