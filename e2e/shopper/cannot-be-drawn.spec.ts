import { expect, test } from '../support/fixtures.ts';
import { watchPolicies } from '../support/watch-policies.ts';

test('a page that fails while it is drawn says so in both languages, in its styles, and loads again', async ({
  phone: page,
  newSession,
}) => {
  const stopped = watchPolicies(page);
  // Once: what an island asks the browser for fails, so React gives the page up.
  await page.addInitScript(() => {
    if (sessionStorage.getItem('failed-once') !== null) return;
    sessionStorage.setItem('failed-once', 'yes');
    Element.prototype.closest = () => {
      throw new Error('this browser fails');
    };
  });
  await page.goto((await newSession({ locale: 'en' })).url);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('請稍後再試 · Please try again shortly');
  await expect(heading).toBeFocused();
  await expect(page).toHaveTitle('請稍後再試 · Please try again shortly');
  await expect(page.getByText('please don’t pay again')).toBeVisible();
  const reload = page.getByRole('button', { name: 'Reload' });
  // The style sheet's, which is in the document again.
  await expect(reload).toHaveCSS('min-height', /^(?:4[4-9]|5\d)px$/);
  await page.screenshot({ path: test.info().outputPath('cannot-be-drawn.png') });

  await reload.click();
  await expect(page.getByRole('heading', { name: 'Payment method' })).toBeVisible();
  expect(stopped).toEqual([]);
});
