import type { Page } from '@playwright/test';
import { expect, newSession } from '../support/fixtures.ts';
import { taughtBy, writeTaught } from '../support/learned-state.ts';
import { test } from '../support/ordered-stack.ts';
import { methodsOn } from '../support/shopping.ts';
import { simulatorControl } from '../support/simulator-control.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

/** Methods are watched every 15 seconds; the rest is for a busy machine. */
const WATCHED_BY = { timeout: 45_000 };
/** Every node hears of it within two. */
const HEARD_BY = { timeout: 15_000 };
const SOON = { timeout: 500 };

const payme = (page: Page) =>
  page.locator('.method', { has: page.locator('input[value="payme"]') });

test('a method that fails shoppers is noticed, told and moved down, and is back once it works', async ({
  ordered: { stack, client, stripe, shoppers },
  phone,
}, testInfo) => {
  test.setTimeout(240_000);
  // For three weeks two of three shoppers took PayMe, and paid.
  const history = Array.from({ length: 600 }, (_, nth) => (nth % 3 === 2 ? 'fps' : 'payme'));
  await writeTaught(client, stack.keys.merchantId, taughtBy(history, { days: 20 }));
  const simulator = simulatorControl(stack.urls.simulator);
  const receiver = await startReceiver(stripe, ['*']);
  const told = () =>
    receiver.got.flatMap(({ event }) => {
      const type: string = event.type;
      return type.startsWith('method_outage.') ? [{ type, outage: event.data.object }] : [];
    });
  const open = async () => {
    const { url } = await newSession(stripe, stack.urls.shop, { locale: 'en' });
    await phone.goto(url);
    return { url, order: await methodsOn(phone) };
  };
  const openUntilFirst = async () => {
    let page = await open();
    // Chance puts another method first now and then, and what was learned takes two seconds to be heard of.
    for (let times = 0; times < 20 && page.order[0] !== 'payme'; times += 1) {
      page = await open();
    }
    expect(page.order[0]).toBe('payme');
    return page;
  };

  const before = await openUntilFirst();
  await expect(payme(phone)).not.toContainText('Having problems');

  await simulator.outages({ payme: 'declines' });
  const declined = await Promise.all(Array.from({ length: 6 }, () => shoppers.payWith('payme')));
  expect(new Set(declined)).toEqual(new Set(['failed']));

  await test.step('the merchant is told', async () => {
    await expect.poll(() => told().length, WATCHED_BY).toBe(1);
    expect(told()[0]).toMatchObject({
      type: 'method_outage.raised',
      outage: {
        object: 'method_outage',
        method: 'payme',
        raised_by: 'detector',
        action: 'move_down',
        scope: { type: 'everywhere' },
        status: 'open',
        livemode: false,
      },
    });
  });

  await test.step('a list that was shown stays as it is, with a word; a new one has it last', async () => {
    await expect(async () => {
      await phone.goto(before.url);
      await expect(payme(phone)).toContainText('Having problems', SOON);
    }).toPass(HEARD_BY);
    expect(await methodsOn(phone)).toEqual(before.order);
    await expect(payme(phone).getByRole('radio')).not.toBeChecked();

    const { order } = await open();
    expect(order.at(-1)).toBe('payme');
    await expect(payme(phone)).toContainText('May be slow or fail just now');
    await phone.screenshot({ path: testInfo.outputPath('en.png'), fullPage: true });
    await phone.locator('.language-switch').click();
    await expect(payme(phone)).toContainText('暫時不穩定');
    expect(await methodsOn(phone)).toEqual(order);
    await phone.screenshot({ path: testInfo.outputPath('zh-HK.png'), fullPage: true });
  });

  await test.step('some still choose it and pay: it is back in its place', async () => {
    await simulator.outages({});
    const paid = await Promise.all(Array.from({ length: 4 }, () => shoppers.payWith('payme')));
    expect(new Set(paid)).toEqual(new Set(['paid']));
    await expect.poll(() => told().length, WATCHED_BY).toBe(2);
    expect(told()[1]).toMatchObject({
      type: 'method_outage.ended',
      outage: { method: 'payme', ended_by: 'detector', status: 'ended' },
    });
    await openUntilFirst();
    await expect(payme(phone)).not.toContainText('Having problems');
    await phone.goto(before.url);
    expect(await methodsOn(phone)).toEqual(before.order);
    await expect(payme(phone)).not.toContainText('Having problems');
  });
  await receiver.stop();
});
