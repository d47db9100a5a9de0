import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '#scripts/find-chromium.ts';
import type { BenchOptions } from '../bench-options.ts';
import { RequirementError } from '../requirement-error.ts';
import { writeResults } from '../results.ts';
import { type EarlySubmit, submitEarly } from './early-submit.ts';
import {
  type FloorServer,
  SUBMIT_PATH,
  readHowServed,
  startFloorServer,
} from './floor/floor-server.ts';
import { renderElement } from './floor/render-element.ts';
import { renderCode, renderMethods } from './floor/render-floor.ts';
import { CONDITIONS, type PageLoad, type PageTarget, measureLoad } from './measure-load.ts';
import { printPage, summarise } from './page-report.ts';
import { LOCALE, type PrayaUnderTest, startPraya } from './praya-under-test.ts';

/** One page of Praya's beside the floor's. */
interface Pair {
  readonly name: 'methods' | 'fps-code' | 'card-fields';
  readonly target: PageTarget;
  readonly urls: { readonly floor: string; readonly praya: string };
}

const WARM_UP_REQUESTS = 20;
/** The stand-in's scripts are 36 kB each; a card provider's own are several times that. */
const EXTRA_SCRIPT_KB = [0, 75, 150];

/** The page a shopper sees, beside a hand-written static page with the same content. */
export async function runPageBench({ closing, rounds }: BenchOptions): Promise<void> {
  const browser = await openBrowser();
  closing.add(() => browser.close());
  const praya = await startPraya(closing);
  const floor = await startFloorServer();
  closing.add(() => floor.close());

  const pairs = [await methodsPair(praya, floor), await codePair(praya, floor)];
  const pages: Record<string, object> = {};
  for (const pair of pairs) {
    console.log(`\n${pair.name}: ${rounds} rounds, floor and Praya taking turns…`);
    const loads = await measurePair(browser, pair, rounds);
    const summary = summarise(loads);
    pages[pair.name] = { summary, loads };
    printPage(pair.name, summary);
  }
  const cardFirst = await cardPair(praya, floor);
  for (const extraKb of EXTRA_SCRIPT_KB) {
    await praya.weighProviderScripts(extraKb * 1000);
    const name = `${cardFirst.name}, each of the provider's two scripts ${extraKb} kB heavier`;
    console.log(`\n${name}: ${rounds} rounds, the bare element and Praya taking turns…`);
    const loads = await measurePair(browser, cardFirst, rounds);
    const summary = summarise(loads);
    pages[name] = { summary, loads };
    printPage(name, summary);
  }
  await praya.weighProviderScripts(0);
  const early = await submitEarly({ browser, praya, floor, floorUrl: pairs[0]?.urls.floor ?? '' });
  reportEarly(early);
  const file = writeResults(
    'page',
    { conditions: CONDITIONS, browser: browser.version(), rounds, pages, early },
    new Date(),
  );
  console.log(`\nAll figures: ${file}`);
}

async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium() ?? chromium.executablePath();
  if (!existsSync(executablePath)) {
    throw new RequirementError(
      'There is no Chromium. Install one with `npx playwright install chromium`, or name yours in CHROMIUM_PATH.',
    );
  }
  return chromium.launch({
    executablePath,
    // Ours, so that the app is stopped after the browser and not beside it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ]),
  });
}

async function methodsPair(praya: PrayaUnderTest, floor: FloorServer): Promise<Pair> {
  const { url, view } = await praya.openSession();
  const served = await readHowServed(url, LOCALE);
  const page = renderMethods(view, { nonce: served.nonce, action: SUBMIT_PATH });
  return {
    name: 'methods',
    target: {
      selector: 'fieldset label:has(input[type=radio])',
      count: view.methods.length,
      submit: { early: false, choose: 'alipayhk' },
    },
    urls: { praya: url, floor: floor.add({ path: '/methods', html: page, served }) },
  };
}

async function codePair(praya: PrayaUnderTest, floor: FloorServer): Promise<Pair> {
  const { url, view } = await praya.openCode();
  const served = await readHowServed(url, LOCALE);
  const page = renderCode(view, { nonce: served.nonce, action: SUBMIT_PATH });
  return {
    name: 'fps-code',
    target: { selector: 'svg[role=img]', count: 1, submit: null },
    urls: { praya: url, floor: floor.add({ path: '/code', html: page, served }) },
  };
}

/** Card comes first here, so its fields load at once; beside the same fields on a page of their own. */
async function cardPair(praya: PrayaUnderTest, floor: FloorServer): Promise<Pair> {
  await praya.offer(['card', 'fps', 'alipayhk']);
  const { url, view } = await praya.openSession();
  const served = await readHowServed(url, LOCALE);
  const page = renderElement(view, { nonce: served.nonce });
  return {
    name: 'card-fields',
    target: { selector: '.card-element iframe', count: 1, submit: null },
    urls: { praya: url, floor: floor.add({ path: '/element', html: page, served }) },
  };
}

/** The first loads of each warm up both servers and are not counted; then they take turns. */
async function measurePair(
  browser: Browser,
  { urls, target }: Pair,
  rounds: number,
): Promise<{ floor: PageLoad[]; praya: PageLoad[] }> {
  for (let request = 0; request < WARM_UP_REQUESTS; request += 1) {
    for (const url of [urls.floor, urls.praya]) await (await fetch(url)).text();
  }
  await measureLoad(browser, urls.floor, target);
  await measureLoad(browser, urls.praya, target);
  const loads = { floor: [] as PageLoad[], praya: [] as PageLoad[] };
  for (let round = 0; round < rounds; round += 1) {
    // Neither is always the one that comes after the other.
    const order = round % 2 === 0 ? (['floor', 'praya'] as const) : (['praya', 'floor'] as const);
    for (const side of order) {
      loads[side].push(await measureLoad(browser, urls[side], target));
    }
  }
  return loads;
}

function reportEarly(early: EarlySubmit): void {
  const said = (side: 'floor' | 'praya') => {
    const { clickedMs, scriptsReadyAtClick, received } = early[side];
    return (
      `  ${side}: chose AlipayHK and submitted ${Math.round(clickedMs)} ms after the navigation began, ` +
      `${scriptsReadyAtClick} scripts loaded; ${received ? 'it arrived' : 'IT DID NOT ARRIVE'}`
    );
  };
  console.log(`\nSubmitting in the first frame:\n${said('floor')}\n${said('praya')}`);
  if (!early.floor.received || !early.praya.received) {
    throw new Error('A page was not usable when it seemed to be: its figures do not count.');
  }
}
