import { expect, test } from '../support/fixtures.ts';
import { holdRequests } from '../support/hold-requests.ts';
import { CARDS, choose, payButton, typeCard } from '../support/shopping.ts';

const MISSING = 'The card fields could not be loaded.';

test('says so when the provider’s script is blocked, answers a press, and pays after trying again', async ({
  phone: page,
  newSession,
}) => {
  await page.route('**/stripe.js', (route) => route.abort());
  await page.goto((await newSession({ locale: 'en' })).url);
  await choose(page, 'card');
  const told = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
  await expect(told).toContainText(MISSING, { timeout: 10_000 });
  await payButton(page).click();
  await expect(told).toContainText('nothing was sent and nothing was charged');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeFocused();
  for (const other of ['fps', 'alipayhk']) {
    await expect(page.locator(`input[value="${other}"]`)).toBeEnabled();
  }

  await page.unroute('**/stripe.js');
  await page.keyboard.press('Enter');
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
});

test('keeps no empty place for fields that will not come', async ({ phone: page, newSession }) => {
  await page.route('**/stripe.js', (route) => route.abort());
  await page.goto((await newSession({ locale: 'en' })).url);
  await choose(page, 'card');
  await expect(page.getByText(MISSING)).toBeVisible({ timeout: 10_000 });
  const height = async (selector: string) => {
    const box = await page.locator(selector).boundingBox();
    if (box === null) throw new Error(`${selector} has no place on the page.`);
    return box.height;
  };
  // Half a device pixel is the browser's rounding.
  expect(await height('.card-slot')).toBeCloseTo(await height('.card-unavailable'), 0);
});

test('waits six seconds for a slow script, no longer, and takes it when it has come', async ({
  desktop: page,
  newSession,
}) => {
  const release = await holdRequests(page, '**/stripe.js');
  await page.goto((await newSession({ locale: 'en' })).url);
  await choose(page, 'card');
  const chosenAt = Date.now();
  await payButton(page).click();
  await expect(page.getByText('The card fields are still loading.')).toBeVisible();
  await expect(page.getByText('could not be loaded')).toBeVisible({ timeout: 9_000 });
  expect(Date.now() - chosenAt).toBeGreaterThan(5_000);
  await choose(page, 'fps');
  await expect(payButton(page)).toHaveText(/FPS/);

  release();
  await choose(page, 'card');
  await page.getByRole('button', { name: 'Try again' }).click();
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
});

test('a page that begins with card names all the scripts that its fields wait for', async ({
  phone: page,
  newSession,
}) => {
  const { url } = await newSession({ locale: 'en' });
  const scripts: string[] = [];
  let fieldsAsked = false;
  page.on('request', (request) => {
    fieldsAsked ||= request.url().includes('/stripe-js/frame/');
    if (!fieldsAsked && request.resourceType() === 'script') {
      scripts.push(new URL(request.url()).pathname);
    }
  });
  const answer = await page.goto(`${url}?method=card`);
  await expect(page.locator('.card-element iframe')).toBeVisible();
  const document = await answer?.text();
  expect(scripts).toContain('/stripe.js');
  // What a script asks for comes a round trip later.
  expect(scripts.filter((path) => document?.includes(path) !== true)).toEqual([]);
});

test('fields that come first can be typed into before the framework is there, and one press pays', async ({
  phone: page,
  newSession,
}) => {
  const release = await holdRequests(page, '**/_next/static/chunks/*.js');
  const frames: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/stripe-js/frame/payment')) frames.push(request.url());
  });
  const { url } = await newSession({ locale: 'en' });
  await page.goto(`${url}?method=card`, { waitUntil: 'commit' });
  await expect(page.locator('.card-element iframe')).toBeVisible();
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  expect(page.url()).toContain('method=card');

  release();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  expect(frames).toHaveLength(1);
});

test('a page that begins with card pays where nothing could begin before the framework', async ({
  phone: page,
  newSession,
}) => {
  let asked = 0;
  await page.route('**/stripe.js', (route) => {
    asked += 1;
    return asked === 1 ? route.abort() : route.continue();
  });
  const { url } = await newSession({ locale: 'en' });
  await page.goto(`${url}?method=card`);
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
});

test('fields that were begun before the framework keep what was typed, and follow the colour scheme', async ({
  desktop: page,
  newSession,
}) => {
  const { url } = await newSession({ locale: 'en' });
  await page.goto(`${url}?method=card`, { waitUntil: 'networkidle' });
  await typeCard(page, CARDS.insufficientFunds);
  await choose(page, 'fps');
  await page.emulateMedia({ colorScheme: 'dark' });
  await choose(page, 'card');
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not enough balance');
});
