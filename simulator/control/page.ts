import { html } from 'hono/html';
import { type OutageTable, outageSection } from '../airwallex/outages.ts';
import type { ChargeLogEntry } from '../core/charge-log.ts';
import { displayAmount } from '../core/amount.ts';
import type { FaultKind, FaultRule } from '../core/faults.ts';
import type { WebhookDelivery } from '../core/webhook-sender.ts';
import { disputeSection, type DisputeView } from './disputes.ts';
import { page, type Markup } from '../ui/page.ts';

export interface ControlView {
  readonly now: Date;
  readonly faults: readonly FaultRule[];
  readonly outages: OutageTable;
  readonly log: readonly ChargeLogEntry[];
  readonly deliveries: readonly WebhookDelivery[];
  readonly disputes: readonly DisputeView[];
  readonly endpoints: readonly { readonly clientId: string; readonly url: string }[];
}

const MAX_ROWS = 100;

const CSS = `
:root{--accent:#23395b}
main{max-width:1120px;margin:0 auto;padding:28px 20px 60px;display:flex;flex-direction:column;gap:22px}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:6px 20px}
header nav{margin-left:auto;display:flex;gap:18px}header nav a{color:var(--accent);padding:10px 0}
section,.cols>*{min-width:0}section{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:20px;display:flex;flex-direction:column;gap:14px}
.cols{display:grid;gap:22px}@media(min-width:900px){.cols{grid-template-columns:1.5fr 1fr;align-items:start}}
.side{display:grid;gap:22px}header h1{overflow-wrap:anywhere}.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;align-items:end}
label{font-size:14px;margin-bottom:4px}
button.small{min-height:44px;padding:0 14px}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:8px 12px 8px 0;border-bottom:1px solid var(--line);white-space:nowrap}
th{color:var(--quiet);font-weight:600}td.num,th.num{text-align:right}
.tag{display:inline-block;padding:1px 8px;border-radius:99px;background:#e8edf2}
.tag.captured{background:#dff1e6;color:#14573a}.tag.declined,.tag.lost{background:#fdecea;color:#7d1712}
.tag.refunded{background:#fff1d6;color:#6b4700}
`;

/** What each fault does, in one line, for the person arming it. */
const FAULT_WORDS: Readonly<Record<FaultKind, string>> = {
  latency: 'Slow answer',
  timeout_before_effect: 'No answer, nothing done',
  timeout_after_effect: 'No answer, but done',
  error_before_effect: 'Error, nothing done',
  error_kept: 'Error, nothing done, kept for its key (Stripe)',
  error_after_effect: 'Error, but done',
  webhook_lost: 'Webhook lost',
  webhook_doubled: 'Webhook sent twice',
  webhook_reordered: 'Webhook overtaken by the next',
  webhook_late: 'Webhook late',
  refund_pending: 'Refund pending for a while',
  refund_fails_later: 'Refund fails after it succeeded',
};

/** The page for people: what is armed, what moved, what was notified. Plain forms, no scripts. */
export function controlPage(view: ControlView): Markup {
  return page({
    title: 'Simulator control',
    language: 'en',
    css: CSS,
    body: html`<main>
      <header>
        <h1>Simulator control</h1>
        <span class="quiet-text tabular">clock ${view.now.toISOString()}</span>
        <nav>
          <a href="/bank-app">Bank app</a><a href="/wallet">Wallets</a
          ><a href="/control">Refresh</a>
        </nav>
      </header>
      <div class="cols">
        ${faultSection(view.faults)}
        <div class="side">
          ${outageSection(view.outages)}${clockSection()}${webhookSection(view.endpoints)}
        </div>
      </div>
      ${logSection(view.log)} ${disputeSection(view.disputes)} ${deliverySection(view.deliveries)}
    </main>`,
  });
}

