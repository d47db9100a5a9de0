import { brotliCompressSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { choose, payButton } from '../support/shopping.ts';

/** All script of a page before a card is chosen, each file at Brotli's best: see docs/performance.md. */
const MAX_BROTLI_BYTES = 120_000;

for (const locale of ['zh-HK', 'en'] as const) {
  test(`the list and the code's page load little script: ${locale}, a phone`, async ({
    phone: page,
    newSession,
  }) => {
    const { url } = await newSession({ locale });
    await expectLittleScript(page, `${url}?method=fps`);
    await choose(page, 'fps');
    await payButton(page).click();
    await page.waitForURL(/\/pa_/);
    await expectLittleScript(page, page.url());
  });

  test(`the list loads little script: ${locale}, a desktop`, async ({
    desktop: page,
    newSession,
  }) => {
    await expectLittleScript(page, `${(await newSession({ locale })).url}?method=fps`);
  });
}

async function expectLittleScript(page: Page, url: string): Promise<void> {
  const asked: Promise<{ file: string; bytes: number }>[] = [];
  const weigh = (response: Response): void => {
    if (response.request().resourceType() !== 'script') return;
    asked.push(
      response.body().then((body) => ({
        file: new URL(response.url()).pathname,
        bytes: brotliCompressSync(body).length,
      })),
    );
  };
  page.on('response', weigh);
  await page.goto(url, { waitUntil: 'networkidle' });
  page.off('response', weigh);
  const scripts = (await Promise.all(asked)).toSorted((a, b) => b.bytes - a.bytes);
  const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  const listed = scripts.map(({ file, bytes }) => `${String(bytes).padStart(7)}  ${file}`);
  const found = `${total} bytes of script in Brotli, ${MAX_BROTLI_BYTES} at most:\n${listed.join('\n')}`;
  test.info().annotations.push({ type: 'scripts', description: found });
  // The framework alone is more than this: less means that not all of it was seen.
  expect(total, found).toBeGreaterThan(80_000);
  expect(total, found).toBeLessThanOrEqual(MAX_BROTLI_BYTES);
}
