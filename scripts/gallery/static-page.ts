import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { PAGE_NAMES, renderPage } from '#components/checkout/fixtures/render-page.tsx';
import { LINK_PAGE_NAMES, renderLinkPage } from '#components/link/fixtures/link-pages.tsx';
import { messagePageHtml } from '#lib/front/message-page.ts';
import { LOCALE_DESCRIPTIONS, type Locale } from '#lib/i18n/locales.ts';
import { compileSheet } from '#scripts/build/compile-sheet.mjs';

/** The checkout's pages as static HTML: every state, without the app around it. */

export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** From this width on it is drawn as on a desktop. */
const DESKTOP_FROM = 900;

/** The style sheet as the build makes it. */
export async function compileCss(): Promise<string> {
  const from = 'app/globals.css';
  const source = await readFile(from, 'utf8');
  const { css } = await compileSheet(source, from);
  return css;
}

/** Pages about no session, which are no component's. */
const MESSAGES = { 'not-found': 'not_found', 'try-again-later': 'try_again_later' } as const;

/** Every page a shopper can see, by name. */
export const EVERY_PAGE: readonly string[] = [
  ...PAGE_NAMES,
  ...LINK_PAGE_NAMES,
  ...Object.keys(MESSAGES),
];

export function staticPage(name: string, locale: Locale, css: string): string {
  for (const [key, kind] of Object.entries(MESSAGES)) {
    if (key === name) {
      return messagePageHtml({
        kind,
        locale,
        path: `/${locale}/pay/cs_test_a1B2c3D4e5F6`,
        reader: 'shopper',
        styles: css,
      });
    }
  }
  const lang = LOCALE_DESCRIPTIONS[locale].htmlLang;
  return (
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${name}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${css}</style></head>` +
    `<body>${renderLinkPage(name, locale) ?? renderPage(name, locale)}</body></html>`
  );
}

export function launchBrowser(executablePath: string | null): Promise<Browser> {
  return chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

/** A phone or a desktop, by width. */
export function openDevice(
  browser: Browser,
  device: { readonly width: number; readonly scheme: Scheme },
): Promise<BrowserContext> {
  const phone = device.width < DESKTOP_FROM;
  return browser.newContext({
    viewport: { width: device.width, height: phone ? 844 : 800 },
    colorScheme: device.scheme,
    isMobile: phone,
    hasTouch: phone,
    deviceScaleFactor: phone ? 2 : 1,
    reducedMotion: 'reduce',
  });
}
