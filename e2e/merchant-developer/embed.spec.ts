import type { Page } from '@playwright/test';
import { expect } from '../support/fixtures.ts';
import { embedding, test, told } from '../support/merchant-site.ts';
import {
  CARDS,
  answerChallenge,
  answerWallet,
  choose,
  payButton,
  scanCode,
  typeCard,
} from '../support/shopping.ts';

const inFrame = (page: Page) => page.frameLocator('#pay iframe');

/** The frame is as high as what is in it, to the pixel that rounding leaves. */
async function expectHeightFollows(page: Page): Promise<void> {
  await expect(async () => {
    const frame = (await page.locator('#pay iframe').boundingBox())?.height ?? 0;
    const body = await inFrame(page)
      .locator('body')
      .evaluate(({ scrollHeight }) => scrollHeight);
    expect(Math.abs(frame - body)).toBeLessThanOrEqual(1);
  }).toPass({ timeout: 10_000 });
}

test('a card is paid inside the merchant’s page, which grows with it and goes on when it is paid', async ({
  desktop: page,
  merchantSite,
  newEmbedded,
}) => {
  const session = await newEmbedded();
  merchantSite.serve({ script: embedding(session) });
  await page.goto(merchantSite.origin);
  await expect(payButton(inFrame(page))).toBeVisible();
  await expectHeightFollows(page);
  const before = await page.locator('#pay iframe').boundingBox();
  await typeCard(inFrame(page), CARDS.good);
  await expectHeightFollows(page);
  const after = await page.locator('#pay iframe').boundingBox();
  expect(after?.height).toBeGreaterThan(before?.height ?? 0);
  await page.screenshot({ path: test.info().outputPath('card.png'), fullPage: true });
  await payButton(inFrame(page)).click();
  await expect(inFrame(page).getByRole('heading', { level: 1 })).toHaveText('Paid');
  await page.waitForURL(`${merchantSite.origin}/thanks?session_id=${session.id}`);
  expect(await page.context().cookies()).toEqual([]);
});

test('3-D Secure is answered inside the frame, which has room for it', async ({
  desktop: page,
  merchantSite,
  newEmbedded,
}) => {
  merchantSite.serve({ script: embedding(await newEmbedded()) });
  await page.goto(merchantSite.origin);
  await typeCard(inFrame(page), CARDS.needs3ds);
  await payButton(inFrame(page)).click();
  const challenge = page.locator('#pay iframe').contentFrame().locator('[role=dialog] iframe');
  await expect(challenge).toBeVisible();
  // The whole of the bank's page is inside the frame: nothing of it is cut off.
  await expect(async () => {
    const around = await page.locator('#pay iframe').boundingBox();
    const bank = await challenge.boundingBox();
    if (around === null || bank === null) throw new Error('not laid out');
    expect(around.height).toBeGreaterThanOrEqual(680);
    expect(bank.y).toBeGreaterThanOrEqual(around.y);
    expect(bank.y + bank.height).toBeLessThanOrEqual(around.y + around.height);
  }).toPass();
  await page.screenshot({ path: test.info().outputPath('challenge.png'), fullPage: true });
  await answerChallenge(inFrame(page), 'complete');
  await page.waitForURL(`${merchantSite.origin}/thanks?**`);
});

test('an FPS code is paid inside the page, which is told and stays', async ({
  desktop: page,
  merchantSite,
  newEmbedded,
  simulator,
}) => {
  const session = await newEmbedded({ redirect_on_completion: 'if_required' });
  merchantSite.serve({ script: embedding(session) });
  await page.goto(merchantSite.origin);
  await choose(inFrame(page), 'fps');
  await payButton(inFrame(page)).click();
  const payload = await scanCode(page, inFrame(page));
  await expectHeightFollows(page);
  await page.screenshot({ path: test.info().outputPath('fps.png'), fullPage: true });
  await simulator.payFps(payload);
  await expect(inFrame(page).getByRole('heading', { level: 1 })).toHaveText('Paid');
  await expect
    .poll(() => told(page))
    .toEqual([
      ['ready', null],
      ['complete', { sessionId: session.id }],
    ]);
  await page.screenshot({ path: test.info().outputPath('paid.png'), fullPage: true });
  expect(page.url()).toBe(`${merchantSite.origin}/`);
});

