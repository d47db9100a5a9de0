/**
 * Draws every page of the checkout, in both languages, light and dark, phone and desktop, for people to
 * look at, and tells of accessibility rules that a page breaks.
 *
 *   npm run gallery -- [--out DIR] [--only open,paid] [--locale en] [--scheme dark] [--width 390]
 *
 * Ends with 1 when a rule is broken, a page is wider than its window, or not exactly one pay label shows.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import { LOCALES } from '#lib/i18n/locales.ts';
import { ensureBrowser } from '../ensure-browser.ts';
import { pageFaults } from './page-faults.ts';
import {
  SCHEMES,
  type Scheme,
  compileCss,
  launchBrowser,
  openDevice,
  staticPage,
  EVERY_PAGE,
} from './static-page.ts';

/** Where the pictures go unless told. */
const DEFAULT_OUT = '.praya/gallery';
const WIDTHS: readonly number[] = [390, 1280];

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    only: { type: 'string' },
    locale: { type: 'string' },
    scheme: { type: 'string' },
    width: { type: 'string' },
  },
});

await main();

async function main(): Promise<void> {
  const out = options.out ?? DEFAULT_OUT;
  await mkdir(out, { recursive: true });
  const css = await compileCss();
  const browser = await launchBrowser(await ensureBrowser());
  const faults: string[] = [];
  let drawn = 0;
  try {
    for (const device of devices()) {
      const result = await drawDevice(browser, { ...device, css, out });
      faults.push(...result.faults);
      drawn += result.drawn;
    }
  } finally {
    await browser.close();
  }
  for (const fault of faults) console.error(fault);
  console.log(`${drawn} pages, ${css.length} bytes of CSS, ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function devices(): readonly { width: number; scheme: Scheme }[] {
  const widths = options.width === undefined ? WIDTHS : [Number(options.width)];
  return SCHEMES.filter((scheme) => (options.scheme ?? scheme) === scheme).flatMap((scheme) =>
    widths.map((width) => ({ width, scheme })),
  );
}

/** All pages on one device: its window is opened once. */
async function drawDevice(
  browser: Browser,
  device: { width: number; scheme: Scheme; css: string; out: string },
): Promise<{ drawn: number; faults: readonly string[] }> {
  const context = await openDevice(browser, device);
  const page = await context.newPage();
  const only = options.only?.split(',');
  const faults: string[] = [];
  let drawn = 0;
  for (const name of EVERY_PAGE) {
    if (only !== undefined && !only.includes(name)) continue;
    for (const locale of LOCALES) {
      if ((options.locale ?? locale) !== locale) continue;
      const label = `${name}.${locale}.${device.scheme}.${device.width}`;
      await page.setContent(staticPage(name, locale, device.css));
      faults.push(...(await pageFaults(page)).map((fault) => `${label}: ${fault}`));
      await shoot(page, device.width, join(device.out, `${label}.png`));
      drawn += 1;
    }
  }
  await context.close();
  return { drawn, faults };
}

/** Not a full-page picture: taking one makes Chromium forget that it is a phone. */
async function shoot(page: Page, width: number, path: string): Promise<void> {
  const window = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  await page.screenshot({ path });
  if (window !== null) await page.setViewportSize(window);
}
