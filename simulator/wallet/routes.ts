import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import type { Airwallex } from '../airwallex/airwallex.ts';
import { METHODS, type PaymentAttempt, type PaymentIntent } from '../airwallex/model.ts';
import type { WalletAnswer } from '../airwallex/payments.ts';
import { displayAmount } from '../core/amount.ts';
import { languageOf, page, PHONE_CSS, stateMark, type Language, type Markup } from '../ui/page.ts';
import { walletTexts, type WalletOutcome } from './texts.ts';

const CSS = `${PHONE_CSS}
:root{--accent:#2f4d8f}
.shopper{display:flex;align-items:center;gap:12px}
.shopper span{width:44px;height:44px;border-radius:50%;background:#e3e9f6;display:grid;place-items:center;color:#2f4d8f;font-weight:700}
`;

const ANSWERS: readonly string[] = ['approve', 'refuse', 'never'] satisfies WalletAnswer[];

/** The wallets' pages: `/wallet/{token}`, reached by redirect or by scanning (`?scanned=1`). */
export function walletPages(airwallex: Airwallex): Hono {
  const app = new Hono();
  const { state, payments } = airwallex;

  app.get('/wallet/:token', (c) => {
    payments.expireDue();
    const language = pageLanguage(c, c.req.query('lang'));
    const found = state.attemptsByHandle.get(c.req.param('token'));
    if (found === undefined || found.attempt.method === 'fps') {
      return c.html(outcomePage(language, null, 'unknown', null), 404);
    }
    const outcome = outcomeOf(found.attempt, found.intent);
    if (outcome !== null)
      return c.html(outcomePage(language, found, outcome, backTo(c, found.intent)));
    return c.html(askPage(language, found, c.req.query('scanned') === '1'));
  });

  app.post('/wallet/:token', async (c) => {
    const form = await c.req.parseBody();
    const language = pageLanguage(c, textOf(form['lang']));
    const found = state.attemptsByHandle.get(c.req.param('token'));
    const answer = textOf(form['answer']);
    if (found === undefined || found.attempt.method === 'fps' || !isAnswer(answer)) {
      return c.html(outcomePage(language, null, 'unknown', null), 404);
    }
    const taken = payments.answerWallet(found.attempt.handle, answer);
    const scanned = textOf(form['scanned']) === '1';
    const back = scanned ? null : found.intent.returnUrl;
    if (taken && back !== null) return c.redirect(back, 303);
    // A page of its own, so that reloading answers nothing twice.
    const query = new URLSearchParams({ lang: language, ...(scanned ? { scanned: '1' } : {}) });
    if (answer === 'never' && taken) return c.html(outcomePage(language, found, 'pending', null));
    return c.redirect(`/wallet/${found.attempt.handle}?${query.toString()}`, 303);
  });

  return app;
}

interface Found {
  readonly attempt: PaymentAttempt;
  readonly intent: PaymentIntent;
}

/** Null while the shopper can still answer. */
function outcomeOf(attempt: PaymentAttempt, intent: PaymentIntent): WalletOutcome | null {
  switch (attempt.status) {
    case 'RECEIVED':
    case 'AUTHENTICATION_REDIRECTED':
    case 'PENDING_AUTHORIZATION':
      return null;
    case 'CAPTURE_REQUESTED':
      return 'paid';
    case 'FAILED':
      return 'refused';
    case 'EXPIRED':
      return 'expired';
    case 'CANCELLED':
      return intent.status === 'SUCCEEDED' ? 'paid_elsewhere' : 'cancelled';
  }
}

function backTo(c: Context, intent: PaymentIntent): string | null {
  return c.req.query('scanned') === '1' ? null : intent.returnUrl;
}

function frame(language: Language, brand: string, scanned: boolean, sheet: Markup): Markup {
  const t = walletTexts(language);
  return page({
    title: `${brand} · ${t.simulated}`,
    language,
    css: CSS,
    body: html`<main class="phone">
      <div class="bar">
        <svg
          width="30"
          height="30"
          viewBox="0 0 30 30"
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          stroke-linejoin="round"
          aria-hidden="true"
        >
          <path d="M4 9h20a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 9l15-5v5" />
          <circle cx="21" cy="17" r="1.8" fill="currentColor" />
        </svg>
        <strong>${brand}</strong>
        <a href="?lang=${t.otherTag}${scanned ? '&scanned=1' : ''}" lang="${t.otherTag}"
          >${t.otherLanguage}</a
        >
      </div>
      <div class="sheet">${sheet}</div>
      <p class="foot">${t.foot}</p>
    </main>`,
  });
}

function askPage(language: Language, { attempt, intent }: Found, scanned: boolean): Markup {
  const t = walletTexts(language);
  const brand = METHODS[attempt.method].label;
  const waiting = attempt.status === 'PENDING_AUTHORIZATION';
  return frame(
    language,
    brand,
    scanned,
    html`<div class="shopper">
        <span aria-hidden="true">陳</span>
        <div>
          <p><strong>Chan Siu Ming</strong></p>
          <p class="quiet-text">${t.balance} HK$3,280.00</p>
        </div>
      </div>
      <div>
        <h1>${intent.descriptor ?? t.merchant}</h1>
        <p class="amount">${displayAmount(attempt.amountMinor, intent.currency)}</p>
      </div>
      ${waiting ? html`<p class="note">${t.stillPending}</p>` : ''}
      <dl class="facts">
        <dt>${t.order}</dt>
        <dd class="tabular">${intent.merchantOrderId}</dd>
        <dt>${t.payWith}</dt>
        <dd>${t.walletBalance}</dd>
      </dl>
      <form method="post" action="/wallet/${attempt.handle}" class="actions">
        <input type="hidden" name="lang" value="${language}" />
        ${scanned ? html`<input type="hidden" name="scanned" value="1" />` : ''}
        <button name="answer" value="approve">
          ${t.approve} ${displayAmount(attempt.amountMinor, intent.currency)}
        </button>
        <button class="quiet" name="answer" value="refuse">${t.refuse}</button>
        <button class="quiet" name="answer" value="never">${t.never}</button>
      </form>`,
  );
}

function outcomePage(
  language: Language,
  found: Found | null,
  outcome: WalletOutcome,
  back: string | null,
): Markup {
  const t = walletTexts(language);
  const mark =
    outcome === 'paid' || outcome === 'paid_elsewhere'
      ? 'good'
      : outcome === 'pending'
        ? 'wait'
        : 'bad';
  const words = t.outcomes[outcome];
  return frame(
    language,
    found === null ? t.simulated : METHODS[found.attempt.method].label,
    back === null,
    html`<div class="centre" role="status">
        ${stateMark(mark)}
        <h1>${words.title}</h1>
        ${
          found === null
            ? ''
            : html`<p class="amount">
                ${displayAmount(found.attempt.amountMinor, found.intent.currency)}
              </p>`
        }
        <p>${words.lead}</p>
        ${back === null && found !== null ? html`<p class="quiet-text">${t.goBack}</p>` : ''}
      </div>
      ${back === null ? '' : html`<div class="actions"><a class="button" href="${back}">${t.back}</a></div>`}`,
  );
}

function pageLanguage(c: Context, asked: string | undefined): Language {
  return languageOf(asked, c.req.header('accept-language'));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isAnswer(value: string): value is WalletAnswer {
  return ANSWERS.includes(value);
}
