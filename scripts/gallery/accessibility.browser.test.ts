import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METHOD_IDS, isExpressMethod } from '#lib/domain/method-id.ts';
import { LOCALES, type Locale } from '#lib/i18n/locales.ts';
import { findChromium } from '../find-chromium.ts';
import { pageFaults, smallTargets, tooWide } from './page-faults.ts';
import {
  SCHEMES,
  type Scheme,
  compileCss,
  launchBrowser,
  openDevice,
  staticPage,
  EVERY_PAGE,
} from './static-page.ts';

/** Every state of the page, drawn without the app: WCAG 2.2 AA, and a little more. */

/** All states in one go, on a busy machine. */
const SWEEP_MS = 240_000;
const PHONE = 390;
/** WCAG 1.4.10: content reflows at this width. */
const NARROW = 320;

let browser: Browser;
let css: string;

beforeAll(async () => {
  css = await compileCss();
  browser = await launchBrowser(findChromium());
});
afterAll(() => browser.close());

/** Draws every page in every language on a device; what `look` finds wrong is collected by name. */
async function sweep(
  device: { width: number; scheme: Scheme },
  look: (page: Page, name: string) => Promise<readonly string[]>,
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<readonly string[]> {
  return onDevice(device, async (page) => {
    await prepare(page);
    const faults: string[] = [];
    for (const name of EVERY_PAGE) {
      for (const locale of LOCALES) {
        await page.setContent(staticPage(name, locale, css));
        faults.push(...(await look(page, name)).map((fault) => `${name} in ${locale}: ${fault}`));
      }
    }
    return faults;
  });
}

async function onDevice<Result>(
  device: { width: number; scheme: Scheme },
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context: BrowserContext = await openDevice(browser, device);
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

async function draw(page: Page, name: string, locale: Locale = 'en'): Promise<void> {
  await page.setContent(staticPage(name, locale, css));
}

describe('every state of the page, in every language', () => {
  it.each(SCHEMES)('breaks no rule of WCAG 2.2 AA (%s)', { timeout: SWEEP_MS }, async (scheme) => {
    expect(await sweep({ width: PHONE, scheme }, pageFaults)).toEqual([]);
  });

  it('has nothing to press that is smaller than a thumb', { timeout: SWEEP_MS }, async () => {
    expect(await sweep({ width: PHONE, scheme: 'light' }, smallTargets)).toEqual([]);
  });

  it('fits 320 pixels without moving it to and fro', { timeout: SWEEP_MS }, async () => {
    expect(await sweep({ width: NARROW, scheme: 'light' }, tooWide)).toEqual([]);
  });

  it('fits a phone with text of twice the size', { timeout: SWEEP_MS }, async () => {
    const look = async (page: Page): Promise<readonly string[]> => {
      await page.addStyleTag({ content: 'html { font-size: 200% }' });
      return tooWide(page);
    };
    expect(await sweep({ width: PHONE, scheme: 'light' }, look)).toEqual([]);
  });

  it('moves nothing where less motion is asked for', { timeout: SWEEP_MS }, async () => {
    const device = { width: PHONE, scheme: 'light' } as const;
    expect(await sweep(device, movements)).toEqual([]);
    const otherwise = await sweep(device, movements, (page) =>
      page.emulateMedia({ reducedMotion: 'no-preference' }),
    );
    expect(otherwise.join('\n'), 'what is looked at can move').toMatch(/processing .*turn/);
  });

  it('shows the focus on everything that takes it', { timeout: SWEEP_MS }, async () => {
    expect(await sweep({ width: PHONE, scheme: 'dark' }, unseenFocus)).toEqual([]);
  });

  it('shows the focus in forced colours too', { timeout: SWEEP_MS }, async () => {
    const faults = await sweep({ width: PHONE, scheme: 'light' }, unseenFocus, (page) =>
      page.emulateMedia({ forcedColors: 'active' }),
    );
    expect(faults).toEqual([]);
  });
});

it('is no higher than the window for the band of test mode', async () => {
  await onDevice({ width: PHONE, scheme: 'light' }, async (page) => {
    await draw(page, 'open-limits');
    expect(await page.locator('.test-band').isVisible()).toBe(true);
    const px = () =>
      page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
    expect(await px()).toBe(0);
  });
});

it('marks the chosen method by more than a colour, in forced colours by the system’s', async () => {
  await onDevice({ width: PHONE, scheme: 'light' }, async (page) => {
    await draw(page, 'open');
    const chosen = page.locator('.method:has(.radio:checked)');
    const style = (property: 'boxShadow' | 'outlineStyle') =>
      chosen.evaluate((row, name) => getComputedStyle(row)[name], property);
    expect(await style('boxShadow')).toContain('inset');
    expect(await chosen.locator('.method-panel').isVisible()).toBe(true);
    await page.emulateMedia({ forcedColors: 'active' });
    expect(await style('outlineStyle')).toBe('solid');
  });
});

async function movements(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .map((one) => (one instanceof CSSAnimation ? one.animationName : 'a transition')),
  );
}

/** Goes through a page by Tab; what has the focus and draws no ring, on itself or on the row or field around it. */
async function unseenFocus(page: Page): Promise<readonly string[]> {
  const stops = await page
    .locator('a:visible, button:visible, summary:visible, input[type=radio]:enabled:visible')
    .count();
  const faults: string[] = [];
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press('Tab');
    const unseen = await page.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return null;
      const around = '.method:has(.radio:focus), .field-amount:focus-within';
      const drawn = focused.closest(around) ?? focused;
      const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
      const seen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
      return seen ? null : focused.outerHTML.slice(0, 80);
    });
    if (unseen !== null) faults.push(unseen);
  }
  return faults;
}

