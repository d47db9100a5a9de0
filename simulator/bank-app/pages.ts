import { html, raw } from 'hono/html';
import { displayAmount, toDecimalString } from '../core/amount.ts';
import type { FpsResult } from '../core/fps-network.ts';
import { PICTURE_SCRIPT } from '../ui/picture-script.ts';
import { stateMark, type Language, type Markup } from '../ui/page.ts';
import { phonePage } from '../ui/phone-page.ts';
import type { FpsRequest } from './fps-request.ts';
import { bankTexts, rejectionText, type BankProblem } from './texts.ts';

const CSS = `
:root{--accent:#0d5c63}
.or{display:flex;align-items:center;gap:12px;color:var(--quiet);font-size:14px}
.or::before,.or::after{content:"";flex:1;border-top:1px solid var(--line)}
input[type=file]{padding:9px 12px;border-style:dashed}
`;

/** A page of the bank's, as on a telephone. */
export function frame(language: Language, title: string, sheet: Markup): Markup {
  const t = bankTexts(language);
  const other: Language = language === 'en' ? 'zh-HK' : 'en';
  return phonePage({
    title: `${title} · ${t.bank}`,
    language,
    css: CSS,
    mark: html`<g stroke-linecap="round">
      <path d="M15 4v20M9 9h12M5 17c0 5 4 8 10 8s10-3 10-8" />
      <circle cx="15" cy="5" r="2" fill="currentColor" />
    </g>`,
    name: t.bank,
    otherLanguage: { href: `/bank-app?lang=${other}`, lang: other, label: t.otherLanguage },
    sheet,
    foot: t.foot,
  });
}

export function scanPage(language: Language, problem: BankProblem | null, payload: string): Markup {
  const t = bankTexts(language);
  return frame(
    language,
    t.scanTitle,
    html`<div>
        <h1>${t.scanTitle}</h1>
        <p class="quiet-text">${t.scanLead}</p>
      </div>
      ${problem === null ? '' : html`<p class="note bad" role="alert">${t.problem[problem]}</p>`}
      <form method="post" action="/bank-app/review" enctype="multipart/form-data">
        <input type="hidden" name="lang" value="${language}" />
        <div>
          <label for="picture">${t.picture}</label>
          <input
            id="picture"
            type="file"
            name="picture"
            accept="image/*"
            aria-describedby="picture-help"
          />
          <p id="picture-help" class="quiet-text">${t.pictureHelp}</p>
        </div>
        <div>
          <label for="payload">${t.payload}</label>
          <textarea id="payload" name="payload" autocomplete="off" spellcheck="false">
${payload}</textarea>
        </div>
        <div class="actions">
          <button>${t.continue}</button>
          <a class="button quiet" href="/bank-app/statement?lang=${language}">${t.statementLink}</a>
        </div>
      </form>
      <script>
        ${raw(PICTURE_SCRIPT)};
      </script>`,
  );
}

export interface Review {
  readonly payload: string;
  readonly request: FpsRequest;
  readonly expired: boolean;
  readonly problem: BankProblem | null;
}

export function reviewPage(language: Language, review: Review): Markup {
  const t = bankTexts(language);
  const { request } = review;
  const amount =
    request.amountMinor === null ? '' : toDecimalString(request.amountMinor, request.currency);
  return frame(
    language,
    t.reviewTitle,
    html`<h1>${t.reviewTitle}</h1>
      ${review.problem === null ? '' : html`<p class="note bad" role="alert">${t.problem[review.problem]}</p>`}
      ${review.expired ? html`<p class="note">${t.expired}</p>` : ''}
      ${
        request.amountEditable || request.amountMinor === null
          ? ''
          : html`<div>
              <p class="amount">${displayAmount(request.amountMinor, request.currency)}</p>
              <p class="quiet-text">${t.amountFixed}</p>
            </div>`
      }
      <dl class="facts">
        <dt>${t.payee}</dt>
        <dd><strong>${request.payeeName}</strong></dd>
        <dt>${t.fpsId}</dt>
        <dd class="tabular">${request.proxy}</dd>
        ${
          request.reference === null
            ? ''
            : html`<dt>${t.reference}</dt>
                <dd class="tabular">${request.reference}</dd>`
        }
        ${
          request.expiresAt === null
            ? ''
            : html`<dt>${t.expires}</dt>
                <dd>${hongKongTime(request.expiresAt, language)}</dd>`
        }
        <dt>${t.from}</dt>
        <dd>${t.account}</dd>
      </dl>
      <form method="post" action="/bank-app/pay" class="actions">
        <input type="hidden" name="lang" value="${language}" />
        <input type="hidden" name="payload" value="${review.payload}" />
        ${
          request.amountEditable
            ? html`<div>
                <label for="amount">${t.amount}（${request.currency}）</label>
                <input id="amount" name="amount" inputmode="decimal" value="${amount}" required />
              </div>`
            : ''
        }
        <button>
          ${t.pay}${request.amountEditable ? '' : ` ${displayAmount(request.amountMinor ?? 0, request.currency)}`}
        </button>
        <button class="quiet" formaction="/bank-app/decline" formnovalidate>${t.decline}</button>
      </form>`,
  );
}

export interface Receipt {
  readonly payload: string;
  readonly request: FpsRequest;
  readonly amountMinor: number;
  readonly result: FpsResult;
}

export function receiptPage(language: Language, receipt: Receipt): Markup {
  const t = bankTexts(language);
  const { request, result } = receipt;
  const paid = result.status === 'accepted';
  const title = paid ? t.paidTitle : t.rejectedTitle;
  return frame(
    language,
    title,
    html`<div class="centre" role="status">
        ${stateMark(paid ? 'good' : 'bad')}
        <h1>${title}</h1>
        <p class="amount">${displayAmount(receipt.amountMinor, request.currency)}</p>
        <p>${paid ? t.paidLead : t.rejectedLead}</p>
        ${paid ? '' : html`<p class="note bad">${rejectionText(language, result.reason)}</p>`}
      </div>
      <dl class="facts">
        <dt>${t.payee}</dt>
        <dd>${request.payeeName}</dd>
        <dt>${t.reference}</dt>
        <dd class="tabular">${request.reference ?? '–'}</dd>
        <dt>${t.transaction}</dt>
        <dd class="tabular">${result.transactionId}</dd>
      </dl>
      <form method="post" action="/bank-app/review" class="actions">
        <input type="hidden" name="lang" value="${language}" />
        <input type="hidden" name="payload" value="${receipt.payload}" />
        <a class="button" href="/bank-app?lang=${language}">${t.another}</a>
        <button class="quiet">${t.again}</button>
      </form>`,
  );
}

export function declinedPage(language: Language): Markup {
  const t = bankTexts(language);
  return frame(
    language,
    t.declinedTitle,
    html`<div class="centre" role="status">
        ${stateMark('bad')}
        <h1>${t.declinedTitle}</h1>
        <p>${t.declinedLead}</p>
      </div>
      <div class="actions">
        <a class="button" href="/bank-app?lang=${language}">${t.another}</a>
      </div>`,
  );
}

export function hongKongTime(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-HK', {
    timeZone: 'Asia/Hong_Kong',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}
