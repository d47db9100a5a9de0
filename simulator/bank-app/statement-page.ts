import { html } from 'hono/html';
import { displayAmount } from '../core/amount.ts';
import type { Language, Markup } from '../ui/page.ts';
import type { StatementEntry } from './merchant-account.ts';
import { frame, hongKongTime } from './pages.ts';
import { bankTexts } from './texts.ts';

/** The newest on a page; the file has all of them. */
const MAX_SHOWN = 50;

/** What came in on the merchant's own account. */
export function statementPage(language: Language, entries: readonly StatementEntry[]): Markup {
  const t = bankTexts(language);
  return frame(
    language,
    t.statementTitle,
    html`<div>
        <h1>${t.statementTitle}</h1>
        <p class="quiet-text">${t.statementLead}</p>
      </div>
      ${entries.length === 0 ? html`<p class="note">${t.statementEmpty}</p>` : ''}
      ${entries
        .toReversed()
        .slice(0, MAX_SHOWN)
        .map(
          (entry) =>
            html`<dl class="facts">
              <dt>${hongKongTime(new Date(entry.at), language)}</dt>
              <dd class="tabular">
                <strong>${displayAmount(entry.amountMinor, entry.currency)}</strong>
              </dd>
              <dt>${t.from}</dt>
              <dd>${entry.payer}</dd>
              <dt>${t.reference}</dt>
              <dd class="tabular">${entry.reference ?? '–'}</dd>
              <dt>${t.transaction}</dt>
              <dd class="tabular">${entry.bankReference}</dd>
            </dl>`,
        )}
      <div class="actions">
        <a class="button" href="/bank-app/statement.csv" download>${t.statementDownload}</a>
        <a class="button quiet" href="/bank-app?lang=${language}">${t.statementBack}</a>
      </div>`,
  );
}