test('AlipayHK takes the whole window, and the shopper comes back to the merchant’s return page', async ({
  phone: page,
  merchantSite,
  newEmbedded,
  stack,
}) => {
  const session = await newEmbedded();
  merchantSite.serve({ script: embedding(session) });
  await page.goto(merchantSite.origin);
  await choose(inFrame(page), 'alipayhk');
  await page.screenshot({ path: test.info().outputPath('phone.png'), fullPage: true });
  await payButton(inFrame(page)).click();
  await page.waitForURL((url) => url.origin === stack.urls.simulator);
  await answerWallet(page, 'approve');
  await page.waitForURL(`${merchantSite.origin}/thanks?session_id=${session.id}`);
});

test('a wallet can be reached from the frame by the shopper’s own press, also without the script', async ({
  phone: page,
  merchantSite,
  newEmbedded,
  stack,
}) => {
  const session = await newEmbedded();
  const src = `${stack.urls.app}/en/pay/${session.id}`;
  merchantSite.serve({ body: `<div id="pay"><iframe src="${src}" height="900"></iframe></div>` });
  await page.goto(merchantSite.origin);
  await choose(inFrame(page), 'alipayhk');
  await payButton(inFrame(page)).click();
  await inFrame(page).locator('#go-on').click();
  await page.waitForURL((url) => url.origin === stack.urls.simulator);
});

test('a shopper who would rather not pay says so, where the merchant listens', async ({
  desktop: page,
  merchantSite,
  newEmbedded,
}) => {
  const session = await newEmbedded();
  const back = inFrame(page).getByRole('button', { name: 'Back to Harbour Tea' });
  merchantSite.serve({ script: embedding(session, 'onCancel() { document.title = "left"; }') });
  await page.goto(merchantSite.origin);
  await expect(back).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('cancel.png'), fullPage: true });
  await back.click();
  await expect(page).toHaveTitle('left');
  expect((await told(page)).map(([name]) => name)).toEqual(['ready', 'cancel']);
  merchantSite.serve({ script: embedding(session) });
  await page.reload();
  await expect.poll(async () => (await told(page)).length).toBe(1);
  await expect(back).toHaveCount(0);
});

test('who refuses in the wallet pays another way on our page, and comes to the merchant’s return page', async ({
  phone: page,
  merchantSite,
  newEmbedded,
  simulator,
  stack,
}) => {
  const session = await newEmbedded({ redirect_on_completion: 'if_required' });
  merchantSite.serve({ script: embedding(session) });
  await page.goto(merchantSite.origin);
  await choose(inFrame(page), 'alipayhk');
  await payButton(inFrame(page)).click();
  await page.waitForURL((url) => url.origin === stack.urls.simulator);
  await answerWallet(page, 'refuse');
  await page.waitForURL((url) => url.origin === stack.urls.app);
  await page.goto(`${stack.urls.app}/en/pay/${session.id}`);
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await simulator.payFps(await scanCode(page));
  await page.waitForURL(`${merchantSite.origin}/thanks?session_id=${session.id}`);
});

test('a session that never redirects offers nothing that would leave, and its page stays when it is paid', async ({
  phone: page,
  merchantSite,
  newEmbedded,
}) => {
  const session = await newEmbedded({ redirect_on_completion: 'never', return_url: '' });
  merchantSite.serve({ script: embedding(session) });
  await page.goto(merchantSite.origin);
  await expect(inFrame(page).locator('input[name="method"][value="fps"]')).toBeVisible();
  await expect(inFrame(page).locator('input[name="method"][value="alipayhk"]')).toHaveCount(0);
  await typeCard(inFrame(page), CARDS.good);
  await payButton(inFrame(page)).click();
  await expect.poll(async () => (await told(page)).at(-1)?.[0]).toBe('complete');
  await expect(inFrame(page).getByRole('link', { name: 'Back to Harbour Tea' })).toHaveCount(0);
  expect(page.url()).toBe(`${merchantSite.origin}/`);
});
