import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { displayAmount } from '../core/amount.ts';
import { LOGO_ART, productArt } from './art.ts';
import { cartTotal, MAX_QUANTITY, type CartLine } from './cart.ts';
import type { Order, Till } from './order-store.ts';
import { findProduct } from './products.ts';
import { shopTexts, type Language } from './texts.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every page of the shop shows. */
export interface Visit {
  readonly language: Language;
  readonly cartCount: number;
  /** The address of this page, for the language switch. */
  readonly path: string;
  /** Which till the shopper pays at; null where the shop has but one. */
  readonly till: Till | null;
}

/** How often a waiting order page asks again, in seconds, with and without scripts. */
const POLL_S = 2;
const REFRESH_S = 4;

export function hkd(minor: number): string {
  return displayAmount(minor, 'HKD');
}

/** A page of the shop’s, with what is on every one. */
export function layout(
  visit: Visit,
  title: string,
  main: Markup,
  head: Markup | string = '',
): Markup {
  const t = shopTexts(visit.language);
  const other: Language = visit.language === 'en' ? 'zh-HK' : 'en';
  return html`<!doctype html>
    <html lang="${visit.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${t.shop}</title>
        <meta name="theme-color" content="#fffdf8" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
        ${head}
      </head>
      <body>
        <header class="site">
          <div class="wrap">
            <a class="brand" href="/">
              ${raw(LOGO_ART)}
              <span><strong>${t.shop}</strong><small lang="${other}">${t.shopOther}</small></span>
            </a>
            <nav>
              <a
                href="${visit.path}${visit.path.includes('?') ? '&' : '?'}lang=${other}"
                lang="${other}"
                >${t.otherLanguage}</a
              >
              <a href="/cart"
                >${t.cart}
                ${visit.cartCount > 0 ? html`<span class="count">${visit.cartCount}</span>` : ''}</a
              >
            </nav>
          </div>
        </header>
        ${main}
        <footer>
          <div class="wrap">
            <p>${t.shop} ${t.shopOther}</p>
            <p>${t.address}</p>
            <p>${t.footer}</p>
            ${visit.till === null ? '' : tillSwitch(visit.language, visit.till)}
          </div>
        </footer>
      </body>
    </html>`;
}

/** For trying both: FPS by the payment company's account, or by the shop's own. */
function tillSwitch(language: Language, till: Till): Markup {
  const t = shopTexts(language);
  return till === 'usual'
    ? html`<p><a href="/?till=direct">${t.tillDirect}</a></p>`
    : html`<p>${t.tillIsDirect} <a href="/?till=usual">${t.tillUsual}</a></p>`;
}

export interface CartView {
  readonly lines: readonly CartLine[];
  readonly notice: 'cancelled' | 'unavailable' | 'badEmail' | null;
}

export function cartPage(visit: Visit, view: CartView): Markup {
  const t = shopTexts(visit.language);
  const notice =
    view.notice === null ? '' : html`<p class="flash warn" role="status">${t[view.notice]}</p>`;
  if (view.lines.length === 0) {
    const blank = html`<main class="narrow">
      ${notice}
      <div class="blank">
        <div class="art" aria-hidden="true">${raw(productArt('gaiwan'))}</div>
        <h1>${t.cartEmpty}</h1>
        <p class="small">${t.cartEmptyLead}</p>
        <a class="button" href="/#teas">${t.back}</a>
      </div>
    </main>`;
    return layout(visit, t.cart, blank);
  }
  const total = cartTotal(view.lines);
  const main = html`<main class="narrow">
    <h1>${t.cart}</h1>
    ${notice}
    <div class="columns">
      <ul class="lines">
        ${view.lines.map((line) => cartLine(visit.language, line))}
      </ul>
      <div class="panel">
        <dl class="sums">
          <dt>${t.subtotal}</dt>
          <dd>${hkd(total)}</dd>
          <dt>${t.delivery}</dt>
          <dd>${t.free}</dd>
          <dt class="total">${t.total}</dt>
          <dd class="total">${hkd(total)}</dd>
        </dl>
        <form method="post" action="/checkout">
          <input type="hidden" name="locale" value="${visit.language}" />
          <label>${t.email}<input type="email" name="email" autocomplete="email" /></label>
          <button>${t.checkout} ${hkd(total)}</button>
          <button class="light" name="where" value="here">${t.payHere}</button>
        </form>
        <p class="small">${t.checkoutHelp}</p>
      </div>
    </div>
  </main>`;
  return layout(visit, t.cart, main);
}

