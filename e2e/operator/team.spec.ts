import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { pageOf, signIn } from '../support/operator.ts';
import type { RunningStack } from '../support/stacks.ts';

/** Opens the team's page as the owner, who has just proved who they are. */
async function openTeam(page: Page, stack: RunningStack, locale = 'en'): Promise<void> {
  await signIn(page, stack, locale);
  await page.goto(pageOf(stack, 'team', locale));
}

/** Somebody invited takes their link in a browser of their own. */
async function join(browser: Browser, link: string, name: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('New password').fill('chrysanthemum at four');
  await page.locator('form button[type="submit"]').click();
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  return page;
}

test('an owner invites somebody, changes what they may do, and takes them off again', async ({
  desktop: page,
  browser,
  stack,
}) => {
  const email = `joe-${Date.now()}@harbourtea.example.hk`;
  await openTeam(page, stack);
  await page.getByLabel('Email address').fill('joe');
  await page.getByRole('button', { name: 'Make the invitation link' }).click();
  await expect(page.getByLabel('Email address')).toHaveAccessibleDescription(/email address/);
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('radio', { name: 'Viewer' }).check();
  await page.getByRole('button', { name: 'Make the invitation link' }).click();
  await expect(page.getByRole('heading', { name: 'Hand this link over' })).toBeFocused();
  const link = await page.getByText(/\/dashboard\/join\//).innerText();

  const theirs = await join(browser, link, 'Joe Lee');
  const menu = theirs.getByRole('navigation', { name: 'Pages' });
  await expect(menu.getByRole('link', { name: 'Team' })).toHaveCount(0);

  await page.goto(pageOf(stack, 'team'));
  await page.getByRole('button', { name: 'Change the role of Joe Lee' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the role of Joe Lee' });
  await dialog.getByRole('radio', { name: 'Finance' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The role was changed.')).toBeVisible();
  await theirs.reload();
  await expect(menu.getByRole('link', { name: 'Team' })).toBeVisible();

  await page.getByRole('button', { name: 'Remove Joe Lee from the team' }).click();
  const alert = page.getByRole('alertdialog', { name: 'Remove Joe Lee from the team' });
  await page.keyboard.press('Escape');
  await expect(alert).toHaveCount(0);
  const remove = page.getByRole('button', { name: 'Remove Joe Lee from the team' });
  await expect(remove).toBeFocused();
  await remove.click();
  await alert.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('They are off the team.')).toBeVisible();
  await expect(page.getByText(email)).toHaveCount(0);
  expect((await theirs.reload())?.status()).toBe(404);
});

test('a shop keeps its last owner, and says why in Chinese', async ({ phone: page, stack }) => {
  await openTeam(page, stack, 'zh-HK');
  const owner = page.getByRole('listitem').filter({ hasText: stack.keys.owner.email });
  await owner.getByRole('button', { name: /^更改/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: '檢視者' }).check();
  await dialog.getByRole('button', { name: '儲存' }).click();
  await expect(dialog.getByRole('alert').first()).toHaveText(
    '商店必須有一位擁有人，請先指派另一位擁有人。',
  );
  await expect(dialog.getByRole('radio', { name: '檢視者' })).toBeChecked();
});
