import { describe, expect, it } from 'vitest';
import { isAppLink } from '#lib/domain/app-link.ts';
import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import { IN_APP_BROWSERS } from '#lib/domain/in-app-browser.ts';
import { LOCALES } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { ATTEMPT_VIEWS } from './fixtures/attempt-views.ts';
import { CHECKOUT_VIEWS } from './fixtures/checkout-views.ts';
import { METHODS_OFFERED } from './fixtures/order.ts';
import { PAGE_NAMES, renderPage } from './fixtures/render-page.tsx';
import { attemptTitle, checkoutTitle } from './page-title.ts';
import { sessionCss } from './session-style.tsx';

/** Values of an attribute, in document order. */
function all(html: string, pattern: RegExp): readonly string[] {
  return [...html.matchAll(pattern)].map((match) => match[1] ?? '');
}

const everyPage = PAGE_NAMES.flatMap((name) => LOCALES.map((locale) => [name, locale] as const));

describe('every page', () => {
  it.each(everyPage)(
    '%s in %s has one heading of the first level and no untranslated key',
    (name, locale) => {
      const html = renderPage(name, locale);
      expect(all(html, /<h1[^>]*>(.*?)<\/h1>/gs)).toHaveLength(1);
      expect(html).not.toMatch(/[a-z]+\.[a-z]+[A-Z][a-z]+</);
      expect(html).not.toMatch(/\{[a-z]+\}</i);
    },
  );

  it.each(everyPage)(
    '%s in %s obeys a policy that allows no style attribute and no inline handler',
    (name, locale) => {
      const html = renderPage(name, locale);
      expect(html).not.toMatch(/\sstyle="/);
      expect(html).not.toMatch(/\son[a-z]+="/);
      for (const tag of all(html, /(<style[^>]*>)/g)) expect(tag).toContain('nonce="gallery"');
    },
  );

  it.each(everyPage)('%s in %s leads to the same place in the other language', (name, locale) => {
    const other = locale === 'en' ? 'zh-HK' : 'en';
    expect(renderPage(name, locale)).toContain(`href="/${other}/pay/cs_test_a1B2c3D4e5F6"`);
  });

  it('tells its state in its title, a different one for each', () => {
    for (const locale of LOCALES) {
      const words = wordsFor(locale);
      for (const view of Object.values(CHECKOUT_VIEWS))
        expect(checkoutTitle(view, words)).not.toBe('');
      const titles = [
        'attempt-qr',
        'attempt-redirect',
        'attempt-secure',
        'attempt-processing',
        'attempt-declined',
        'attempt-expired',
        'attempt-canceled',
        'attempt-wrong-amount',
        'attempt-paid',
      ].map((name) => {
        const view = ATTEMPT_VIEWS[name];
        return view === undefined ? name : attemptTitle(view, words);
      });
      expect(new Set(titles).size).toBe(titles.length);
    }
  });
});

describe('the open page', () => {
  it('keeps the order it is given, whatever is chosen or unavailable', () => {
    for (const name of [
      'open',
      'open-all',
      'open-reasons',
      'open-card',
      'open-none',
      'open-declined',
      'open-resumable',
      'open-limits',
      'open-switched-off',
      'open-fields',
    ]) {
      const view: CheckoutView | undefined = CHECKOUT_VIEWS[name];
      if (view?.state !== 'open') throw new Error(`${name} is not open`);
      const values = all(renderPage(name, 'en'), /<input type="radio"[^>]*value="(\w+)"/g);
      expect(values).toEqual(view.methods.map((row) => row.method));
    }
  });

  it('sends the session, the form token and the language with the method', () => {
    const form =
      /<form[^>]*class="pay-form".*?<\/form>/s.exec(renderPage('open', 'zh-HK'))?.[0] ?? '';
    expect(form).toContain('<input type="hidden" name="session" value="cs_test_a1B2c3D4e5F6"/>');
    expect(form).toContain('<input type="hidden" name="form_token" value="form-token"/>');
    expect(form).toContain('<input type="hidden" name="locale" value="zh-HK"/>');
    expect(all(form, /(<button[^>]*type="submit")/g)).toHaveLength(1);
  });

  it('chooses in advance what it is told to, and nothing when told nothing', () => {
    expect(
      all(
        renderPage('open-card', 'en'),
        /<input type="radio"[^>]*checked=""[^>]*value="(\w+)"|value="(\w+)"[^>]*checked=""/g,
      ),
    ).toHaveLength(1);
    expect(renderPage('open-none', 'en')).not.toContain('checked=""');
  });

  it('shows what cannot be used, with its reason, and does not let it be chosen', () => {
    const html = renderPage('open-limits', 'en');
    expect(html).toMatch(/<input type="radio"[^>]*disabled=""[^>]*value="card"/);
    expect(html).toContain('Temporarily unavailable');
    expect(html).toContain('For payments up to HK$50,000.00');
    expect(html).not.toContain('pay-label pay-label-card');
  });

  it('says why a method is off in the merchant’s words, and in its own where there are none', () => {
    const chinese = renderPage('open-switched-off', 'zh-HK');
    expect(chinese).toContain('PayMe 因滙豐系統維護，暫停至 12 月 1 日中午。');
    expect(chinese).toContain('暫停使用');
    expect(chinese).not.toContain('Back next week.');
    expect(chinese).toMatch(/<input type="radio"[^>]*disabled=""[^>]*value="payme"/);
    expect(chinese).not.toContain('pay-label pay-label-payme');
    const english = renderPage('open-switched-off', 'en');
    expect(english).toContain('Back next week.');
    expect(english).toContain('For payments of HK$200.00 or more');
    expect(english).not.toContain('Temporarily unavailable');
  });

  it('marks what is out of order in words, and leaves it to be chosen unless it is closed', () => {
    const chinese = renderPage('open-outage', 'zh-HK');
    expect(chinese.match(/暫時不穩定/g)).toHaveLength(2);
    expect(chinese).toContain('現時付款可能較慢或失敗');
    expect(chinese).toContain('PayMe 今日需時數分鐘。');
    expect(chinese).toContain('微信支付全線故障，預計今晚恢復。');
    expect(chinese).toContain('暫時未能使用');
    for (const locale of LOCALES) {
      const html = renderPage('open-outage', locale);
      const closed = /<input type="radio"[^>]*disabled=""[^>]*value="(\w+)"/g;
      expect(all(html, closed)).toEqual(['octopus', 'wechat_pay']);
      // What is wrong is part of what the radio button is called.
      expect(html).toMatch(
        /<label[^>]*>(?:(?!<\/label>).)*value="payme"(?:(?!<\/label>).)*method-trouble/s,
      );
    }
  });

  it('has no button that pays where nothing can be chosen, but says so and leads back to the shop', () => {
    const html = renderPage('open-nothing', 'en');
    expect(html).toContain('No payment method can be used here');
    expect(html).toContain('You haven’t been charged.');
    expect(html).toContain('Not available in this currency');
    const bar = /<div class="submit-bar">(.*?)<\/div>/s.exec(html)?.[1] ?? '';
    expect(bar).toContain('class="button-primary" href="https://harbour.example/cart"');
    for (const name of Object.keys(CHECKOUT_VIEWS).filter((key) =>
      key.startsWith('open-nothing'),
    )) {
      expect(renderPage(name, 'en')).not.toContain('type="submit"');
    }
    const chinese = renderPage('open-nothing', 'zh-HK');
    expect(chinese).toContain('沒有適用的付款方式');
    expect(chinese).toContain('請返回海旁咖啡，或與商戶聯絡。');
    expect(renderPage('open-nothing-elsewhere', 'en')).toContain(
      'Open this page on another device',
    );
    // How to leave the app says all that there is to say.
    expect(renderPage('open-nothing-wechat', 'en')).not.toContain('No payment method can be');
    const wallets = renderPage('open-nothing-express', 'en');
    expect(wallets).toContain('Only Apple Pay and Google Pay can be used');
    // What the merchant asks besides goes with a payment by wallet.
    expect(wallets).toContain('name="field_1"');
    expect(renderPage('open', 'en')).not.toContain('No payment method can be used here');
  });

  it('asks in the one form, before the methods, what the merchant asks besides', () => {
    const html = renderPage('open-fields', 'en');
    const form = /<form[^>]*class="pay-form".*?<\/form>/s.exec(html)?.[0] ?? '';
    expect(all(form, /name="(field_\d)"/g)).toEqual(['field_0', 'field_1', 'field_2']);
    expect(form.indexOf('field_2')).toBeLessThan(form.indexOf('name="method"'));
    expect(form).toContain('刻字 Engraving (optional)');
    expect(all(form, /<(?:input|select)(?=[^>]*name="(field_\d)")(?=[^>]*required="")/g)).toEqual([
      'field_1',
      'field_2',
    ]);
    expect(form).toMatch(/<option value="central" selected="">/);
    expect(form).not.toContain('aria-invalid');
  });

  it('says at the field what has to be put right, and keeps the rest as it was entered', () => {
    const html = renderPage('open-fields-wrong', 'zh-HK');
    expect(html).toMatch(/role="alert".*今次未有扣款。/s);
    expect(html).toMatch(/<input(?=[^>]*name="field_0")[^>]*value="生日快樂"/);
    expect(html).toMatch(
      /<input(?=[^>]*name="field_1")(?=[^>]*aria-invalid="true")[^>]*value="1234"/,
    );
    expect(html).toContain('id="field_1-error"');
    expect(html).toMatch(/<option value="mongkok" selected="">/);
  });

  it('has nothing of it where nothing is asked', () => {
    expect(renderPage('open', 'en')).not.toMatch(/field_|link-form|About your order/);
  });

  it('says which amounts and which devices a method is for', () => {
    const english = renderPage('open-reasons', 'en');
    expect(english).toContain('For amounts in multiples of HK$0.10');
    expect(english).toContain('To pay this way, open this page on a computer');
    expect(renderPage('open-reasons', 'zh-HK')).toContain('金額須為 HK$0.10 的倍數');
    expect(english).toMatch(/<input type="radio"[^>]*disabled=""[^>]*value="wechat_pay"/);
  });

  it('has exactly one label of the button showing for each method', () => {
    const methods = METHODS_OFFERED.map((row) => row.method);
    const css = sessionCss('#0b5d4e');
    const html = renderPage('open', 'en');
    for (const method of methods) {
      expect(all(html, new RegExp(`class="pay-label pay-label-(${method})"`, 'g'))).toHaveLength(1);
      expect(css).toContain(`.pay-label-${method}{display:none}`);
      expect(css).toContain(
        `.pay-form:has(input[value=${method}]:checked) .pay-label-${method}{display:inline}`,
      );
    }
    expect(css).toContain(
      '.pay-form:has(input[name=method]:checked) .pay-label-none{display:none}',
    );
    // Anything React escapes inside <style> would silently switch a rule off.
    expect(html).toContain(css);
  });

  it('keeps room for the browser’s wallet only where one is offered, and never a row', () => {
    const offered = renderPage('open-express', 'en');
    expect(offered).toMatch(/<form class="pay-form with-express"[^>]*>/);
    expect(offered).toContain('<div class="express needs-js"></div>');
    expect(all(offered, /name="method"[^>]*value="(\w+)"/g)).toEqual(
      METHODS_OFFERED.map(({ method }) => method),
    );
    const none = renderPage('open', 'en');
    expect(none).not.toContain('express');
  });

  it('says above the list what became of the money last time, then what to do', () => {
    expect(renderPage('open-declined', 'zh-HK')).toMatch(
      /餘額不足.*今次未有扣款。請改用其他卡或付款方式。/s,
    );
  });

  it('offers to go on with what can still be paid', () => {
    expect(renderPage('open-resumable', 'en')).toContain(
      'href="/en/pay/cs_test_a1B2c3D4e5F6/pa_7Hq2mN8xK4"',
    );
  });

  it('says inside an app what cannot be used there, and how to leave it, without any script', () => {
    const html = renderPage('open-wechat', 'zh-HK');
    expect(html).toContain('AlipayHK、支付寶不能在微信內使用');
    expect(html).toContain('按右上角「…」，再選「在瀏覽器開啟」。');
    expect(html).toMatch(/<input type="radio"[^>]*disabled=""[^>]*value="alipayhk"/);
    expect(html).toContain('https://pay.praya.example/zh-HK/pay/cs_test_a1B2c3D4e5F6</code>');
    for (const app of IN_APP_BROWSERS) {
      for (const locale of LOCALES) expect(wordsFor(locale).t(`inApp.how.${app}`)).not.toBe('');
    }
  });

  it('folds that away where everything works inside the app, and is silent in a browser', () => {
    const html = renderPage('open-instagram', 'en');
    expect(html).toMatch(/<details class="notice[^>]*><summary>[^<]*Instagram/);
    expect(renderPage('open', 'en')).not.toContain('inside');
  });

  it('says again what a full payment after a wrong amount means, before it is made', () => {
    expect(renderPage('open-pay-in-full', 'en')).toMatch(
      /pay HK\$128\.50 in full.*FPS HK\$100\.00.*Harbour Coffee Roasters has been told/s,
    );
  });

  it('shouts test mode only in test mode', () => {
    expect(renderPage('open-limits', 'en')).toContain('Test mode');
    expect(renderPage('open', 'en')).not.toContain('Test mode');
  });
});

describe('states', () => {
  it.each(LOCALES)('offers no second payment in %s while the first is being checked', (locale) => {
    for (const name of ['processing', 'attempt-processing', 'expired-checking']) {
      const html = renderPage(name, locale);
      expect(html).not.toContain('<form');
      expect(html).toMatch(/don’t pay again|請勿重複付款/);
    }
  });

  it('offers another method while one does not answer, and says that nothing was charged', () => {
    const html = renderPage('attempt-unreached', 'en');
    expect(html).toContain('FPS isn’t responding yet');
    expect(html).toMatch(/Nothing has been charged\..*href="\/en\/pay\/cs_test_a1B2c3D4e5F6"/s);
  });

  it('asks who ran out of time whether they paid, before offering to pay', () => {
    const html = renderPage('attempt-expired', 'en');
    expect(html.indexOf('please don’t pay again')).toBeLessThan(html.indexOf('Did you pay?'));
    expect(html.indexOf('I have paid')).toBeLessThan(html.indexOf('I haven’t paid'));
    expect(html).toContain('return?attempt=pa_7Hq2mN8xK4&amp;said=paid');
  });

  it('checks for who says that they paid, and offers no payment meanwhile', () => {
    const html = renderPage('attempt-expired-says-paid', 'en');
    expect(html).toContain('Please don’t pay again');
    expect(html).not.toContain('<form');
    expect(html).not.toMatch(/href="\/en\/pay\/cs_test_a1B2c3D4e5F6"/);
  });

  it('starts again only by a form, and only where nothing speaks against it', () => {
    expect(renderPage('expired-renewable', 'zh-HK')).toMatch(/<form.*重新開始.*<\/form>/s);
    for (const name of ['expired', 'expired-checking']) {
      expect(renderPage(name, 'en')).not.toContain('<form');
    }
  });

  it('sets what came beside what was due, and never asks first to pay again', () => {
    const html = renderPage('wrong-amount', 'en');
    expect(html).toMatch(/Received with FPS.*HK\$100\.00.*Amount due.*HK\$128\.50/s);
    expect(html).not.toContain('<form');
    expect(html.indexOf('don’t pay again yet')).toBeLessThan(html.indexOf('Pay the full'));
    expect(renderPage('wrong-amount-over', 'en')).not.toContain('Pay the full');
  });

  it('says of money beyond what was due how much, paid how, and what becomes of it', () => {
    expect(renderPage('paid-twice', 'en')).toContain(
      'HK$128.50 paid with FPS is being refunded to where it came from.',
    );
    expect(renderPage('paid-twice-refunded', 'zh-HK')).toContain(
      'HK$128.50（轉數快）已按原付款方式退回',
    );
    expect(renderPage('paid-too-much', 'en')).toMatch(/has been told to return HK\$1\.50/);
  });

  it('takes nobody away from a receipt that has more to say than “paid”', () => {
    const leaves = (name: string) => renderPage(name, 'en').includes('paid-going');
    expect(leaves('paid')).toBe(true);
    for (const name of ['paid-late', 'paid-twice', 'paid-too-much']) {
      expect([name, leaves(name)]).toEqual([name, false]);
    }
  });

  it('waits, live, for a refund that is under way, and not for one that is done', () => {
    const waits = (name: string) => renderPage(name, 'en').includes('content="10"');
    expect(waits('paid-twice')).toBe(true);
    expect(waits('paid-twice-refunded')).toBe(false);
  });

  it('gives payee, FPS ID, amount and reference to copy, from the code itself', () => {
    const html = renderPage('attempt-qr-direct', 'zh-HK');
    for (const text of ['海旁咖啡有限公司', '1688388', 'HK$128.50', 'PY7HQ2MN8XK4RT']) {
      expect(html).toContain(text);
    }
    for (const name of ['複製轉數快識別碼', '複製金額', '複製參考編號']) {
      expect(html).toContain(`aria-label="${name}"`);
    }
    // A code that we cannot read is shown all the same.
    expect(renderPage('attempt-qr', 'zh-HK')).not.toContain('複製參考編號');
    expect(renderPage('attempt-qr', 'zh-HK')).toContain('aria-label="複製金額"');
  });

  it('lets the shopper say that they paid only where the shop alone can see it', () => {
    const claims = (name: string) => renderPage(name, 'en').includes('class="claim-form"');
    expect(claims('attempt-qr-direct')).toBe(true);
    expect(claims('attempt-expired-direct')).toBe(true);
    expect(claims('attempt-qr')).toBe(false);
    expect(claims('attempt-expired')).toBe(false);
    const claimed = renderPage('attempt-claimed', 'en');
    expect(claimed).toContain('The shop is checking your payment');
    expect(claimed).toContain('don’t pay again');
    // Said too early, it can be taken back; there is nothing else to press.
    expect(all(claimed, /(<button[^>]*type="submit")/g)).toHaveLength(1);
    expect(claimed).toContain('I haven’t paid yet');
  });

  it('opens an app by the provider’s own link, and by nothing that a browser would run', () => {
    expect(renderPage('attempt-qr-app', 'en')).toContain('href="https://bank.example/pay?id=1"');
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'intent://x', 'not a url']) {
      expect(isAppLink(url)).toBe(false);
    }
    expect(isAppLink('octopus://payment?token=1')).toBe(true);
  });

  it('offers after a decline, in one tap, the first other method that needs no typing', () => {
    const form = /<form.*?<\/form>/s.exec(renderPage('attempt-declined', 'en'))?.[0] ?? '';
    expect(form).toContain('name="method" value="fps"');
    expect(form).toContain('Pay HK$128.50 with FPS');
  });

  it('offers the same card again after a slip of the finger', () => {
    const html = renderPage('attempt-declined-retry', 'en');
    expect(html).not.toContain('<form');
    expect(html).toContain('Try again');
  });

  it('leads back to the shop when the session takes no more payments', () => {
    const html = renderPage('attempt-declined-over', 'en');
    expect(html).not.toContain('<form');
    expect(html).toContain('href="https://harbour.example/cart"');
  });

  it('gives a receipt with amount, method, reference and Hong Kong time', () => {
    const html = renderPage('paid', 'zh-HK');
    for (const text of [
      'HK$128.50',
      'Visa 尾號 4242',
      'HC-20261123-0047',
      '2026年11月23日 下午3:05',
      '香港時間',
    ]) {
      expect(html).toContain(text);
    }
  });

  it('sends a wallet’s own form as it was given', () => {
    const form =
      /<form[^>]*wallet\.example.*?<\/form>/s.exec(renderPage('attempt-form-post', 'en'))?.[0] ??
      '';
    expect(form).toContain('method="post"');
    expect(form).toContain('<input type="hidden" name="order" value="7Hq2mN8xK4"/>');
  });

  it('reloads by itself without JavaScript where it waits', () => {
    for (const name of ['attempt-qr', 'processing', 'attempt-expired']) {
      expect(renderPage(name, 'en')).toContain(
        '<noscript><meta http-equiv="refresh" content="10"/></noscript>',
      );
    }
  });
});
