import type { WalletType } from './account.ts';
import { escapeHtml } from './html.ts';
import { formatMoney } from './money.ts';

/** What a page asked a wallet for. */
export interface SheetRequest {
  readonly wallet: WalletType;
  /** Key suffix of the Stripe account. */
  readonly account: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly business: string;
  readonly chinese: boolean;
  readonly parentOrigin: string;
}

const NAMES: Readonly<Record<WalletType, string>> = {
  apple_pay: 'Apple Pay',
  google_pay: 'Google Pay',
};

/** The cards in the wallet, by their ready-made payment method's name, and how each one behaves. */
const CARDS = [
  ['pm_card_visa', 'Visa •••• 4242', ''],
  ['pm_card_mastercard', 'Mastercard •••• 4444', ''],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'Visa •••• 9995', 'insufficient funds'],
  ['pm_card_threeDSecure2Required', 'Visa •••• 3220', '3-D Secure'],
] as const;

const STYLE = `
  body { margin: 0; font: 16px/1.5 system-ui, "Noto Sans CJK HK", sans-serif; color: #1a1f36; background: #fff; }
  main { padding: 1.25rem; }
  h1 { font-size: 1.125rem; margin: 0; }
  p { margin: .25rem 0 1rem; color: #4f566b; }
  fieldset { border: 0; margin: 0 0 1rem; padding: 0; display: grid; gap: .25rem; }
  label { display: flex; gap: .5rem; align-items: center; min-height: 2.25rem; }
  small { color: #4f566b; }
  form { display: grid; gap: .625rem; }
  button { font: inherit; font-weight: 600; min-height: 2.75rem; border-radius: .5rem; cursor: pointer;
    border: 1px solid #c1c9d2; background: #fff; color: #1a1f36; }
  button[value=approve] { background: #111; border-color: #111; color: #fff; }
  button:focus-visible { outline: 3px solid #7db5ff; outline-offset: 2px; }`;

/** Asks the shopper (or a test) for a card and an answer. */
export function sheetPage(request: SheetRequest, nonce: string): string {
  const { chinese } = request;
  const name = NAMES[request.wallet];
  const money = formatMoney(request.amount, request.currency);
  const cards = CARDS.map(
    ([alias, label, note], index) =>
      `<label><input type="radio" name="card" value="${alias}"${index === 0 ? ' checked' : ''}> ${label} <small>${note}</small></label>`,
  ).join('\n');
  return document(
    request,
    `<h1>${name}</h1>
<p>${escapeHtml(request.business)} ${escapeHtml(money)}</p>
<form method="post">
<fieldset aria-label="${chinese ? '卡' : 'Card'}">
${cards}
</fieldset>
<button type="submit" name="outcome" value="approve">${chinese ? '確認付款' : 'Approve payment'}</button>
<button type="submit" name="outcome" value="cancel">${chinese ? '關閉' : 'Close'}</button>
<button type="submit" name="outcome" value="fail">${chinese ? '模擬錢包故障' : 'Simulate a wallet that fails'}</button>
</form>`,
    `<style nonce="${nonce}">${STYLE}</style>`,
  );
}

/** Shown for the moment until the page around it takes the sheet away. `token` null: it was closed. */
export function closedSheetPage(request: SheetRequest, token: string | null): string {
  const attributes = [
    `data-parent-origin="${escapeHtml(request.parentOrigin)}"`,
    ...(token === null ? [] : [`data-token="${escapeHtml(token)}"`]),
  ];
  return document(
    request,
    '',
    `<script src="/stripe-js/wallet-done.js" ${attributes.join(' ')}></script>`,
  );
}

function document(request: SheetRequest, main: string, head: string): string {
  return `<!doctype html>
<html lang="${request.chinese ? 'zh-HK' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${NAMES[request.wallet]}</title>${head}</head>
<body><main>${main}</main></body></html>`;
}