function faultSection(faults: readonly FaultRule[]): Markup {
  return html`<section aria-labelledby="faults">
    <h2 id="faults">Faults</h2>
    <form method="post" action="/control/faults" class="fields">
      <div>
        <label for="kind">What goes wrong</label>
        <select id="kind" name="kind">
          ${Object.entries(FAULT_WORDS).map(([kind, words]) => html`<option value="${kind}">${words}</option>`)}
        </select>
      </div>
      <div>
        <label for="provider">Provider</label>
        <select id="provider" name="provider">
          <option value="*">any</option>
          <option>stripe</option>
          <option>airwallex</option>
        </select>
      </div>
      <div>
        <label for="operation">Operation</label>
        <input id="operation" name="operation" placeholder="*" list="operations" />
        <datalist id="operations">
          ${[
            'payment_intents.create',
            'payment_intents.confirm',
            'payment_intents.retrieve',
            'payment_intents.cancel',
            'refunds.create',
            'webhook',
          ].map((name) => html`<option value="${name}"></option>`)}
        </datalist>
      </div>
      <div>
        <label for="remaining">Times (0: always)</label>
        <input id="remaining" name="remaining" type="number" min="0" value="1" />
      </div>
      <div>
        <label for="delay">Delay (ms)</label>
        <input id="delay" name="delayMs" type="number" min="0" value="3000" />
      </div>
      <div>
        <label for="status">Error status</label>
        <input id="status" name="status" type="number" min="400" max="599" value="500" />
      </div>
      <button>Arm</button>
    </form>
    ${
      faults.length === 0
        ? html`<p class="quiet-text">No fault is armed: everything works.</p>`
        : html`<div class="scroll">
              <table>
                <tr>
                  <th>Fault</th>
                  <th>Provider</th>
                  <th>Operation</th>
                  <th>Left</th>
                  <th>Delay</th>
                  <th>Status</th>
                  <th></th>
                </tr>
                ${faults.map(
                  (fault) =>
                    html`<tr>
                      <td>${FAULT_WORDS[fault.kind]}</td>
                      <td>${fault.provider}</td>
                      <td>${fault.operation}</td>
                      <td>${fault.remaining ?? 'always'}</td>
                      <td>${fault.delayMs} ms</td>
                      <td>${fault.status}</td>
                      <td>
                        <form method="post" action="/control/faults/${fault.id}/disarm">
                          <button class="quiet small">Disarm</button>
                        </form>
                      </td>
                    </tr>`,
                )}
              </table>
            </div>
            <form method="post" action="/control/faults/disarm-all">
              <button class="quiet small">Disarm all</button>
            </form>`
    }
  </section>`;
}

function clockSection(): Markup {
  return html`<section aria-labelledby="clock">
    <h2 id="clock">Clock</h2>
    <form method="post" action="/control/clock" class="fields">
      <div>
        <label for="advance">Move forward by</label>
        <select id="advance" name="advanceMs">
          <option value="60000">1 minute</option>
          <option value="610000">10 minutes 10 s (past a QR’s life)</option>
          <option value="3600000">1 hour</option>
          <option value="86400000">1 day</option>
        </select>
      </div>
      <button>Advance</button>
    </form>
  </section>`;
}

function webhookSection(endpoints: ControlView['endpoints']): Markup {
  return html`<section aria-labelledby="endpoints">
    <h2 id="endpoints">Airwallex webhook endpoints</h2>
    ${
      endpoints.length === 0
        ? html`<p class="quiet-text">None registered.</p>`
        : html`<ul>
            ${endpoints.map(({ clientId, url }) => html`<li>${clientId} → <code>${url}</code></li>`)}
          </ul>`
    }
  </section>`;
}

function logSection(log: readonly ChargeLogEntry[]): Markup {
  const shown = log.slice(-MAX_ROWS).toReversed();
  return html`<section aria-labelledby="log">
    <h2 id="log">Money (${log.length})</h2>
    ${
      shown.length === 0
        ? html`<p class="quiet-text">No money has moved yet.</p>`
        : html`<div class="scroll">
            <table>
              <tr>
                <th>Time</th>
                <th>What</th>
                <th class="num">Amount</th>
                <th>Method</th>
                <th>Provider</th>
                <th>Payment</th>
                <th>Reference</th>
                <th>Detail</th>
              </tr>
              ${shown.map(
                (entry) =>
                  html`<tr>
                    <td>${entry.at.slice(0, 19).replace('T', ' ')}</td>
                    <td><span class="tag ${entry.kind}">${entry.kind}</span></td>
                    <td class="num">${displayAmount(entry.amountMinor, entry.currency)}</td>
                    <td>${entry.method}</td>
                    <td>${entry.provider}</td>
                    <td>${entry.paymentId}</td>
                    <td>${entry.reference ?? '–'}</td>
                    <td>${entry.detail ?? ''}</td>
                  </tr>`,
              )}
            </table>
          </div>`
    }
  </section>`;
}

function deliverySection(deliveries: readonly WebhookDelivery[]): Markup {
  const shown = deliveries.slice(-MAX_ROWS).toReversed();
  return html`<section aria-labelledby="deliveries">
    <h2 id="deliveries">Webhook deliveries (${deliveries.length})</h2>
    ${
      shown.length === 0
        ? html`<p class="quiet-text">Nothing was sent yet.</p>`
        : html`<div class="scroll">
            <table>
              <tr>
                <th>Time</th>
                <th>Result</th>
                <th>Event</th>
                <th>Provider</th>
                <th>Id</th>
                <th>To</th>
              </tr>
              ${shown.map(
                (delivery) =>
                  html`<tr>
                    <td>${delivery.at.slice(0, 19).replace('T', ' ')}</td>
                    <td>
                      <span class="tag ${typeof delivery.result === 'string' ? 'lost' : ''}"
                        >${delivery.result}</span
                      >
                    </td>
                    <td>${delivery.type}</td>
                    <td>${delivery.provider}</td>
                    <td>${delivery.eventId}</td>
                    <td>${delivery.url}</td>
                  </tr>`,
              )}
            </table>
          </div>`
    }
  </section>`;
}
