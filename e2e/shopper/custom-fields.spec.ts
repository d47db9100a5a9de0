import type Stripe from 'stripe';
import { expect, test } from '../support/fixtures.ts';
import {
  CARDS,
  answerSheet,
  choose,
  payButton,
  scanCode,
  typeCard,
  walletButton,
  walletSheet,
} from '../support/shopping.ts';

const label = (custom: string) => ({ type: 'custom', custom }) as const;

const ASKED: Stripe.Checkout.SessionCreateParams.CustomField[] = [
  { key: 'name', type: 'text', label: label('刻字 Engraving'), text: { maximum_length: 20 } },
  {
    key: 'member',
    type: 'numeric',
    label: label('會員編號 Member number'),
    optional: true,
    numeric: { minimum_length: 4, maximum_length: 8 },
  },
  {
    key: 'pickup',
    type: 'dropdown',
    label: label('取貨地點 Pick up at'),
    dropdown: {
      options: [
        { label: '中環 Central', value: 'central' },
        { label: '旺角 Mong Kok', value: 'mongkok' },
      ],
    },
  },
];

const answersOf = async (stripe: Stripe, session: string) => {
  const { custom_fields: fields } = await stripe.checkout.sessions.retrieve(session);
  return fields.map((field) => (field.text ?? field.numeric ?? field.dropdown)?.value ?? null);
};

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 412, height: 915 } });

  test('what the merchant asks is answered on the page, put right, and paid by FPS', async ({
    page,
    stripe,
    simulator,
    newSession,
  }, testInfo) => {
    const session = await newSession({ locale: 'zh-HK', custom_fields: ASKED });
    await page.goto(session.url);
    const name = page.getByLabel('刻字 Engraving');
    await page.screenshot({ path: testInfo.outputPath('asked.png'), fullPage: true });
    // A space is something to the browser, and nothing to engrave.
    await name.fill(' ');
    await page.getByLabel('會員編號 Member number').fill('00123');
    await page.getByLabel('取貨地點 Pick up at').selectOption('mongkok');
    await choose(page, 'fps');
    await payButton(page).click();
    await expect(page.getByText('今次未有扣款。請檢查以下標示的欄目。')).toBeVisible();
    await expect(name).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('會員編號 Member number')).toHaveValue('00123');
    await expect(page.getByLabel('取貨地點 Pick up at')).toHaveValue('mongkok');
    await expect(page.locator('input[value="fps"]')).toBeChecked();
    expect(page.url(), 'what was entered is nobody’s to read').not.toContain('00123');
    await page.screenshot({ path: testInfo.outputPath('wrong.png'), fullPage: true });
    expect(await answersOf(stripe, session.id)).toEqual([null, null, null]);

    await name.fill('生日快樂');
    await payButton(page).click();
    await page.waitForURL(/\/pa_/);
    await simulator.payFps(await scanCode(page));
    await expect
      .poll(async () => (await stripe.checkout.sessions.retrieve(session.id)).status)
      .toBe('complete');
    expect(await answersOf(stripe, session.id)).toEqual(['生日快樂', '00123', 'mongkok']);
  });

  test('a card that needs a script brings the shopper back with all that was entered', async ({
    page,
    newSession,
  }) => {
    const { url } = await newSession({ locale: 'en', custom_fields: ASKED });
    await page.goto(url);
    await page.getByLabel('Engraving').fill('Amy');
    await page.getByLabel('Pick up at').selectOption('central');
    await choose(page, 'card');
    await payButton(page).click();
    await expect(page.locator('input[value="card"]')).toBeChecked();
    await expect(page.getByLabel('Engraving')).toHaveValue('Amy');
    await expect(page.getByLabel('Pick up at')).toHaveValue('central');
  });
});

test('a card is charged once what the merchant asks is answered', async ({
  desktop: page,
  stack,
  stripe,
  newSession,
}, testInfo) => {
  const session = await newSession({ locale: 'en', custom_fields: ASKED });
  await page.goto(session.url);
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  // The browser itself stops at the first that is missing.
  await expect(page.getByLabel('Engraving')).toBeFocused();
  await page.getByLabel('Engraving').fill(' ');
  await page.getByLabel('Pick up at').selectOption('central');
  await payButton(page).click();
  await expect(page.getByText('You haven’t been charged. Please check')).toBeVisible();
  await expect(page.getByLabel('Pick up at')).toHaveValue('central');
  await expect(page.locator('input[value="card"]')).toBeChecked();
  await page.screenshot({ path: testInfo.outputPath('card-wrong.png'), fullPage: true });
  await page.getByLabel('Engraving').fill('Amy');
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await page.waitForURL((address) => address.origin === stack.urls.shop);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('complete');
  expect(await answersOf(stripe, session.id)).toEqual(['Amy', null, 'central']);
});

test('a form that is sent without a reload keeps what was entered, and a decline asks nothing again', async ({
  phone: page,
  stripe,
  newSession,
}) => {
  const session = await newSession({ locale: 'en', custom_fields: ASKED });
  await page.goto(session.url);
  await page.getByLabel('Engraving').fill('  ');
  await page.getByLabel('Member number').fill('1234');
  await page.getByLabel('Pick up at').selectOption('central');
  await choose(page, 'fps');
  await payButton(page).click();
  await expect(page.getByText('You haven’t been charged. Please check')).toBeVisible();
  await expect(page.getByLabel('Member number')).toHaveValue('1234');
  await expect(page.getByLabel('Pick up at')).toHaveValue('central');
  await page.getByLabel('Engraving').fill('Amy');
  await choose(page, 'card');
  await typeCard(page, CARDS.insufficientFunds);
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  // One tap, with another method.
  await page.locator('form button[type="submit"]').first().click();
  await expect(page.locator('svg[role="img"]').first()).toBeVisible();
  expect(await answersOf(stripe, session.id)).toEqual(['Amy', '1234', 'central']);
});

test('the browser’s wallet opens once what the merchant asks is answered', async ({
  walletDesktop: page,
  stack,
  stripe,
  newSession,
}) => {
  const session = await newSession({ locale: 'en', custom_fields: ASKED });
  await page.goto(session.url);
  const google = walletButton(page, 'Google Pay');
  await google.click();
  await expect(page.getByLabel('Engraving')).toBeFocused();
  await expect(walletSheet(page).getByRole('radio', { name: '4242' })).toHaveCount(0);
  await page.getByLabel('Engraving').fill('Amy');
  await page.getByLabel('Pick up at').selectOption('mongkok');
  await google.click();
  await answerSheet(page, 'approve');
  await page.waitForURL((address) => address.origin === stack.urls.shop);
  expect(await answersOf(stripe, session.id)).toEqual(['Amy', null, 'mongkok']);
});
