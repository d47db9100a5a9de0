import { html, raw } from 'hono/html';
import { PICTURE_SCRIPT } from '../ui/picture-script.ts';
import { stateMark, type Language, type Markup } from '../ui/page.ts';
import { phonePage } from '../ui/phone-page.ts';
import { walletTexts, type WalletOutcome } from './texts.ts';

const CSS = `
:root{--accent:#2f4d8f}
.shopper{display:flex;align-items:center;gap:12px}
.shopper span{width:44px;height:44px;border-radius:50%;background:#e3e9f6;display:grid;place-items:center;color:#2f4d8f;font-weight:700}
input[type=file]{padding:9px 12px;border-style:dashed}
.plate{background:#fff;border:1px solid var(--line);border-radius:12px;padding:12px;align-self:center}
.plate svg{display:block;width:264px;height:264px}
`;

/** A payment that a wallet is asked for, as its page shows it. */
export interface WalletRequest {
  /** How the wallet calls itself. */
  readonly brand: string;
  /** Null where the shop gave no name. */
  readonly payee: string | null;
  readonly order: string;
  /** Formatted. */
  readonly amount: string;
  /** Where the answer is posted to. */
  readonly action: string;
  /** Left without an answer before. */
  readonly waiting: boolean;
  /** Reached by scanning, so that there is no shop to go back to on this device. */
  readonly scanned: boolean;
}

/** Asks whether to pay. The form posts `answer` (`approve`, `refuse`, `never`), `lang` and `scanned`. */
export function askPage(language: Language, request: WalletRequest): Markup {
  const t = walletTexts(language);
  const { brand, payee, order, amount, action, waiting, scanned } = request;
  return frame(
    { language, brand, scanned },
    html`<div class="shopper">
        <span aria-hidden="true">陳</span>
        <div>
          <p><strong>Chan Siu Ming</strong></p>
          <p class="quiet-text">${t.balance} HK$3,280.00</p>
        </div>
      </div>
      <div>
        <h1>${payee ?? t.merchant}</h1>
        <p class="amount">${amount}</p>
      </div>
      ${waiting ? html`<p class="note">${t.stillPending}</p>` : ''}
      <dl class="facts">
        <dt>${t.order}</dt>
        <dd class="tabular">${order}</dd>
        <dt>${t.payWith}</dt>
        <dd>${t.walletBalance}</dd>
      </dl>
      <form method="post" action="${action}" class="actions">
        <input type="hidden" name="lang" value="${language}" />
        ${scanned ? html`<input type="hidden" name="scanned" value="1" />` : ''}
        <button name="answer" value="approve">${t.approve} ${amount}</button>
        <button class="quiet" name="answer" value="refuse">${t.refuse}</button>
        <button class="quiet" name="answer" value="never">${t.never}</button>
      </form>`,
  );
}

/** How a request ended. `shown`: whose it was; null when the link belongs to none. */
export function outcomePage(
  language: Language,
  shown: Pick<WalletRequest, 'brand' | 'amount'> | null,
  outcome: WalletOutcome,
  /** Where the shop waits on this device; null when it does not. */
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
    { language, brand: shown?.brand ?? t.simulated, scanned: back === null },
    html`<div class="centre" role="status">
        ${stateMark(mark)}
        <h1>${words.title}</h1>
        ${shown === null ? '' : html`<p class="amount">${shown.amount}</p>`}
        <p>${words.lead}</p>
        ${back === null && shown !== null ? html`<p class="quiet-text">${t.goBack}</p>` : ''}
      </div>
      ${back === null ? '' : html`<div class="actions"><a class="button" href="${back}">${t.back}</a></div>`}`,
  );
}

/** Where a code is handed to the wallets: by its picture, or as text. `problem`: it was none of theirs. */
export function scanPage(language: Language, problem: boolean): Markup {
  const t = walletTexts(language);
  return frame(
    { language, brand: t.simulated, scanned: false },
    html`<h1>${t.scanTitle}</h1>
      ${problem ? html`<p class="note bad" role="alert">${t.scanProblem}</p>` : ''}
      <form method="post" action="/wallet" enctype="multipart/form-data">
        <input type="hidden" name="lang" value="${language}" />
        <div>
          <label for="picture">${t.scanPicture}</label>
          <input id="picture" type="file" name="picture" accept="image/*" />
        </div>
        <div>
          <label for="code">${t.scanCode}</label>
          <textarea id="code" name="code" autocomplete="off" spellcheck="false"></textarea>
        </div>
        <div class="actions"><button>${t.scanContinue}</button></div>
      </form>
      <script>
        ${raw(PICTURE_SCRIPT)};
      </script>`,
  );
}

/** A code for the wallet's app, on a page of the provider's. */
export function codePage(
  language: Language,
  request: Pick<WalletRequest, 'brand' | 'amount' | 'payee'> & { readonly qrSvg: string },
): Markup {
  const t = walletTexts(language);
  const { brand, amount, payee, qrSvg } = request;
  return frame(
    { language, brand, scanned: false },
    html`<div class="centre">
      <h1>${payee ?? t.merchant}</h1>
      <p class="amount">${amount}</p>
      <div class="plate">${raw(qrSvg)}</div>
      <p>${t.scanWith}</p>
    </div>`,
  );
}

function frame(
  about: { readonly language: Language; readonly brand: string; readonly scanned: boolean },
  sheet: Markup,
): Markup {
  const { language, brand, scanned } = about;
  const t = walletTexts(language);
  return phonePage({
    title: `${brand} · ${t.simulated}`,
    language,
    css: CSS,
    mark: html`<g stroke-linejoin="round">
      <path d="M4 9h20a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 9l15-5v5" />
      <circle cx="21" cy="17" r="1.8" fill="currentColor" />
    </g>`,
    name: brand,
    otherLanguage: {
      href: `?lang=${t.otherTag}${scanned ? '&scanned=1' : ''}`,
      lang: t.otherTag,
      label: t.otherLanguage,
    },
    sheet,
    foot: t.foot,
  });
}
