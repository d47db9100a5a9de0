import type { Page } from '@playwright/test';
import type { RunningStack } from './stacks.ts';

type OwnerOf = Pick<RunningStack, 'urls'> & { readonly keys: Pick<RunningStack['keys'], 'owner'> };

/** Types the owner's address and password on the page to sign in. */
export async function typePassword(
  page: Page,
  { keys: { owner } }: OwnerOf,
  password = owner.password,
): Promise<void> {
  await page.locator('input[name="email"]').fill(owner.email);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('form button[type="submit"]').click();
}

/** Signs in as the owner and waits for the first page of the shop. */
export async function signIn(page: Page, stack: OwnerOf, locale = 'en'): Promise<void> {
  await page.goto(`${stack.urls.app}/${locale}/dashboard`);
  await typePassword(page, stack);
  await page.waitForURL(/\/home$/, { timeout: 20_000 });
}

/** The address of one of the shop's pages in test mode. */
export function pageOf(
  stack: Pick<RunningStack, 'urls'> & { readonly keys: Pick<RunningStack['keys'], 'merchantId'> },
  path: string,
  locale = 'en',
): string {
  return `${stack.urls.app}/${locale}/dashboard/${stack.keys.merchantId}/test/${path}`;
}
