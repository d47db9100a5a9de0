import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { merchantName as nameIn } from '#components/checkout/merchant-name.ts';
import { qrDrawing } from '#components/checkout/qr-matrix.ts';
import type { CheckoutSummary, MethodRow } from '#lib/domain/checkout-view.ts';
import { LOCALE_DESCRIPTIONS, otherLocale } from '#lib/i18n/locales.ts';
import { type Words, wordsFor } from '#lib/i18n/translator.ts';
import { LOCALE, type CodeView, type OpenView } from '../praya-under-test.ts';
import { Markup, html } from './html.ts';

/**
 * The same page as Praya's, as one would write it by hand for this one session: what a phone shows of
 * it in the same words, its styles inside, no script. Nothing that says the same can be much less.
 */

/** Without the spaces that only people need. */
const STYLES = new Markup(
  readFileSync(join(import.meta.dirname, 'floor.css'), 'utf8')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .replaceAll(/: /g, ':')
    .trim(),
);

export function renderMethods(view: OpenView, facts: { nonce: string; action: string }): string {
  const words = wordsFor(LOCALE);
  const amount = words.money(view.summary.total);
  const main = html`<form method="post" action="${facts.action}">
    <input type="hidden" name="session" value="${view.summary.sessionId}" />
    <fieldset>
      <legend><h2>${words.t('methods.legend')}</h2></legend>
      ${view.methods.map((row) => methodRow(row, words, row.method === view.preselected))}
    </fieldset>
    <button type="submit">${words.t('button.pay', { amount })}</button>
  </form>`;
  return page(view.summary, { words, nonce: facts.nonce, main });
}

function methodRow(row: MethodRow, words: Words, chosen: boolean): Markup {
  const app = words.methodApp(row.method);
  const hints = {
    fields: { line: null, next: null },
    qr: { line: words.t('flow.qr.hintPhone', { app }), next: words.t('flow.qr.nextPhone') },
    redirect: {
      line: words.t('flow.redirect.hintPhone', { app }),
      next: words.t('flow.redirect.next', { method: words.methodShort(row.method) }),
    },
  }[row.flow ?? 'fields'];
  return html`<label
      ><input
        type="radio"
        name="method"
        value="${row.method}"
        required${chosen ? ' checked' : ''}
      />
      <svg width="40" height="26" fill="none" stroke="currentColor" aria-hidden="true">
        <rect x="9.5" y="5.5" width="21" height="15" rx="2.5" />
        <path d="M9.5 10.5h21" />
      </svg>
      <span
        >${words.methodName(row.method)}
        ${words.methodOtherName(row.method) ?? ''}${
          hints.line === null ? '' : html`<small>${hints.line}</small>`
        }</span
      ></label
    >
    ${hints.next === null ? '' : html`<p>${hints.next}</p>`}`;
}

/** An FPS code, what to do with it, and a way back. */
export function renderCode(view: CodeView, facts: { nonce: string; action: string }): string {
  const words = wordsFor(LOCALE);
  const { nextAction } = view;
  if (nextAction.type !== 'show_qr') throw new Error(`That is no code: ${nextAction.type}.`);
  const merchant = merchantName(view.summary);
  const amount = words.money(view.summary.total);
  const method = words.methodShort(view.method);
  const app = words.methodApp(view.method);
  const { size, path } = qrDrawing(nextAction.payload);
  const main = html`<h1>${words.t('qr.heading', { method })}</h1>
    <p>
      ${view.expiresAt === null ? '' : words.t('qr.payBy', { time: words.time(view.expiresAt) })}
    </p>
    <div class="plate">
      <p>${merchant} <b>${amount}</b></p>
      <svg
        viewBox="0 0 ${size} ${size}"
        shape-rendering="crispEdges"
        role="img"
        aria-label="${words.t('qr.alt', { amount, merchant, method })}"
      >
        <path d="${path}" />
      </svg>
      <p>${words.methodName(view.method)} ${words.methodOtherName(view.method) ?? ''}</p>
    </div>
    <p>${words.t('qr.waiting')}</p>
    <a href="">${words.t('qr.checkAgain')}</a>
    <h2>${words.t('qr.stepsTitle')}</h2>
    <ol>
      ${(['one', 'two', 'three'] as const).map(
        (step) => html`<li>${words.t(`qr.steps.${nextAction.scheme}Phone.${step}`, { app })}</li>`,
      )}
    </ol>
    <form method="post" action="${facts.action}">
      <button class="quiet">${words.t('qr.another')}</button>
    </form>`;
  return page(view.summary, { words, nonce: facts.nonce, main });
}

function page(
  summary: CheckoutSummary,
  parts: { words: Words; nonce: string; main: Markup },
): string {
  const { words } = parts;
  const merchant = merchantName(summary);
  const amount = words.money(summary.total);
  const other = LOCALE_DESCRIPTIONS[otherLocale(LOCALE)];
  const document = html`<!doctype html>
    <html lang="${LOCALE_DESCRIPTIONS[LOCALE].htmlLang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${words.t('title.open', { amount, merchant })}</title>
        <link rel="icon" href="data:," />
        <style nonce="${parts.nonce}">
          ${STYLES}
        </style>
      </head>
      <body>
        ${summary.livemode ? '' : html`<p class="test">${words.t('shell.testMode')}</p>`}
        <header>
          <nav>
            <a href="${summary.cancelUrl ?? ''}">${merchant}</a>
            <a href="" lang="${other.htmlLang}">${other.label}</a>
          </nav>
          <h1>${words.t('shell.payTo', { merchant })} <b>${amount}</b></h1>
          ${orderSummary(summary, words)}
        </header>
        <main>${parts.main} ${smallPrint(summary, words)}</main>
      </body>
    </html>`;
  return document.source;
}

function orderSummary(summary: CheckoutSummary, words: Words): Markup {
  return html`<details>
    <summary>
      <span>${words.t('summary.title')}</span>
      <span>${words.t('summary.items', { count: summary.lineItems.length })}</span>
    </summary>
    <ul>
      ${summary.lineItems.map(
        (line) =>
          html`<li>
            <span
              >${line.name}${
                line.quantity === 1
                  ? ''
                  : html`<small
                      >${words.t('summary.quantity', { count: line.quantity })} ·
                      ${words.t('summary.each', { amount: words.money(line.unitAmount) })}</small
                    >`
              }</span
            >
            <span>${words.money(line.amount)}</span>
          </li>`,
      )}
    </ul>
    <p>${words.t('summary.total')} ${words.money(summary.total)}</p>
  </details>`;
}

function smallPrint(summary: CheckoutSummary, words: Words): Markup {
  const merchant = merchantName(summary);
  const { supportEmail, termsUrl } = summary.merchant;
  return html`<footer>
    <p>${words.t('shell.payee', { merchant })}</p>
    <p>${words.t('shell.cardSecurity')}</p>
    ${supportEmail === null ? '' : html`<a href="mailto:${supportEmail}">${words.t('shell.contact', { merchant })}</a>`}
    ${termsUrl === null ? '' : html`<a href="${termsUrl}">${words.t('shell.terms')}</a>`}
  </footer>`;
}

function merchantName(summary: CheckoutSummary): string {
  return nameIn(summary.merchant, LOCALE);
}
