import type { Page } from '@playwright/test';
import { brokenRules } from '../support/broken-rules.ts';
import { expect } from '../support/fixtures.ts';
import { pageOf, signIn } from '../support/operator.ts';
import { test } from '../support/ordered-stack.ts';
import { describeStack } from '../support/stacks.ts';

const SHOPPERS = 20;
const BUYERS = 4;

/** Presses a button on the page, and then the one of the dialog that it opens. */
async function askAndAgree(page: Page, open: string, agree: string): Promise<void> {
  await page.getByRole('button', { name: open, exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: agree, exact: true }).click();
}

test('an operator drafts an experiment, starts it, sees its arms fill, raises its share and ends it', async ({
  desktop: page,
  phone,
  ordered: { stack: own, client, shoppers },
}) => {
  test.setTimeout(240_000);
  const stack = describeStack(own);
  await signIn(page, stack);
  await page.goto(pageOf(stack, 'experiments'));
  await expect(page.getByText('No experiments yet')).toBeVisible();
  await page.getByRole('link', { name: 'New experiment' }).click();

  // What is missing is said beside its field, and what was typed stays.
  const [first, second] = [
    page.getByRole('group', { name: 'Arm 1' }),
    page.getByRole('group', { name: 'Arm 2' }),
  ];
  await first.getByLabel('Share').fill('60');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  const name = page.getByLabel('Name', { exact: true });
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/Enter a name of one line/);
  await expect(page.getByText('Sum of the shares: 110%. It has to be 100%.')).toBeVisible();
  await page.getByRole('button', { name: 'Share equally' }).click();
  await expect(page.getByText('Sum of the shares: 100%.')).toBeVisible();

  // Two orders, put together by buttons and by the keyboard.
  await name.fill('PayMe or Octopus first');
  await first.getByLabel('Name of the arm').fill('payme_first');
  await first.getByText('A fixed order').click();
  const up = first.getByRole('button', { name: 'PayMe one place up' });
  await up.focus();
  for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press('Enter');
  await expect(up).toBeFocused();
  await expect(first.locator('li').first()).toContainText('PayMe');
  await second.getByLabel('Name of the arm').fill('octopus_first');
  await second.getByText('A fixed order').click();
  for (
    let left = await second.getByRole('button', { name: /^Leave .* out$/ }).count();
    left > 0;
    left -= 1
  ) {
    await second
      .getByRole('button', { name: /^Leave .* out$/ })
      .first()
      .click();
  }
  await second.getByRole('button', { name: 'Add Octopus' }).click();

  // Its size, worked out as the figures are typed.
  await page.getByLabel('Share of sessions paid today').fill('80');
  await page.getByLabel('Sessions a day, to reckon with').fill('300');
  await page.getByLabel('Smallest effect worth finding', { exact: true }).fill('3');
  await expect(page.getByText(/It takes 8,9\d\d shoppers .* about 30\./)).toBeVisible();
  await page.getByLabel('Share of shoppers who take part').fill('50');
  await page.getByText('More settings').click();
  await page.getByLabel('Full days before anything is called better').fill('0');
  expect(await brokenRules(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await expect(page.getByText('The draft is saved. Nobody sees anything')).toBeVisible();
  await expect(page.getByText('octopus_first, 50%: In order: Octopus')).toBeVisible();
  await expect(first.getByLabel('Name of the arm')).toHaveValue('payme_first');

  // Another tab shows the draft; here it is started.
  const address = page.url().replace(/\?.*/, '');
  await signIn(phone, stack);
  await phone.goto(address);
  await askAndAgree(page, 'Start the experiment', 'Start it');
  await expect(page.getByText('The experiment is running.')).toBeVisible();
  await phone.getByLabel('Name', { exact: true }).fill('Another question');
  await phone.getByRole('button', { name: 'Save changes' }).click();
  await expect(phone.getByText('It is not in this state any more.')).toBeVisible();
  await expect(phone.getByLabel('Name', { exact: true })).toHaveValue('Another question');

  // Everybody takes part from now on.
  await page.getByRole('button', { name: 'Raise the share' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Share of shoppers').fill('40');
  await dialog.getByRole('button', { name: 'Raise it' }).click();
  await expect(dialog.getByText('While it runs it can only be raised.')).toBeVisible();
  await dialog.getByLabel('Share of shoppers').fill('60');
  await dialog.getByRole('button', { name: 'Raise it' }).click();
  await expect(page.getByText('It is running with 60% of shoppers.')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Raise the share' }).click();
  await dialog.getByLabel('Share of shoppers').fill('100');
  await dialog.getByRole('button', { name: 'Raise it' }).click();
  await expect(page.getByText('More shoppers take part from now on.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Raise the share' })).toHaveCount(0);

  // Shoppers come and some of them pay: as if all of it had been two hours ago.
  const id = new URL(address).pathname.split('/').at(-1);
  const come = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => shoppers.listed((await shoppers.newSession()).url)),
    );
  // Pages read the share every two seconds: with the one before, some of these would be left out.
  await expect(async () => {
    for (const [top] of await come(12)) expect(['payme', 'octopus']).toContain(top);
  }).toPass({ timeout: 15_000 });
  await come(SHOPPERS);
  await Promise.all(Array.from({ length: BUYERS }, () => shoppers.payWith('fps')));
  const counted = async () =>
    (
      await client.query<{ count: number }>(
        'select count(*)::int from ordering_exposure where experiment_id = $1',
        [id],
      )
    ).rows[0]?.count ?? 0;
  // An order is written down once its page was answered.
  await expect.poll(counted).toBeGreaterThanOrEqual(SHOPPERS + BUYERS);
  await client.query(`
    begin;
    set local session_replication_role = replica;
    update experiment set started_at = started_at - interval '2 hours', next_look_at = now();
    update ordering_exposure set at = at - interval '2 hours';
    update checkout_session set completed_at = completed_at - interval '2 hours';
    commit;
  `);
  const count = await counted();
  // The page asks for what is new by itself.
  const cells = (label: string) =>
    page.locator(`section[aria-labelledby="arms"] td[data-label="${label}"]`);
  const total = async (label: string) =>
    (await cells(label).allTextContents()).reduce((sum, text) => sum + (Number(text) || 0), 0);
  await expect.poll(() => total('Sessions'), { timeout: 90_000 }).toBe(count);
  expect(await total('Paid')).toBe(BUYERS);
  await expect(page.getByText('Nothing can be said of “octopus_first” yet.')).toBeVisible();
  expect(await brokenRules(page)).toEqual([]);

  await askAndAgree(page, 'End the experiment', 'End it');
  await expect(
    page.getByText('The experiment has ended. Shoppers see your own setting'),
  ).toBeVisible();
  const results = await page.request.get(`${address}/results.json`);
  expect(await results.json()).toMatchObject({ experiment: id, status: 'stopped' });
  await page.goto(pageOf(stack, 'audit-log'));
  for (const did of [
    'Started the experiment',
    'Changed the share of the experiment',
    'Stopped the experiment',
  ]) {
    await expect(page.getByText(`${did} PayMe or Octopus first`).first()).toBeVisible();
  }
});

test('nobody’s experiment is not there, in any part of it', async ({
  desktop: page,
  stack,
  stripe,
}) => {
  await signIn(page, stack);
  const made = await stripe.rawRequest('POST', '/v1/experiments', {
    name: 'Of test mode',
    arms: ['own', 'engine'].map((key) => ({ key, policy: 'fixed', weight: '0.5' })),
    plan: { planned_units: 100 },
  });
  const id = String((made as { id?: unknown }).id);
  expect((await page.goto(pageOf(stack, `experiments/${id}`)))?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Of test mode');
  const live = pageOf(stack, `experiments/${id}`).replace('/test/', '/live/');
  const none = pageOf(stack, `experiments/exp_${'0'.repeat(24)}`);
  for (const address of [live, none]) {
    for (const part of ['', '/latest', '/results.json', '/curve.csv']) {
      expect((await page.request.get(`${address}${part}`)).status(), address + part).toBe(404);
    }
  }
});

test('a holdout is set once, and seen ever after', async ({
  ordered: { stack: own },
  phone: page,
}) => {
  const stack = describeStack(own);
  await signIn(page, stack, 'zh-HK');
  await page.goto(pageOf(stack, 'experiments', 'zh-HK'));
  await page.getByRole('button', { name: '設定保留組' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByLabel('顧客比例').fill('100');
  await dialog.getByRole('button', { name: '保留' }).click();
  await expect(dialog.getByText('請輸入大於 0 而小於 100% 的比例。')).toBeVisible();
  await dialog.getByLabel('顧客比例').fill('5');
  await dialog.getByRole('button', { name: '保留' }).click();
  await expect(page.getByText(/5% 的顧客被保留，不能更改。/)).toBeVisible();
  await expect(page.getByRole('button', { name: '設定保留組' })).toHaveCount(0);
  expect(await brokenRules(page)).toEqual([]);
});
