import type { Page } from '@playwright/test';
import pg from 'pg';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { expect, stripeClient } from '../support/fixtures.ts';
import { embeddedTea, embedding, test, told } from '../support/merchant-site.ts';
import { CARDS, choose, payButton, typeCard } from '../support/shopping.ts';
import { watchPolicies } from '../support/watch-policies.ts';

const inFrame = (page: Page) => page.frameLocator('#pay iframe');
const heading = (page: Page) => inFrame(page).getByRole('heading', { level: 1 });
/** The demo merchant's colour, in which the button to pay is drawn. */
const ACCENT = 'rgb(15, 107, 92)';

test('a session that expires in the frame is started again there, in the shop’s colours, and paid', async ({
  desktop: page,
  merchantSite,
  startOwnStack,
}) => {
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('expired');
    const stack = await startOwnStack({
      env: { PRAYA_WORKER_INTERVAL_MS: '200' },
      database: postgres.url('expired'),
      embedOrigins: [merchantSite.origin],
    });
    const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
    const stopped = watchPolicies(page);
    const session = await stripe.checkout.sessions.create({
      ...embeddedTea(merchantSite.origin),
      redirect_on_completion: 'if_required',
      after_expiration: { recovery: { enabled: true } },
    });
    merchantSite.serve({ script: embedding(session), app: stack.urls.app });
    await page.goto(merchantSite.origin);
    await choose(inFrame(page), 'fps');

    // Half an hour passes.
    const database = new pg.Client({ connectionString: postgres.url('expired') });
    await database.connect();
    await database.query(
      `update checkout_session set expires_at = now() - interval '1 second' where id = $1`,
      [session.id],
    );
    await database.end();

    await payButton(inFrame(page)).click();
    await expect(heading(page)).toHaveText('This link has expired');
    await page.screenshot({ path: test.info().outputPath('expired.png'), fullPage: true });
    await expect
      .poll(() => told(page))
      .toEqual([
        ['ready', null],
        ['error', expect.objectContaining({ code: 'session_expired' })],
      ]);
    await inFrame(page).getByRole('button', { name: 'Start again' }).click();
    await expect(inFrame(page).getByRole('heading', { name: 'Payment method' })).toBeVisible();
    await expect(payButton(inFrame(page))).toHaveCSS('background-color', ACCENT);
    await expect(inFrame(page).locator('body')).toHaveCSS('min-height', '0px');

    // The provider's own script and fields are let in again, too.
    await typeCard(inFrame(page), CARDS.good);
    await page.screenshot({ path: test.info().outputPath('again.png'), fullPage: true });
    await payButton(inFrame(page)).click();
    await expect(heading(page)).toHaveText('Paid');
    const fresh = (await stripe.checkout.sessions.list({ limit: 10 })).data.find(
      ({ recovered_from: from }) => from === session.id,
    );
    expect(fresh).toMatchObject({ status: 'complete', payment_status: 'paid' });
    await expect
      .poll(async () => (await told(page)).at(-1))
      .toEqual(['complete', { sessionId: fresh?.id }]);
    expect(stopped).toEqual([]);
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});

test('a session that cannot be started again ends in the frame, and the merchant’s page is told', async ({
  phone: page,
  merchantSite,
  newEmbedded,
  stripe,
}) => {
  const stopped = watchPolicies(page);
  const session = await newEmbedded();
  merchantSite.serve({ script: embedding(session) });
  await page.goto(merchantSite.origin);
  await choose(inFrame(page), 'fps');
  const helper = `/v1/test_helpers/checkout/sessions/${session.id}/pay`;
  await stripe.rawRequest('POST', helper, { outcome: 'abandon' });
  await payButton(inFrame(page)).click();
  await expect(heading(page)).toHaveText('This link has expired');
  await expect.poll(async () => (await told(page)).at(-1)?.[0]).toBe('error');
  await expect(inFrame(page).getByRole('button', { name: 'Start again' })).toHaveCount(0);
  await page.screenshot({ path: test.info().outputPath('over.png'), fullPage: true });
  expect(stopped).toEqual([]);
});
