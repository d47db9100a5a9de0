import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Random } from '#lib/ordering/random.ts';
import { drawSegment, firstChoice, nextChoice } from '../../bench/ordering/shopper.ts';
import type { WorldContext } from '../../bench/ordering/world-contexts.ts';
import type { Instant } from '../../bench/ordering/world.ts';
import type { Browser } from './browser.ts';
import { type PayPage, readNextStep, readPayPage } from './checkout-page.ts';
import { type Try, fateOf } from './fate.ts';
import { type ShopperSigns, methodIndex } from './shopper-kinds.ts';
import type { ShopperTools } from './shopper-tools.ts';

/** How long a shopper looks at a payment that neither goes through nor fails. */
const PATIENCE_MS = 20_000;
const FIRST_LOOK_MS = 150;

export interface Shopper {
  readonly context: WorldContext;
  readonly signs: ShopperSigns;
  readonly random: Random;
  /** What is true for this shopper; nothing outside this program knows it. */
  readonly instant: Instant;
}

/** What came of one visit, as its shopper saw it. */
export interface VisitReport {
  readonly sessionId: string;
  /** As the page listed them. Empty: the page had no list. */
  readonly order: readonly string[];
  /** In the merchant's own order, by its settings. */
  readonly offered: readonly string[];
  readonly tried: readonly string[];
  readonly paid: boolean;
  /** Another order stood there when the shopper came back to the page. */
  readonly orderMoved: boolean;
  /** Why tries were not begun, in the words of whoever would not. */
  readonly refusals: readonly string[];
}

/**
 * One shopper: a session is made, its page looked at, a method chosen by where it stands and by taste, paid or
 * not, perhaps another after that. Throws where the app does not answer as it has to.
 */
export async function visit(
  tools: ShopperTools,
  browser: Browser,
  shopper: Shopper,
): Promise<VisitReport> {
  const { instant, random } = shopper;
  const session = await tools.newSession(shopper.signs.amountMinor);
  const first = await look(browser, session.url);
  const order = first?.order ?? [];
  const report = { sessionId: session.id, order, offered: session.offered };
  const indexes = order.map(methodIndex);
  const segment = drawSegment(random, instant);
  const tried: number[] = [];
  let page = first;
  let moved = false;
  const refusals: string[] = [];
  let hung = false;
  let next = firstChoice(random, instant, indexes, segment);
  while (next !== null && page !== null) {
    const method = order[next] ?? '';
    const went = await tryToPay({ tools, browser, shopper }, { session, page, method });
    tried.push(next);
    if (went === 'paid') {
      const names = tried.map((place) => order[place] ?? '');
      return { ...report, tried: names, paid: true, orderMoved: moved, refusals };
    }
    if (typeof went === 'object') refusals.push(went.refused);
    if (went === 'hung') hung = true;
    next = nextChoice(random, instant, indexes, { segment, tried });
    if (next === null) break;
    page = await look(browser, session.url);
    moved ||= page !== null && page.order.join() !== order.join();
  }
  // The shop awaits nobody any more, unless a payment hangs that may come yet.
  if (tried.length > 0 && !hung) await tools.endSession(session.id);
  const names = tried.map((place) => order[place] ?? '');
  return { ...report, tried: names, paid: false, orderMoved: moved, refusals };
}

async function look(browser: Browser, url: string): Promise<PayPage | null> {
  const answer = await browser.go(url);
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`);
  return readPayPage(answer.text);
}

interface Party {
  readonly tools: ShopperTools;
  readonly browser: Browser;
  readonly shopper: Shopper;
}

async function tryToPay(
  { tools, browser, shopper }: Party,
  at: {
    readonly session: { readonly id: string; readonly url: string };
    readonly page: PayPage;
    readonly method: string;
  },
): Promise<Try> {
  const { session, page, method } = at;
  const fate = fateOf(shopper, method);
  if (method === 'card') return tools.payByCard(session.id, fate, shopper.signs.device);
  const begun = await browser.submit(session.url, { ...page.fields, method });
  const attempt = /\/(pa_[0-9A-Za-z]{24})/.exec(begun.location ?? '')?.[1];
  if (begun.location === null || attempt === undefined) {
    return { refused: begun.location === null ? `${begun.status}` : queryOf(begun.location) };
  }
  const shown = await browser.go(new URL(begun.location, session.url).href);
  const step = readNextStep(shown.text);
  if (step !== null) {
    if (fate === 'hang') return 'hung';
    await tools.answer(method, step, fate);
  }
  return outcomeOf(
    browser,
    `${new URL(session.url).origin}/api/checkout/${session.id}/status?attempt=${attempt}`,
  );
}

/** Of an address that leads back to the page: it says what is wrong. */
function queryOf(location: string): string {
  return /\?(.*)$/.exec(location)?.[1] ?? 'back at the page';
}

const statusSchema = z.object({ session: z.string(), attempt: z.string().nullable() });

/** Looks until it is decided, or the shopper's patience is over. */
export async function outcomeOf(
  browser: Browser,
  statusUrl: string,
): Promise<'paid' | 'failed' | 'hung'> {
  const until = performance.now() + PATIENCE_MS;
  for (let waitMs = FIRST_LOOK_MS; performance.now() < until; waitMs *= 2) {
    await pause(waitMs);
    const answer = await browser.ask(statusUrl);
    if (answer.status !== 200) throw new Error(`${statusUrl} answered ${answer.status}.`);
    const { session, attempt } = statusSchema.parse(JSON.parse(answer.text));
    // The session is read before its attempt: the payment may be booked in between.
    if (session === 'complete' || attempt === 'paid') return 'paid';
    if (attempt !== 'requires_action' && attempt !== 'processing') return 'failed';
  }
  return 'hung';
}
