import { type Browser, createBrowser, sharedConnections } from '#scripts/traffic/browser.ts';
import { readNextStep, readPayPage } from '#scripts/traffic/checkout-page.ts';
import { createShopperTools } from '#scripts/traffic/shopper-tools.ts';
import { outcomeOf } from '#scripts/traffic/visit.ts';
import type { Stack } from '#scripts/stack/stack.ts';
import { stripeClient } from './fixtures.ts';

const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';
const CONNECTIONS = 4;
const AMOUNT_MINOR = 12_850;

/** Shoppers without script, quicker than any browser: Androids in Hong Kong who buy for HK$128.50. */
export interface HttpShoppers {
  /** Makes a session; its page has not been looked at. */
  newSession(): Promise<{ readonly id: string; readonly url: string }>;
  /** The methods that a page lists and that can be chosen, from the top. */
  listed(url: string): Promise<readonly string[]>;
  /** Looks at the page of a new session, chooses a method and agrees to pay in its app. */
  payWith(method: string): Promise<'paid' | 'failed' | 'hung'>;
}

export function httpShoppers(stack: Pick<Stack, 'urls' | 'keys'>): HttpShoppers {
  const { urls, keys } = stack;
  const tools = createShopperTools(stripeClient(urls.app, keys.secretKey), urls);
  const browser = createBrowser(sharedConnections(CONNECTIONS), {
    'user-agent': ANDROID,
    'accept-language': 'zh-HK,zh;q=0.9,en;q=0.8',
  });
  const newSession = () => tools.newSession(AMOUNT_MINOR);
  return {
    newSession,
    async listed(url) {
      return (await payPage(browser, url)).order;
    },
    async payWith(method) {
      const session = await newSession();
      const page = await payPage(browser, session.url);
      const begun = await browser.submit(session.url, { ...page.fields, method });
      const attempt = /\/(pa_[0-9A-Za-z]{24})/.exec(begun.location ?? '')?.[1];
      if (begun.location === null || attempt === undefined) {
        throw new Error(`${method} was not begun: ${begun.status} ${begun.location}`);
      }
      const shown = await browser.go(new URL(begun.location, session.url).href);
      const step = readNextStep(shown.text);
      if (step === null) throw new Error(`The page of ${method} asks for nothing.`);
      await tools.answer(method, step, 'pay');
      return outcomeOf(browser, `${urls.app}/api/checkout/${session.id}/status?attempt=${attempt}`);
    },
  };
}

async function payPage(browser: Browser, url: string) {
  const answer = await browser.go(url);
  const page = readPayPage(answer.text);
  if (page === null) throw new Error(`${url} lists nothing: ${answer.status}`);
  return page;
}
