import { html, raw } from 'hono/html';
import { HERO_ART, productArt } from './art.ts';
import { hkd, layout, type Markup, type Visit } from './pages.ts';
import { findProduct, PRODUCTS } from './products.ts';
import { shopTexts, type Language } from './texts.ts';

/** Addresses that take a payment by themselves: a ticket, and a donation. */
export interface ShopLinks {
  readonly tasting: string;
  readonly harbour: string;
}

export function homePage(
  visit: Visit,
  { added, links }: { added: boolean; links: ShopLinks | null },
): Markup {
  const t = shopTexts(visit.language);
  const main = html`<main>
    <div class="hero">
      <div class="inner">
        <div class="art">${raw(HERO_ART)}</div>
        <div class="words">
          <h1>${t.tagline}</h1>
          <p>${t.lead}</p>
          <a class="button" href="#teas">${t.browse}</a>
        </div>
      </div>
    </div>
    <div class="wrap" id="teas">
      ${added ? html`<p class="flash" role="status">${t.added} <a href="/cart">${t.cart} →</a></p>` : ''}
      <h2 class="season">${t.products}</h2>
      <ul class="grid">
        ${PRODUCTS.map((product) => productCard(visit.language, product.id))}
      </ul>
      ${waysToBuy(visit.language, links)}
      <ul class="promises">
        ${t.promises.map(([title, lead]) => html`<li><strong>${title}</strong><span>${lead}</span></li>`)}
      </ul>
    </div>
  </main>`;
  return layout(visit, t.tagline, main);
}

/** What is bought without a cart: by a link, or on a page with the payment page inside. */
function waysToBuy(language: Language, links: ShopLinks | null): Markup {
  const t = shopTexts(language);
  const card = (title: string, lead: string, button: Markup) =>
    html`<li>
      <h3>${title}</h3>
      <p class="note">${lead}</p>
      ${button}
    </li>`;
  const link = (to: string, label: string) =>
    html`<a class="button" href="${to}?locale=${language}">${label}</a>`;
  const payHere = html`<form method="post" action="/buy">
    <input type="hidden" name="product" value="milk-tea" />
    <input type="hidden" name="locale" value="${language}" />
    <button name="where" value="here">${t.payHere}</button>
  </form>`;
  return html`<h2 class="season">${t.byLink}</h2>
    <ul class="ways">
      ${
        links === null
          ? ''
          : html`${card(t.tasting, t.tastingLead, link(links.tasting, t.buyByLink))}
            ${card(t.harbourFund, t.harbourFundLead, link(links.harbour, t.give))}`
      }
      ${card(t.payHereTitle, t.payHereLead, payHere)}
    </ul>`;
}

function productCard(language: Language, id: string): Markup | string {
  const product = findProduct(id);
  if (product === null) return '';
  const t = shopTexts(language);
  const other: Language = language === 'en' ? 'zh-HK' : 'en';
  return html`<li class="item">
    <div class="art" aria-hidden="true">${raw(productArt(product.id))}</div>
    <div class="about">
      <h3>${product.name[language]}</h3>
      <p class="other" lang="${other}">${product.name[other]}</p>
      <p class="note">${product.note[language]}</p>
      <p class="price">
        <strong>${hkd(product.priceMinor)}</strong><span>${product.size[language]}</span>
      </p>
      <form method="post" action="/cart/add">
        <input type="hidden" name="product" value="${product.id}" />
        <input type="hidden" name="quantity" value="1" />
        <input type="hidden" name="locale" value="${language}" />
        <button class="light" aria-label="${t.add}: ${product.name[language]}">${t.add}</button>
        <button formaction="/buy" aria-label="${t.buy}: ${product.name[language]}">${t.buy}</button>
      </form>
    </div>
  </li>`;
}
