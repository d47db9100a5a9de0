import { expect, newSession } from '../support/fixtures.ts';
import { taughtBy, writeTaught } from '../support/learned-state.ts';
import { embeddedTea, embedding } from '../support/merchant-site.ts';
import { test } from '../support/ordered-stack.ts';
import {
  answerSheet,
  methodsOn,
  payButton,
  scanCode,
  walletButton,
  choose,
} from '../support/shopping.ts';
import { simulatorControl } from '../support/simulator-control.ts';

test('a learned order is the same thing in a frame, by a payment link, beside a wallet and where a card is kept', async ({
  ordered: { stack, client, stripe },
  merchantSite,
  phone,
  walletDesktop,
}) => {
  test.setTimeout(240_000);
  const state = taughtBy(Array.from({ length: 60 }, () => 'octopus'));
  await writeTaught(client, stack.keys.merchantId, state);
  // Chance puts another method first now and then.
  const untilOctopus = (look: () => Promise<readonly string[]>) =>
    expect(async () => expect((await look())[0]).toBe('octopus')).toPass({ timeout: 30_000 });

  await test.step('in the merchant’s own page', async () => {
    const frame = phone.frameLocator('#pay iframe');
    await untilOctopus(async () => {
      const session = await stripe.checkout.sessions.create(embeddedTea(merchantSite.origin));
      merchantSite.serve({ app: stack.urls.app, script: embedding(session) });
      await phone.goto(merchantSite.origin);
      return methodsOn(frame);
    });
    await choose(frame, 'fps');
    await payButton(frame).click();
    const code = await scanCode(phone, frame);
    await simulatorControl(stack.urls.simulator).payFps(code);
    await phone.waitForURL(`${merchantSite.origin}/thanks?**`);
  });

  await test.step('by a payment link', async () => {
    const link = await stripe.paymentLinks.create({
      line_items: [
        {
          price_data: { currency: 'hkd', unit_amount: 28_800, product_data: { name: '月餅' } },
          quantity: 1,
        },
      ],
    });
    await untilOctopus(async () => {
      await phone.context().clearCookies();
      await phone.goto(`${link.url}?locale=en`);
      await expect(phone).toHaveURL(/\/en\/pay\/cs_test_/);
      return methodsOn(phone);
    });
    await expect(phone.locator('input[value="octopus"]')).toBeChecked();
    await expect(payButton(phone).locator('.pay-label:visible')).toHaveText(
      'Pay HK$288.00 with Octopus',
    );
  });

  await test.step('beside a wallet, whose button is where it was', async () => {
    await untilOctopus(async () => {
      const { url } = await newSession(stripe, stack.urls.shop, { locale: 'en' });
      await walletDesktop.goto(url);
      return methodsOn(walletDesktop);
    });
    await walletButton(walletDesktop, 'Google Pay').click();
    await answerSheet(walletDesktop, 'approve');
    await expect(walletDesktop.getByText('Google Pay · Visa ending 4242')).toBeVisible();
  });

  await test.step('where a card is kept there is nothing to order', async () => {
    const customer = await stripe.customers.create({ name: 'Chan Mei' });
    const session = await stripe.checkout.sessions.create({
      mode: 'setup',
      customer: customer.id,
      locale: 'en',
      success_url: `${stack.urls.shop}/`,
    });
    await phone.goto(session.url ?? '');
    expect(await methodsOn(phone)).toEqual(['card']);
    await expect(phone.locator('input[value="card"]')).toBeChecked();
  });
});
