import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import { z } from 'zod';
import { type WireRecord, type WireRequest, recordWire } from './record-wire.ts';

/** A middling phone on a middling mobile network, and the same for every page. */
export const CONDITIONS = {
  latencyMs: 150,
  downKbitPerSecond: 1_600,
  upKbitPerSecond: 750,
  cpuSlowdown: 4,
  viewport: { width: 390, height: 844 },
} as const;

const PROBE = join(import.meta.dirname, 'probe.js');
const LOAD_TIMEOUT_MS = 60_000;
/** After the load event: hydration and whatever a page fetches on its own belong to it. */
const SETTLE_MS = 2_500;

/** What has to be seen on a page, and done with it. */
export interface PageTarget {
  /** Elements that make the page visible once `count` of them are laid out inside the screen. */
  readonly selector: string;
  readonly count: number;
  /** Null: there is nothing to submit, and seeing is all the use. */
  readonly submit: { readonly early: boolean; readonly choose: string } | null;
}

const foundSchema = z.object({
  visibleMs: z.number(),
  usableMs: z.number(),
  layoutShift: z.number(),
  blockingMs: z.number(),
  firstByteMs: z.number(),
});

/** One load of one page. Times in ms since the navigation began, the latency of the network included. */
export interface PageLoad {
  readonly firstByteMs: number;
  /** The end of the first frame that shows what the page is for. */
  readonly visibleMs: number;
  /** The end of the first frame in which a choice can be made and submitted. */
  readonly usableMs: number;
  readonly layoutShift: number;
  /** Sum over long tasks of what is over 50 ms. */
  readonly blockingMs: number;
  readonly requests: number;
  /** Bytes received, headers included, as they were compressed. */
  readonly wireBytes: number;
  readonly documentWireBytes: number;
  readonly scriptWireBytes: number;
  /** The same scripts, each at Brotli's best: what a CDN would send. */
  readonly scriptBrotliBytes: number;
  readonly received: readonly WireRequest[];
}

/** Loads `url` as a phone that was never there before. Throws when it does not become usable. */
export async function measureLoad(
  browser: Browser,
  url: string,
  target: PageTarget,
): Promise<PageLoad> {
  return onPhone(browser, target, async (page, cdp) => {
    const wire = await recordWire(cdp);
    await page.goto(url, { waitUntil: 'load', timeout: LOAD_TIMEOUT_MS });
    // Fields in a frame come after the load event, and how long after is what is measured.
    await untilUsable(page);
    await page.waitForTimeout(SETTLE_MS);
    const found = foundSchema.safeParse(
      await page.evaluate(
        `({ ...benchFound, firstByteMs: performance.getEntriesByType('navigation')[0].responseStart })`,
      ),
    );
    if (!found.success) {
      throw new Error(
        `${url} did not become usable: ${found.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
      );
    }
    return { ...found.data, ...(await weigh(wire)) };
  });
}

/** Returns all the same when it does not become so in time; that is told by name. */
async function untilUsable(page: Page): Promise<void> {
  const giveUpAt = performance.now() + LOAD_TIMEOUT_MS;
  while (performance.now() < giveUpAt) {
    // Not `waitForFunction`, which the page's policy stops.
    if ((await page.evaluate('benchFound.usableMs')) !== null) return;
    await page.waitForTimeout(100);
  }
}

async function weigh(wire: WireRecord) {
  const requests = wire.requests();
  const sum = (of: readonly { wireBytes: number }[]) =>
    of.reduce((total, { wireBytes }) => total + wireBytes, 0);
  const bodies = await wire.scriptBodies();
  return {
    received: requests,
    requests: requests.length,
    wireBytes: sum(requests),
    documentWireBytes: sum(requests.filter(({ type }) => type === 'Document')),
    scriptWireBytes: sum(requests.filter(({ type }) => type === 'Script')),
    // Node's default is Brotli's highest quality, 11.
    scriptBrotliBytes: bodies.reduce((total, body) => total + brotliCompressSync(body).length, 0),
  };
}

/** Runs `use` on a page of its own context: no cache, no cookies, throttled. */
export async function onPhone<T>(
  browser: Browser,
  target: PageTarget,
  use: (page: Page, cdp: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await phoneContext(browser);
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: CONDITIONS.latencyMs,
      downloadThroughput: bytesPerSecond(CONDITIONS.downKbitPerSecond),
      uploadThroughput: bytesPerSecond(CONDITIONS.upKbitPerSecond),
    });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: CONDITIONS.cpuSlowdown });
    await page.addInitScript({ content: `globalThis.benchTarget = ${JSON.stringify(target)};` });
    await page.addInitScript({ path: PROBE });
    return await use(page, cdp);
  } finally {
    await context.close();
  }
}

function phoneContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({
    viewport: CONDITIONS.viewport,
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: 'zh-HK',
    timezoneId: 'Asia/Hong_Kong',
    userAgent: `Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Mobile Safari/537.36`,
  });
}

function bytesPerSecond(kilobitsPerSecond: number): number {
  return (kilobitsPerSecond * 1000) / 8;
}
