import { PNG } from 'pngjs';
import { expect, newSession, stripeClient, test } from '../support/fixtures.ts';
import { signIn } from '../support/operator.ts';

test('the shop changes its looks, sees the page as it types, and says where pages may lead', async ({
  desktop: page,
  phone,
  startOwnStack,
}) => {
  const stack = await startOwnStack();
  const settings = `${stack.urls.app}/en/dashboard/${stack.keys.merchantId}/test/settings`;
  await signIn(page, stack);
  await page.goto(settings);

  const english = page.frameLocator('iframe[title="Preview · English"]');
  const chinese = page.frameLocator('iframe[title="Preview · 繁體中文"]');
  await expect(english.getByRole('heading', { name: 'HK$128.50' })).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Harbour Tea & Co');
  await page.getByLabel('Name in Chinese').fill('海港茶莊');
  await expect(english.getByText('Harbour Tea & Co').first()).toBeVisible();
  await expect(chinese.getByText('海港茶莊').first()).toBeVisible();
  await expect(chinese.getByText('轉數快').first()).toBeVisible();
  await page.getByLabel('Page of your terms').fill('harbourtea');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Page of your terms')).toHaveAccessibleDescription(/https:\/\//);
  await page.getByLabel('Page of your terms').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. Pages opened from now on look like this.')).toBeVisible();

  // Somebody else saves meanwhile: nothing that was typed is lost.
  await signIn(phone, stack);
  await phone.goto(settings);
  await phone.getByLabel('Name', { exact: true }).fill('Typed on the phone');
  await page.getByLabel('Name', { exact: true }).fill('Harbour Tea House');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. Pages opened from now on look like this.')).toBeVisible();
  await phone.getByRole('button', { name: 'Save' }).click();
  await expect(phone.getByText('Someone else changed this in the meantime.')).toBeVisible();
  await expect(phone.getByLabel('Name', { exact: true })).toHaveValue('Typed on the phone');

  const logo = page.getByLabel('Choose a picture');
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><script>x()</script></svg>';
  await logo.setInputFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) });
  await page.getByRole('button', { name: 'Use this logo' }).click();
  await expect(logo).toHaveAccessibleDescription(/holds scripts/);
  const png = PNG.sync.write(new PNG({ width: 36, height: 36 }));
  await logo.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png });
  await page.getByRole('button', { name: 'Use this logo' }).click();
  await expect(page.getByRole('img', { name: 'Logo' })).toBeVisible();

  const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
  const session = await newSession(stripe, stack.urls.shop);
  await page.goto(session.url);
  await expect(page.getByText('Harbour Tea House').first()).toBeVisible();
  await expect(page.locator('img.merchant-logo')).toHaveAttribute('src', /^data:image\/png/);

  await page.goto(settings);
  const places = page.getByRole('region', { name: 'Where pages may lead' });
  await places.getByLabel('Site').fill('https://shop.example.hk/cart');
  await places.getByRole('button', { name: 'Let pages lead there' }).click();
  await expect(places.getByLabel('Site')).toHaveAccessibleDescription(/nothing after it/);
  await places.getByLabel('Site').fill('https://shop.example.hk');
  await places.getByRole('button', { name: 'Let pages lead there' }).click();
  await expect(places.getByText('https://shop.example.hk', { exact: true })).toBeVisible();
  await expect
    .poll(async () => {
      const refusal = await newSession(stripe, stack.urls.shop).catch((error: unknown) => error);
      return refusal instanceof Error ? refusal.message : 'opened';
    })
    .toContain('Invalid success_url: http://localhost');
  await places.getByRole('button', { name: 'Remove https://shop.example.hk' }).click();
  await expect
    .poll(() => newSession(stripe, stack.urls.shop).then(() => 'opened', String))
    .toBe('opened');
});
