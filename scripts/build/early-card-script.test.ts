import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { CARD_ELEMENT_OPTIONS, cardOptions } from '#components/checkout/card-options.ts';
import { earlyCardText } from '#components/checkout/early-card/early-card-script.tsx';
import type {
  EarlyCard,
  EarlyCardSettings,
} from '#components/checkout/early-card/start-early-card.ts';

const SETTINGS: EarlyCardSettings = {
  publishableKey: 'pk_test_1',
  scriptUrl: 'https://js.example/stripe.js',
  locale: 'zh-HK',
  options: cardOptions({
    purpose: 'payment',
    amountMinor: 12_850,
    currency: 'hkd',
    keeps: null,
    locale: 'zh-HK',
  }),
  elementOptions: CARD_ELEMENT_OPTIONS,
};

/** Takes what is said of events, and says it again. */
function speaker() {
  const told = new Map<string, (event: unknown) => void>();
  return {
    on: (name: string, then: (event: unknown) => void) => void told.set(name, then),
    addEventListener: (name: string, then: (event: unknown) => void) => void told.set(name, then),
    tell: (name: string, event?: unknown) => told.get(name)?.(event),
  };
}

/** As much of a page as the script touches, in which it runs as text: it can reach nothing of this module. */
function openPage(chosen = true) {
  const form = { ...speaker(), querySelector: () => (chosen ? {} : null) };
  const script = { ...speaker(), src: '', remove: () => undefined };
  const placed: unknown[] = [];
  const place = { closest: () => form, append: (box: unknown) => placed.push(box) };
  const element = { ...speaker(), mounted: 0, mount: () => (element.mounted += 1) };
  const asked: unknown[] = [];
  const window: { prayaCard?: EarlyCard; Stripe?: unknown } = {};
  const Stripe = (key: string, options: unknown) => {
    asked.push(key, options);
    return {
      elements: (given: unknown) => {
        asked.push(given);
        return { create: (type: string, given: unknown) => (asked.push(type, given), element) };
      },
    };
  };
  const removed: unknown[] = [];
  const box = () => ({
    className: '',
    append: () => undefined,
    firstElementChild: null,
    remove: () => removed.push(1),
  });
  const style = { fontFamily: 'serif', getPropertyValue: (name: string) => ` ${name} ` };
  runInNewContext(earlyCardText(SETTINGS), {
    window,
    document: {
      querySelector: () => place,
      createElement: (tag: string) => (tag === 'script' ? script : box()),
      head: { append: () => undefined },
    },
    getComputedStyle: () => style,
    matchMedia: () => ({ matches: false }),
    Date,
  });
  const arrive = async () => {
    window.Stripe = Stripe;
    script.tell('load');
    await window.prayaCard?.loaded;
  };
  return { form, script, placed, removed, element, asked, window, arrive };
}

function press(form: { tell: (name: string, event: unknown) => void }): boolean {
  let held = false;
  form.tell('submit', { preventDefault: () => (held = true) });
  return held;
}

describe('the card fields before React', () => {
  it('are asked for as the page asks for them, and mounted once', async () => {
    const { arrive, asked, element, placed, window } = openPage();
    await arrive();
    expect(asked).toMatchObject([
      'pk_test_1',
      { locale: 'zh-HK' },
      { ...SETTINGS.options, appearance: { variables: { colorText: '--ink' } } },
      'payment',
      CARD_ELEMENT_OPTIONS,
    ]);
    expect(element.mounted).toBe(1);
    expect(placed).toHaveLength(1);
    expect(window.prayaCard?.fields?.state).toBe('loading');
  });

  it('are not begun where another method is chosen', () => {
    expect(openPage(false).window.prayaCard).toBeUndefined();
  });

  it('say that they are ready or failed, also to whoever asks later', async () => {
    const ready = openPage();
    await ready.arrive();
    ready.element.tell('ready');
    expect(ready.window.prayaCard?.fields).toMatchObject({
      state: 'ready',
      box: { className: 'card-element card-element-over' },
    });
    const failed = openPage();
    await failed.arrive();
    failed.element.tell('loaderror');
    expect(failed.window.prayaCard?.fields?.state).toBe('failed');
  });

  it('keep a press until the page can answer it, and none from then on', async () => {
    const { arrive, element, form, window } = openPage();
    await arrive();
    expect(press(form)).toBe(false);
    element.tell('ready');
    expect(press(form)).toBe(true);
    const fields = window.prayaCard?.fields;
    expect(fields?.pressed).toBe(true);
    if (fields) fields.handedOver = true;
    expect(press(form)).toBe(false);
  });

  it('leave the page as it was where the script fails, comes too late or throws', async () => {
    const blocked = openPage();
    blocked.script.tell('error');
    await blocked.window.prayaCard?.loaded;
    expect(blocked.window.prayaCard).toMatchObject({ stripe: null, fields: null });

    const late = openPage();
    if (late.window.prayaCard) late.window.prayaCard.givenUp = true;
    await late.arrive();
    expect(late.window.prayaCard).toMatchObject({ stripe: null, fields: null });

    const odd = openPage();
    odd.element.mount = () => {
      throw new Error('refused');
    };
    await odd.arrive();
    expect(odd.window.prayaCard?.stripe).not.toBeNull();
    expect(odd.window.prayaCard?.fields).toBeNull();
    expect(odd.removed).toHaveLength(1);
  });

  it('cannot be ended early by a value', () => {
    expect(earlyCardText({ ...SETTINGS, publishableKey: '</script>' })).not.toContain('</script>');
  });
});
