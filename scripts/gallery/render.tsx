/**
 * Draws every page of the checkout, in both languages, light and dark, phone and desktop, for people to
 * look at, and tells of accessibility rules that a page breaks.
 *
 *   npm run gallery -- [--out DIR] [--only open,paid] [--locale en] [--scheme dark] [--width 390]
 *
 * Ends with 1 when a rule is broken, a page is wider than its window, or not exactly one pay label shows.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import tailwind from '@tailwindcss/postcss';
import { type Browser, chromium, type Page } from '@playwright/test';
import axe from 'axe-core';
import postcss, { type AcceptedPlugin } from 'postcss';
import { ensureBrowser } from '../ensure-browser.ts';
import { PAGE_NAMES, renderPage } from '#components/checkout/fixtures/render-page.tsx';
import { LOCALE_DESCRIPTIONS, LOCALES, type Locale } from '#lib/i18n/locales.ts';

/** Where the pictures go unless told. */
const DEFAULT_OUT = '.praya/gallery';
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [390, 1280] as const;

type Scheme = (typeof SCHEMES)[number];

interface Shot {
  readonly name: string;
  readonly locale: Locale;
  readonly scheme: Scheme;
  readonly width: number;
}

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
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const faults: string[] = [];
  try {
    for (const shot of shots()) faults.push(...(await draw(browser, shot, css, out)));
  } finally {
    await browser.close();
  }
  for (const fault of faults) console.error(fault);
  console.log(`${shots().length} pages, ${css.length} bytes of CSS, ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function shots(): readonly Shot[] {
  const only = options.only?.split(',');
  const width = options.width === undefined ? null : Number(options.width);
  return PAGE_NAMES.filter((name) => only === undefined || only.includes(name)).flatMap((name) =>
    LOCALES.filter((locale) => (options.locale ?? locale) === locale).flatMap((locale) =>
      SCHEMES.filter((scheme) => (options.scheme ?? scheme) === scheme).flatMap((scheme) =>
        (width === null ? WIDTHS : [width]).map((each) => ({ name, locale, scheme, width: each })),
      ),
    ),
  );
}

async function compileCss(): Promise<string> {
  const from = 'app/globals.css';
  const source = await readFile(from, 'utf8');
  // Tailwind brings its own copy of PostCSS's types; at run time they are one.
  const plugin = tailwind({ optimize: { minify: true } }) as unknown as AcceptedPlugin;
  const result = await postcss([plugin]).process(source, { from });
  return result.css;
}

async function draw(browser: Browser, shot: Shot, css: string, out: string): Promise<string[]> {
  const phone = shot.width < 900;
  const context = await browser.newContext({
    viewport: { width: shot.width, height: phone ? 844 : 800 },
    colorScheme: shot.scheme,
    isMobile: phone,
    hasTouch: phone,
    deviceScaleFactor: phone ? 2 : 1,
    reducedMotion: 'reduce',
  });
  const label = `${shot.name}.${shot.locale}.${shot.scheme}.${shot.width}`;
  try {
    const page = await context.newPage();
    await page.setContent(htmlOf(shot, css));
    const faults = await faultsOf(page);
    // Not a full-page picture: taking one makes Chromium forget that it is a phone.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: shot.width, height });
    await page.screenshot({ path: join(out, `${label}.png`) });
    return faults.map((fault) => `${label}: ${fault}`);
  } finally {
    await context.close();
  }
}

function htmlOf(shot: Shot, css: string): string {
  const lang = LOCALE_DESCRIPTIONS[shot.locale].htmlLang;
  return (
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${shot.name}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${css}</style></head>` +
    `<body>${renderPage(shot.name, shot.locale)}</body></html>`
  );
}

async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) faults.push(`${wide} px wider than the window`);
  const labels = await page.locator('.pay-label:visible').count();
  const hasForm = (await page.locator('.pay-form').count()) > 0;
  if (hasForm && labels !== 1) faults.push(`${labels} pay labels show`);
  await page.evaluate(axe.source);
  const broken = await page.evaluate(async () => {
    const report = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return report.violations.map(
      (rule) =>
        `${rule.id}: ${rule.nodes
          .map((node) => node.html)
          .join(' ')
          .slice(0, 200)}`,
    );
  });
  return [...faults, ...broken];
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