function cartLine(language: Language, { product, quantity }: CartLine): Markup {
  const t = shopTexts(language);
  const name = product.name[language];
  const more = Math.min(quantity + 1, MAX_QUANTITY);
  return html`<li class="line">
    <div class="art" aria-hidden="true">${raw(productArt(product.id))}</div>
    <div>
      <h2>${name}</h2>
      <p class="meta">${product.size[language]} · ${hkd(product.priceMinor)} ${t.each}</p>
    </div>
    <div class="row">
      <form class="step" method="post" action="/cart/update" aria-label="${t.quantity}: ${name}">
        <input type="hidden" name="product" value="${product.id}" />
        <button
          name="quantity"
          value="${quantity - 1}"
          aria-label="${quantity === 1 ? t.remove : t.fewer}: ${name}"
        >
          −
        </button>
        <output>${quantity}</output>
        <button name="quantity" value="${more}" aria-label="${t.more}: ${name}">+</button>
      </form>
      <strong>${hkd(product.priceMinor * quantity)}</strong>
    </div>
  </li>`;
}

export function orderPage(visit: Visit, order: Order, notice: 'refundFailed' | null): Markup {
  const t = shopTexts(visit.language);
  const state = t.states[order.status];
  const waiting = order.status === 'pending';
  const main = html`<main class="narrow">
    <div class="state" role="status">
      ${orderMark(order.status)}
      <h1>${state.title}</h1>
      <p>${state.lead}</p>
    </div>
    <div class="panel order">
      <ul>
        ${order.lines.map(
          (line) =>
            html`<li>
              <span
                >${findProduct(line.product)?.name[visit.language] ?? line.product} ×
                ${line.quantity}</span
              >
              <span>${hkd(line.unitMinor * line.quantity)}</span>
            </li>`,
        )}
      </ul>
      <dl class="sums">
        <dt class="total">${t.total}</dt>
        <dd class="total">${hkd(order.totalMinor)}</dd>
        ${
          order.refundedMinor === 0
            ? ''
            : html`<dt>${t.refunded}</dt>
                <dd>−${hkd(order.refundedMinor)}</dd>`
        }
        <dt class="small">${t.order}</dt>
        <dd>${order.id}</dd>
        <dt class="small">${order.paidAt === null ? t.placed : t.paidAt}</dt>
        <dd>${hongKongTime(order.paidAt ?? order.createdAt, visit.language)}</dd>
      </dl>
    </div>
    ${notice === null ? '' : html`<p class="flash warn" role="status">${t[notice]}</p>`}
    <p class="actions"><a class="button" href="/">${t.back}</a></p>
    ${order.status === 'paid' ? refundPanel(visit.language, order) : ''}
    ${waiting ? pollScript(order.id) : ''}
  </main>`;
  const refresh = html`<noscript><meta http-equiv="refresh" content="${REFRESH_S}" /></noscript>`;
  return layout(visit, `${t.order} ${order.id}`, main, waiting ? refresh : '');
}

/** What the shop's staff would see, in a part of the shop that a shopper does not reach. */
function refundPanel(language: Language, order: Order): Markup | string {
  const t = shopTexts(language);
  const left = order.totalMinor - order.refundedMinor;
  if (left === 0) return '';
  return html`<form class="panel refund" method="post" action="/orders/${order.id}/refund">
    <p class="small">${t.staff}</p>
    <label
      >${t.refundAmount}
      <input
        type="text"
        name="amount"
        inputmode="decimal"
        pattern="\\d+(\\.\\d{1,2})?"
        value="${(left / 100).toFixed(2)}"
        required
    /></label>
    <button class="light">${t.refund}</button>
  </form>`;
}

function orderMark(status: Order['status']): Markup {
  const [tone, path] =
    status === 'paid'
      ? ['good', 'M9 18l6 6 12-13']
      : status === 'pending'
        ? ['wait', 'M18 6a12 12 0 1 1-12 12']
        : ['bad', 'M11 11l14 14M25 11L11 25'];
  return html`<span class="disc ${tone}" aria-hidden="true"
    ><svg
      width="36"
      height="36"
      viewBox="0 0 36 36"
      fill="none"
      stroke="currentColor"
      stroke-width="3.4"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d="${path}" /></svg
  ></span>`;
}

/** Asks for the order's state until it changes, then shows the page again. Slows down after a minute. */
function pollScript(orderId: string): Markup {
  // The id is ours: letters, digits and a hyphen.
  const script = `let asked=0;const ask=async()=>{try{const r=await fetch('/orders/${orderId}/status',{cache:'no-store'});
if(r.ok&&(await r.json()).status!=='pending'){location.reload();return}}catch{}
asked+=1;setTimeout(ask,asked<30?${POLL_S * 1000}:10000)};setTimeout(ask,${POLL_S * 500});`;
  return html`<script>
    ${raw(script)};
  </script>`;
}

export function notFoundPage(visit: Visit): Markup {
  const t = shopTexts(visit.language);
  return layout(
    visit,
    t.notFound,
    html`<main class="narrow">
      <div class="blank">
        <h1>${t.notFound}</h1>
        <p class="small">${t.notFoundLead}</p>
        <a class="button" href="/">${t.back}</a>
      </div>
    </main>`,
  );
}

function hongKongTime(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-HK', {
    timeZone: 'Asia/Hong_Kong',
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}
