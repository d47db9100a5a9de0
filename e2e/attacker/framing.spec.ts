import { expect } from '../support/fixtures.ts';
import { embedding, test, told } from '../support/merchant-site.ts';

const ancestors = (headers: Readonly<Record<string, string>>) =>
  /frame-ancestors ([^;]*)/.exec(headers['content-security-policy'] ?? '')?.[1];

test('the pages of a session for a frame, and no others, name exactly the registered origins', async ({
  request,
  merchantSite,
  newEmbedded,
  newSession,
  stack,
}) => {
  const embedded = `${stack.urls.app}/en/pay/${(await newEmbedded()).id}`;
  for (const headers of [{}, { rsc: '1' }, { origin: 'http://evil.example' }]) {
    const page = await request.get(embedded, { headers });
    expect(ancestors(page.headers())).toBe(`${stack.urls.shop} ${merchantSite.origin}`);
    expect(page.headers()).not.toHaveProperty('x-frame-options');
  }
  const hosted = await newSession();
  for (const address of [
    hosted.url,
    `${embedded}/return`,
    `${embedded}/pa_${'a'.repeat(24)}`,
    `${embedded}?again=failed`,
    `${embedded}?again=3`,
    `${stack.urls.app}/en/pay/none`,
    `${stack.urls.app}/health`,
  ]) {
    const answer = await request.get(address, { maxRedirects: 0 });
    expect(ancestors(answer.headers()), address).toBe("'none'");
    expect(answer.headers()['x-frame-options'], address).toBe('DENY');
  }
});

test('a merchant who registered nothing is framed by nobody', async ({
  request,
  strangersStripe,
  stack,
}) => {
  const { id } = await strangersStripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode: 'embedded_page',
    return_url: 'https://peak.example.hk/',
    line_items: [
      {
        price_data: { currency: 'hkd', unit_amount: 5_000, product_data: { name: 'Cup' } },
        quantity: 1,
      },
    ],
  });
  const page = await request.get(`${stack.urls.app}/en/pay/${id}`);
  expect(page.status()).toBe(200);
  expect(ancestors(page.headers())).toBe("'none'");
  expect(page.headers()['x-frame-options']).toBe('DENY');
});

test('the browser refuses to frame it on an origin that is not registered, and a hosted page on any', async ({
  desktop: page,
  merchantSite,
  otherSite,
  newEmbedded,
  newSession,
}) => {
  const refusals: string[] = [];
  page.on('console', (message) => {
    if (/frame/i.test(message.text()) && message.type() === 'error') refusals.push(message.text());
  });
  const list = page.frameLocator('#pay iframe').locator('fieldset.method-list');
  const embedded = await newEmbedded();
  otherSite.serve({ script: embedding(embedded) });
  await page.clock.install();
  await page.goto(otherSite.origin);
  await expect.poll(() => refusals.join('\n')).toContain('frame-ancestors');
  await expect(list).toHaveCount(0);
  expect(await told(page)).toEqual([]);
  // The script cannot see why: after a while it says that nothing came, and what may be the reason.
  await page.clock.fastForward(21_000);
  await expect
    .poll(() => told(page))
    .toEqual([['error', expect.objectContaining({ code: 'not_loaded' })]]);
  expect(refusals.length).toBeGreaterThan(0);

  refusals.length = 0;
  const { url } = await newSession();
  merchantSite.serve({ body: `<div id="pay"><iframe src="${url}"></iframe></div>` });
  await page.goto(merchantSite.origin);
  await expect.poll(() => refusals.length).toBeGreaterThan(0);
  await expect(list).toHaveCount(0);
});

test('messages that another window forges, or that come from another origin, change nothing', async ({
  desktop: page,
  merchantSite,
  newEmbedded,
  stack,
}) => {
  const session = await newEmbedded();
  // A frame of the merchant's own page, as an advertisement would be, sends what the payment page sends.
  const forged = ['ready', 'complete', 'cancel', 'error', 'leave', 'height'].map((type) => ({
    from: 'praya-checkout',
    type,
    height: 4_000,
    sessionId: session.id,
    returnUrl: 'http://127.0.0.1:9/evil',
    path: `/en/pay/${session.id}`,
  }));
  const send = `for (const message of ${JSON.stringify(forged)}) parent.postMessage(message, '*');`;
  merchantSite.serve({
    body: '<div id="pay"></div><iframe id="ad" srcdoc="<p>ad</p>"></iframe>',
    script: embedding(session, 'onCancel() {}'),
  });
  await page.goto(merchantSite.origin);
  await expect.poll(async () => (await told(page)).length).toBe(1);
  const height = await page.locator('#pay iframe').getAttribute('style');
  const ad = page.frames().find((frame) => frame.url() === 'about:srcdoc');
  await ad?.evaluate(send);
  await page.evaluate(send.replaceAll('parent.', ''));
  // Its own origin does not make another window the frame.
  await page.evaluate(
    ([origin, messages]) => {
      for (const data of messages) {
        window.dispatchEvent(new MessageEvent('message', { data, origin, source: window }));
      }
    },
    [stack.urls.app, forged] as const,
  );
  await page.waitForTimeout(1_000);
  expect((await told(page)).map(([name]) => name)).toEqual(['ready']);
  expect(await page.locator('#pay iframe').getAttribute('style')).toBe(height);
  expect(page.url()).toBe(`${merchantSite.origin}/`);
});

test('the framed page tells nobody but a registered origin, and takes its wishes from no other', async ({
  desktop: page,
  otherSite,
  newEmbedded,
  stack,
}) => {
  const { id } = await newEmbedded();
  // Let in by taking the header away, as a browser that knows no policy would.
  await page.route(`${stack.urls.app}/en/pay/**`, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['content-security-policy'];
    await route.fulfill({ response, headers });
  });
  const src = `${stack.urls.app}/en/pay/${id}`;
  otherSite.serve({ body: `<div id="pay"><iframe src="${src}" height="900"></iframe></div>` });
  await page.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(window, { told: heard });
    window.addEventListener('message', ({ data, origin }) => {
      if (!origin.includes('localhost')) return;
      if (typeof data === 'object' && data !== null && 'from' in data) heard.push(data);
    });
  });
  await page.goto(otherSite.origin);
  const frame = page.frameLocator('#pay iframe');
  await expect(frame.locator('.method-list')).toBeVisible();
  await page.evaluate((origin) => {
    const window_ = document.querySelector<HTMLIFrameElement>('#pay iframe')?.contentWindow;
    window_?.postMessage({ from: 'praya-checkout', type: 'options', cancel: true }, origin);
  }, stack.urls.app);
  await page.waitForTimeout(1_500);
  expect(await told(page)).toEqual([]);
  await expect(frame.getByRole('button', { name: /^Back to/ })).toHaveCount(0);
});