describe('the code to scan', () => {
  it('is dark on white in dark and in forced colours, large enough, with four quiet modules', async () => {
    await onDevice({ width: NARROW, scheme: 'dark' }, async (page) => {
      for (const forcedColors of ['none', 'active'] as const) {
        await page.emulateMedia({ forcedColors });
        await draw(page, 'attempt-qr');
        const code = await page.locator('svg.qr-code').evaluate((svg) => {
          const part = (selector: string) => svg.querySelector(selector);
          const fill = (selector: string) => {
            const found = part(selector);
            return found === null ? null : getComputedStyle(found).fill;
          };
          const path = part('path') as SVGPathElement; // qr-code.tsx draws one
          const { x, y } = path.getBBox();
          const plate = svg.closest('.qr-plate');
          return {
            ground: fill('rect'),
            ink: fill('path'),
            quietModules: Math.min(x, y),
            width: svg.getBoundingClientRect().width,
            plate: plate === null ? null : getComputedStyle(plate).backgroundColor,
          };
        });
        expect(code).toMatchObject({
          ground: 'rgb(255, 255, 255)',
          ink: 'rgb(0, 0, 0)',
          plate: 'rgb(255, 255, 255)',
        });
        expect(code.quietModules).toBeGreaterThanOrEqual(4);
        expect(code.width).toBeGreaterThanOrEqual(240);
      }
    });
  });
});

describe('what a screen reader is told', () => {
  it('is each method by its name, what it does and whether it can be chosen', async () => {
    await onDevice({ width: PHONE, scheme: 'light' }, async (page) => {
      await draw(page, 'open-wechat');
      const list = page.getByRole('group', { name: 'Payment method' });
      const rows = METHOD_IDS.filter((method) => !isExpressMethod(method));
      expect(await list.getByRole('radio').count()).toBe(rows.length);
      expect(await list.getByRole('radio', { name: /^FPS 轉數快 .*bank app$/ }).isChecked()).toBe(
        true,
      );
      const alipay = list.getByRole('radio', { name: /^AlipayHK .*Can’t be used inside WeChat$/ });
      expect(await alipay.isDisabled()).toBe(true);
      const pay = page.getByRole('button', { name: 'Pay HK$128.50 with FPS', exact: true });
      expect(await pay.isVisible()).toBe(true);
    });
  });

  it('is a refusal at once, and a waiting page’s state in a live region', async () => {
    await onDevice({ width: PHONE, scheme: 'light' }, async (page) => {
      await draw(page, 'open-declined');
      expect(await page.getByRole('alert').filter({ hasText: 'Not enough balance' }).count()).toBe(
        1,
      );
      await draw(page, 'attempt-qr', 'zh-HK');
      expect(await page.getByRole('status').filter({ hasText: '正在等待你的付款' }).count()).toBe(
        1,
      );
      expect(await page.getByRole('timer').count()).toBe(1);
      expect(
        await page.getByRole('img', { name: '以轉數快向海旁咖啡支付 HK$128.50 的二維碼' }).count(),
      ).toBe(1);
    });
  });
});
