import { totpCode } from '#lib/platform/totp.ts';
import { brokenRules } from '../support/broken-rules.ts';
import { expect, test } from '../support/fixtures.ts';
import { pageOf, signIn, typePassword } from '../support/operator.ts';

const HALF_A_MINUTE_MS = 30_000;

test('signs in, sets an app up, signs in with its code, and with a recovery code when the phone is lost', async ({
  desktop: page,
  startOwnStack,
}) => {
  const stack = await startOwnStack({ env: { PRAYA_ADDRESS_LIMITS: 'off' } });
  const heading = page.getByRole('heading', { level: 1 });
  await page.goto(`${stack.urls.app}/en/dashboard`);
  await expect(heading).toHaveText('Sign in');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Enter your password.')).toBeVisible();
  await typePassword(page, stack, 'oolong by the harbor');
  await expect(page.getByText('The email address or the password is not right.')).toBeVisible();
  await expect(page.locator('input[name="email"]'), 'nothing typed is lost').toHaveValue(
    stack.keys.owner.email,
  );
  await typePassword(page, stack);
  await expect(heading).toHaveText('Home');
  await page.getByRole('link', { name: 'Account' }).click();
  await expect(page.getByText('Only your password protects this account')).toBeVisible();

  await page.getByRole('link', { name: 'Set up' }).click();
  const secret = (await page.locator('.totp-secret').innerText()).replaceAll(' ', '');
  await expect(page.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible();
  const code = page.getByLabel('Enter the code that the app shows');
  await code.fill('000000');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByText('That code is not right')).toBeVisible();
  expect(await brokenRules(page)).toEqual([]);
  await code.fill(totpCode(secret, new Date()));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeFocused();
  const recovery = await page.locator('.shown-once li').allInnerTexts();
  expect(recovery).toHaveLength(10);
  expect(await brokenRules(page)).toEqual([]);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await expect(page.getByText('A code is asked for since')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();

  await typePassword(page, stack);
  await expect(heading).toHaveText('Enter your code');
  expect(await brokenRules(page)).toEqual([]);
  // The code that set the app up is used; a phone may be half a minute ahead.
  await page.getByLabel('Code').fill(totpCode(secret, new Date(Date.now() + HALF_A_MINUTE_MS)));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(heading).toHaveText('Home');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await typePassword(page, stack);
  await page.getByLabel('Code').fill((recovery[0] ?? '').toUpperCase());
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(heading).toHaveText('Home');

  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('link', { name: 'Recovery codes, or turn off' }).click();
  await expect(page.getByText('9 recovery codes left.')).toBeVisible();
  expect(await brokenRules(page)).toEqual([]);
  await page.getByRole('button', { name: 'Turn off' }).click();
  await expect(page.getByText('No code is asked for any more.')).toBeVisible();

  await page.getByRole('link', { name: 'Audit log' }).click();
  for (const done of [
    'Signed in with a recovery code',
    'Turned the authenticator app on',
    'Signed out',
  ]) {
    await expect(page.getByText(done).first()).toBeVisible();
  }
  expect(await page.content(), 'no secret is written down').not.toContain(secret);
});

test('changes the password, which ends the session in another browser', async ({
  desktop: page,
  phone,
  startOwnStack,
}) => {
  const stack = await startOwnStack({ env: { PRAYA_ADDRESS_LIMITS: 'off' } });
  await signIn(page, stack);
  await signIn(phone, stack, 'zh-HK');
  await page.goto(pageOf(stack, 'account'));
  await expect(page.getByText('Chrome · Android')).toBeVisible();
  await page.getByLabel('Current password').fill(stack.keys.owner.password);
  await page.getByLabel('New password').fill('harbour tea');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Use at least 12 characters.')).toBeVisible();
  await page.getByLabel('New password').fill('jasmine pearls at dawn');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  await expect(page.getByText('Chrome · Android')).toBeHidden();
  await phone.reload();
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('登入');
});
